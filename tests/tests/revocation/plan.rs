//! What a plan reads, and what it says about it.

use serde_json::json;
use unkey_kit::{ApplyPlan, ErrorCode, ErrorKind, Outcome, PlanRevocation, RevokeWarningKind, Selector};

use crate::world::{World, by_key};

#[tokio::test]
async fn a_plan_finds_a_users_keys_across_apis_and_changes_nothing() {
    let world = World::new(json!({
        "apis": { "a": {}, "b": {}, "c": {} },
        "keys": [
            { "api": "a", "externalId": "user_1" },
            { "api": "a", "externalId": "user_2" },
            { "api": "b", "externalId": "user_1", "enabled": false },
            { "api": "b", "externalId": "user_1", "expires": 1_000 },
            { "api": "c", "externalId": "user_1" },
        ],
    }))
    .await;
    let before = world.states();
    let plan = world.plan_of(world.user("user_1", &["a", "b"]));
    let summary = plan.summary().await.unwrap();
    assert_eq!(summary.total, 3);
    let counts = summary.counts;
    assert_eq!((counts.active, counts.disabled, counts.expired), (1, 1, 1));
    assert_eq!(summary.warnings, []);
    assert_eq!(summary.digest.len(), 64);
    let planned = plan.planned_keys().try_collect().await.unwrap();
    let ids: Vec<_> = planned.iter().map(|key| (key.key_id.clone(), key.api_id.clone())).collect();
    let (a, b) = (Some(world.id("a")), Some(world.id("b")));
    assert_eq!(ids[0], (world.keys[0].clone(), a));
    assert!(ids[1..].iter().all(|(_, api)| *api == b));
    for (key_id, state) in world.states() {
        assert_eq!(state.updated_at, before[&key_id].updated_at);
        assert_eq!(state.enabled, before[&key_id].enabled);
    }
}

#[tokio::test]
async fn pages_are_followed_to_the_end() {
    let world = World::with_keys(250).await;
    let plan = world.plan();
    assert_eq!(plan.summary().await.unwrap().total, 250);
    let last = plan.events().try_collect().await.unwrap().pop().unwrap();
    assert_eq!((last.done, last.total), (250, Some(250)));
    assert_eq!(world.requests("apis.listKeys").len(), 3);
}

#[tokio::test]
async fn ids_that_are_not_found_are_no_part_of_the_plan_and_no_success() {
    let world = World::with_keys(2).await;
    let mut ids = world.keys.clone();
    ids.push("key_nobody".to_owned());
    ids.push(world.keys[0].clone());
    let plan = world.plan_of(Selector::keys(ids));
    let summary = plan.summary().await.unwrap();
    assert_eq!((summary.total, summary.counts.not_found), (2, 1));
    let run = plan.apply(ApplyPlan::new());
    let report = run.report().await.unwrap();
    assert_eq!((report.counts.revoked, report.counts.not_found), (2, 1));
    assert!(!report.ok);
    assert_eq!(by_key(&run).await["key_nobody"], Outcome::NotFound);
}

#[tokio::test]
async fn a_user_without_an_identity_is_warned_about() {
    let world = World::with_keys(1).await;
    let summary = world.plan_of(world.user("User_1", &["main"])).summary().await.unwrap();
    assert_eq!(summary.total, 0);
    assert_eq!(summary.warnings.len(), 1);
    assert_eq!(summary.warnings[0].kind, RevokeWarningKind::NoIdentity);
}

#[tokio::test]
async fn an_identity_that_may_not_be_read_exists() {
    let world = World::new(json!({
        "apis": { "main": {} },
        "keys": [{ "externalId": "user_1" }],
        "rootKeys": { "narrow": { "permissions": ["api.*.read_api", "api.*.read_key"] } },
    }))
    .await;
    let revoke = world.client_of("narrow").revoke();
    let known = revoke.plan(PlanRevocation::new(world.user("user_1", &["main"]))).summary().await.unwrap();
    assert_eq!((known.total, known.warnings.len()), (1, 0));
    let unknown = revoke.plan(PlanRevocation::new(world.user("user_2", &["main"]))).summary().await.unwrap();
    assert_eq!(unknown.warnings[0].kind, RevokeWarningKind::NoIdentity);
}

#[tokio::test]
async fn an_identity_that_cannot_be_asked_for_is_warned_about() {
    let world = World::with_keys(1).await;
    // A proxy's 403 is not the service's word that there is such an identity.
    world.fault(json!({ "operation": "identities.getIdentity", "effect": { "html": { "status": 403 } } }));
    let summary = world.plan_of(world.user("user_1", &["main"])).summary().await.unwrap();
    assert_eq!(summary.total, 1);
    assert_eq!(summary.warnings[0].kind, RevokeWarningKind::IdentityUnchecked);
}

#[tokio::test]
async fn ids_that_may_not_be_read_fail_the_plan_soon() {
    let keys: Vec<_> = (0..60).map(|_| json!({})).collect();
    let world = World::new(json!({
        "apis": { "main": {} },
        "keys": keys,
        "rootKeys": { "narrow": { "permissions": ["api.*.update_key"] } },
    }))
    .await;
    let revoke = world.client_of("narrow").revoke();
    let plan = revoke.plan(PlanRevocation::new(Selector::keys(&world.keys)));
    let error = plan.summary().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::PermissionDenied);
    assert!(error.missing().iter().any(|name| name == "api.*.read_key"), "{error}");
    assert!(world.requests("keys.getKey").len() <= 5 + 8);
}

#[tokio::test]
async fn an_api_that_cannot_be_seen_fails_the_plan() {
    let world = World::new(hidden_api()).await;
    let revoke = world.client_of("narrow").revoke();
    let plan = revoke.plan(PlanRevocation::new(world.user("user_1", &["open", "hidden"])));
    let error = plan.summary().await.unwrap_err();
    assert_eq!(error.code(), Some(&ErrorCode::API_NOT_FOUND));
    let run = plan.apply(ApplyPlan::new());
    assert_eq!(run.report().await.unwrap_err().code(), Some(&ErrorCode::API_NOT_FOUND));
    assert!(world.states().values().all(|key| key.enabled));
}

#[tokio::test]
async fn a_hidden_api_that_is_allowed_is_reported_and_is_no_success() {
    let world = World::new(hidden_api()).await;
    let revoke = world.client_of("narrow").revoke();
    let selector = world.user("user_1", &["open", "hidden"]);
    let plan = revoke.plan(PlanRevocation::new(selector).allow_hidden(true));
    let summary = plan.summary().await.unwrap();
    assert_eq!((summary.total, &summary.not_visible), (1, &vec![world.id("hidden")]));
    assert!(summary.warnings.iter().any(|warning| warning.kind == RevokeWarningKind::NotVisible));
    let report = plan.apply(ApplyPlan::new()).report().await.unwrap();
    assert_eq!((report.counts.revoked, report.counts.not_visible), (1, 1));
    assert_eq!(report.not_visible, [world.id("hidden")]);
    assert!(!report.ok);
    assert!(world.state(&world.keys[1]).enabled);
}

fn hidden_api() -> serde_json::Value {
    let permissions = ["read_api", "read_key", "update_key"].map(|action| format!("api.{{open}}.{action}"));
    json!({
        "apis": { "open": {}, "hidden": {} },
        "keys": [
            { "api": "open", "externalId": "user_1" },
            { "api": "hidden", "externalId": "user_1" },
        ],
        "rootKeys": { "narrow": { "permissions": permissions } },
    })
}

#[tokio::test]
async fn twenty_unknown_ids_at_the_start_stop_the_plan() {
    let world = World::with_keys(1).await;
    let unknown = (0..500).map(|n| format!("key_{n:09}"));
    let plan = world.plan_of(Selector::keys(unknown.chain(world.keys.clone())));
    assert_eq!(plan.summary().await.unwrap_err().kind(), ErrorKind::Refused);
    let asked = world.requests("keys.getKey").len();
    assert!((20..=28).contains(&asked), "{asked}");
}

#[tokio::test]
async fn unknown_ids_among_known_ones_stop_nothing() {
    let world = World::with_keys(1).await;
    let unknown = (0..60).map(|n| format!("key_{n:09}"));
    let plan = world.plan_of(Selector::keys(world.keys.clone().into_iter().chain(unknown)));
    let summary = plan.summary().await.unwrap();
    assert_eq!((summary.total, summary.counts.not_found), (1, 60));
}

#[tokio::test]
async fn a_listing_rides_out_errors_that_pass() {
    let world = World::with_keys(150).await;
    let error = json!({ "error": { "code": "unkey/application/service_unavailable" } });
    world.fault(json!({ "operation": "apis.listKeys", "skip": 1, "count": 3, "effect": error }));
    assert_eq!(world.plan().summary().await.unwrap().total, 150);
    assert_eq!(world.requests("apis.listKeys"), [200, 500, 500, 500, 200]);
}

#[tokio::test]
async fn a_listing_that_goes_on_failing_fails_the_plan() {
    let world = World::with_keys(1).await;
    let error = json!({ "error": { "code": "unkey/application/service_unavailable" } });
    world.fault(json!({ "operation": "apis.listKeys", "effect": error }));
    let error = world.plan().summary().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Server);
    assert_eq!(world.requests("apis.listKeys"), [500, 500, 500, 500]);
}

#[tokio::test]
async fn more_keys_than_memory_should_hold_are_refused() {
    let world = World::with_keys(0).await;
    let ids = (0..100_001).map(|n| format!("key_{n:09}"));
    let error = world.plan_of(Selector::keys(ids)).summary().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Refused);
    assert!(error.detail().contains("100000"), "{error}");
    assert_eq!(world.requests("keys.getKey").len(), 0);
}
