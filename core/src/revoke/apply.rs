//! Revoking what was planned.

use super::{
    basis::Basis,
    engine::Halt,
    guards,
    job::{Job, Monitor},
    ledger::{Course, Fact, View},
    report::{self, Findings},
    surface::{ApplyPlan, Plan, Run},
    sweep,
    task::Task,
    values::{Counts, Phase, PlanSummary, Report, StopCause, SweepState},
    work::{Work, stopped},
};
use crate::error::Result;

impl ApplyPlan {
    /// Disables at most 1,000 keys, unless set otherwise.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// Starts a run that revokes.
pub(super) fn start(plan: &Plan, request: ApplyPlan) -> Run {
    let (planned, basis) = (plan.job.clone(), plan.basis.clone());
    let clock = basis.single.shared().clock.clone();
    let job = Job::start(clock, Phase::Checking, |monitor| async move {
        let _turn = basis.turn()?;
        let summary = after(&planned, &monitor).await?;
        apply(&basis, &monitor, &request, summary).await
    });
    Run { job, restore: false, basis: plan.basis.clone() }
}

/// Waits for a plan.
pub(super) async fn after(planned: &Job<PlanSummary>, monitor: &Monitor) -> Result<PlanSummary> {
    tokio::select! {
        summary = planned.result() => summary,
        () = monitor.stopped_beyond(0) => Err(stopped()),
    }
}

async fn apply(
    basis: &Basis,
    monitor: &Monitor,
    request: &ApplyPlan,
    summary: PlanSummary,
) -> Result<Report> {
    let started_at = monitor.clock.wall();
    let action = request.action.unwrap_or_default();
    let mut work = Work::new(basis, monitor);
    guards::check(&mut work, request, &summary).await?;
    let begun = Fact::Begun { action, reason: request.reason.clone() };
    basis.ledger.record(vec![begun]).await?;

    work.counts = settled(basis.ledger.tally(Course::Revocation).await?);
    work.begin(Phase::Applying);
    let passed = work.each(Task::Apply(action), View::Open).await?;
    let mut findings = Findings { stops: report::stops(basis, &passed), ..Findings::default() };

    let cut_off = |halt: &Halt| matches!(halt, Halt::Cause(StopCause::RootKey | StopCause::Workspace));
    if request.no_sweep == Some(true) {
        findings.sweep = SweepState::Off;
    } else if passed.given_up.iter().any(|given_up| cut_off(&given_up.halt)) {
        // No further request can succeed.
        findings.sweep = SweepState::Incomplete;
    } else {
        work.counts = basis.ledger.tally(Course::Revocation).await?;
        work.stops = u32::from(passed.stopped);
        work.begin(Phase::Sweeping);
        sweep::sweep(&mut work, &summary, &mut findings).await?;
    }
    report::finish(&work, Course::Revocation, summary, findings, started_at).await
}

/// What no run changes any more.
fn settled(counts: Counts) -> Counts {
    Counts { denied: 0, failed: 0, unknown: 0, skipped: 0, still_active: 0, ..counts }
}
