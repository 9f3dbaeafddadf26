//! Nothing is changed unless every guard lets the run pass.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use serde_json::json;
use unkey_kit::{Action, ApplyPlan, ErrorKind, PlanRevocation, RootKey, Selector};

use crate::world::World;

async fn refusal(world: &World, request: ApplyPlan) -> unkey_kit::Error {
    let error = world.plan().apply(request).report().await.unwrap_err();
    assert!(world.states().values().all(|key| key.enabled && key.deleted.is_none()), "nothing has changed");
    error
}

#[tokio::test]
async fn a_plan_without_keys_is_refused() {
    let world = World::with_keys(1).await;
    for selector in [world.user("user_2", &["main"]), Selector::keys(["key_nobody"]), Selector::keys([""; 0])]
    {
        let plan = world.plan_of(selector);
        assert_eq!(plan.summary().await.unwrap().total, 0);
        let error = plan.apply(ApplyPlan::new()).report().await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NothingMatched);
    }
}

#[tokio::test]
async fn another_count_than_expected_is_refused() {
    let world = World::with_keys(3).await;
    let error = refusal(&world, ApplyPlan::new().expect(4)).await;
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.detail().contains('3') && error.detail().contains('4'), "{error}");
}

#[tokio::test]
async fn more_keys_than_the_maximum_are_refused() {
    let world = World::new(json!({ "apis": { "main": {} }, "keys": { "count": 1_001, "seed": 1 } })).await;
    let plan = world.plan_of(Selector::api(world.id("api_0")));
    let refused = plan.apply(ApplyPlan::new()).report().await.unwrap_err();
    assert_eq!(refused.kind(), ErrorKind::Refused);
    assert!(world.states().values().all(|key| key.enabled));
    let raised = plan.apply(ApplyPlan::new().max_keys(1_001)).report().await.unwrap();
    assert_eq!(raised.counts.revoked, 1_001);

    let world = World::with_keys(3).await;
    assert_eq!(refusal(&world, ApplyPlan::new().max_keys(2)).await.kind(), ErrorKind::Refused);
}

#[tokio::test]
async fn a_protected_key_in_the_plan_is_a_refusal() {
    let world = World::with_keys(3).await;
    let protect = vec!["key_elsewhere".to_owned(), world.keys[1].clone()];
    let error = refusal(&world, ApplyPlan::new().protect(protect)).await;
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.detail().contains(&world.keys[1]), "{error}");
    assert!(!error.detail().contains("key_elsewhere"), "{error}");
}

#[tokio::test]
async fn a_root_key_of_another_workspace_changes_nothing_and_proves_nothing() {
    let world = World::new(json!({
        "apis": { "main": {} },
        "keys": [{}, {}, {}],
        "rootKeys": { "foreign": {
            "workspace": "other",
            "permissions": ["api.*.read_api", "api.*.read_key", "api.*.delete_key"],
        } },
    }))
    .await;
    // The provider is asked again when a root key is refused: this one answers with a key of another workspace.
    let (mine, foreign) = (world.root_key("admin").to_owned(), world.root_key("foreign").to_owned());
    let rotated = Arc::new(AtomicBool::new(false));
    let switch = Arc::clone(&rotated);
    let provider = move || {
        let text = if switch.load(Ordering::SeqCst) { foreign.clone() } else { mine.clone() };
        async move { RootKey::new(text) }
    };
    let client = world.builder().root_key_provider(provider).build().unwrap();
    let plan = client.revoke().plan(PlanRevocation::new(Selector::api(world.id("main"))));
    assert_eq!(plan.summary().await.unwrap().total, 3);
    rotated.store(true, Ordering::SeqCst);
    let disabled = json!({ "error": { "code": "unkey/authorization/key_disabled" } });
    world.fault(json!({ "operation": "keys.getKey", "count": 1, "effect": disabled }));
    let run = plan.apply(ApplyPlan::new().action(Action::Delete));
    assert_eq!(run.report().await.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(world.requests("keys.deleteKey").len(), 0);
}

#[tokio::test]
async fn a_plan_has_one_action() {
    let world = World::with_keys(2).await;
    let plan = world.plan();
    plan.apply(ApplyPlan::new()).report().await.unwrap();
    let error = plan.apply(ApplyPlan::new().action(Action::Delete)).report().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(world.states().values().all(|key| key.deleted.is_none()));
}

#[tokio::test]
async fn one_run_at_a_time_works_on_a_plan() {
    let world = World::with_keys(20).await;
    world.fault(json!({ "operation": "keys.updateKey", "delay": 100 }));
    let plan = world.plan();
    plan.summary().await.unwrap();
    let first = plan.apply(ApplyPlan::new());
    tokio::task::yield_now().await;
    let (first, second) = tokio::join!(first.report(), async { plan.apply(ApplyPlan::new()).report().await });
    assert_eq!(first.unwrap().counts.revoked, 20);
    assert_eq!(second.unwrap_err().kind(), ErrorKind::Refused);
    assert_eq!(world.requests("keys.updateKey").len(), 20);
}
