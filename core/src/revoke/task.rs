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

#[cfg(test)]
mod tests {
    use super::*;

    const ON: KeyState = KeyState { enabled: true, expires: None, updated_at: Some(1) };
    const OFF: KeyState = KeyState { enabled: false, expires: None, updated_at: Some(2) };

    fn planned_entry() -> Entry {
        Entry { state: Some(ON), ..Entry::new(0, "key_1".to_owned(), 0, Standing::Planned) }
    }

    fn ended(end: End, state: Option<KeyState>) -> Ended {
        Ended { end, code: None, request_id: None, at: 10, state, in_doubt: false }
    }

    fn outcome(step: Step) -> Outcome {
        let Step::Settle { facts, .. } = step else { panic!("{step:?}") };
        match &facts[..] {
            [Fact::Settled { settled, .. } | Fact::Restored { settled, .. }] => settled.outcome,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_key_that_is_gone_was_revoked_only_by_a_delete_of_our_own() {
        for (action, in_doubt, expected) in [
            (Action::Delete, true, Outcome::Revoked),
            (Action::DeletePermanently, true, Outcome::Revoked),
            (Action::Delete, false, Outcome::AlreadyGone),
            (Action::Disable, true, Outcome::AlreadyGone),
            (Action::Disable, false, Outcome::AlreadyGone),
        ] {
            let request = Request::Change(Change::Revoke(action));
            let gone = Ended { in_doubt, ..ended(End::Gone, None) };
            let step = Task::Apply(action).proceed(&planned_entry(), request, gone);
            assert_eq!(outcome(step), expected, "{action:?}, {in_doubt}");
        }
    }

    #[test]
    fn a_key_that_was_read_disabled_is_asked_nothing_unless_it_turned_out_active() {
        let entry = Entry { state: Some(OFF), ..planned_entry() };
        let disable = Task::Apply(Action::Disable);
        assert_eq!(outcome(disable.begin(&entry, 10)), Outcome::AlreadyRevoked);
        assert!(matches!(Task::Apply(Action::Delete).begin(&entry, 10), Step::Ask(_)));
        let settled = Settled { outcome: Outcome::StillActive, code: None, request_id: None, at: 1 };
        let active = Entry { settled: Some(settled), ..entry };
        assert!(matches!(disable.begin(&active, 10), Step::Ask(_)));
    }

    #[test]
    fn only_the_first_state_of_a_disabled_key_is_noted() {
        let disabled = Entry { disabled: true, ..planned_entry() };
        assert_eq!(sight(&disabled, OFF), Some(Fact::Noted { row: 0, updated_at: Some(2) }));
        let noted = Entry { noted: Some(1), ..disabled };
        assert_eq!(sight(&noted, OFF), None);
        assert_eq!(sight(&planned_entry(), OFF), None);
        assert_eq!(sight(&noted, ON), Some(Fact::Suspected { row: 0 }));
    }

    #[test]
    fn the_second_look_decides_and_where_it_fails_the_first_one_does() {
        let recheck =
            |entry: &Entry, end, state| Task::Recheck.proceed(entry, Request::Read, ended(end, state));
        let planned = planned_entry();
        let sighted = Entry { standing: Standing::Sighted, ..planned_entry() };
        assert_eq!(outcome(recheck(&planned, End::Done, Some(ON))), Outcome::StillActive);
        assert_eq!(outcome(recheck(&planned, End::Failed, None)), Outcome::StillActive);
        assert_eq!(outcome(recheck(&sighted, End::Done, Some(ON))), Outcome::Appeared);
        let expired = KeyState { expires: Some(9), ..ON };
        for (entry, end, state) in [
            (&planned, End::Done, Some(OFF)),
            (&planned, End::Gone, None),
            (&sighted, End::Done, Some(OFF)),
            (&sighted, End::Done, Some(expired)),
        ] {
            let cleared = Step::Settle { facts: vec![Fact::Cleared { row: 0 }], success: true };
            assert_eq!(recheck(entry, end, state), cleared);
        }
    }

    #[test]
    fn an_id_that_cannot_be_found_is_no_proof_of_revocation() {
        let plan = |end| Task::Plan.proceed(&planned_entry(), Request::Read, ended(end, None));
        assert_eq!(outcome(plan(End::Gone)), Outcome::NotFound);
        assert_eq!(outcome(plan(End::Denied)), Outcome::Denied);
        assert_eq!(outcome(plan(End::Unknown)), Outcome::Failed);
    }
}
