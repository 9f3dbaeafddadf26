use http::Method;
use serde_json::{Value, json};

use crate::service::Service;

#[test]
fn requests_and_changes_are_counted_for_each_key_even_after_its_deletion() {
    let service = Service::new(json!({
        "rootKeys": {"bare": {}}, "apis": {"here": {}}, "keys": [{"key": "sk_1"}, {"key": "sk_2"}],
    }));
    let ids: Vec<Value> = service.truth().iter().map(|key| key["keyId"].clone()).collect();
    let delete = |alias: &str, permanent: bool| {
        service.call_as(alias, "keys.deleteKey", json!({"keyId": ids[0], "permanent": permanent}))
    };
    service.call("keys.verifyKey", json!({"key": "sk_1"})).data();
    assert_eq!(delete("bare", true).status, 403);
    service
        .arm(json!({"operation": "keys.deleteKey", "count": 1, "when": "after_commit", "effect": "close"}));
    assert!(delete("root", true).closed);
    assert_eq!(delete("root", true).status, 404);
    let truth = service.truth();
    assert_eq!(truth[0]["deleted"], "permanent");
    assert_eq!(
        truth[0]["operations"],
        json!({"keys.deleteKey": {"seen": 3, "applied": 1}, "keys.verifyKey": {"seen": 1, "applied": 0}})
    );
    assert_eq!((truth[1].get("deleted"), &truth[1]["operations"]), (None, &json!({})));
}

#[test]
fn a_request_that_a_fault_kept_away_was_seen_and_changed_nothing() {
    let service = Service::new(json!({"apis": {"here": {}}, "keys": [{}]}));
    let id = service.truth()[0]["keyId"].clone();
    let disable = || service.call("keys.updateKey", json!({"keyId": id, "enabled": false}));
    service.arm(json!({"count": 1, "effect": {"error": {"code": "unkey/application/service_unavailable"}}}));
    disable();
    let counts = |seen: u64, applied: u64| json!({"keys.updateKey": {"seen": seen, "applied": applied}});
    assert_eq!(
        (&service.truth()[0]["enabled"], &service.truth()[0]["operations"]),
        (&json!(true), &counts(1, 0))
    );
    disable().data();
    assert_eq!(
        (&service.truth()[0]["enabled"], &service.truth()[0]["operations"]),
        (&json!(false), &counts(2, 1))
    );
}

#[test]
fn a_key_counts_its_own_making() {
    let service = Service::new(json!({"apis": {"here": {}}}));
    let made = service.call("keys.createKey", json!({"apiId": service.id("here"), "externalId": "user_1"}));
    let key = &service.truth()[0];
    assert_eq!(key["keyId"], made.data()["keyId"]);
    assert_eq!(key["externalId"], "user_1");
    assert_eq!(key["apiId"], service.id("here"));
    assert_eq!(key["operations"], json!({"keys.createKey": {"seen": 1, "applied": 1}}));
}

#[test]
fn the_truth_comes_in_pages() {
    let service = Service::new(json!({"keys": {"count": 2_500, "apis": 2, "users": 10}}));
    let (mut seen, mut cursor) = (Vec::new(), json!(0));
    loop {
        let page = service.admin_here(Method::GET, &format!("keys?cursor={cursor}"), Value::Null);
        seen.extend(page["keys"].as_array().unwrap().iter().map(|key| key["keyId"].clone()));
        let Some(next) = page.get("cursor") else { break };
        cursor = next.clone();
    }
    seen.sort_by_key(ToString::to_string);
    seen.dedup();
    assert_eq!(seen.len(), 2_500);
    let two = service.admin_here(Method::GET, "keys?limit=2&cursor=2499", Value::Null);
    assert_eq!((two["keys"].as_array().unwrap().len(), two.get("cursor")), (1, None));
}
