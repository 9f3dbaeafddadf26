//! What must hold before anything is changed.

use super::{
    basis::Basis,
    ledger::View,
    plan,
    surface::{Action, ApplyPlan},
    values::PlanSummary,
    work::{Work, keys, refused},
};
use crate::{
    api::GetKey,
    error::{Details, ErrorCode, ErrorKind, Result},
};

/// How many keys a run may revoke unless told otherwise: more than a user has, less than an API.
const MAX_KEYS: u64 = 1_000;

/// How many planned keys are tried until one can still be read.
const PROBES: usize = 5;

/// Lets a run pass, or refuses it.
///
/// # Errors
/// Of kind `NothingMatched` or `Refused`; those of the call that reads a planned key again.
pub(super) async fn check(work: &mut Work<'_>, request: &ApplyPlan, summary: &PlanSummary) -> Result<()> {
    matched(summary)?;
    counted(request, summary)?;
    once(work.basis, request.action.unwrap_or_default()).await?;
    unprotected(work.basis, &request.protect).await?;
    if plan::digest(work.basis.ledger.as_ref()).await? != summary.digest {
        return Err(refused("what would be revoked is not what was planned: make a new plan"));
    }
    readable(work).await
}

fn matched(summary: &PlanSummary) -> Result<()> {
    if summary.total > 0 {
        return Ok(());
    }
    let mut detail = "the plan holds no keys".to_owned();
    let unseen = [
        (summary.counts.not_found, "could not be found"),
        (summary.counts.denied, "may not be read with this root key"),
        (summary.counts.failed, "could not be read"),
    ];
    for (count, what) in unseen.into_iter().filter(|(count, _)| *count > 0) {
        detail.push_str(&format!("; {} {what}", keys(count)));
    }
    for warning in &summary.warnings {
        detail.push_str("; ");
        detail.push_str(&warning.message);
    }
    Err(Details::new(ErrorKind::NothingMatched, detail).into())
}

fn counted(request: &ApplyPlan, summary: &PlanSummary) -> Result<()> {
    let total = summary.total;
    if let Some(expected) = request.expect.filter(|expected| *expected != total) {
        return Err(refused(format!(
            "the plan holds {}, but the expected number is {expected}: look at the plan before applying it",
            keys(total)
        )));
    }
    let most = request.max_keys.unwrap_or(MAX_KEYS);
    if total > most {
        let detail = format!(
            "the plan holds {}, and at most {most} may be revoked: raise the maximum if all are meant",
            keys(total)
        );
        return Err(refused(detail));
    }
    Ok(())
}

/// A plan has one action, and ends with a restore.
async fn once(basis: &Basis, action: Action) -> Result<()> {
    let header = basis.ledger.header().await?;
    if header.restoring {
        return Err(refused("this plan has been restored and cannot be applied again: make a new plan"));
    }
    match header.begun {
        Some((begun, _)) if begun != action => {
            let begun = match begun {
                Action::Disable => "disable",
                Action::Delete => "delete",
                Action::DeletePermanently => "delete_permanently",
            };
            let detail =
                format!("this plan was begun with the action {begun}: make a new plan for another one");
            Err(refused(detail))
        }
        _ => Ok(()),
    }
}

async fn unprotected(basis: &Basis, protect: &[String]) -> Result<()> {
    let found = basis.ledger.find(protect.to_vec()).await?;
    let hit: Vec<_> = found.into_iter().flatten().filter(|entry| View::Planned.has(entry)).collect();
    if hit.is_empty() {
        return Ok(());
    }
    let named: Vec<_> = hit.iter().take(5).map(|entry| entry.key_id.as_str()).collect();
    let more = if hit.len() > named.len() { ", ..." } else { "" };
    Err(refused(format!(
        "the plan holds {} that must not be revoked: {}{more}; leave out of the selection what is protected",
        keys(hit.len() as u64),
        named.join(", ")
    )))
}

/// Reads a planned key again. A root key of another workspace would find every key gone, and take that for success.
async fn readable(work: &mut Work<'_>) -> Result<()> {
    let open = work.basis.ledger.read(View::Open, None, 100 * PROBES).await?;
    // One that may have been deleted by a run that was cut off proves nothing by its absence.
    let probes: Vec<_> = open.into_iter().filter(|entry| entry.doubt.is_none()).take(PROBES).collect();
    if probes.is_empty() {
        return Ok(());
    }
    for entry in &probes {
        let read = work
            .call(|client| {
                let request = GetKey::new(&entry.key_id);
                async move { client.keys().get(request).await }
            })
            .await;
        match read {
            Err(error) if error.code() == Some(&ErrorCode::KEY_NOT_FOUND) => {}
            read => return read.map(drop),
        }
    }
    Err(refused(format!(
        "none of the planned keys that were read again ({}) exists any more: they have been deleted, or this root key \
         belongs to another workspace; make a new plan",
        probes.len()
    )))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Phase, PlanRevocation, RetryPolicy, Selector, Unkey,
        revoke::{
            job::Job,
            ledger::{Fact, KeyState},
        },
    };

    fn listed(key_id: &str) -> Vec<Fact> {
        let state = KeyState { enabled: true, expires: None, updated_at: None };
        vec![Fact::Listed { key_id: key_id.to_owned(), group: 0, state }]
    }

    async fn passes(basis: &Basis, summary: &PlanSummary) -> Result<()> {
        let (basis, summary) = (basis.clone(), summary.clone());
        let clock = basis.single.shared().clock.clone();
        let job = Job::start(clock, Phase::Checking, |monitor| async move {
            check(&mut Work::new(&basis, &monitor), &ApplyPlan::new(), &summary).await
        });
        job.result().await
    }

    #[tokio::test]
    async fn what_would_be_revoked_must_be_what_was_planned() {
        let client = Unkey::builder()
            .root_key("unkey_test")
            .base_url("http://127.0.0.1:1")
            .retry(RetryPolicy::default().without_delay())
            .build()
            .unwrap();
        let basis = Basis::new(&client, PlanRevocation::new(Selector::api("api_1")));
        basis.ledger.record(listed("key_1")).await.unwrap();
        let summary = plan::summarize(basis.ledger.as_ref(), 0, Vec::new(), Vec::new()).await.unwrap();
        // The next guard asks the service, and there is none.
        assert_eq!(passes(&basis, &summary).await.unwrap_err().kind(), ErrorKind::Connection);
        basis.ledger.record(listed("key_2")).await.unwrap();
        assert_eq!(passes(&basis, &summary).await.unwrap_err().kind(), ErrorKind::Refused);
    }
}
