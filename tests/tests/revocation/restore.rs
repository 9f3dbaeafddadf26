//! The way back: every key is as it was, but for those that somebody has touched since.

use serde_json::json;
use unkey_kit::{Action, ApplyPlan, ErrorKind, Outcome, Patch, PlanRevocation, Selector, UpdateKey};

use crate::world::{World, by_key};

#[tokio::test]
async fn a_restore_leaves_enabled_of_every_key_as_it_was() {
    for bare in [false, true] {
        let keys: Vec<_> =
            (0..40).map(|n| json!({ "enabled": n % 3 != 0, "externalId": "user_1" })).collect();
        let world = World::new(json!({ "apis": { "main": {} }, "keys": keys })).await;
        let before = world.states();
        let plan = if bare { world.plan_of(Selector::keys(&world.keys)) } else { world.plan() };
        let report = plan.apply(ApplyPlan::new()).report().await.unwrap();
        assert_eq!((report.counts.revoked, report.counts.already_revoked), (26, 14));
        assert!(world.states().values().all(|key| !key.enabled));
        let run = plan.restore();
        let report = run.report().await.unwrap();
        assert!(report.ok && report.restore, "{report:?}");
        assert_eq!(report.counts.restored, 26);
        for (key_id, state) in world.states() {
            assert_eq!(state.enabled, before[&key_id].enabled, "{key_id}");
        }
        assert!(by_key(&run).await.values().all(|outcome| *outcome == Outcome::Restored));
    }
}

#[tokio::test]
async fn what_somebody_touched_meanwhile_is_left_alone() {
    let world = World::with_keys(5).await;
    let plan = world.plan();
    plan.apply(ApplyPlan::new()).report().await.unwrap();
    let keys = world.client().keys();
    let [enabled, touched, deleted] = [0, 1, 2].map(|n| world.keys[n].clone());
    keys.update(UpdateKey::new(&enabled).enabled(true)).await.unwrap();
    keys.update(UpdateKey::new(&touched).name(Patch::Set("kept disabled".to_owned()))).await.unwrap();
    keys.delete(unkey_kit::DeleteKey::new(&deleted)).await.unwrap();

    let run = plan.restore();
    let report = run.report().await.unwrap();
    assert_eq!((report.counts.restored, report.counts.changed_since), (2, 3), "{report:?}");
    assert!(!report.ok);
    let outcomes = by_key(&run).await;
    for key in [&enabled, &touched, &deleted] {
        assert_eq!(outcomes[key], Outcome::ChangedSince);
    }
    assert!(world.state(&enabled).enabled);
    assert!(!world.state(&touched).enabled);
    // It asked only for the two that it restored, besides what the test and the run before did.
    assert_eq!(world.requests("keys.updateKey").len(), 5 + 2 + 2);
}

#[tokio::test]
async fn without_a_sweep_nothing_can_be_restored() {
    let world = World::with_keys(3).await;
    let plan = world.plan();
    plan.apply(ApplyPlan::new().no_sweep(true)).report().await.unwrap();
    let report = plan.restore().report().await.unwrap();
    assert_eq!((report.counts.restored, report.counts.changed_since), (0, 3));
    assert!(world.states().values().all(|key| !key.enabled));
}

#[tokio::test]
async fn a_restore_whose_answers_are_lost_is_finished() {
    let world = World::with_keys(6).await;
    let plan = world.plan();
    plan.apply(ApplyPlan::new()).report().await.unwrap();
    let lost =
        json!({ "operation": "keys.updateKey", "count": 3, "when": "after_commit", "effect": "close" });
    world.fault(lost);
    let report = plan.restore().report().await.unwrap();
    assert_eq!(report.counts.restored, 6, "{report:?}");
    assert!(world.states().values().all(|key| key.enabled));
    let again = plan.restore().report().await.unwrap();
    assert_eq!(again.counts, report.counts, "nothing is left to do");
}

#[tokio::test]
async fn there_is_no_way_back_from_a_delete_and_none_without_a_run() {
    let world = World::with_keys(2).await;
    let plan = world.plan();
    assert_eq!(plan.restore().report().await.unwrap_err().kind(), ErrorKind::NothingMatched);
    plan.apply(ApplyPlan::new().action(Action::Delete)).report().await.unwrap();
    assert_eq!(plan.restore().report().await.unwrap_err().kind(), ErrorKind::Refused);
}

#[tokio::test]
async fn a_restored_plan_is_not_applied_again() {
    let world = World::with_keys(2).await;
    let plan = world.plan();
    plan.apply(ApplyPlan::new()).report().await.unwrap();
    plan.restore().report().await.unwrap();
    assert_eq!(plan.apply(ApplyPlan::new()).report().await.unwrap_err().kind(), ErrorKind::Refused);
    assert!(world.states().values().all(|key| key.enabled));
}

#[tokio::test]
async fn a_root_key_that_may_read_but_not_update_restores_nothing_and_stops() {
    let world = World::with_keys(60).await;
    let plan = world.client().revoke().plan(PlanRevocation::new(Selector::api(world.id("main"))));
    plan.apply(ApplyPlan::new()).report().await.unwrap();
    let denied = json!({ "error": { "code": "unkey/authorization/insufficient_permissions" } });
    world.fault(json!({ "operation": "keys.updateKey", "effect": denied }));
    let report = plan.restore().report().await.unwrap();
    assert!(report.counts.denied >= 5 && report.counts.skipped > 0, "{report:?}");
    assert_eq!(report.counts.restored, 0);
    assert!(world.requests("keys.updateKey").iter().filter(|status| **status == 403).count() <= 5 + 8);
}
