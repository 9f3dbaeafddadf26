//! The second look: what is active in spite of what the service answered.

use serde_json::json;
use unkey_kit::{ApplyPlan, CreateKey, Outcome, Selector, SweepState};

use crate::world::{World, by_key, outcomes};

/// An answer that claims success and did nothing, as a proxy or a lagging node might give.
fn pretended(count: u64) -> serde_json::Value {
    let body = "{\"meta\":{\"requestId\":\"req_1\"},\"data\":{}}";
    json!({ "operation": "keys.updateKey", "count": count, "effect": { "answer": { "body": body } } })
}

#[tokio::test]
async fn a_key_that_is_enabled_after_all_is_still_active() {
    // Each waits two seconds before its second look.
    tokio::join!(enabled_after_all(false), enabled_after_all(true));
}

async fn enabled_after_all(bare: bool) {
    let world = World::with_keys(5).await;
    let plan = if bare { world.plan_of(Selector::keys(&world.keys)) } else { world.plan() };
    plan.summary().await.unwrap();
    world.fault(pretended(2));
    let run = plan.apply(ApplyPlan::new());
    let report = run.report().await.unwrap();
    assert_eq!((report.counts.revoked, report.counts.still_active), (3, 2), "{report:?}");
    assert_eq!((report.ok, report.sweep), (false, SweepState::Complete));
    let first: Vec<_> = outcomes(&run).await.iter().take(2).map(|outcome| outcome.outcome).collect();
    assert_eq!(first, [Outcome::StillActive; 2], "what needs attention comes first");
    world.agrees_that_disabled(&run).await;
}

#[tokio::test]
async fn a_key_that_was_created_meanwhile_has_appeared() {
    let world = World::with_keys(3).await;
    let plan = world.plan_of(world.user("user_1", &["main"]));
    plan.summary().await.unwrap();
    let create = CreateKey::new(world.id("main")).external_id("user_1");
    let made = world.client().keys().create(create.clone()).await.unwrap().data;
    world.client().keys().create(create.enabled(false)).await.unwrap();
    let others = CreateKey::new(world.id("main")).external_id("user_2");
    world.client().keys().create(others).await.unwrap();
    let run = plan.apply(ApplyPlan::new());
    let report = run.report().await.unwrap();
    assert_eq!((report.counts.revoked, report.counts.appeared), (3, 1), "{report:?}");
    assert!(!report.ok);
    assert_eq!(by_key(&run).await[&made.key_id], Outcome::Appeared);
    assert!(world.state(&made.key_id).enabled, "it was not planned, so it is left alone");
}

#[tokio::test]
async fn a_sweep_that_cannot_see_is_no_success() {
    let world = World::with_keys(3).await;
    let plan = world.plan();
    plan.summary().await.unwrap();
    let refused = json!({ "error": { "code": "unkey/application/invalid_input" } });
    world.fault(json!({ "operation": "apis.listKeys", "effect": refused }));
    let report = plan.apply(ApplyPlan::new()).report().await.unwrap();
    assert_eq!(report.counts.revoked, 3);
    assert_eq!((report.ok, report.sweep), (false, SweepState::Incomplete));
    assert!(report.warnings[0].message.contains(&world.id("main")), "{report:?}");
}
