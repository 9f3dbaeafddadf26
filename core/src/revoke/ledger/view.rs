//! Selections of what a ledger holds.

use super::{Course, Entry, Standing};
use crate::revoke::values::{Counts, Outcome};

/// A selection of entries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::revoke) enum View {
    /// Asked for, and neither read nor given up.
    Unread,
    /// Read by the plan.
    Planned,
    /// Planned, and not yet revoked: also what was denied, failed, is unknown or was found active again.
    Open,
    /// Planned, and revoked as far as the answers tell, or unknown: what the sweep looks at.
    Sweepable,
    /// Found active at first sight by the sweep.
    Suspects,
    /// Disabled by this plan, or perhaps, and not yet enabled again.
    Restorable,
    /// All that have an outcome on a course when it is over: those that need attention, or the others.
    Outcomes { course: Course, urgent: bool },
}

impl View {
    /// Whether an entry belongs to the view.
    pub(in crate::revoke) fn has(self, entry: &Entry) -> bool {
        use Outcome::{
            AlreadyGone, AlreadyRevoked, Appeared, Denied, Failed, Restored, Revoked, StillActive, Unknown,
        };
        let planned = entry.standing == Standing::Planned;
        let outcome = entry.outcome();
        let restored = entry.restored.as_ref().is_some_and(|settled| settled.outcome == Restored);
        let to_undo = planned && (entry.disabled || entry.doubt.is_some());
        match self {
            Self::Unread => entry.standing == Standing::Asked && outcome.is_none(),
            Self::Planned => planned,
            Self::Open => planned && matches!(outcome, None | Some(Denied | Failed | Unknown | StillActive)),
            Self::Sweepable => {
                planned && matches!(outcome, Some(Revoked | AlreadyRevoked | AlreadyGone | Unknown))
            }
            Self::Suspects => entry.suspect,
            Self::Restorable => to_undo && !restored,
            Self::Outcomes { course: Course::Revocation, urgent } => {
                // What was only sighted is still being looked at.
                let known = entry.standing != Standing::Sighted || outcome.is_some();
                known && urgent == matches!(outcome, Some(StillActive | Appeared))
            }
            Self::Outcomes { course: Course::Restore, urgent } => !urgent && (to_undo || restored),
        }
    }
}

impl Counts {
    /// Counts several more of an outcome.
    pub(in crate::revoke) fn add(&mut self, outcome: Outcome, many: u64) {
        if let Some((_, count)) = self.each_mut().into_iter().find(|(one, _)| *one == outcome) {
            *count += many;
        }
    }

    /// Both together.
    pub(in crate::revoke) fn plus(mut self, other: &Self) -> Self {
        let mut other = *other;
        for ((_, count), (_, more)) in self.each_mut().into_iter().zip(other.each_mut()) {
            *count += *more;
        }
        self
    }

    /// How many there are of all outcomes.
    pub(in crate::revoke) fn sum(mut self) -> u64 {
        self.each_mut().into_iter().map(|(_, count)| *count).sum()
    }

    /// How many are no success.
    pub(in crate::revoke) fn troubles(mut self) -> u64 {
        let each = self.each_mut().into_iter();
        each.filter(|(outcome, _)| !outcome.is_success()).map(|(_, count)| *count).sum()
    }

    fn each_mut(&mut self) -> [(Outcome, &mut u64); 13] {
        [
            (Outcome::Revoked, &mut self.revoked),
            (Outcome::AlreadyRevoked, &mut self.already_revoked),
            (Outcome::AlreadyGone, &mut self.already_gone),
            (Outcome::NotFound, &mut self.not_found),
            (Outcome::NotVisible, &mut self.not_visible),
            (Outcome::Denied, &mut self.denied),
            (Outcome::Failed, &mut self.failed),
            (Outcome::Unknown, &mut self.unknown),
            (Outcome::Skipped, &mut self.skipped),
            (Outcome::StillActive, &mut self.still_active),
            (Outcome::Appeared, &mut self.appeared),
            (Outcome::Restored, &mut self.restored),
            (Outcome::ChangedSince, &mut self.changed_since),
        ]
    }
}

impl Outcome {
    /// Whether the key is as it was to be: revoked, or restored.
    #[must_use]
    pub fn is_success(self) -> bool {
        matches!(self, Self::Revoked | Self::AlreadyRevoked | Self::AlreadyGone | Self::Restored)
    }
}
