//! Where every fact about a key is kept, even whether it was planned: the engine and the reports hold none.

mod memory;
#[cfg(test)]
mod tests;
mod view;

use std::{future::Future, pin::Pin};

pub(super) use memory::MemoryLedger;
pub(super) use view::View;

use super::{
    selector::Group,
    surface::Action,
    values::{Counts, Outcome, PlanSummary},
};
use crate::{
    api::{Key, Millis},
    error::Result,
};

/// The place of a key in the ledger. Keys of one group follow each other.
pub(super) type Row = u64;

/// An answer of a ledger.
pub(super) type Reply<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Keeps facts about keys. What `record` has answered is durable, as far as the ledger is.
pub(super) trait Ledger: Send + Sync {
    /// Adds facts, in this order: all of them, or none.
    fn record(&self, facts: Vec<Fact>) -> Reply<'_, ()>;

    /// Gives at most `limit` entries of a view, in the order of their rows, beginning after a row.
    fn read(&self, view: View, after: Option<Row>, limit: usize) -> Reply<'_, Vec<Entry>>;

    /// Counts the entries of a view.
    fn count(&self, view: View) -> Reply<'_, u64>;

    /// Looks keys up by their ids, one answer for each.
    fn find(&self, key_ids: Vec<String>) -> Reply<'_, Vec<Option<Entry>>>;

    /// Counts the outcomes of the revocation, or of the restore.
    fn tally(&self, course: Course) -> Reply<'_, Counts>;

    /// What is known of the plan as a whole.
    fn header(&self) -> Reply<'_, Header>;
}

/// Something that has become known, or is about to be done.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fact {
    /// A key was asked for by its id and has not been read yet. One that the ledger holds already is left as it is.
    Asked { key_id: String, group: Group },
    /// A listing showed a key to the plan. One that the ledger holds already is left as it is.
    Listed { key_id: String, group: Group, state: KeyState },
    /// The plan read a key that was asked for.
    Read { row: Row, state: KeyState },
    /// The plan is complete.
    Planned(PlanSummary),
    /// The guards have passed, and this is what is done from now on.
    Begun { action: Action, reason: Option<String> },
    /// A request that changes the key is about to be sent.
    Intent { row: Row, change: Change },
    /// The request of the last intent was not sent.
    Withdrawn { row: Row },
    /// What became of a key.
    Settled { row: Row, settled: Settled },
    /// The sweep read a key that this plan disabled.
    Noted { row: Row, updated_at: Option<Millis> },
    /// The sweep found a planned key enabled, in spite of its outcome.
    Suspected { row: Row },
    /// The sweep found an active key that was not planned.
    Sighted { key_id: String, group: Group, state: KeyState },
    /// A second look showed that the suspicion was wrong.
    Cleared { row: Row },
    /// A restore was asked for: the plan is not applied any more.
    Restoring,
    /// What became of a key that was to be restored.
    Restored { row: Row, settled: Settled },
}

/// A change that is asked of the service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Change {
    Revoke(Action),
    Enable,
}

/// Which of the two things can become of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Course {
    Revocation,
    Restore,
}

/// What of a key decides about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct KeyState {
    pub(super) enabled: bool,
    pub(super) expires: Option<Millis>,
    pub(super) updated_at: Option<Millis>,
}

impl KeyState {
    /// Whether the key is accepted at this moment.
    pub(super) fn is_active(&self, now: Millis) -> bool {
        self.enabled && self.expires.is_none_or(|expires| expires > now)
    }
}

impl From<&Key> for KeyState {
    fn from(key: &Key) -> Self {
        Self { enabled: key.enabled, expires: key.expires, updated_at: key.updated_at }
    }
}

/// An outcome with its evidence.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) outcome: Outcome,
    pub(super) code: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) at: Millis,
}

/// How a key came into the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Standing {
    /// Asked for by its id; the plan has not read it.
    Asked,
    /// Read by the plan.
    Planned,
    /// Found by the sweep.
    Sighted,
}

/// All that is known of a key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Entry {
    pub(super) row: Row,
    pub(super) key_id: String,
    pub(super) group: Group,
    pub(super) standing: Standing,
    /// As it was first read.
    pub(super) state: Option<KeyState>,
    /// A change that may have been made: its request may be under way, or its answer was lost.
    pub(super) doubt: Option<Change>,
    pub(super) settled: Option<Settled>,
    /// Whether this plan disabled it, as far as the service's answers tell.
    pub(super) disabled: bool,
    /// Its `updatedAt` after this plan disabled it.
    pub(super) noted: Option<Millis>,
    /// Whether the sweep found it active at first sight.
    pub(super) suspect: bool,
    pub(super) restored: Option<Settled>,
}

impl Entry {
    /// A key of which no more is known than how it came in.
    pub(super) fn new(row: Row, key_id: String, group: Group, standing: Standing) -> Self {
        Self {
            row,
            key_id,
            group,
            standing,
            state: None,
            doubt: None,
            settled: None,
            disabled: false,
            noted: None,
            suspect: false,
            restored: None,
        }
    }

    pub(super) fn outcome(&self) -> Option<Outcome> {
        self.settled.as_ref().map(|settled| settled.outcome)
    }

    /// What is recorded of this course.
    pub(super) fn settled_on(&self, course: Course) -> Option<&Settled> {
        match course {
            Course::Revocation => self.settled.as_ref(),
            Course::Restore => self.restored.as_ref(),
        }
    }

    /// What became of the key on this course, if nothing is under way any more.
    pub(super) fn outcome_on(&self, course: Course) -> Outcome {
        match self.settled_on(course) {
            _ if self.is_in_doubt(course) => Outcome::Unknown,
            Some(settled) => settled.outcome,
            None => Outcome::Skipped,
        }
    }

    /// Whether a change of this course may have been made without our knowing.
    pub(super) fn is_in_doubt(&self, course: Course) -> bool {
        match self.doubt {
            Some(Change::Revoke(_)) => course == Course::Revocation,
            Some(Change::Enable) => course == Course::Restore,
            None => false,
        }
    }

    /// Changes the entry by a fact about it.
    pub(super) fn learn(&mut self, fact: Fact) {
        match fact {
            Fact::Read { state, .. } => {
                self.standing = Standing::Planned;
                self.state = Some(state);
            }
            Fact::Intent { change, .. } => self.doubt = Some(change),
            Fact::Withdrawn { .. } => self.doubt = None,
            Fact::Settled { settled, .. } => {
                if settled.outcome == Outcome::Revoked {
                    self.disabled = self.doubt == Some(Change::Revoke(Action::Disable));
                    self.noted = None;
                }
                if settled.outcome != Outcome::Unknown {
                    self.doubt = None;
                }
                self.suspect = false;
                self.settled = Some(settled);
            }
            Fact::Noted { updated_at, .. } => self.noted = updated_at,
            Fact::Suspected { .. } => self.suspect = true,
            Fact::Cleared { .. } => self.suspect = false,
            Fact::Restored { settled, .. } => {
                if settled.outcome != Outcome::Unknown && self.doubt == Some(Change::Enable) {
                    self.doubt = None;
                }
                self.restored = Some(settled);
            }
            Fact::Asked { .. }
            | Fact::Listed { .. }
            | Fact::Sighted { .. }
            | Fact::Planned(_)
            | Fact::Begun { .. }
            | Fact::Restoring => {}
        }
    }
}

/// What is known of the plan as a whole.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Header {
    pub(super) summary: Option<PlanSummary>,
    /// What the first run that passed the guards does to each key, and why.
    pub(super) begun: Option<(Action, Option<String>)>,
    /// Whether a restore was asked for.
    pub(super) restoring: bool,
}
