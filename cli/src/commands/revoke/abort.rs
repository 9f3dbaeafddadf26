//! What is known of a run that a second Ctrl-C ended before its time.

use std::fmt;

use serde::Serialize;
use unkey_kit::{Counts, KeyOutcome, Outcome, Phase, Run};

use crate::{failure::Failure, output::counted};

/// How many requests the library has under way at once, at most. A test holds it to that.
const IN_FLIGHT: u64 = 8;

/// What is known at the moment of the abort. Whatever was in flight has had no answer.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Aborted {
    phase: Phase,
    planned: u64,
    counts: Counts,
    /// For how many keys, at most, a request was in flight or has had no answer.
    in_doubt: u64,
    outcomes: Vec<KeyOutcome>,
}

/// Gathers what is known of a run.
pub(super) async fn aborted(run: &Run, planned: u64) -> Result<Failure, Failure> {
    let status = run.status();
    let mut outcomes = Vec::new();
    let mut known = run.outcomes();
    while let Some(outcome) = known.try_next().await? {
        outcomes.push(outcome);
    }
    let (phase, counts) = (status.phase, status.counts);
    // Keys that the plan did not find are none of those that it holds.
    let settled = outcomes.iter().filter(|one| one.outcome != Outcome::NotFound).count() as u64;
    let open = planned.saturating_sub(settled).saturating_sub(counts.unknown);
    let in_flight = if phase == Phase::Applying { open.min(IN_FLIGHT) } else { 0 };
    let in_doubt = counts.unknown + in_flight;
    Ok(Failure::Aborted(Box::new(Aborted { phase, planned, counts, in_doubt, outcomes })))
}

impl fmt::Display for Aborted {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let revoked = self.outcomes.iter().filter(|one| one.outcome.is_success()).count() as u64;
        write!(f, "of {}, {revoked} known to be revoked", counted(self.planned, "key"))?;
        match self.in_doubt {
            0 => f.write_str("; none is in doubt")?,
            doubts => write!(
                f,
                "; for up to {doubts} a request was in flight or has had no answer, and they may be revoked or not"
            )?,
        }
        if self.phase == Phase::Sweeping {
            f.write_str("; they were not all read once more, so there is no proof")?;
        }
        f.write_str(
            ". Running it again is safe: it reads every key first, and revokes what is not yet revoked.",
        )
    }
}
