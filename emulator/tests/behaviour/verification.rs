//! Verdicts of `keys.verifyKey`, and their order.

use serde_json::{Value, json};

use crate::service::{START, Service};

fn verify(service: &Service, secret: &str, more: Value) -> Value {
    let mut body = more;
    body["key"] = secret.into();
    service.call("keys.verifyKey", body).into_data()
}

#[test]
fn a_valid_key_shows_everything_that_is_linked_to_it() {
    let service = Service::with_api(json!({"roles": {"editor": {"permissions": ["docs.write"]}}}));
    let (id, secret) = service.key(json!({
        "name": "CI", "meta": {"plan": "pro"}, "externalId": "user_1", "roles": ["editor"],
        "permissions": ["docs.read", "docs.write"], "expires": START + 1, "credits": {"remaining": 3},
    }));
    let mut verified = verify(&service, &secret, json!({}));
    assert!(verified["identity"]["id"].take().as_str().unwrap().starts_with("id_"));
    let expected = json!({
        "valid": true, "code": "VALID", "keyId": id, "enabled": true, "name": "CI", "meta": {"plan": "pro"},
        "identity": {"id": null, "externalId": "user_1"}, "roles": ["editor"],
        "permissions": ["docs.read", "docs.write", "docs.write"], "expires": START + 1, "credits": 2,
    });
    assert_eq!(verified, expected, "a permission is shown as often as the key has it");
    let read = service.call("keys.getKey", json!({"keyId": id})).into_data();
    assert_eq!(read["permissions"], json!(["docs.read", "docs.write"]), "but once by reads");
}

#[test]
fn a_query_asks_direct_permissions_and_those_of_roles() {
    let service = Service::with_api(json!({"roles": {"editor": {"permissions": ["docs.write"]}}}));
    let (_, secret) = service.key(json!({"permissions": ["docs.read"], "roles": ["editor"]}));
    for (query, code) in [
        ("docs.read AND docs.write", "VALID"),
        ("docs.delete OR (docs.read AND docs.write)", "VALID"),
        ("docs.delete", "INSUFFICIENT_PERMISSIONS"),
        ("docs.*", "INSUFFICIENT_PERMISSIONS"),
    ] {
        assert_eq!(verify(&service, &secret, json!({"permissions": query}))["code"], code, "{query}");
    }
}

#[test]
fn a_query_that_does_not_parse_is_refused_for_a_visible_key_only() {
    let service = Service::with_api(json!({}));
    let (_, disabled) = service.key(json!({"enabled": false}));
    let ask =
        |key: &str, query: &str| service.call("keys.verifyKey", json!({"key": key, "permissions": query}));
    let refused = ask(&disabled, "a AND");
    assert_eq!(refused.failure(), (400, "user/bad_request/permissions_query_syntax_error", "Bad Request"));
    assert!(!refused.detail().is_empty());
    assert_eq!(ask(&disabled, "\"a\"").detail(), "", "the service has no word for a quotation mark");
    assert_eq!(ask("sk_never_issued", "a AND").into_data()["code"], "NOT_FOUND");
}

#[test]
fn an_earlier_check_keeps_the_later_ones_from_counting() {
    let service = Service::with_api(json!({}));
    let (id, secret) = service.key(json!({
        "credits": {"remaining": 1},
        "ratelimits": [{"name": "auto", "limit": 1, "duration": 60_000, "autoApply": true}],
    }));
    let denied = verify(&service, &secret, json!({"permissions": "docs.read"}));
    assert_eq!((&denied["code"], denied.get("ratelimits")), (&json!("INSUFFICIENT_PERMISSIONS"), None));
    assert_eq!(verify(&service, &secret, json!({}))["code"], "VALID");
    let key = service.call("keys.getKey", json!({"keyId": id})).into_data();
    assert_eq!(key["credits"]["remaining"], 0);
}

#[test]
fn an_address_that_is_not_listed_is_forbidden() {
    let service = Service::with_api(json!({"apis": {"payments": {"ipWhitelist": ["10.1.2.3"]}}}));
    let (_, secret) = service.key(json!({}));
    let authorization = format!("Bearer {}", service.root_key("root"));
    for (forwarded, code) in [
        ("10.1.2.3", "VALID"),
        (" , 10.1.2.3:4711", "VALID"),
        ("9.9.9.9, 10.1.2.3", "FORBIDDEN"),
        ("", "FORBIDDEN"),
    ] {
        let headers = [("authorization", authorization.as_str()), ("x-forwarded-for", forwarded)];
        let verified = service.send(0, "keys.verifyKey", &headers, json!({"key": secret}).to_string());
        assert_eq!(verified.into_data()["code"], code, "{forwarded:?}");
    }
}

#[test]
fn a_named_limit_is_counted_at_its_cost_and_one_of_the_request_beside_it() {
    let service = Service::with_api(json!({}));
    let stored = json!([{"name": "manual", "limit": 3, "duration": 60_000, "autoApply": false}]);
    let (_, secret) = service.key(json!({"ratelimits": stored}));
    let remaining = |limits: Value| {
        let verified = verify(&service, &secret, json!({"ratelimits": limits}));
        (verified["code"].clone(), verified["ratelimits"][0]["remaining"].clone())
    };
    assert_eq!(verify(&service, &secret, json!({})).get("ratelimits"), None, "it does not apply by itself");
    assert_eq!(remaining(json!([{"name": "manual", "cost": 2}])), (json!("VALID"), json!(1)));
    assert_eq!(remaining(json!([{"name": "manual", "cost": 2}])), (json!("RATE_LIMITED"), json!(0)));
    // Of the same name and window, the request's own limit finds the same uses.
    let own = json!([{"name": "manual", "limit": 9, "duration": 60_000}]);
    assert_eq!(remaining(own), (json!("VALID"), json!(6)));
}

#[test]
fn a_limit_that_cannot_be_counted_lets_everything_pass() {
    let service = Service::with_api(json!({}));
    let (_, secret) = service.key(json!({}));
    let limits = json!([{"name": "odd", "limit": 1, "duration": 10}]);
    for _ in 0..3 {
        let verified = verify(&service, &secret, json!({"ratelimits": limits}));
        assert_eq!((&verified["code"], verified.get("ratelimits")), (&json!("VALID"), None));
    }
}
