//! Answers that are lost, late or wrong: what may be repeated is, and no success is claimed that was none.

use serde_json::{Value, json};
use unkey_kit::{Action, ApplyPlan, CreateKey, Effect, ErrorCode, Outcome};

use crate::world::{World, by_key};

fn error(code: &str) -> Value {
    json!({ "error": { "code": code } })
}

#[tokio::test]
async fn a_create_that_may_have_been_applied_is_not_repeated() {
    for effect in [json!("close"), error("unkey/application/service_unavailable")] {
        let world = World::with_keys(0).await;
        world.fault(json!({ "operation": "keys.createKey", "when": "after_commit", "effect": effect }));
        let failed = world.client().keys().create(CreateKey::new(world.id("main"))).await.unwrap_err();
        assert_eq!((failed.effect(), failed.attempts()), (Effect::Unknown, 1));
        assert_eq!(world.states().len(), 1);
    }
}

#[tokio::test]
async fn a_create_that_met_a_rate_limit_is_repeated() {
    let world = World::with_keys(0).await;
    let limited = error("user/too_many_requests/workspace_rate_limited");
    world.fault(json!({ "operation": "keys.createKey", "count": 1, "effect": limited }));
    world.client().keys().create(CreateKey::new(world.id("main"))).await.unwrap();
    assert_eq!(world.states().len(), 1);
    assert_eq!(world.requests("keys.createKey"), [429, 200]);
}

#[tokio::test]
async fn a_delete_whose_answer_was_lost_is_a_success() {
    for effect in [json!("close"), error("unkey/application/service_unavailable"), json!({ "cut": {} })] {
        let world = World::with_keys(4).await;
        let plan = world.plan();
        plan.summary().await.unwrap();
        let lost =
            json!({ "operation": "keys.deleteKey", "count": 2, "when": "after_commit", "effect": effect });
        world.fault(lost);
        let report = plan.apply(ApplyPlan::new().action(Action::Delete)).report().await.unwrap();
        assert!(report.ok, "{report:?}");
        assert_eq!(report.counts.revoked, 4);
        assert!(world.keys.iter().all(|key| world.is_deleted(key)));
    }
}

#[tokio::test]
async fn a_missing_workspace_is_no_proof_of_a_delete() {
    let world = World::with_keys(1).await;
    let plan = world.plan();
    plan.summary().await.unwrap();
    let lost = json!({ "operation": "keys.deleteKey", "count": 1, "when": "before", "effect": "close" });
    world.fault(lost);
    world.fault(json!({ "operation": "keys.deleteKey", "effect": error("unkey/data/workspace_not_found") }));
    let run = plan.apply(ApplyPlan::new().action(Action::Delete));
    let report = run.report().await.unwrap();
    assert!(!report.ok);
    assert_eq!(report.counts.unknown, 1);
    assert_eq!(report.stops[0].code.as_deref(), Some(ErrorCode::WORKSPACE_NOT_FOUND.as_str()));
    assert!(!world.is_deleted(&world.keys[0]));
}

#[tokio::test]
async fn a_key_gets_four_attempts_and_the_others_go_on() {
    let world = World::with_keys(1).await;
    let plan = world.plan();
    plan.summary().await.unwrap();
    world.fault(
        json!({ "operation": "keys.updateKey", "effect": error("unkey/application/unexpected_error") }),
    );
    let report = plan.apply(ApplyPlan::new().no_sweep(true)).report().await.unwrap();
    assert_eq!(report.counts.unknown, 1, "a 500 may follow a commit");
    assert_eq!(world.requests("keys.updateKey").len(), 4);
    world.no_faults();
    let report = plan.apply(ApplyPlan::new()).report().await.unwrap();
    assert!(report.ok, "applied again, it is settled: {report:?}");
}

#[tokio::test]
async fn a_refusal_of_one_key_stops_nothing() {
    let world = World::with_keys(12).await;
    let plan = world.plan();
    plan.summary().await.unwrap();
    let refused = error("unkey/application/invalid_input");
    world.fault(json!({ "operation": "keys.updateKey", "skip": 3, "count": 1, "effect": refused }));
    let run = plan.apply(ApplyPlan::new());
    let report = run.report().await.unwrap();
    assert_eq!((report.counts.revoked, report.counts.failed), (11, 1));
    let failed = run.outcomes().try_collect().await.unwrap();
    let failed = failed.iter().find(|outcome| outcome.outcome == Outcome::Failed).unwrap();
    assert_eq!(failed.code.as_deref(), Some("err:unkey:application:invalid_input"));
    world.agrees_that_disabled(&run).await;
}

#[tokio::test]
async fn rate_limits_cost_time_and_no_key() {
    let world = World::with_keys(20).await;
    let plan = world.plan();
    plan.summary().await.unwrap();
    let limited = json!({ "answer": {
        "status": 429,
        "headers": { "ratelimit-limit": "60000", "ratelimit-remaining": "0", "ratelimit-reset": "1", "retry-after": "0" },
        "body": "{\"meta\":{\"requestId\":\"req_1\"},\"error\":{\"title\":\"Too Many Requests\",\"detail\":\"\",\
                 \"status\":429,\"type\":\"https://unkey.com/docs/errors/user/too_many_requests/workspace_rate_limited\"}}",
    }});
    world.fault(json!({ "operation": "keys.updateKey", "skip": 5, "count": 12, "effect": limited }));
    let run = plan.apply(ApplyPlan::new());
    let report = run.report().await.unwrap();
    assert!(report.ok, "{report:?}");
    world.agrees_that_disabled(&run).await;
}

#[tokio::test]
async fn garbage_html_and_lost_answers_in_any_mixture_leave_true_outcomes() {
    let world = World::with_keys(120).await;
    let plan = world.plan();
    plan.summary().await.unwrap();
    let effects = [
        (json!("close"), "before"),
        (json!("close"), "after_commit"),
        (json!({ "garbage": {} }), "after_commit"),
        (json!({ "html": {} }), "before"),
        (error("unkey/application/service_unavailable"), "after_commit"),
    ];
    for (seed, (effect, when)) in (1..).zip(effects) {
        world.fault(json!({
            "operation": "keys.deleteKey", "probability": 0.1, "seed": seed, "when": when, "effect": effect,
        }));
    }
    let run = plan.apply(ApplyPlan::new().action(Action::Delete));
    let report = run.report().await.unwrap();
    assert!(report.counts.revoked > 100, "{report:?}");
    for (key_id, outcome) in by_key(&run).await {
        match outcome {
            Outcome::Revoked => assert!(world.is_deleted(&key_id), "{key_id}"),
            Outcome::StillActive => assert!(!world.is_deleted(&key_id), "{key_id}"),
            Outcome::Unknown => {}
            other => panic!("{key_id} is {other:?}"),
        }
    }
}
