//! What ends a wait, and what does not.

use super::*;
use crate::{Action, ApplyPlan, ErrorKind, StopCause, SweepState};

#[tokio::test(start_paused = true)]
async fn a_stop_ends_a_pause_at_once_and_skips_the_rest() {
    let service = Service::new(20, from_to("keys.updateKey", 9.., || Fault::Limited(600)));
    let run = service.plan().apply(ApplyPlan::new());
    service.pass(SECOND).await;
    run.stop();
    let report = run.report().await.unwrap();
    assert_eq!((report.counts.revoked, report.counts.skipped), (8, 12), "{report:?}");
    assert_eq!(report.stops[0].cause, StopCause::Asked);
    // The sweep still lists once, a space of an idle workspace's after the last request: 48 fit into a minute.
    assert_eq!((report.sweep, report.finished_at), (SweepState::Complete, 60 + 1_250 + 20));
}

#[tokio::test(start_paused = true)]
async fn a_stop_waits_for_the_back_off_of_what_may_have_been_applied() {
    let service = Service::new(20, from_to("keys.deleteKey", 1..=1, || Fault::LoseAnswer));
    let run = service.plan().apply(ApplyPlan::new().action(Action::Delete).no_sweep(true));
    // The first answer is lost, and its repeat waits.
    service.pass(Duration::from_millis(APPLYING) + 3 * LATENCY / 2).await;
    run.stop();
    let report = run.report().await.unwrap();
    // Eight at first, then half as many under way: three, and the one that waits.
    assert_eq!((report.counts.revoked, report.counts.skipped), (11, 9), "{report:?}");
    assert_eq!(report.counts.unknown, 0, "{report:?}");
    assert_eq!(service.asked("keys.deleteKey").last(), Some(&160));
    assert_eq!((report.finished_at, service.active()), (180, 9));
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_the_wait_before_the_second_look() {
    let service = Service::new(3, from_to("keys.updateKey", .., || Fault::Pretend));
    let run = service.plan().apply(ApplyPlan::new());
    service.pass(SECOND).await;
    run.stop();
    let report = run.report().await.unwrap();
    assert_eq!((report.sweep, report.finished_at), (SweepState::Incomplete, 1_000), "{report:?}");
    assert!(report.warnings[0].message.contains("not read again"), "{report:?}");
    assert_eq!(service.asked("keys.getKey").len(), 1, "the guard's alone");
}

#[tokio::test(start_paused = true)]
async fn a_second_stop_ends_the_sweep_that_the_first_one_left() {
    let service = Service::new(20, |asked: &Asked| match (asked.operation.as_str(), asked.number) {
        ("keys.updateKey", 9..) | ("apis.listKeys", 2..) => Some(Fault::Limited(600)),
        _ => None,
    });
    let run = service.plan().apply(ApplyPlan::new());
    service.pass(SECOND).await;
    run.stop();
    service.pass(SECOND).await;
    assert_eq!(service.asked("apis.listKeys"), [0, 1_310]);
    run.stop();
    let report = run.report().await.unwrap();
    assert_eq!((report.sweep, report.finished_at), (SweepState::Incomplete, 2_000), "{report:?}");
}

#[tokio::test(start_paused = true)]
async fn a_stop_ends_the_pause_of_a_plan() {
    let service = Service::new(3, from_to("apis.listKeys", .., || Fault::Limited(600)));
    let plan = service.plan();
    let run = plan.apply(ApplyPlan::new());
    service.pass(SECOND).await;
    plan.stop();
    assert_eq!(plan.summary().await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(run.report().await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!((service.now(), service.active()), (1_000, 3));
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_stopped_while_it_waits_for_its_plan_leaves_the_plan_alone() {
    let service = Service::new(3, from_to("apis.listKeys", 1..=1, || Fault::Limited(7)));
    let plan = service.plan();
    let run = plan.apply(ApplyPlan::new());
    service.pass(SECOND).await;
    run.stop();
    assert_eq!(run.report().await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(service.now(), 1_000);
    assert_eq!(plan.summary().await.unwrap().total, 3);
    assert_eq!(service.active(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_run_whose_handles_are_dropped_in_a_pause_goes_on_after_it() {
    let service = Service::new(20, from_to("keys.updateKey", 9..=16, || Fault::Limited(30)));
    let run = service.plan().apply(ApplyPlan::new());
    service.pass(SECOND).await;
    assert!(run.status().paused.is_some());
    drop(run);
    service.pass(30 * SECOND).await;
    assert_eq!(service.active(), 0);
    assert_eq!(service.asked("apis.listKeys").len(), 2, "it was swept, too");
}

#[tokio::test(start_paused = true)]
async fn a_run_whose_handles_are_dropped_before_the_second_look_takes_it() {
    let service = Service::new(3, from_to("keys.updateKey", .., || Fault::Pretend));
    let run = service.plan().apply(ApplyPlan::new());
    service.pass(SECOND).await;
    drop(run);
    service.pass(2 * SECOND).await;
    assert_eq!(service.asked("keys.getKey"), [20, 2_080, 2_080, 2_080]);
}

#[tokio::test(start_paused = true)]
async fn a_plan_whose_handles_are_dropped_in_a_pause_goes_on_after_it() {
    let service = Service::new(3, from_to("apis.listKeys", 1..=1, || Fault::Limited(7)));
    drop(service.plan().apply(ApplyPlan::new()));
    service.pass(8 * SECOND).await;
    assert_eq!(service.active(), 0);
}

#[tokio::test(start_paused = true)]
async fn followers_are_told_eight_times_a_second_at_most() {
    // Each answer is an occasion to tell something, and trouble at the start makes it take a while.
    let service = Service::new(3_000, from_to("keys.updateKey", 1..=20, || Fault::LoseAnswer));
    let run = service.plan().apply(ApplyPlan::new().no_sweep(true).max_keys(3_000_u64));
    let events = run.events().try_collect().await.unwrap();
    let seconds = service.now() / 1_000;
    assert_eq!(seconds, 2);
    assert!((10..=8 * (seconds as usize + 1)).contains(&events.len()), "{} events", events.len());
    let etas: Vec<_> = events.iter().filter_map(|event| event.eta).collect();
    assert!(etas[0] > 60_000 && etas[etas.len() - 1] < 1_000, "{etas:?}");
}
