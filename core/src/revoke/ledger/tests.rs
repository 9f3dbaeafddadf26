use futures_util::FutureExt;

use super::*;

fn record(ledger: &MemoryLedger, facts: Vec<Fact>) {
    ledger.record(facts).now_or_never().unwrap().unwrap();
}

fn state(enabled: bool) -> KeyState {
    KeyState { enabled, expires: None, updated_at: None }
}

fn listed(key_id: &str) -> Fact {
    Fact::Listed { key_id: key_id.to_owned(), group: 0, state: state(true) }
}

fn settled(row: Row, outcome: Outcome) -> Fact {
    Fact::Settled { row, settled: Settled { outcome, code: None, request_id: None, at: 1 } }
}

fn rows(ledger: &MemoryLedger, view: View) -> Vec<Row> {
    let entries = ledger.read(view, None, 100).now_or_never().unwrap().unwrap();
    entries.into_iter().map(|entry| entry.row).collect()
}

fn disable(row: Row) -> Fact {
    Fact::Intent { row, change: Change::Revoke(Action::Disable) }
}

#[test]
fn a_key_that_is_listed_twice_is_kept_once() {
    let ledger = MemoryLedger::default();
    record(&ledger, vec![listed("a"), listed("b"), listed("a")]);
    assert_eq!(rows(&ledger, View::Planned), [0, 1]);
}

#[test]
fn more_keys_than_a_plan_can_hold_are_refused_with_a_way_to_plan_them() {
    let ledger = MemoryLedger::default();
    let keys = |range: std::ops::Range<u32>| range.map(|number| listed(&number.to_string())).collect();
    record(&ledger, keys(0..100_000));
    record(&ledger, keys(5..9));
    let error = ledger.record(keys(99_999..100_001)).now_or_never().unwrap().unwrap_err();
    assert_eq!(error.kind(), crate::ErrorKind::Refused);
    for part in ["more than the 100000 keys", "plan user by user", "by id", "nothing was planned"] {
        assert!(error.detail().contains(part), "{error}");
    }
    assert!(error.advice().starts_with("Change what is asked as the message says"), "{}", error.advice());
}

#[test]
fn reading_goes_on_after_a_row() {
    let ledger = MemoryLedger::default();
    record(&ledger, ["a", "b", "c"].map(listed).to_vec());
    let read = |after, limit| ledger.read(View::Planned, after, limit).now_or_never().unwrap().unwrap();
    assert_eq!(read(None, 2).len(), 2);
    assert_eq!(read(Some(1), 2)[0].key_id, "c");
    assert_eq!(read(Some(2), 2), []);
}

#[test]
fn an_id_is_planned_once_it_is_read() {
    let ledger = MemoryLedger::default();
    record(&ledger, vec![Fact::Asked { key_id: "a".to_owned(), group: 0 }]);
    assert_eq!((rows(&ledger, View::Unread), rows(&ledger, View::Planned)), (vec![0], vec![]));
    record(&ledger, vec![Fact::Read { row: 0, state: state(false) }]);
    assert_eq!((rows(&ledger, View::Unread), rows(&ledger, View::Planned)), (vec![], vec![0]));
}

#[test]
fn an_intent_without_an_outcome_is_unknown_and_open_and_one_that_was_withdrawn_is_not() {
    let ledger = MemoryLedger::default();
    record(&ledger, vec![listed("a"), listed("b"), listed("c")]);
    record(&ledger, vec![disable(0), disable(1), Fact::Withdrawn { row: 1 }, disable(2)]);
    record(&ledger, vec![settled(2, Outcome::Revoked)]);
    let counts = ledger.tally(Course::Revocation).now_or_never().unwrap().unwrap();
    assert_eq!((counts.unknown, counts.skipped, counts.revoked), (1, 1, 1));
    assert_eq!(rows(&ledger, View::Open), [0, 1]);
}

#[test]
fn a_request_that_was_lost_outweighs_an_earlier_outcome() {
    let ledger = MemoryLedger::default();
    record(&ledger, vec![listed("a"), disable(0), settled(0, Outcome::Denied), disable(0)]);
    let counts = ledger.tally(Course::Revocation).now_or_never().unwrap().unwrap();
    assert_eq!((counts.unknown, counts.denied), (1, 0));
}

#[test]
fn only_what_this_plan_disabled_can_be_restored() {
    let ledger = MemoryLedger::default();
    record(&ledger, ["disabled", "before", "deleted", "doubtful"].map(listed).to_vec());
    let delete = Fact::Intent { row: 2, change: Change::Revoke(Action::Delete) };
    record(&ledger, vec![disable(0), delete, disable(3)]);
    record(
        &ledger,
        vec![
            settled(0, Outcome::Revoked),
            settled(1, Outcome::AlreadyRevoked),
            settled(2, Outcome::Revoked),
            settled(3, Outcome::Unknown),
        ],
    );
    assert_eq!(rows(&ledger, View::Restorable), [0, 3]);
    let restored = |row, outcome| Fact::Restored {
        row,
        settled: Settled { outcome, code: None, request_id: None, at: 1 },
    };
    record(&ledger, vec![restored(0, Outcome::Restored), restored(3, Outcome::ChangedSince)]);
    assert_eq!(rows(&ledger, View::Restorable), [3]);
    let counts = ledger.tally(Course::Restore).now_or_never().unwrap().unwrap();
    assert_eq!((counts.restored, counts.changed_since), (1, 1));
    let counts = ledger.tally(Course::Revocation).now_or_never().unwrap().unwrap();
    assert_eq!(counts.unknown, 1, "the doubt about the disabling stays");
}

#[test]
fn what_was_only_sighted_has_no_outcome_yet() {
    let ledger = MemoryLedger::default();
    record(&ledger, vec![Fact::Sighted { key_id: "new".to_owned(), group: 0, state: state(true) }]);
    assert_eq!(rows(&ledger, View::Suspects), [0]);
    let counts = |ledger: &MemoryLedger| ledger.tally(Course::Revocation).now_or_never().unwrap().unwrap();
    assert_eq!(counts(&ledger), Counts::default());
    record(&ledger, vec![settled(0, Outcome::Appeared)]);
    assert_eq!(counts(&ledger).appeared, 1);
    assert!(rows(&ledger, View::Suspects).is_empty());
    assert_eq!(rows(&ledger, View::Outcomes { course: Course::Revocation, urgent: true }), [0]);
}
