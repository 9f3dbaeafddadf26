//! How far a plan or a run is, on standard error: a bar on a terminal, otherwise a line now and then.

use std::{
    fmt::Write,
    io::{self, IsTerminal, stderr},
    time::{Duration, Instant},
};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};
use unkey_kit::{Counts, Events, Phase, RevokeEvent};

use super::{Output, counted, duration};
use crate::failure::Failure;

/// How often a plain line is written: often enough to show life, seldom enough for a log.
const EVERY: Duration = Duration::from_secs(2);

/// What shows the progress.
pub(crate) struct Progress<'a> {
    output: &'a Output,
    bar: Option<ProgressBar>,
    phase: Option<Phase>,
    /// When the last plain line was written.
    written: Option<Instant>,
}

impl<'a> Progress<'a> {
    /// Shows events until they end.
    pub(crate) async fn follow(mut events: Events<RevokeEvent>, output: &'a Output) -> Result<(), Failure> {
        let bar = stderr().is_terminal().then(bar);
        // Whatever ends the wait, even Ctrl-C, leaves a clean line.
        let _cleared = Cleared(bar.clone());
        let mut progress = Self { output, bar, phase: None, written: None };
        while let Some(event) = events.try_next().await? {
            progress.show(&event)?;
        }
        Ok(())
    }

    fn show(&mut self, event: &RevokeEvent) -> io::Result<()> {
        if event.phase == Phase::Finished {
            return Ok(());
        }
        let begins = self.phase.replace(event.phase) != Some(event.phase);
        let Some(bar) = &self.bar else { return self.line(event, begins) };
        bar.set_message(facts(event));
        if begins {
            bar.set_prefix(name(event.phase));
            bar.reset();
        }
        match event.total {
            Some(total) => {
                bar.set_style(style(WITH_TOTAL));
                bar.set_length(total);
            }
            None => bar.set_style(style(WITHOUT_TOTAL)),
        }
        bar.set_position(event.done);
        bar.tick();
        Ok(())
    }

    fn line(&mut self, event: &RevokeEvent, begins: bool) -> io::Result<()> {
        // The guards are checked in no time, and need no line of their own.
        if event.phase == Phase::Checking {
            return Ok(());
        }
        let due = self.written.is_none_or(|written| written.elapsed() >= EVERY);
        if !(due || begins) {
            return Ok(());
        }
        self.written = Some(Instant::now());
        self.output.aside(|to| writeln!(to, "{}", if begins { opening(event) } else { line(event) }))
    }
}

/// The first line of a phase, the same whenever it is written: `revoking: 1,000 keys`.
fn opening(event: &RevokeEvent) -> String {
    match event.total {
        Some(total) => format!("{}: {}", name(event.phase), counted(total, "key")),
        None => format!("{}: reading keys", name(event.phase)),
    }
}

struct Cleared(Option<ProgressBar>);

impl Drop for Cleared {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

const WITH_TOTAL: &str = "{prefix:<9} {wide_bar:.cyan/dim} {human_pos}/{human_len}  {msg}";
const WITHOUT_TOTAL: &str = "{prefix:<9} {spinner:.cyan} {human_pos} read  {msg}";

fn bar() -> ProgressBar {
    ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr()).with_style(style(WITHOUT_TOTAL))
}

fn style(template: &str) -> ProgressStyle {
    ProgressStyle::with_template(template)
        .unwrap_or_else(|_| ProgressStyle::default_bar())
        .progress_chars("━━╌")
}

fn name(phase: Phase) -> &'static str {
    match phase {
        Phase::Planning => "planning",
        Phase::Checking => "checking",
        Phase::Applying => "revoking",
        Phase::Sweeping => "sweeping",
        Phase::Restoring => "restoring",
        _ => "working",
    }
}

/// `revoking: 120 of 1,000 keys, 2 denied, 9 seconds left`
fn line(event: &RevokeEvent) -> String {
    let done = match (event.done, event.total) {
        (done, None) => format!("{} so far", counted(done, "key")),
        (done, Some(total)) => format!("{} of {}", HumanCount(done), counted(total, "key")),
    };
    let facts = facts(event);
    let comma = if facts.is_empty() { "" } else { ", " };
    format!("{}: {done}{comma}{facts}", name(event.phase))
}

/// What is worth knowing while waiting: trouble first, then how long it takes.
fn facts(event: &RevokeEvent) -> String {
    let mut facts = String::new();
    let mut add = |args: std::fmt::Arguments<'_>| {
        let comma = if facts.is_empty() { "" } else { ", " };
        // Writing to a String cannot fail.
        let _ = write!(facts, "{comma}{args}");
    };
    let Counts { denied, failed, unknown, .. } = event.counts;
    for (count, what) in [(denied, "denied"), (failed, "failed"), (unknown, "unknown")] {
        if count > 0 {
            add(format_args!("{} {what}", HumanCount(count)));
        }
    }
    if let Some(limit) = event.limit {
        add(format_args!("limit {}/{}", HumanCount(limit.remaining), HumanCount(limit.limit)));
    }
    if let Some(paused) = event.paused {
        add(format_args!("paused for {} as the service asked", duration(paused)));
    }
    if let Some(eta) = event.eta {
        add(format_args!("{} left", duration(eta)));
    }
    facts
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn event(fields: &serde_json::Value) -> RevokeEvent {
        let mut event = json!({ "phase": "applying", "done": 0, "counts": {} });
        for (name, value) in fields.as_object().unwrap() {
            event[name] = value.clone();
        }
        serde_json::from_value(event).unwrap()
    }

    #[test]
    fn a_line_tells_how_far_it_is_what_went_wrong_and_how_long_it_takes() {
        let event = event(&json!({
            "done": 1_200, "total": 20_000, "counts": { "revoked": 1_198, "denied": 2 }, "eta": 61_000,
            "limit": { "limit": 600, "remaining": 40, "reset": 9_000 }, "paused": 3_000,
        }));
        assert_eq!(
            line(&event),
            "revoking: 1,200 of 20,000 keys, 2 denied, limit 40/600, paused for 3.0 s as the service asked, \
             61 seconds left"
        );
    }

    #[test]
    fn a_line_leaves_out_what_is_not_known() {
        assert_eq!(line(&event(&json!({ "phase": "planning" }))), "planning: 0 keys so far");
        assert_eq!(line(&event(&json!({ "done": 1, "total": 1 }))), "revoking: 1 of 1 key");
    }

    #[test]
    fn the_first_line_of_a_phase_does_not_depend_on_the_moment() {
        let planning = |done| event(&json!({ "phase": "planning", "done": done }));
        assert_eq!(opening(&planning(0)), "planning: reading keys");
        assert_eq!(opening(&planning(7)), opening(&planning(0)));
        assert_eq!(opening(&event(&json!({ "done": 7, "total": 1_000 }))), "revoking: 1,000 keys");
    }
}
