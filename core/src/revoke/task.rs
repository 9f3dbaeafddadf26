//! What is asked about each key, and what the answers mean, for each kind of work. Pure functions.

use super::{
    ledger::{Change, Entry, Fact, KeyState, Settled, Standing},
    surface::Action,
    values::Outcome,
};
use crate::api::Millis;

/// A kind of work over keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Task {
    /// Reads keys that were asked for by their ids.
    Plan,
    /// Revokes what was planned.
    Apply(Action),
    /// Reads what was revoked.
    Sweep,
    /// Reads once more what looked active.
    Recheck,
    /// Enables what was disabled.
    Restore,
}

/// One request about a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Request {
    Read,
    Change(Change),
}

/// What to do next about a key.
#[derive(Debug, PartialEq)]
pub(super) enum Step {
    Ask(Request),
    /// The key is done with. `success` says that the root key may do what this work needs.
    Settle {
        facts: Vec<Fact>,
        success: bool,
    },
}

/// How the requests about a key ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum End {
    Done,
    Gone,
    Denied,
    Failed,
    Unknown,
}

/// The end, and what goes with it.
#[derive(Clone, Debug)]
pub(super) struct Ended {
    pub(super) end: End,
    pub(super) code: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) at: Millis,
    /// The key, if it was read.
    pub(super) state: Option<KeyState>,
    /// Whether a request of ours before this one may have been applied.
    pub(super) in_doubt: bool,
}

impl Task {
    /// What to do first about a key.
    pub(super) fn begin(self, entry: &Entry, at: Millis) -> Step {
        let settled = |outcome| Settled { outcome, code: None, request_id: None, at };
        match self {
            Self::Plan | Self::Sweep | Self::Recheck => Step::Ask(Request::Read),
            Self::Apply(Action::Disable)
                if entry.state.is_some_and(|state| !state.enabled)
                    && entry.outcome() != Some(Outcome::StillActive) =>
            {
                let settled = settled(Outcome::AlreadyRevoked);
                Step::Settle { facts: vec![Fact::Settled { row: entry.row, settled }], success: false }
            }
            Self::Apply(action) => Step::Ask(Request::Change(Change::Revoke(action))),
            Self::Restore if entry.noted.is_none() => {
                let settled = settled(Outcome::ChangedSince);
                Step::Settle { facts: vec![Fact::Restored { row: entry.row, settled }], success: false }
            }
            Self::Restore => Step::Ask(Request::Read),
        }
    }

    /// What to do after the requests about a key ended so.
    pub(super) fn proceed(self, entry: &Entry, request: Request, ended: Ended) -> Step {
        match (self, request) {
            (Self::Plan, _) => planned(entry, ended),
            (Self::Apply(action), _) => applied(entry, action, ended),
            (Self::Sweep, _) => swept(entry, ended),
            (Self::Recheck, _) => rechecked(entry, ended),
            (Self::Restore, Request::Read) => found_to_restore(entry, ended),
            (Self::Restore, Request::Change(_)) => {
                let outcome = match ended.end {
                    End::Done => Outcome::Restored,
                    End::Gone => Outcome::ChangedSince,
                    End::Denied => Outcome::Denied,
                    End::Failed => Outcome::Failed,
                    End::Unknown => Outcome::Unknown,
                };
                restored(entry, outcome, ended)
            }
        }
    }
}

/// What the first look of the sweep tells about a planned key.
pub(super) fn sight(entry: &Entry, state: KeyState) -> Option<Fact> {
    let row = entry.row;
    if state.enabled { Some(Fact::Suspected { row }) } else { note(entry, state) }
}

/// The state in which this plan left a key that it disabled. Only the first that is read after that counts: a later one
/// may be somebody else's doing.
fn note(entry: &Entry, state: KeyState) -> Option<Fact> {
    let wanted = entry.disabled && entry.noted.is_none();
    wanted.then_some(Fact::Noted { row: entry.row, updated_at: state.updated_at })
}

fn planned(entry: &Entry, ended: Ended) -> Step {
    let row = entry.row;
    let outcome = match (ended.end, ended.state) {
        (End::Done, Some(state)) => {
            return Step::Settle { facts: vec![Fact::Read { row, state }], success: true };
        }
        (End::Gone, _) => Outcome::NotFound,
        (End::Denied, _) => Outcome::Denied,
        // Reading changes nothing, so there is nothing to be in doubt about.
        _ => Outcome::Failed,
    };
    Step::Settle { facts: vec![Fact::Settled { row, settled: ended.settled(outcome) }], success: false }
}

fn applied(entry: &Entry, action: Action, ended: Ended) -> Step {
    let deletes = action != Action::Disable;
    let outcome = match ended.end {
        End::Done => Outcome::Revoked,
        // The answer of our own delete was lost. The plan had read the key, so it is not merely hidden.
        End::Gone if deletes && ended.in_doubt => Outcome::Revoked,
        End::Gone => Outcome::AlreadyGone,
        End::Denied => Outcome::Denied,
        End::Failed => Outcome::Failed,
        End::Unknown => Outcome::Unknown,
    };
    let success = matches!(outcome, Outcome::Revoked | Outcome::AlreadyGone);
    Step::Settle { facts: vec![Fact::Settled { row: entry.row, settled: ended.settled(outcome) }], success }
}

fn swept(entry: &Entry, ended: Ended) -> Step {
    match (ended.end, ended.state) {
        (End::Done, Some(state)) => {
            Step::Settle { facts: sight(entry, state).into_iter().collect(), success: true }
        }
        (end, _) => Step::Settle { facts: Vec::new(), success: end == End::Gone },
    }
}

fn rechecked(entry: &Entry, ended: Ended) -> Step {
    let row = entry.row;
    let active = match (ended.end, ended.state) {
        (End::Done, Some(state)) if entry.standing == Standing::Sighted => state.is_active(ended.at),
        (End::Done, Some(state)) => state.enabled,
        (End::Gone, _) => false,
        // It looked active, and nothing has shown that it is not.
        _ => true,
    };
    let success = matches!(ended.end, End::Done | End::Gone);
    let facts = if active {
        let appeared = entry.standing == Standing::Sighted;
        let outcome = if appeared { Outcome::Appeared } else { Outcome::StillActive };
        vec![Fact::Settled { row, settled: ended.settled(outcome) }]
    } else {
        let noted = ended.state.and_then(|state| note(entry, state));
        noted.into_iter().chain([Fact::Cleared { row }]).collect()
    };
    Step::Settle { facts, success }
}

fn found_to_restore(entry: &Entry, ended: Ended) -> Step {
    let outcome = match (ended.end, ended.state) {
        (End::Done, Some(state)) if !state.enabled && state.updated_at == entry.noted => {
            return Step::Ask(Request::Change(Change::Enable));
        }
        // Our own request of a run that was cut off.
        (End::Done, Some(state)) if state.enabled && entry.doubt == Some(Change::Enable) => Outcome::Restored,
        (End::Done | End::Gone, _) => Outcome::ChangedSince,
        _ if entry.doubt.is_some() => Outcome::Unknown,
        (End::Denied, _) => Outcome::Denied,
        (End::Failed | End::Unknown, _) => Outcome::Failed,
    };
    restored(entry, outcome, ended)
}

fn restored(entry: &Entry, outcome: Outcome, ended: Ended) -> Step {
    let success = outcome == Outcome::Restored;
    Step::Settle { facts: vec![Fact::Restored { row: entry.row, settled: ended.settled(outcome) }], success }
}

impl Ended {
    fn settled(self, outcome: Outcome) -> Settled {
        Settled { outcome, code: self.code, request_id: self.request_id, at: self.at }
    }
}
