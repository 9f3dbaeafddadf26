//! Enabling again what a plan disabled.

use super::{
    apply,
    basis::Basis,
    job::{Job, Monitor},
    ledger::{Course, Fact, View},
    report::{self, Findings},
    surface::{Action, Plan, Run},
    task::Task,
    values::{Phase, PlanSummary, Report},
    work::{Work, refused},
};
use crate::error::{Details, ErrorKind, Result};

/// Starts a run that restores.
pub(super) fn start(plan: &Plan) -> Run {
    let (planned, basis) = (plan.job.clone(), plan.basis.clone());
    let clock = basis.single.shared().clock.clone();
    let job = Job::start(clock, Phase::Checking, |monitor| async move {
        let _turn = basis.turn()?;
        let summary = apply::after(&planned, &monitor).await?;
        restore(&basis, &monitor, summary).await
    });
    Run { job, restore: true, basis: plan.basis.clone() }
}

async fn restore(basis: &Basis, monitor: &Monitor, summary: PlanSummary) -> Result<Report> {
    let started_at = monitor.clock.wall();
    if let Some((Action::Delete | Action::DeletePermanently, _)) = basis.ledger.header().await?.begun {
        return Err(refused("this plan deleted keys, and a deleted key cannot be restored"));
    }
    if basis.ledger.tally(Course::Restore).await? == super::values::Counts::default() {
        return Err(Details::new(
            ErrorKind::NothingMatched,
            "this plan has disabled no key, so there is nothing to restore",
        )
        .into());
    }
    basis.ledger.record(vec![Fact::Restoring]).await?;

    let mut work = Work::new(basis, monitor);
    work.begin(Phase::Restoring);
    let passed = work.each(Task::Restore, View::Restorable).await?;
    let findings = Findings { stops: report::stops(basis, &passed), ..Findings::default() };
    report::finish(&work, Course::Restore, summary, findings, started_at).await
}
