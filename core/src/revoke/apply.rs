//! Revoking what was planned.
use super::{
    job::Job,
    surface::{ApplyPlan, Plan, Run},
    values::Phase,
};
use crate::error::Error;

impl ApplyPlan {
    /// Disables at most 1,000 keys, unless set otherwise.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

pub(super) fn start(plan: &Plan, _: ApplyPlan) -> Run {
    let planned = plan.job.clone();
    let job = Job::start(plan.basis.client.shared().clock.clone(), Phase::Checking, |_| async move {
        planned.result().await?;
        Err(Error::configuration("this version cannot apply yet"))
    });
    Run { job, restore: false, basis: plan.basis.clone() }
}
