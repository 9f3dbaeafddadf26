//! The second look: what is active in spite of what the service answered.

use super::*;
use crate::{ApplyPlan, KeyOutcome, Outcome, Run, Selector, SweepState};

async fn outcomes(run: &Run) -> Vec<(String, Outcome)> {
    let all = run.outcomes().try_collect().await.unwrap();
    all.into_iter().map(|KeyOutcome { key_id, outcome, .. }| (key_id, outcome)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_key_that_is_enabled_after_all_is_still_active_and_comes_first() {
    let ids = ["key_000", "key_001", "key_002", "key_003", "key_004"];
    for selector in [Selector::api("api_1"), Selector::keys(ids)] {
        let service = Service::new(5, from_to("keys.updateKey", 1..=2, || Fault::Pretend));
        let run = service.plan_of(selector).apply(ApplyPlan::new());
        let report = run.report().await.unwrap();
        assert_eq!((report.counts.revoked, report.counts.still_active), (3, 2), "{report:?}");
        assert_eq!((report.ok, report.sweep), (false, SweepState::Complete));
        let first = ids[..2].iter().map(|id| ((*id).to_owned(), Outcome::StillActive));
        assert_eq!(outcomes(&run).await[..2], first.collect::<Vec<_>>());
        assert_eq!(service.active(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_created_meanwhile_has_appeared_and_is_left_alone() {
    let service = Service::new(3, |_| None);
    let plan = service.plan();
    plan.summary().await.unwrap();
    service.put("key_new", true);
    service.put("key_off", false);
    let run = plan.apply(ApplyPlan::new());
    let report = run.report().await.unwrap();
    assert_eq!((report.counts.revoked, report.counts.appeared), (3, 1), "{report:?}");
    assert!(!report.ok);
    assert_eq!(outcomes(&run).await[0], ("key_new".to_owned(), Outcome::Appeared));
    assert_eq!(service.active(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_enabled_by_hand_is_revoked_by_the_run_after_the_one_that_finds_it() {
    let service = Service::new(3, |_| None);
    let plan = service.plan();
    assert!(plan.apply(ApplyPlan::new()).report().await.unwrap().ok);
    service.put("key_000", true);
    let run = plan.apply(ApplyPlan::new());
    let report = run.report().await.unwrap();
    assert_eq!((report.ok, report.counts.still_active), (false, 1), "{report:?}");
    assert_eq!(outcomes(&run).await[0].0, "key_000");
    let report = plan.apply(ApplyPlan::new()).report().await.unwrap();
    assert_eq!((report.ok, service.active()), (true, 0), "{report:?}");
}
