//! A ledger in memory: it lasts as long as its plan.

use std::{
    collections::{HashMap, HashSet},
    future::ready,
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::{Course, Entry, Fact, Header, Ledger, Reply, Row, Standing, View};
use crate::{
    error::{Details, ErrorKind},
    revoke::{selector::Group, values::Counts},
};

/// How many keys are held at most: some 30 MB. A plan of more belongs on disk.
const CAPACITY: usize = 100_000;

/// A ledger in memory.
#[derive(Default)]
pub(in crate::revoke) struct MemoryLedger {
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    header: Header,
    entries: Vec<Entry>,
    rows: HashMap<String, usize>,
}

impl MemoryLedger {
    fn kept(&self) -> MutexGuard<'_, Kept> {
        // No fact panics half-way, so what a thread that panicked elsewhere left is whole.
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Ledger for MemoryLedger {
    fn record(&self, facts: Vec<Fact>) -> Reply<'_, ()> {
        let mut kept = self.kept();
        if kept.entries.len() + facts.len() > CAPACITY && kept.overflows_with(&facts) {
            let detail = format!(
                "the selector matches more than the {CAPACITY} keys that one plan can hold, so nothing was planned: \
                 plan user by user, or list the keys and plan them by id, in lists of at most {CAPACITY}"
            );
            return Box::pin(ready(Err(Details::new(ErrorKind::Refused, detail).into())));
        }
        facts.into_iter().for_each(|fact| kept.add(fact));
        Box::pin(ready(Ok(())))
    }

    fn read(&self, view: View, after: Option<Row>, limit: usize) -> Reply<'_, Vec<Entry>> {
        let kept = self.kept();
        let start = after.map_or(0, |row| index(row).saturating_add(1)).min(kept.entries.len());
        let found = kept.entries[start..].iter().filter(|entry| view.has(entry)).take(limit);
        Box::pin(ready(Ok(found.cloned().collect())))
    }

    fn count(&self, view: View) -> Reply<'_, u64> {
        let count = self.kept().entries.iter().filter(|entry| view.has(entry)).count();
        Box::pin(ready(Ok(count as u64)))
    }

    fn find(&self, key_ids: Vec<String>) -> Reply<'_, Vec<Option<Entry>>> {
        let kept = self.kept();
        let found = key_ids.iter().map(|id| kept.rows.get(id).map(|row| kept.entries[*row].clone()));
        Box::pin(ready(Ok(found.collect())))
    }

    fn tally(&self, course: Course) -> Reply<'_, Counts> {
        let mut counts = Counts::default();
        for entry in &self.kept().entries {
            if [true, false].iter().any(|urgent| View::Outcomes { course, urgent: *urgent }.has(entry)) {
                counts.add(entry.outcome_on(course), 1);
            }
        }
        Box::pin(ready(Ok(counts)))
    }

    fn header(&self) -> Reply<'_, Header> {
        Box::pin(ready(Ok(self.kept().header.clone())))
    }
}

impl Kept {
    /// Whether these facts would plan more keys than there may be.
    fn overflows_with(&self, facts: &[Fact]) -> bool {
        let ids = facts.iter().filter_map(|fact| match fact {
            Fact::Asked { key_id, .. } | Fact::Listed { key_id, .. } => Some(key_id),
            _ => None,
        });
        let new: HashSet<_> = ids.filter(|id| !self.rows.contains_key(*id)).collect();
        !new.is_empty() && self.entries.len() + new.len() > CAPACITY
    }

    fn add(&mut self, fact: Fact) {
        match fact {
            Fact::Asked { key_id, group } => drop(self.enter(key_id, group, Standing::Asked)),
            Fact::Listed { key_id, group, state } => {
                if let Some(entry) = self.enter(key_id, group, Standing::Planned) {
                    entry.state = Some(state);
                }
            }
            Fact::Sighted { key_id, group, state } => {
                if let Some(entry) = self.enter(key_id, group, Standing::Sighted) {
                    entry.state = Some(state);
                    entry.suspect = true;
                }
            }
            Fact::Planned(summary) => self.header.summary = Some(summary),
            Fact::Begun { action, reason } => self.header.begun = Some((action, reason)),
            Fact::Restoring => self.header.restoring = true,
            Fact::Read { row, .. }
            | Fact::Intent { row, .. }
            | Fact::Withdrawn { row }
            | Fact::Settled { row, .. }
            | Fact::Noted { row, .. }
            | Fact::Suspected { row }
            | Fact::Cleared { row }
            | Fact::Restored { row, .. } => {
                if let Some(entry) = self.entries.get_mut(index(row)) {
                    entry.learn(fact);
                }
            }
        }
    }

    /// Makes an entry for a key; `None` if there is one.
    fn enter(&mut self, key_id: String, group: Group, standing: Standing) -> Option<&mut Entry> {
        if self.rows.contains_key(&key_id) {
            return None;
        }
        let row = self.entries.len();
        self.rows.insert(key_id.clone(), row);
        self.entries.push(Entry::new(row as Row, key_id, group, standing));
        self.entries.last_mut()
    }
}

fn index(row: Row) -> usize {
    usize::try_from(row).unwrap_or(usize::MAX)
}
