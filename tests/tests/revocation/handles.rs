//! Handles: waiting, following and dropping them has no effect on the work.

use std::time::Duration;

use futures_util::StreamExt;
use serde_json::json;
use unkey_kit::{ApplyPlan, Phase};

use crate::world::World;

#[tokio::test]
async fn dropping_handles_stops_nothing() {
    let world = World::with_keys(60).await;
    world.fault(json!({ "operation": "keys.updateKey", "delay": 5 }));
    drop(world.plan().apply(ApplyPlan::new()));
    while world.states().values().any(|key| key.enabled) {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn ceasing_to_wait_stops_nothing() {
    let world = World::with_keys(30).await;
    world.fault(json!({ "operation": "keys.updateKey", "delay": 20 }));
    let run = world.plan().apply(ApplyPlan::new());
    assert!(tokio::time::timeout(Duration::from_millis(1), run.report()).await.is_err());
    assert_eq!(run.report().await.unwrap().counts.revoked, 30);
}

#[tokio::test]
async fn several_may_follow_and_the_last_to_come_sees_the_present_state() {
    let world = World::with_keys(100).await;
    world.fault(json!({ "operation": "keys.updateKey", "delay": 100 }));
    let began = std::time::Instant::now();
    let run = world.plan().apply(ApplyPlan::new());
    let early = tokio::spawn(run.events().collect::<Vec<_>>());
    let report = run.report().await.unwrap();
    let early: Vec<_> = early.await.unwrap().into_iter().map(Result::unwrap).collect();
    let late = run.events().try_collect().await.unwrap();
    assert_eq!(late.len(), 1);
    assert_eq!(early.last(), late.last());
    assert_eq!((late[0].phase, late[0].counts), (Phase::Finished, report.counts));
    assert_eq!((late[0].done, late[0].total), (100, Some(100)));
    assert_eq!(run.status(), late[0]);
    let phases: Vec<_> = early.iter().map(|event| event.phase).collect();
    assert!(phases.contains(&Phase::Applying), "{phases:?}");
    let seconds = began.elapsed().as_secs_f64();
    assert!(early.len() as f64 <= 10.0 * seconds.max(1.0), "{} events in {seconds} s", early.len());
}

#[tokio::test]
async fn a_plan_can_be_stopped_before_it_is_complete() {
    let world = World::with_keys(250).await;
    world.fault(json!({ "operation": "apis.listKeys", "delay": 50 }));
    let plan = world.plan();
    let run = plan.apply(ApplyPlan::new());
    plan.stop();
    assert_eq!(plan.summary().await.unwrap_err().kind(), unkey_kit::ErrorKind::Refused);
    assert_eq!(run.report().await.unwrap_err().kind(), unkey_kit::ErrorKind::Refused);
    assert!(world.states().values().all(|key| key.enabled));
}

#[test]
fn without_a_runtime_there_is_an_error_and_no_panic() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let world = runtime.block_on(World::with_keys(1));
    let plan = world.plan();
    let error = runtime.block_on(plan.summary()).unwrap_err();
    assert_eq!(error.kind(), unkey_kit::ErrorKind::Configuration);
}
