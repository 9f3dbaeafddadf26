//! Bulk revocation: plan, apply, sweep, report, restore.
//!
//! What a user holds is in `surface` and `values`. A plan and its runs share a `basis`; each of them is a `job`, whose
//! `work` is either one call (a page of a listing) or a `task` over many keys. The `driver` runs such a task: it carries
//! what the `engine` decides to the service, at the speed that a `pace` allows, and what becomes known to the `ledger`.

mod answer;
mod apply;
mod basis;
mod driver;
mod engine;
mod eta;
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
#[cfg(test)]
mod tests;
mod values;
mod work;

pub use events::Events;
// A new handle or value touches its own file alone.
pub use surface::*;
pub use values::*;

use crate::client::Unkey;

impl Unkey {
    /// Bulk revocation of many keys, with a plan to look at first, guards, proof, and a way back.
    ///
    /// ```no_run
    /// use unkey_kit::{ApplyPlan, PlanRevocation, Selector, Unkey};
    ///
    /// # async fn revoke(unkey: Unkey) -> unkey_kit::Result<()> {
    /// let plan = unkey.revoke().plan(PlanRevocation::new(Selector::user("user_123", ["api_1", "api_2"])));
    /// let seen = plan.summary().await?; // reads only: nothing has changed
    /// let run = plan.apply(ApplyPlan::new().expect(seen.total).reason("leak in CI logs"));
    /// let mut events = run.events();
    /// while let Some(event) = events.try_next().await? {
    ///     println!("{:?}: {} of {:?}", event.phase, event.done, event.total);
    /// }
    /// let report = run.report().await?;
    /// if !report.ok {
    ///     for one in run.outcomes().try_collect().await? {
    ///         println!("{} is {:?}", one.key_id, one.outcome);
    ///     }
    /// }
    /// plan.restore().report().await?; // enables again what this plan disabled
    /// # Ok(())
    /// # }
    /// ```
    #[must_use]
    pub fn revoke(&self) -> Revoke {
        Revoke { client: self.clone() }
    }
}
