//! Applying a plan when nothing goes wrong.

use std::collections::HashSet;

use serde_json::json;
use unkey_kit::{Action, ApplyPlan, Outcome, Phase, Selector, SweepState};
use unkey_kit_emulator::Deleted;

use crate::world::{World, by_key, outcomes};

#[tokio::test]
async fn disabling_leaves_no_key_enabled_and_asks_nothing_of_those_that_were() {
    let world = World::new(json!({
        "apis": { "main": {} },
        "keys": [{}, { "enabled": false }, {}],
    }))
    .await;
    let plan = world.plan();
    let run = plan.apply(ApplyPlan::new().expect(3).reason("leak in CI logs"));
    let report = run.report().await.unwrap();
    assert!(report.ok, "{report:?}");
    assert_eq!((report.counts.revoked, report.counts.already_revoked), (2, 1));
    assert_eq!((report.action, report.reason.as_deref()), (Action::Disable, Some("leak in CI logs")));
    assert_eq!(report.sweep, SweepState::Complete);
    assert_eq!(report.digest, plan.summary().await.unwrap().digest);
    world.agrees_that_disabled(&run).await;
    assert_eq!(world.requests("keys.updateKey").len(), 2);
    for outcome in outcomes(&run).await {
        assert_eq!(outcome.request_id.is_some(), outcome.outcome == Outcome::Revoked);
        assert_eq!(outcome.api_id, Some(world.id("main")));
    }
}

#[tokio::test]
async fn deleting_marks_and_deleting_permanently_wipes() {
    for (action, how) in [(Action::Delete, Deleted::Soft), (Action::DeletePermanently, Deleted::Permanent)] {
        let world = World::with_keys(3).await;
        let report = world.plan().apply(ApplyPlan::new().action(action)).report().await.unwrap();
        assert!(report.ok, "{report:?}");
        assert_eq!(report.counts.revoked, 3);
        assert!(world.states().values().all(|key| key.deleted == Some(how)));
    }
}

#[tokio::test]
async fn a_key_that_somebody_else_deleted_is_already_gone() {
    let world = World::with_keys(3).await;
    for action in [Action::Disable, Action::Delete] {
        let world = if action == Action::Disable { &world } else { &World::with_keys(3).await };
        let plan = world.plan();
        plan.summary().await.unwrap();
        let gone = &world.keys[1];
        world.client().keys().delete(unkey_kit::DeleteKey::new(gone)).await.unwrap();
        let run = plan.apply(ApplyPlan::new().action(action));
        let report = run.report().await.unwrap();
        assert!(report.ok, "{report:?}");
        assert_eq!((report.counts.revoked, report.counts.already_gone), (2, 1));
        assert_eq!(by_key(&run).await[gone], Outcome::AlreadyGone);
    }
}

#[tokio::test]
async fn bare_ids_are_revoked_and_swept_one_by_one() {
    let world = World::with_keys(30).await;
    let plan = world.plan_of(Selector::keys(world.keys.iter().take(20)));
    let run = plan.apply(ApplyPlan::new());
    let report = run.report().await.unwrap();
    assert!(report.ok, "{report:?}");
    assert_eq!((report.planned, report.counts.revoked), (20, 20));
    assert_eq!(report.sweep, SweepState::Complete);
    let enabled = world.states().values().filter(|key| key.enabled).count();
    assert_eq!(enabled, 10);
    // Once for the plan, once for the guard, once for the sweep.
    assert_eq!(world.requests("keys.getKey").len(), 20 + 1 + 20);
}

#[tokio::test]
async fn a_run_can_do_without_the_sweep() {
    let world = World::with_keys(3).await;
    let report = world.plan().apply(ApplyPlan::new().no_sweep(true)).report().await.unwrap();
    assert!(report.ok);
    assert_eq!(report.sweep, SweepState::Off);
    assert_eq!(world.requests("apis.listKeys").len(), 1);
}

#[tokio::test]
async fn applying_again_sends_nothing_for_what_is_done() {
    let world = World::with_keys(5).await;
    let plan = world.plan();
    let first = plan.apply(ApplyPlan::new()).report().await.unwrap();
    let again = plan.apply(ApplyPlan::new()).report().await.unwrap();
    assert_eq!(first.counts, again.counts);
    assert_eq!(world.requests("keys.updateKey").len(), 5);
}

#[tokio::test]
async fn ten_thousand_keys_are_revoked_and_the_emulator_agrees_with_each() {
    let world = World::new(json!({ "keys": { "count": 10_000, "apis": 3, "users": 2, "seed": 1 } })).await;
    let plan = world.plan_of(world.user("user_0", &["api_0", "api_1", "api_2"]));
    assert_eq!(plan.summary().await.unwrap().total, 5_000);
    let all = world.plan_of(Selector::api(world.id("api_0")));
    all.summary().await.unwrap();

    let run = plan.apply(ApplyPlan::new().max_keys(10_000));
    let mut events = run.events();
    let mut last = 0;
    while let Some(event) = events.try_next().await.unwrap() {
        if event.phase == Phase::Applying {
            assert!(event.done >= last, "progress does not go back");
            last = event.done;
        }
    }
    let report = run.report().await.unwrap();
    assert!(report.ok, "{report:?}");
    assert_eq!(report.counts.revoked, 5_000);
    world.agrees_that_disabled(&run).await;
    let mine: HashSet<_> = outcomes(&run).await.into_iter().map(|outcome| outcome.key_id).collect();
    for (key_id, state) in world.states() {
        assert_eq!(state.enabled, !mine.contains(&key_id), "{key_id}");
    }

    // The other plan was made before: what it finds disabled now was not when it read it.
    let report = all.apply(ApplyPlan::new().max_keys(10_000)).report().await.unwrap();
    assert!(report.ok, "{report:?}");
}
