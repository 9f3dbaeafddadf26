//! Bulk revocation: plan, apply, sweep, report, restore.

mod apply;
mod basis;
mod events;
mod job;
mod plan;
mod report;
mod restore;
mod selector;
mod surface;
mod values;

pub use events::Events;
pub use surface::{Action, ApplyPlan, Plan, PlanRevocation, Revoke, Run, Selector};
pub use values::{
    Counts, KeyOutcome, Outcome, Phase, PlanCounts, PlanSummary, PlannedKey, Report, RequestBudget,
    RevokeEvent, RevokeWarning, RevokeWarningKind, Stop, StopCause, SweepState,
};

use crate::client::Unkey;

impl Unkey {
    /// Bulk revocation of many keys, with a plan to look at first, guards, proof, and a way back.
    #[must_use]
    pub fn revoke(&self) -> Revoke {
        Revoke { client: self.clone() }
    }
}
