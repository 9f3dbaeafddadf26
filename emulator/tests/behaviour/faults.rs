use http::Method;
use serde_json::{Value, json};

use crate::service::Service;

fn service() -> Service {
    Service::new(json!({"apis": {"here": {}}, "keys": [{"key": "sk_1"}]}))
}

fn create(service: &Service) -> crate::service::Reply {
    service.call("keys.createKey", json!({"apiId": service.id("here")}))
}

#[test]
fn a_connection_closed_before_the_request_leaves_no_key_and_after_its_commit_it_does() {
    let service = service();
    for (when, keys) in [("before", 1), ("after_commit", 2)] {
        service.arm(json!({"operation": "keys.createKey", "count": 1, "when": when, "effect": "close"}));
        let lost = create(&service);
        assert!(lost.closed && lost.raw.is_empty(), "{when}");
        assert_eq!(service.truth().len(), keys, "{when}");
    }
    create(&service).data();
}

#[test]
fn an_error_by_its_code_has_status_title_and_type_of_the_service() {
    let service = service();
    service
        .arm(json!({"count": 1, "effect": {"error": {"code": "workspace_rate_limited", "retryAfter": 2}}}));
    let refused = create(&service);
    assert_eq!(refused.status, 429);
    assert_eq!(refused.headers["retry-after"], "2");
    let error = &refused.body["error"];
    assert_eq!(error["title"], "Too Many Requests");
    assert_eq!(error["type"], "https://unkey.com/docs/errors/user/too_many_requests/workspace_rate_limited");
    assert!(refused.body["meta"]["requestId"].as_str().unwrap().starts_with("req_"));
    assert_eq!(service.truth().len(), 1);
}

#[test]
fn a_five_hundred_can_follow_a_commit() {
    let service = service();
    let effect = json!({"error": {"code": "unkey/application/unexpected_error", "detail": "so it is"}});
    service.arm(json!({"count": 1, "when": "after_commit", "effect": effect}));
    assert_eq!(create(&service).refusal(), ("unexpected_error", "so it is"));
    assert_eq!(service.truth().len(), 2);
}

#[test]
fn bodies_can_be_cut_garbled_replaced_or_a_proxys_page() {
    let service = service();
    let struck = |effect: Value| {
        service.arm(json!({"count": 1, "effect": effect, "when": "after_commit"}));
        create(&service)
    };
    let cut = struck(json!({"cut": {"bytes": 9}}));
    assert_eq!((cut.closed, cut.status.as_u16(), &*cut.raw), (true, 200, &br#"{"meta":{"#[..]));
    let garbage = struck(json!({"garbage": {}}));
    assert_eq!((garbage.status.as_u16(), &garbage.body), (200, &Value::Null));
    assert_eq!(garbage.headers["content-type"], "application/json");
    assert!(std::str::from_utf8(&garbage.raw).is_err());
    let page = struck(json!({"html": {"status": 403}}));
    assert_eq!(
        (page.status.as_u16(), &page.headers["content-type"]),
        (403, &"text/html; charset=utf-8".parse().unwrap())
    );
    let answer = struck(json!({"answer": {"status": 504, "headers": {"x-proxy": "yes"}}}));
    assert_eq!(
        (answer.status.as_u16(), answer.raw.len(), &answer.headers["x-proxy"]),
        (504, 0, &"yes".parse().unwrap())
    );
    let own = struck(json!({"answer": {"body": "{\"data\":{}}"}}));
    assert_eq!(own.body, json!({"data": {}}));
}

#[test]
fn a_header_picks_one_request() {
    let service = service();
    service.arm(json!({"header": {"name": "X-Fault", "value": "here"}, "effect": "close"}));
    let verify = || json!({"key": "sk_1"});
    assert!(service.call_marked("keys.verifyKey", verify(), ("x-fault", "here")).closed);
    assert!(!service.call_marked("keys.verifyKey", verify(), ("x-fault", "there")).closed);
    assert!(!service.call("keys.verifyKey", verify()).closed);
}

#[test]
fn a_fault_of_one_workspace_strikes_no_other_and_one_of_all_strikes_unknown_root_keys_too() {
    let (service, verify) = (service(), || json!({"key": "sk_1"}));
    let other = service.admin(Method::POST, "/workspaces", &json!({"rootKeys": {"root": {}}})).body;
    let other = other["rootKeys"]["root"].as_str().unwrap();
    service.arm(json!({"effect": "close"}));
    assert!(service.call("keys.verifyKey", verify()).closed);
    assert!(!service.call_as(other, "keys.verifyKey", verify()).closed);
    service.admin_here(Method::DELETE, "faults", Value::Null);
    assert!(!service.call("keys.verifyKey", verify()).closed);

    service.admin(Method::POST, "/faults", &json!({"effect": "close"}));
    for root_key in ["root", other, "unkey_unknown"] {
        assert!(service.call_as(root_key, "keys.verifyKey", verify()).closed, "{root_key}");
    }
    let listed = service.admin(Method::GET, "/faults", &Value::Null).body;
    assert_eq!((&listed["faults"][0]["matched"], &listed["faults"][0]["struck"]), (&json!(3), &json!(3)));
    service.admin(Method::DELETE, "/faults", &Value::Null);
    assert!(!service.call("keys.verifyKey", verify()).closed);
}

#[test]
fn a_fault_that_makes_no_sense_is_refused_with_a_reason() {
    let service = service();
    for (fault, word) in [
        (json!({"effect": "explode"}), "explode"),
        (json!({"effect": {"error": {"code": "key_not_found"}}}), "unkey/authentication/key_not_found"),
        (json!({"operation": "keys.getKey"}), "effect"),
        (json!({"operations": []}), "operations"),
        (json!({"effect": "close", "count": "many"}), "`count`"),
    ] {
        let refused = service.admin(Method::POST, "/faults", &fault);
        let sentence = refused.body["error"].as_str().unwrap();
        assert!(refused.status == 400 && sentence.contains(word), "{sentence}");
    }
}
