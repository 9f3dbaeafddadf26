//! What became of the keys, one by one and altogether.

use futures_util::{StreamExt, TryStreamExt, stream};

use super::{
    basis::Basis,
    driver::Passed,
    engine::{GivenUp, Halt},
    events::Events,
    ledger::{Course, Entry, Row, View},
    surface::Run,
    values::{KeyOutcome, PlanSummary, Report, RequestBudget, RevokeWarning, Stop, StopCause, SweepState},
    work::Work,
};
use crate::{
    api::Millis,
    error::{Error, ErrorCode, Result},
    http::RateLimit,
};

/// How many entries are read from the ledger at once.
const BATCH: usize = 1_000;

/// What a run finds out beside the outcomes.
pub(super) struct Findings {
    pub(super) stops: Vec<Stop>,
    pub(super) sweep: SweepState,
    pub(super) warnings: Vec<RevokeWarning>,
}

impl Default for Findings {
    fn default() -> Self {
        Self { stops: Vec::new(), sweep: SweepState::Off, warnings: Vec::new() }
    }
}

/// Makes the report of a run that is over.
pub(super) async fn finish(
    work: &Work<'_>,
    course: Course,
    summary: PlanSummary,
    findings: Findings,
    started_at: Millis,
) -> Result<Report> {
    let ledger = &work.basis.ledger;
    let (action, reason) = ledger.header().await?.begun.unwrap_or_default();
    let mut counts = ledger.tally(course).await?;
    let total = match course {
        Course::Revocation => summary.total,
        Course::Restore => counts.sum(),
    };
    if course == Course::Revocation {
        counts.not_visible += summary.not_visible.len() as u64;
    }
    work.monitor.tell(|event| {
        event.counts = counts;
        // The keys of the run, not those of its last phase: a sweep lists others too.
        (event.done, event.total) = (total.saturating_sub(counts.skipped), Some(total));
    });
    let warnings = summary.warnings.into_iter().chain(findings.warnings).collect();
    Ok(Report {
        restore: course == Course::Restore,
        action,
        reason,
        ok: counts.troubles() == 0 && findings.sweep != SweepState::Incomplete,
        planned: summary.total,
        counts,
        stops: findings.stops,
        sweep: findings.sweep,
        not_visible: summary.not_visible,
        warnings,
        digest: summary.digest,
        requests: work.requests,
        started_at,
        finished_at: work.monitor.clock.wall(),
    })
}

/// Why keys were left out.
pub(super) fn stops(basis: &Basis, passed: &Passed) -> Vec<Stop> {
    let asked = passed.stopped.then(|| Stop {
        cause: StopCause::Asked,
        api_id: None,
        code: None,
        message: "stopped on request".to_owned(),
    });
    passed.given_up.iter().map(|given_up| stop(basis, given_up)).chain(asked).collect()
}

fn stop(basis: &Basis, given_up: &GivenUp) -> Stop {
    // The first ids are counted while planning only, and there they are an error.
    let Halt::Cause(cause) = given_up.halt else {
        return Stop { cause: StopCause::Denied, api_id: None, code: None, message: String::new() };
    };
    let what = match cause {
        StopCause::Asked => "stopped on request",
        StopCause::RootKey => "the service does not accept the root key",
        StopCause::Workspace => "the workspace is disabled or missing",
        StopCause::Blocked => {
            "every request was refused with a 429 that names no limit: the workspace is blocked"
        }
        StopCause::Denied => "five keys in a row were denied: the root key lacks the permission",
    };
    let code = given_up.code.clone();
    let known = code.as_deref().map(ErrorCode::new);
    let advice = known.as_ref().and_then(ErrorCode::known).map(|known| known.advice);
    Stop {
        cause,
        api_id: given_up.group.and_then(|group| basis.api_of(group)).cloned(),
        message: advice.map_or_else(|| format!("{what}."), |advice| format!("{what}. {advice}")),
        code,
    }
}

/// Streams the outcomes of a run, those that need attention first.
pub(super) fn outcomes(run: &Run) -> Events<KeyOutcome> {
    let course = if run.restore { Course::Restore } else { Course::Revocation };
    let over = run.job.is_over();
    let basis = run.basis.clone();
    let batches = stream::try_unfold(Some((true, None::<Row>)), move |next| {
        let basis = basis.clone();
        async move {
            let Some((urgent, after)) = next else { return Ok(None) };
            let entries = basis.ledger.read(View::Outcomes { course, urgent }, after, BATCH).await?;
            let next = match entries.last() {
                Some(last) => Some((urgent, Some(last.row))),
                None => urgent.then_some((false, None)),
            };
            let known = entries.into_iter().filter_map(|entry| outcome(&basis, entry, course, over));
            Ok::<_, Error>(Some((known.collect::<Vec<_>>(), next)))
        }
    });
    Events::new(batches.map_ok(|known| stream::iter(known).map(Ok)).try_flatten())
}

fn outcome(basis: &Basis, entry: Entry, course: Course, over: bool) -> Option<KeyOutcome> {
    let in_doubt = entry.is_in_doubt(course);
    let settled = entry.settled_on(course);
    if !over && (in_doubt || settled.is_none()) {
        return None;
    }
    // The evidence of an earlier outcome says nothing about a request that was lost since.
    let settled = settled.filter(|settled| !in_doubt || settled.outcome == entry.outcome_on(course)).cloned();
    Some(KeyOutcome {
        api_id: basis.api_of(entry.group).cloned(),
        outcome: entry.outcome_on(course),
        code: settled.as_ref().and_then(|settled| settled.code.clone()),
        request_id: settled.as_ref().and_then(|settled| settled.request_id.clone()),
        at: settled.map(|settled| settled.at),
        key_id: entry.key_id,
    })
}

impl From<RateLimit> for RequestBudget {
    fn from(seen: RateLimit) -> Self {
        Self {
            limit: seen.limit,
            remaining: seen.remaining,
            reset: Millis::try_from(seen.reset.as_millis()).unwrap_or(Millis::MAX),
        }
    }
}
