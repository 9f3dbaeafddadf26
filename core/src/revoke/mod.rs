//! Bulk revocation: plan, apply, sweep, report, restore.

mod answer;
mod apply;
mod basis;
mod driver;
mod engine;
mod events;
mod guards;
mod job;
mod ledger;
mod pace;
mod plan;
mod report;
mod restore;
mod selector;
mod surface;
mod sweep;
mod task;
mod values;
mod work;

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
