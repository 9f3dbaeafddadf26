//! What a sweep looks at, and what it says when it cannot. How long it waits for its second look is a matter of the library's
//! own tests, whose clock moves on by itself.

use serde_json::json;
use unkey_kit::{ApplyPlan, CreateKey, SweepState};

use crate::world::World;

#[tokio::test]
async fn keys_of_others_and_disabled_ones_that_were_created_meanwhile_are_no_concern() {
    let world = World::with_keys(3).await;
    let plan = world.plan_of(world.user("user_1", &["main"]));
    plan.summary().await.unwrap();
    let disabled = CreateKey::new(world.id("main")).external_id("user_1").enabled(false);
    world.client().keys().create(disabled).await.unwrap();
    let others = CreateKey::new(world.id("main")).external_id("user_2");
    let made = world.client().keys().create(others).await.unwrap().data;
    let report = plan.apply(ApplyPlan::new()).report().await.unwrap();
    assert_eq!((report.ok, report.counts.revoked), (true, 3), "{report:?}");
    assert!(world.state(&made.key_id).enabled);
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
