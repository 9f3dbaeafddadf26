//! A table of measurements, each beside its peer and held to its budget.

/// A measurement of one round, and its peer's in the same.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub(super) ours: f64,
    pub(super) peer: f64,
}

/// What is measured, and what it is measured beside.
pub(super) struct Row {
    pub(super) name: &'static str,
    pub(super) unit: &'static str,
    /// Round by round; none if it could not be measured.
    pub(super) pairs: Vec<Pair>,
    pub(super) budget: Than,
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
    /// None: it is told, and judged by the reader.
    Unset,
}

/// The value in the middle of the rounds, and those between which the middle half of them lies. Single rounds can be far off
/// on a busy machine; how far half of them differ says how firm the median is.
struct Spread {
    low: f64,
    median: f64,
    high: f64,
}

impl Row {
    /// Of one value of each round.
    fn spread(&self, of: fn(&Pair) -> f64) -> Option<Spread> {
        let mut values: Vec<f64> = self.pairs.iter().map(of).collect();
        values.sort_by(f64::total_cmp);
        let at = |quarter| values.get(values.len() * quarter / 4).copied();
        Some(Spread { low: at(1)?, median: at(2)?, high: at(3)? })
    }

    /// The ratio of each round, and not of the medians: what slowed both down in a round cancels.
    fn ratio(&self) -> Option<Spread> {
        self.spread(|pair| pair.ours / pair.peer)
    }

    fn holds(&self) -> Option<bool> {
        Some(match self.budget {
            Than::AtMost(times) => self.ratio()?.median <= times,
            Than::AtLeast(times) => self.ratio()?.median >= times,
            Than::Within(most) => self.spread(|pair| pair.ours)?.median <= most,
            Than::Unset => return None,
        })
    }

    fn budget(&self) -> String {
        match self.budget {
            Than::AtMost(times) if times < 1.0 => format!("at most 1/{:.0}", 1.0 / times),
            Than::AtMost(times) => format!("at most {times:.1}"),
            Than::AtLeast(times) => format!("at least {times:.0}"),
            Than::Within(most) => format!("at most {most:.0} {}", self.unit),
            Than::Unset => "-".to_owned(),
        }
    }

    /// The row of the table, if there is something to tell.
    fn line(&self) -> Option<String> {
        let number = |value: f64| format!("{value:.0} {}", self.unit).trim_end().to_owned();
        let (ours, peer, ratio) =
            (self.spread(|pair| pair.ours)?, self.spread(|pair| pair.peer)?, self.ratio()?);
        let (low, high) = match self.budget {
            Than::Within(_) => (number(ours.low), number(ours.high)),
            Than::AtMost(_) | Than::AtLeast(_) | Than::Unset => (times(ratio.low), times(ratio.high)),
        };
        Some(format!(
            "| {} | {} | {} | {} | {low} to {high} | {} | {} |",
            self.name,
            number(ours.median),
            number(peer.median),
            times(ratio.median),
            self.budget(),
            match self.holds() {
                Some(true) => "yes",
                Some(false) => "NO",
                None => "-",
            }
        ))
    }
}

/// A ratio, for people: a small one as a fraction.
fn times(ratio: f64) -> String {
    if ratio > 0.0 && ratio < 0.5 { format!("1/{:.1}", 1.0 / ratio) } else { format!("{ratio:.2}") }
}

/// Prints the rows as a table of Markdown: medians of the rounds, and the middle half of them in what the budget is about.
pub(super) fn print(rows: &[Row]) {
    println!("| what | ours | peer | ratio | half of the rounds | budget | holds |");
    println!("| --- | --: | --: | --: | --- | --- | --- |");
    for row in rows {
        let missing = || format!("| {} | - | - | - | - | {} | not measured |", row.name, row.budget());
        println!("{}", row.line().unwrap_or_else(missing));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(pairs: &[(f64, f64)], budget: Than) -> Row {
        let pairs = pairs.iter().map(|&(ours, peer)| Pair { ours, peer }).collect();
        Row { name: "call", unit: "us", pairs, budget }
    }

    fn holds(ours: f64, peer: f64, budget: Than) -> bool {
        row(&[(ours, peer)], budget).holds().unwrap()
    }

    #[test]
    fn a_budget_is_held_against_the_peer_or_alone() {
        assert!(
            holds(90.0, 1400.0, Than::AtMost(1.0 / 15.0)) && !holds(100.0, 1400.0, Than::AtMost(1.0 / 15.0))
        );
        assert!(holds(400.0, 10.0, Than::AtLeast(40.0)) && !holds(399.0, 10.0, Than::AtLeast(40.0)));
        assert!(holds(20.0, 1.0, Than::Within(20.0)) && !holds(21.0, 1000.0, Than::Within(20.0)));
        assert!(!holds(f64::NAN, 1.0, Than::Within(20.0)));
    }

    #[test]
    fn drift_that_slows_both_down_leaves_the_ratio_alone() {
        let drifting = row(&[(10.0, 100.0), (20.0, 200.0), (12.0, 120.0)], Than::AtMost(0.1));
        assert_eq!(
            drifting.line().unwrap(),
            "| call | 12 us | 120 us | 1/10.0 | 1/10.0 to 1/10.0 | at most 1/10 | yes |"
        );
    }

    #[test]
    fn a_row_tells_the_middle_half_of_the_rounds_in_terms_of_its_budget() {
        let pairs = [(90.0, 20.0), (30.0, 20.0), (10.0, 20.0), (20.0, 20.0), (1.0, 20.0)];
        let told = |budget| row(&pairs, budget).line().unwrap();
        assert!(told(Than::AtMost(1.5)).contains("| 1.00 | 0.50 to 1.50 |"));
        assert!(told(Than::Within(15.0)).ends_with("| 10 us to 30 us | at most 15 us | NO |"));
    }

    #[test]
    fn what_has_no_budget_is_told_and_not_judged() {
        let told = row(&[(10.0, 60.0)], Than::Unset).line().unwrap();
        assert_eq!(told, "| call | 10 us | 60 us | 1/6.0 | 1/6.0 to 1/6.0 | - | - |");
    }

    #[test]
    fn what_was_not_measured_holds_nothing() {
        let row = row(&[], Than::AtMost(1.5));
        assert!(row.holds().is_none() && row.line().is_none());
    }
}
