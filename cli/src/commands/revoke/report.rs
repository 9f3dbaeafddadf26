//! How a revocation went, for people.

use std::io::{self, Write};

use indicatif::HumanCount;
use unkey_kit::{Action, Counts, KeyOutcome, Outcome, Report, StopCause, SweepState};

use crate::{
    exit::Exit,
    output::{
        Table, counted, duration,
        style::{BAD, BOLD, DIM, GOOD, WARN},
        wrapped,
    },
};

/// How many keys that need attention are shown; --json has them all.
pub(super) const SHOWN: usize = 20;

/// How a run ends the command.
pub(super) fn exit(report: &Report) -> Exit {
    let stopped_by = |cause| report.stops.iter().any(|stop| stop.cause == cause);
    if stopped_by(StopCause::Asked) {
        Exit::Interrupted
    } else if report.ok {
        Exit::Done
    } else if stopped_by(StopCause::RootKey) || (stopped_by(StopCause::Denied) && report.counts.revoked == 0)
    {
        Exit::NotAllowed
    } else {
        Exit::Incomplete
    }
}

/// Whether the key is worth a line of its own: of those that were not reached it is enough to know how many they are.
pub(super) fn needs_attention(outcome: Outcome) -> bool {
    !outcome.is_success() && outcome != Outcome::Skipped
}

/// Writes a report; `attention` are the first of the keys that need it.
pub(crate) fn write(report: &Report, attention: &[KeyOutcome], to: &mut dyn Write) -> io::Result<()> {
    let verdict = if report.ok {
        format!("{GOOD}Done:{GOOD:#} every key is revoked")
    } else {
        let revoked = report.counts.revoked + report.counts.already_revoked + report.counts.already_gone;
        let (verb, done) =
            if report.restore { ("enabled again", report.counts.restored) } else { ("revoked", revoked) };
        format!(
            "{BAD}Not done:{BAD:#} {} of {} known to be {verb}",
            HumanCount(done),
            HumanCount(report.planned)
        )
    };
    writeln!(
        to,
        "{BOLD}{verdict}{BOLD:#}. {} in {}, {}.",
        counted(report.planned, "key"),
        duration(report.finished_at - report.started_at),
        counted(report.requests, "request")
    )?;
    for (count, outcome, good) in rows(&report.counts, report.action) {
        let (mark, style) = if good { ("✓", GOOD) } else { ("✗", BAD) };
        writeln!(to, "  {style}{mark} {:>9}{style:#}  {outcome}", HumanCount(count).to_string())?;
    }
    match report.sweep {
        SweepState::Complete if report.ok => {
            writeln!(to, "  {DIM}Read once more afterwards: none of them is active.{DIM:#}")?;
        }
        SweepState::Complete => {
            let Counts { still_active, appeared, .. } = report.counts;
            let found = match still_active + appeared {
                0 => "none that was revoked is active".to_owned(),
                active => format!("{} active", HumanCount(active)),
            };
            writeln!(to, "  {DIM}Read once more afterwards: {found}.{DIM:#}")?;
        }
        SweepState::Incomplete => {
            writeln!(to, "  {WARN}Not every key could be read once more afterwards.{WARN:#}")?;
        }
        SweepState::Off => writeln!(to, "  {DIM}None was read once more afterwards, as asked.{DIM:#}")?,
    }
    for stop in &report.stops {
        let why = if stop.cause == StopCause::Asked { "on request" } else { &stop.message };
        writeln!(to, "  {BAD}stopped:{BAD:#} {}", wrapped(why, "    "))?;
    }
    for warning in &report.warnings {
        writeln!(to, "  {WARN}warning:{WARN:#} {}", wrapped(&warning.message, "    "))?;
    }
    if report.counts.skipped + report.counts.unknown + report.counts.still_active > 0 && !report.restore {
        writeln!(to, "  Run the same command again to continue: it revokes what is not yet revoked.")?;
    }
    write_attention(report, attention, to)
}

fn write_attention(report: &Report, attention: &[KeyOutcome], to: &mut dyn Write) -> io::Result<()> {
    if attention.is_empty() {
        return Ok(());
    }
    let mut table = Table::new(&["KEY", "API", "OUTCOME", "CODE", "REQUEST"]);
    for key in attention {
        let outcome = serde_json::to_value(key.outcome)?;
        table.row([
            key.key_id.as_str(),
            key.api_id.as_deref().unwrap_or_default(),
            outcome.as_str().unwrap_or_default(),
            key.code.as_deref().unwrap_or_default(),
            key.request_id.as_deref().unwrap_or_default(),
        ]);
    }
    writeln!(to)?;
    table.write(to, 2)?;
    let all = in_need(&report.counts);
    match all.saturating_sub(attention.len() as u64) {
        0 => Ok(()),
        more => writeln!(to, "  {DIM}and {}; --json lists them{DIM:#}", counted(more, "more key")),
    }
}

fn in_need(counts: &Counts) -> u64 {
    counts.not_found
        + counts.not_visible
        + counts.denied
        + counts.failed
        + counts.unknown
        + counts.still_active
        + counts.appeared
        + counts.changed_since
}

/// The outcomes that occurred, in words, and whether each is a success.
fn rows(counts: &Counts, action: Action) -> impl Iterator<Item = (u64, &'static str, bool)> {
    let revoked = match action {
        Action::Disable => "disabled",
        Action::DeletePermanently => "deleted for good",
        _ => "deleted",
    };
    [
        (counts.still_active, "still active, in spite of the service's answer", false),
        (counts.appeared, "active and not planned: created meanwhile, or enabled again", false),
        (counts.unknown, "unknown: no answer says whether they were revoked", false),
        (counts.failed, "failed: nothing was changed", false),
        (counts.denied, "denied: the root key lacks the permission", false),
        (counts.not_visible, "in APIs that are missing, or that the root key may not read", false),
        (counts.not_found, "not found: no proof that they are revoked", false),
        (counts.skipped, "not reached", false),
        (counts.changed_since, "changed by somebody else, left alone", false),
        (counts.revoked, revoked, true),
        (counts.already_revoked, "disabled before", true),
        (counts.already_gone, "deleted by somebody else", true),
        (counts.restored, "enabled again", true),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
}
