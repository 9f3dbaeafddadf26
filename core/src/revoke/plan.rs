//! Reading the keys that a selector matches.

use std::fmt::Write as _;

use futures_util::{StreamExt, TryStreamExt, stream};
use sha2::{Digest, Sha256};

use super::{
    answer::{self, Verdict},
    basis::Basis,
    engine::Halt,
    events::Events,
    job::{Job, Monitor},
    ledger::{Course, Entry, Fact, Ledger, Row, View},
    selector::Group,
    surface::{Plan, PlanRevocation, Selector},
    task::Task,
    values::{Phase, PlanCounts, PlanSummary, PlannedKey, RevokeWarning, RevokeWarningKind},
    work::{Listing, Work, refused, stopped},
};
use crate::{
    api::{GetIdentity, Millis},
    client::Unkey,
    error::{Effect, Error, ErrorCode, Result},
};

/// How many entries are read from the ledger, or written to it, at once.
const BATCH: usize = 1_000;

/// Starts a plan.
pub(super) fn start(client: Unkey, request: PlanRevocation) -> Plan {
    let basis = Basis::new(&client, request);
    let planned = basis.clone();
    let job = Job::start(client.shared().clock.clone(), Phase::Planning, |monitor| async move {
        planned.request.selector.check()?;
        make(&planned, &monitor).await
    });
    Plan { job, basis }
}

async fn make(basis: &Basis, monitor: &Monitor) -> Result<PlanSummary> {
    let mut work = Work::new(basis, monitor);
    let mut warnings = Vec::new();
    let mut not_visible = Vec::new();
    match &basis.request.selector {
        Selector::Keys { ids } => read_ids(&mut work, ids).await?,
        Selector::User { .. } | Selector::Api { .. } => {
            for (group, api_id) in (0..).zip(basis.apis.iter()) {
                match list(&mut work, group, api_id).await {
                    Err(error) if hides_api(&error) && basis.request.allow_hidden == Some(true) => {
                        warnings.push(hidden(api_id));
                        not_visible.push(api_id.clone());
                    }
                    listed => listed?,
                }
            }
        }
    }
    if let Some(external_id) = basis.request.selector.external_id() {
        warnings.extend(missing_identity(&mut work, external_id).await?);
    }
    let made_at = monitor.clock.wall();
    let summary = summarize(basis.ledger.as_ref(), made_at, not_visible, warnings).await?;
    basis.ledger.record(vec![Fact::Planned(summary.clone())]).await?;
    monitor.tell(|event| (event.done, event.total) = (summary.total, Some(summary.total)));
    Ok(summary)
}

/// Reads keys by their ids.
async fn read_ids(work: &mut Work<'_>, ids: &[String]) -> Result<()> {
    for ids in ids.chunks(BATCH) {
        let asked = ids.iter().map(|id| Fact::Asked { key_id: id.clone(), group: 0 });
        work.basis.ledger.record(asked.collect()).await?;
    }
    let passed = work.each(Task::Plan, View::Unread).await?;
    match passed.given_up.last() {
        None if passed.stopped => Err(stopped()),
        None => Ok(()),
        Some(given_up) if given_up.halt == Halt::NoneFound => Err(refused(
            "none of the first 20 ids is known: they are misspelled, or belong to another workspace than the root key",
        )),
        Some(_) => Err(passed.error.unwrap_or_else(stopped)),
    }
}

/// Reads the keys of an API.
async fn list(work: &mut Work<'_>, group: Group, api_id: &str) -> Result<()> {
    let mut listing = Listing::new(api_id, work.basis.request.selector.external_id());
    while let Some(page) = work.page(&mut listing).await? {
        let found = page.len() as u64;
        let facts = page.into_iter().map(|(key_id, state)| Fact::Listed { key_id, group, state });
        work.basis.ledger.record(facts.collect()).await?;
        work.monitor.tell(|event| event.done += found);
    }
    Ok(())
}

/// Whether a listing failed because the API is missing, or hidden from this root key: the service does not say which.
fn hides_api(error: &Error) -> bool {
    error.code() == Some(&ErrorCode::API_NOT_FOUND)
}

fn hidden(api_id: &str) -> RevokeWarning {
    RevokeWarning {
        kind: RevokeWarningKind::NotVisible,
        message: format!(
            "{api_id} cannot be seen: there is no such API, or the root key lacks read_key or read_api on it. Its keys \
             are not part of this plan."
        ),
    }
}

/// Warns if no such user exists, or that cannot be said.
async fn missing_identity(work: &mut Work<'_>, external_id: &str) -> Result<Option<RevokeWarning>> {
    let asked = work
        .call(|client| {
            let request = GetIdentity::new(external_id);
            async move { client.identities().get(request).await }
        })
        .await;
    let Err(error) = asked else { return Ok(None) };
    let (kind, message) = match answer::verdict(&error) {
        _ if error.code() == Some(&ErrorCode::IDENTITY_NOT_FOUND) => (
            RevokeWarningKind::NoIdentity,
            format!(
                "there is no identity \"{external_id}\"; upper and lower case differ. If it was deleted, its keys are \
                 still valid and no listing by user finds them: look for them by API."
            ),
        ),
        // A denial in the service's own words says that it exists.
        Verdict::Denied if error.effect() == Effect::None => return Ok(None),
        Verdict::Pointless(_) => return Err(error),
        _ if work.is_stopped() => return Err(error),
        _ => (
            RevokeWarningKind::IdentityUnchecked,
            format!("it could not be checked whether the identity \"{external_id}\" exists: {error}"),
        ),
    };
    Ok(Some(RevokeWarning { kind, message }))
}

/// Sums up what the ledger holds as planned.
pub(super) async fn summarize(
    ledger: &dyn Ledger,
    made_at: Millis,
    not_visible: Vec<String>,
    warnings: Vec<RevokeWarning>,
) -> Result<PlanSummary> {
    let unread = ledger.tally(Course::Revocation).await?;
    let mut counts = PlanCounts {
        not_found: unread.not_found,
        denied: unread.denied,
        failed: unread.failed,
        ..PlanCounts::default()
    };
    let mut total = 0;
    let mut digest = PlanDigest::default();
    each_planned(ledger, |entry| {
        total += 1;
        digest.add(entry);
        match entry.state {
            Some(state) if state.is_active(made_at) => counts.active += 1,
            Some(state) if state.enabled => counts.expired += 1,
            _ => counts.disabled += 1,
        }
    })
    .await?;
    Ok(PlanSummary { total, counts, not_visible, warnings, digest: digest.finish(), made_at })
}

/// The digest of what the ledger holds as planned.
pub(super) async fn digest(ledger: &dyn Ledger) -> Result<String> {
    let mut digest = PlanDigest::default();
    each_planned(ledger, |entry| digest.add(entry)).await?;
    Ok(digest.finish())
}

async fn each_planned(ledger: &dyn Ledger, mut with: impl FnMut(&Entry)) -> Result<()> {
    let mut after = None;
    loop {
        let entries = ledger.read(View::Planned, after, BATCH).await?;
        let Some(last) = entries.last() else { return Ok(()) };
        after = Some(last.row);
        entries.iter().for_each(&mut with);
    }
}

/// Hashes planned keys, each with its group and the state in which it was read.
#[derive(Default)]
struct PlanDigest(Sha256);

impl PlanDigest {
    fn add(&mut self, entry: &Entry) {
        let state = entry.state.map(|state| (state.enabled, state.expires, state.updated_at));
        // Debug of these plain types is unambiguous: ids are quoted and escaped.
        self.0.update(format!("{:?}\n", (&entry.key_id, entry.group, state)));
    }

    fn finish(self) -> String {
        self.0.finalize().iter().fold(String::new(), |mut hex, byte| {
            let _ = write!(hex, "{byte:02x}");
            hex
        })
    }
}

/// Streams the planned keys.
pub(super) fn planned_keys(plan: &Plan) -> Events<PlannedKey> {
    let basis = plan.basis.clone();
    let batches = stream::try_unfold(None::<Row>, move |after| {
        let basis = basis.clone();
        async move {
            let entries = basis.ledger.read(View::Planned, after, BATCH).await?;
            let Some(last) = entries.last().map(|entry| entry.row) else { return Ok(None) };
            let keys: Vec<_> = entries.into_iter().map(|entry| planned_key(&basis, entry)).collect();
            Ok::<_, Error>(Some((keys, Some(last))))
        }
    });
    Events::new(batches.map_ok(|keys| stream::iter(keys).map(Ok)).try_flatten())
}

fn planned_key(basis: &Basis, entry: Entry) -> PlannedKey {
    let state = entry.state;
    PlannedKey {
        api_id: basis.api_of(entry.group).cloned(),
        key_id: entry.key_id,
        enabled: state.is_some_and(|state| state.enabled),
        expires: state.and_then(|state| state.expires),
        updated_at: state.and_then(|state| state.updated_at),
    }
}
