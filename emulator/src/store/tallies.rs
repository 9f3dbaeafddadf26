//! What was asked of each key: requests that named it, and changes that were made to it.

use std::collections::HashMap;

use super::KeySlot;
use crate::ids::Id;

/// How often one operation named a key, and how often it changed something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tally {
    pub(crate) operation: &'static str,
    /// Requests that arrived, whatever became of them.
    pub(crate) seen: u64,
    /// Requests that were carried out, whether or not the client heard of it.
    pub(crate) applied: u64,
}

/// The tallies of a workspace: unbounded, unlike its journal.
#[derive(Default)]
pub(crate) struct Tallies {
    by_key: HashMap<KeySlot, Vec<Tally>>,
    /// Keys that were deleted permanently, which their workspace no longer finds.
    purged: HashMap<Id, KeySlot>,
}

impl Tallies {
    pub(crate) fn see(&mut self, key: KeySlot, operation: &'static str) {
        self.of_mut(key, operation).seen += 1;
    }

    pub(crate) fn apply(&mut self, key: KeySlot, operation: &'static str) {
        self.of_mut(key, operation).applied += 1;
    }

    pub(crate) fn purge(&mut self, id: Id, key: KeySlot) {
        self.purged.insert(id, key);
    }

    pub(crate) fn purged(&self, id: &str) -> Option<KeySlot> {
        self.purged.get(id).copied()
    }

    /// The tallies of a key, in the order in which its operations first came.
    pub(crate) fn of(&self, key: KeySlot) -> &[Tally] {
        self.by_key.get(&key).map_or(&[], Vec::as_slice)
    }

    fn of_mut(&mut self, key: KeySlot, operation: &'static str) -> &mut Tally {
        let tallies = self.by_key.entry(key).or_default();
        let at = tallies.iter().position(|tally| tally.operation == operation).unwrap_or_else(|| {
            tallies.push(Tally { operation, seen: 0, applied: 0 });
            tallies.len() - 1
        });
        &mut tallies[at]
    }
}
