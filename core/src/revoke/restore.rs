//! Enabling again what was disabled.
use super::{
    job::Job,
    surface::{Plan, Run},
    values::Phase,
};
use crate::error::Error;

pub(super) fn start(plan: &Plan) -> Run {
    let planned = plan.job.clone();
    let job = Job::start(plan.basis.client.shared().clock.clone(), Phase::Restoring, |_| async move {
        planned.result().await?;
        Err(Error::configuration("this version cannot restore yet"))
    });
    Run { job, restore: true, basis: plan.basis.clone() }
}
