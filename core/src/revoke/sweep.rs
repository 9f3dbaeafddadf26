//! Looking once more, after a run, whether a key is still active; and noting what was disabled, for a restore.

use std::time::Duration;

use super::{
    ledger::{Fact, KeyState, Standing, View},
    report::Findings,
    selector::Group,
    task::{self, Task},
    values::{PlanSummary, RevokeWarning, RevokeWarningKind, SweepState},
    work::{Listing, Work, keys},
};
use crate::error::Result;

/// How long to wait before the second look: replicas of the database may lag behind.
const SECOND_LOOK: Duration = Duration::from_secs(2);

const STOPPED: &str = "it was stopped";

/// Sweeps. What the service refuses is a finding and no error: the revocation itself is done.
///
/// # Errors
/// Only those of the ledger.
pub(super) async fn sweep(work: &mut Work<'_>, summary: &PlanSummary, findings: &mut Findings) -> Result<()> {
    let basis = work.basis;
    let mut missed = Vec::new();
    if basis.apis.is_empty() {
        missed.extend(read_each(work, Task::Sweep, View::Sweepable).await?);
    } else {
        let seen = (0..).zip(basis.apis.iter()).filter(|(_, api)| !summary.not_visible.contains(api));
        for (group, api_id) in seen {
            if let Some(trouble) = list(work, group, api_id).await? {
                missed.push(format!("{api_id}: {trouble}"));
            }
        }
    }
    if basis.ledger.count(View::Suspects).await? > 0 {
        if work.monitor.sleep(SECOND_LOOK, work.stops).await {
            missed.extend(read_each(work, Task::Recheck, View::Suspects).await?);
        } else {
            missed.push("what looked active at first sight was not read again".to_owned());
        }
    }
    findings.sweep = if missed.is_empty() { SweepState::Complete } else { SweepState::Incomplete };
    findings.warnings.extend(missed.into_iter().map(|what| RevokeWarning {
        kind: RevokeWarningKind::SweepIncomplete,
        message: format!("the sweep did not see every key: {what}"),
    }));
    Ok(())
}

/// Reads keys one by one. Gives what kept it from reading all of them.
async fn read_each(work: &mut Work<'_>, task: Task, view: View) -> Result<Option<String>> {
    let passed = work.each(task, view).await?;
    Ok(match passed.error {
        Some(error) => Some(error.to_string()),
        None if passed.stopped => Some(STOPPED.to_owned()),
        None if passed.missed > 0 => Some(format!("{} could not be read", keys(passed.missed))),
        None => None,
    })
}

/// Lists an API again. Gives what kept it from seeing all of it.
async fn list(work: &mut Work<'_>, group: Group, api_id: &str) -> Result<Option<String>> {
    let mut listing = Listing::new(api_id, work.basis.request.selector.external_id());
    loop {
        let page = match work.page(&mut listing).await {
            Ok(Some(page)) => page,
            Ok(None) => return Ok(None),
            Err(_) if work.is_stopped() => return Ok(Some(STOPPED.to_owned())),
            Err(error) => return Ok(Some(error.to_string())),
        };
        let seen = page.len() as u64;
        sight(work, group, page).await?;
        work.monitor.tell(|event| event.done += seen);
    }
}

/// Compares a page with the ledger.
async fn sight(work: &Work<'_>, group: Group, page: Vec<(String, KeyState)>) -> Result<()> {
    let now = work.monitor.clock.wall();
    let ledger = &work.basis.ledger;
    let known = ledger.find(page.iter().map(|(key_id, _)| key_id.clone()).collect()).await?;
    let facts = page.into_iter().zip(known).filter_map(|((key_id, state), entry)| match entry {
        None => state.is_active(now).then_some(Fact::Sighted { key_id, group, state }),
        Some(entry) if entry.standing == Standing::Sighted => {
            state.is_active(now).then_some(Fact::Suspected { row: entry.row })
        }
        Some(entry) => View::Sweepable.has(&entry).then(|| task::sight(&entry, state)).flatten(),
    });
    ledger.record(facts.collect()).await
}
