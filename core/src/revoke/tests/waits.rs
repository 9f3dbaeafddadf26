//! How long is waited, and what is sent when.

use super::*;
use crate::{Action, ApplyPlan, ErrorKind, StopCause, SweepState};

/// The same time, so many times.
fn at(times: &[(u64, usize)]) -> Vec<u64> {
    times.iter().flat_map(|(at, count)| std::iter::repeat_n(*at, *count)).collect()
}

#[tokio::test(start_paused = true)]
async fn without_trouble_nothing_waits_and_what_is_in_flight_doubles_from_eight_on() {
    let service = Service::new(60, |_| None);
    let report = service.plan().apply(ApplyPlan::new().no_sweep(true)).report().await.unwrap();
    assert!(report.ok, "{report:?}");
    assert_eq!(service.asked("keys.updateKey"), at(&[(40, 8), (60, 16), (80, 32), (100, 4)]));
    assert_eq!((report.started_at, report.finished_at), (20, 120));
}

#[tokio::test(start_paused = true)]
async fn after_a_429_nothing_is_sent_as_long_as_it_asks_and_then_one_request_tries() {
    // The second sixteen are refused, and so is the first to try again.
    let service = Service::new(40, from_to("keys.updateKey", 9..=25, || Fault::Limited(7)));
    let run = service.plan().apply(ApplyPlan::new().no_sweep(true));
    service.pass(SECOND).await;
    assert_eq!(run.status().paused, Some(7_000));
    let report = run.report().await.unwrap();
    assert!(report.ok, "{report:?}");
    // A quarter of sixteen follows, and from there on the window grows by hardly one each time.
    let after = [(14_120, 4), (14_140, 5), (14_160, 6), (14_180, 6), (14_200, 7), (14_220, 3)];
    let times = [at(&[(40, 8), (60, 16), (7_080, 1), (14_100, 1)]), at(&after)].concat();
    assert_eq!(service.asked("keys.updateKey"), times);
    assert_eq!(run.status().paused, None);
}

#[tokio::test(start_paused = true)]
async fn a_restore_pauses_as_well() {
    let service = Service::new(4, from_to("keys.updateKey", 5..=5, || Fault::Limited(7)));
    let plan = service.plan();
    assert!(plan.apply(ApplyPlan::new()).report().await.unwrap().ok);
    let began = service.now();
    let report = plan.restore().report().await.unwrap();
    assert_eq!((report.counts.restored, service.active()), (4, 4), "{report:?}");
    // Each key is read first. The three others were in flight with the one that was refused.
    let refused = began + 20;
    assert_eq!(service.asked("keys.updateKey")[4..], [refused, refused, refused, refused, refused + 7_020]);
}

#[tokio::test(start_paused = true)]
async fn a_blocked_workspace_is_asked_less_and_less_often_and_given_up_after_ten_seconds() {
    let service = Service::new(40, from_to("keys.updateKey", 9.., || Fault::Blocked));
    let report = service.plan().apply(ApplyPlan::new().no_sweep(true)).report().await.unwrap();
    assert_eq!(report.stops[0].cause, StopCause::Blocked);
    assert_eq!((report.counts.revoked, report.counts.skipped), (8, 32), "{report:?}");
    assert_eq!(service.active(), 32);
    let times = at(&[(40, 8), (60, 16), (1_080, 1), (3_100, 1), (7_120, 1), (12_140, 1)]);
    assert_eq!(service.asked("keys.updateKey"), times);
    assert_eq!(report.finished_at, 12_160);
}

#[tokio::test(start_paused = true)]
async fn a_success_among_refusals_shows_that_the_workspace_is_not_blocked() {
    // Refused from the start to the second repeat, and after a success again.
    let service = Service::new(100, |asked: &Asked| match (asked.operation.as_str(), asked.number) {
        ("keys.updateKey", 1..=10 | 12..=15) => Some(Fault::Blocked),
        _ => None,
    });
    let report = service.plan().apply(ApplyPlan::new().no_sweep(true)).report().await.unwrap();
    assert_eq!((report.ok, report.counts.revoked), (true, 100), "{report:?}");
    let times =
        at(&[(40, 8), (1_060, 1), (3_080, 1), (7_100, 1), (7_120, 2), (8_140, 1), (10_160, 1), (14_180, 1)]);
    assert_eq!(service.asked("keys.updateKey")[..times.len()], times);
}

#[tokio::test(start_paused = true)]
async fn a_listing_waits_for_a_pause_and_gives_a_blocked_workspace_up() {
    let service = Service::new(3, from_to("apis.listKeys", 1..=2, || Fault::Limited(7)));
    assert_eq!(service.plan().summary().await.unwrap().total, 3);
    assert_eq!(service.asked("apis.listKeys"), [0, 7_020, 14_040]);

    let service = Service::new(3, from_to("apis.listKeys", .., || Fault::Blocked));
    let error = service.plan().summary().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::RateLimited);
    assert_eq!(service.asked("apis.listKeys"), [0, 1_020, 3_040, 7_060, 12_080]);
    assert_eq!(service.now(), 12_100);
}

#[tokio::test(start_paused = true)]
async fn a_request_that_is_never_answered_is_given_up_after_its_time_limit_and_sent_four_times() {
    let service = Service::new(1, from_to("keys.updateKey", .., || Fault::Stall));
    let report = service.plan().apply(ApplyPlan::new().no_sweep(true)).report().await.unwrap();
    assert_eq!(report.counts.unknown, 1, "{report:?}");
    // Half a minute each, and back-offs of half of 200, 400 and 800 ms.
    let times = [APPLYING, 30_140, 60_340, 90_740];
    assert_eq!(service.asked("keys.updateKey"), times);
    assert_eq!(report.finished_at, 120_740);
}

#[tokio::test(start_paused = true)]
async fn keys_that_wait_for_a_repeat_hold_their_place_and_the_others_go_on() {
    let service = Service::new(10, from_to("keys.deleteKey", 1..=2, || Fault::LoseAnswer));
    let apply = ApplyPlan::new().action(Action::Delete).no_sweep(true);
    let report = service.plan().apply(apply).report().await.unwrap();
    // The repeat finds the key gone, by our own first request.
    assert_eq!((report.ok, report.counts.revoked), (true, 10), "{report:?}");
    assert_eq!(service.asked("keys.deleteKey"), at(&[(40, 8), (60, 2), (160, 2)]));
}

#[tokio::test(start_paused = true)]
async fn what_a_lagging_replica_shows_active_is_read_again_after_two_seconds() {
    let service = Service::new(5, |_| None).lagging(Duration::from_millis(1_500));
    let report = service.plan().apply(ApplyPlan::new()).report().await.unwrap();
    assert_eq!((report.ok, report.sweep), (true, SweepState::Complete), "{report:?}");
    assert_eq!(service.asked("apis.listKeys"), [0, 60]);
    // The first is the guard's.
    assert_eq!(service.asked("keys.getKey"), at(&[(20, 1), (2_080, 5)]));
}

#[tokio::test(start_paused = true)]
async fn what_is_active_at_the_second_look_too_is_still_active() {
    let service = Service::new(5, from_to("keys.updateKey", 1..=2, || Fault::Pretend));
    let plan = service.plan();
    let report = plan.apply(ApplyPlan::new()).report().await.unwrap();
    assert_eq!((report.counts.revoked, report.counts.still_active), (3, 2), "{report:?}");
    assert_eq!((report.ok, report.finished_at, service.active()), (false, 2_100, 2));
    let again = plan.apply(ApplyPlan::new()).report().await.unwrap();
    assert!(again.ok, "applied again, they are disabled: {again:?}");
    assert_eq!(service.active(), 0);
}

#[tokio::test(start_paused = true)]
async fn the_second_look_pauses_after_a_429() {
    let service = Service::new(3, |asked: &Asked| match (asked.operation.as_str(), asked.number) {
        ("keys.updateKey", 1..=3) => Some(Fault::Pretend),
        // The first is the guard's.
        ("keys.getKey", 2..=4) => Some(Fault::Limited(30)),
        _ => None,
    });
    let report = service.plan().apply(ApplyPlan::new()).report().await.unwrap();
    assert_eq!((report.counts.still_active, report.sweep), (3, SweepState::Complete), "{report:?}");
    assert_eq!(service.asked("keys.getKey"), at(&[(20, 1), (2_080, 3), (32_100, 1), (32_120, 2)]));
}

#[tokio::test(start_paused = true)]
async fn a_run_that_is_asked_to_wait_for_ever_can_be_stopped() {
    let service = Service::new(20, from_to("keys.updateKey", 9.., || Fault::Limited(u64::MAX)));
    let run = service.plan().apply(ApplyPlan::new().no_sweep(true));
    service.pass(SECOND).await;
    run.stop();
    let report = run.report().await.unwrap();
    assert_eq!((report.counts.revoked, report.stops[0].cause), (8, StopCause::Asked), "{report:?}");
}
