//! A table of measurements, each beside its peer and held to its budget.

/// What is measured, and what it is measured beside.
pub(super) struct Row {
    name: &'static str,
    unit: &'static str,
    ours: f64,
    peer: f64,
    budget: Than,
}

/// A budget.
#[derive(Clone, Copy)]
pub(super) enum Than {
    /// At most so many times the peer's.
    AtMost(f64),
    /// At least so many times the peer's.
    AtLeast(f64),
    /// At most so much, whatever the peer's.
    Within(f64),
}

impl Row {
    pub(super) const fn new(
        name: &'static str,
        unit: &'static str,
        ours: f64,
        peer: f64,
        budget: Than,
    ) -> Self {
        Self { name, unit, ours, peer, budget }
    }

    fn holds(&self) -> bool {
        match self.budget {
            Than::AtMost(times) => self.ours <= self.peer * times,
            Than::AtLeast(times) => self.ours >= self.peer * times,
            Than::Within(most) => self.ours <= most,
        }
    }

    fn budget(&self) -> String {
        match self.budget {
            Than::AtMost(times) if times < 1.0 => format!("at most 1/{:.0}", 1.0 / times),
            Than::AtMost(times) => format!("at most {times:.1} times"),
            Than::AtLeast(times) => format!("at least {times:.0} times"),
            Than::Within(most) => format!("at most {most:.0} {}", self.unit),
        }
    }

    fn ratio(&self) -> String {
        let ratio = self.ours / self.peer;
        if ratio < 1.0 { format!("1/{:.1}", 1.0 / ratio) } else { format!("{ratio:.2}") }
    }
}

/// Prints the rows as a table of Markdown.
pub(super) fn print(rows: &[Row]) {
    println!("| what | ours | peer | ratio | budget | holds |");
    println!("| --- | --: | --: | --: | --- | --- |");
    for row in rows {
        let number = |value: f64| format!("{value:.0} {}", row.unit).trim_end().to_owned();
        println!(
            "| {} | {} | {} | {} | {} | {} |",
            row.name,
            number(row.ours),
            number(row.peer),
            row.ratio(),
            row.budget(),
            if row.holds() { "yes" } else { "NO" }
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_held_against_the_peer_or_alone() {
        let holds = |ours, peer, budget| Row::new("", "us", ours, peer, budget).holds();
        assert!(
            holds(90.0, 1400.0, Than::AtMost(1.0 / 15.0)) && !holds(100.0, 1400.0, Than::AtMost(1.0 / 15.0))
        );
        assert!(holds(400.0, 10.0, Than::AtLeast(40.0)) && !holds(399.0, 10.0, Than::AtLeast(40.0)));
        assert!(holds(20.0, 1.0, Than::Within(20.0)) && !holds(21.0, 1000.0, Than::Within(20.0)));
        assert!(!holds(f64::NAN, 1.0, Than::Within(20.0)));
    }
}
