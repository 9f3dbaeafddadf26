//! When going on is pointless, a run ends soon.

use std::sync::atomic::{AtomicUsize, Ordering};

use serde_json::json;
use unkey_kit::{Action, ApplyPlan, ErrorCode, PlanRevocation, RootKey, Selector, StopCause, SweepState};

use crate::world::World;

#[tokio::test]
async fn a_root_key_or_workspace_that_is_refused_stops_the_run() {
    for (code, cause) in [
        ("unkey/authentication/key_not_found", StopCause::RootKey),
        ("unkey/authorization/key_disabled", StopCause::RootKey),
        ("unkey/authorization/forbidden", StopCause::RootKey),
        ("unkey/authorization/workspace_disabled", StopCause::Workspace),
        ("unkey/data/workspace_not_found", StopCause::Workspace),
    ] {
        let world = World::with_keys(60).await;
        let plan = world.plan();
        plan.summary().await.unwrap();
        let refused = json!({ "error": { "code": code } });
        world.fault(json!({ "operation": "keys.updateKey", "skip": 20, "effect": refused }));
        let run = plan.apply(ApplyPlan::new());
        let report = run.report().await.unwrap();
        assert!(!report.ok);
        assert_eq!(report.counts.revoked, 20, "{code}");
        assert_eq!(report.counts.failed + report.counts.skipped, 40, "{report:?}");
        assert_eq!(report.stops[0].cause, cause);
        assert_eq!(report.sweep, SweepState::Incomplete);
        let wasted = world.requests("keys.updateKey").len() - 20;
        // Eight at first, and one more for each success.
        assert!(wasted <= 8 + 20, "{code}: {wasted} requests were wasted");
        world.agrees_that_disabled(&run).await;
    }
}

#[tokio::test]
async fn a_root_key_that_is_rotated_meanwhile_stops_nothing_and_the_second_refusal_does() {
    let setup = json!({
        "apis": { "main": {} },
        "keys": (0..60).map(|_| json!({})).collect::<Vec<_>>(),
        "rootKeys": { "next": { "permissions": ["api.*.read_key", "api.*.read_api", "api.*.update_key"] } },
    });
    let disabled = json!({ "error": { "code": "unkey/authorization/key_disabled" } });
    for (rotations, revoked) in [(1, 60), (usize::MAX, 20)] {
        let world = World::new(setup.clone()).await;
        let keys = [world.root_key("admin"), world.root_key("next")].map(str::to_owned);
        let asked = AtomicUsize::new(0);
        let provider = move || {
            let key = keys[asked.fetch_add(1, Ordering::SeqCst).min(1)].clone();
            async move { RootKey::new(key) }
        };
        let client = world.builder().root_key_provider(provider).build().unwrap();
        let plan = client.revoke().plan(PlanRevocation::new(Selector::api(world.id("main"))));
        plan.summary().await.unwrap();
        world.fault(json!({
            "operation": "keys.updateKey", "skip": 20, "count": rotations, "effect": disabled,
        }));
        let report = plan.apply(ApplyPlan::new()).report().await.unwrap();
        assert_eq!(report.counts.revoked, revoked, "{report:?}");
        assert_eq!(report.stops.is_empty(), revoked == 60);
    }
}

#[tokio::test]
async fn denials_stop_their_group_and_not_the_others() {
    let permissions = ["api.*.read_api", "api.*.read_key", "api.{open}.update_key"];
    let key = |api: &str| json!({ "api": api, "externalId": "user_1" });
    let keys: Vec<_> = (0..60).map(|n| key(if n % 2 == 0 { "open" } else { "closed" })).collect();
    let world = World::new(json!({
        "apis": { "open": {}, "closed": {} },
        "keys": keys,
        "rootKeys": { "narrow": { "permissions": permissions } },
    }))
    .await;
    let selector = world.user("user_1", &["closed", "open"]);
    let plan = world.client_of("narrow").revoke().plan(PlanRevocation::new(selector));
    let run = plan.apply(ApplyPlan::new());
    let report = run.report().await.unwrap();
    assert_eq!(report.counts.revoked, 30);
    assert_eq!(report.counts.denied + report.counts.skipped, 30);
    let denied = world.requests("keys.updateKey").iter().filter(|status| **status == 403).count();
    assert!((5..=5 + 8).contains(&denied), "{denied}");
    assert_eq!(report.stops.len(), 1);
    let stop = &report.stops[0];
    assert_eq!((stop.cause, stop.api_id.as_ref()), (StopCause::Denied, Some(&world.id("closed"))));
    assert_eq!(stop.code.as_deref(), Some(ErrorCode::INSUFFICIENT_PERMISSIONS.as_str()));
    world.agrees_that_disabled(&run).await;
}

#[tokio::test]
async fn single_denials_among_successes_stop_nothing() {
    let world = World::with_keys(40).await;
    let plan = world.plan();
    plan.summary().await.unwrap();
    let denied = json!({ "error": { "code": "unkey/authorization/insufficient_permissions" } });
    world.fault(json!({ "operation": "keys.updateKey", "probability": 0.2, "seed": 3, "effect": denied }));
    let run = plan.apply(ApplyPlan::new());
    let report = run.report().await.unwrap();
    assert_eq!(report.counts.revoked + report.counts.denied, 40, "{report:?}");
    assert!(report.counts.denied > 0);
    world.agrees_that_disabled(&run).await;
}

#[tokio::test]
async fn a_run_against_a_blocked_workspace_can_be_stopped_while_it_pauses() {
    let world = World::with_keys(40).await;
    let client = world.patient_builder().root_key(world.root_key("admin")).build().unwrap();
    let plan = client.revoke().plan(PlanRevocation::new(Selector::api(world.id("main"))));
    plan.summary().await.unwrap();
    let blocked = json!({ "error": { "code": "user/too_many_requests/workspace_rate_limited" } });
    world.fault(json!({ "operation": "keys.updateKey", "skip": 10, "effect": blocked }));
    let run = plan.apply(ApplyPlan::new().no_sweep(true));
    let mut events = run.events();
    while let Some(event) = events.try_next().await.unwrap() {
        if event.paused.is_some() {
            run.stop();
            break;
        }
    }
    let report = run.report().await.unwrap();
    assert_eq!((report.counts.revoked, report.counts.skipped), (10, 30), "{report:?}");
    assert_eq!(report.stops[0].cause, StopCause::Asked);
    let refused = world.requests("keys.updateKey").len() - 10;
    // Eight at first, one more for each success, and one that tried the water.
    assert!(refused <= 8 + 10 + 1, "{refused} requests were wasted");
    world.agrees_that_disabled(&run).await;
}

#[tokio::test]
async fn a_stop_ends_what_is_in_flight_and_skips_the_rest() {
    for action in [Action::Disable, Action::Delete] {
        let world = World::with_keys(200).await;
        let plan = world.plan();
        plan.summary().await.unwrap();
        world.fault(json!({ "operation": "keys.updateKey", "delay": 200 }));
        world.fault(json!({ "operation": "keys.deleteKey", "delay": 200 }));
        let run = plan.apply(ApplyPlan::new().action(action));
        let mut events = run.events();
        while let Some(event) = events.try_next().await.unwrap() {
            if event.counts.revoked > 0 {
                run.stop();
                break;
            }
        }
        let report = run.report().await.unwrap();
        assert!(!report.ok);
        assert!(report.counts.revoked > 0 && report.counts.skipped > 0, "{report:?}");
        assert_eq!(report.counts.revoked + report.counts.skipped, 200, "none is in doubt: {report:?}");
        assert_eq!(report.stops[0].cause, StopCause::Asked);
        assert_eq!(report.sweep, SweepState::Complete, "what was revoked is noted all the same");
        let revoked = |key: &unkey_kit_emulator::KeyState| key.deleted.is_some() || !key.enabled;
        let agreed = world.states().values().filter(|key| revoked(key)).count() as u64;
        assert_eq!(agreed, report.counts.revoked);

        let rest = plan.apply(ApplyPlan::new().action(action)).report().await.unwrap();
        assert!(rest.ok, "the rest is done when it is applied again: {rest:?}");
        assert_eq!(rest.counts.revoked, 200);
    }
}

#[tokio::test]
async fn a_stop_waits_until_an_answer_that_was_lost_is_known() {
    let world = World::with_keys(100).await;
    let plan = world.plan();
    plan.summary().await.unwrap();
    let lost = json!({ "operation": "keys.deleteKey", "when": "after_commit", "count": 8, "delay": 50, "effect": "close" });
    world.fault(lost);
    let run = plan.apply(ApplyPlan::new().action(Action::Delete).no_sweep(true));
    while world.requests("keys.deleteKey").len() < 8 {
        tokio::task::yield_now().await;
    }
    run.stop();
    let report = run.report().await.unwrap();
    assert_eq!((report.counts.unknown, report.counts.failed), (0, 0), "{report:?}");
    let deleted = world.states().values().filter(|key| key.deleted.is_some()).count() as u64;
    assert_eq!(report.counts.revoked, deleted);
    assert!(report.counts.skipped > 0);
}
