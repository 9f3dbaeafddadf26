//! What was asked of a workspace: the last requests, one line each.

use std::collections::VecDeque;

use serde::Serialize;

use crate::ids::Id;

/// How many requests a workspace remembers.
pub(crate) const CAPACITY: usize = 10_000;

/// One request, as the journal tells it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct JournalEntry {
    /// Counts the requests of the workspace from 1.
    pub(crate) number: u64,
    /// Milliseconds since 1970, on the emulator's clock.
    pub(crate) time: i64,
    /// Such as `keys.deleteKey`.
    pub(crate) operation: &'static str,
    pub(crate) root_key_id: Id,
    /// Which connection it came on; absent for one that came on none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) connection: Option<u64>,
    /// Which node answered.
    pub(crate) node: usize,
    /// The status; absent as long as there was no answer, and for good if a fault swallowed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) status: Option<u16>,
    /// Whether a fault struck it.
    pub(crate) fault: bool,
    /// Whether the client left before it had its answer.
    pub(crate) hung_up: bool,
}

/// The last requests of a workspace, in the order of their arrival.
#[derive(Debug, Default)]
pub(crate) struct Journal {
    entries: VecDeque<JournalEntry>,
    last_number: u64,
}

impl Journal {
    /// Writes down a request as it arrives, and gives the number under which it is completed.
    pub(crate) fn open(&mut self, mut entry: JournalEntry) -> u64 {
        self.last_number += 1;
        entry.number = self.last_number;
        if self.entries.len() == CAPACITY {
            self.entries.pop_front();
        }
        self.entries.push_back(entry);
        self.last_number
    }

    /// Gives a request's entry, unless it was pushed out or wiped meanwhile.
    pub(crate) fn entry(&mut self, number: u64) -> Option<&mut JournalEntry> {
        let first = self.entries.front()?.number;
        self.entries.get_mut(usize::try_from(number.checked_sub(first)?).ok()?)
    }

    pub(crate) fn entries(&self) -> impl Iterator<Item = &JournalEntry> {
        self.entries.iter()
    }

    pub(crate) fn clear(&mut self) {
        self.entries.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(operation: &'static str) -> JournalEntry {
        JournalEntry {
            number: 0,
            time: 0,
            operation,
            root_key_id: Id::from("key_1"),
            connection: None,
            node: 0,
            status: None,
            fault: false,
            hung_up: false,
        }
    }

    #[test]
    fn an_entry_is_completed_by_its_number() {
        let mut journal = Journal::default();
        let (first, second) = (journal.open(entry("a")), journal.open(entry("b")));
        journal.entry(second).unwrap().status = Some(200);
        journal.entry(first).unwrap().hung_up = true;
        let told: Vec<_> = journal.entries().map(|e| (e.operation, e.status, e.hung_up)).collect();
        assert_eq!(told, [("a", None, true), ("b", Some(200), false)]);
    }

    #[test]
    fn the_oldest_entries_give_way_and_can_no_longer_be_completed() {
        let mut journal = Journal::default();
        let first = journal.open(entry("first"));
        for _ in 0..CAPACITY {
            journal.open(entry("later"));
        }
        assert_eq!(journal.entries().count(), CAPACITY);
        assert!(journal.entry(first).is_none());
        assert_eq!(journal.entry(first + 1).unwrap().operation, "later");
    }

    #[test]
    fn a_wiped_journal_counts_on() {
        let mut journal = Journal::default();
        let before = journal.open(entry("a"));
        journal.clear();
        let after = journal.open(entry("b"));
        assert!(journal.entry(before).is_none());
        assert_eq!(journal.entry(after).unwrap().number, 2);
    }
}
