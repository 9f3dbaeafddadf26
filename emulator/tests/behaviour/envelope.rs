//! The form of answers: media types, omitted fields, unknown fields, undeclared statuses.

use http::{Method, Request};
use serde_json::{Value, json};

use crate::service::{START, Service};

#[test]
fn errors_are_problem_json_for_those_who_accept_it() {
    let service = Service::with_api(json!({}));
    let authorization = format!("Bearer {}", service.root_key("root"));
    let content_type = |accept: Option<&str>, body: Value| {
        let mut headers = vec![("authorization", authorization.as_str())];
        headers.extend(accept.map(|accept| ("accept", accept)));
        let answer = service.send(0, "apis.getApi", &headers, body.to_string());
        answer.header("content-type").unwrap().to_owned()
    };
    let missing = || json!({"apiId": "api_doesnotexist"});
    for accept in ["*/*", "application/*", "text/html, application/problem+json;q=0"] {
        assert_eq!(content_type(Some(accept), missing()), "application/problem+json", "{accept}");
    }
    for accept in [None, Some("application/json"), Some("APPLICATION/PROBLEM+JSON")] {
        assert_eq!(content_type(accept, missing()), "application/json", "{accept:?}");
    }
    assert_eq!(content_type(Some("*/*"), json!({"apiId": 1})), "application/json", "never for the schema");
    assert_eq!(content_type(Some("*/*"), json!({"apiId": service.id("payments")})), "application/json");
}

#[test]
fn minus_zero_and_half_a_surrogate_pair_are_read_as_the_service_reads_them() {
    let service = Service::with_api(json!({}));
    let authorization = format!("Bearer {}", service.root_key("root"));
    let create = |fields: &str| {
        let body = format!(r#"{{"apiId":"{}",{fields}}}"#, service.id("payments"));
        service.send(0, "keys.createKey", &[("authorization", &authorization)], body)
    };
    let made = create(r#""credits":{"remaining":-0},"name":"\ud83d""#).into_data();
    let key = service.call("keys.getKey", json!({"keyId": made["keyId"]})).into_data();
    assert_eq!((&key["credits"]["remaining"], &key["name"]), (&json!(0), &json!("\u{fffd}")));
    let refused = create(r#""credits":{"remaining":-0.0}"#);
    assert_eq!((refused.code(), &refused.body["error"]["errors"]), ("invalid_input", &json!([])));
}

#[test]
fn what_is_empty_or_zero_is_left_out() {
    let service = Service::with_api(json!({}));
    let (id, _) = service.key(json!({"meta": {}, "roles": [], "permissions": [], "expires": 0}));
    let key = service.call("keys.getKey", json!({"keyId": id})).into_data();
    let fields: Vec<&String> = key.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["createdAt", "enabled", "keyId", "start"]);
    assert_eq!(key["createdAt"], START);
}

#[test]
fn unlimited_credits_are_null_where_they_are_the_answer() {
    let service = Service::with_api(json!({}));
    let (id, _) = service.key(json!({"credits": {"remaining": 3}}));
    let update = |value: Value| {
        service
            .call("keys.updateCredits", json!({"keyId": id, "operation": "set", "value": value}))
            .into_data()
    };
    assert_eq!(update(json!(0)), json!({"remaining": 0}));
    assert_eq!(update(json!(null)), json!({"remaining": null}));
    assert_eq!(update(json!(i64::MAX)), json!({"remaining": i64::MAX}));
}

#[test]
fn an_overflow_is_a_500_whose_type_says_unavailable_and_changes_nothing() {
    let service = Service::with_api(json!({}));
    let (id, _) = service.key(json!({"credits": {"remaining": i64::MAX}}));
    let answer =
        service.call("keys.updateCredits", json!({"keyId": id, "operation": "increment", "value": 1}));
    let unavailable = (500, "unkey/application/service_unavailable", "Internal Server Error");
    assert_eq!(answer.failure(), unavailable);
    let key = service.call("keys.getKey", json!({"keyId": id})).into_data();
    assert_eq!(key["credits"]["remaining"], i64::MAX);
}

#[test]
fn statuses_that_the_specification_does_not_declare_occur() {
    let service = Service::with_api(json!({}));
    let recoverable = json!({"apiId": service.id("payments"), "recoverable": true});
    let answer = service.call("keys.createKey", recoverable);
    let precondition = (412, "unkey/application/precondition_failed", "Precondition Failed");
    assert_eq!(answer.failure(), precondition);

    let (_, secret) = service.key(json!({}));
    let unknown_limit = json!({"key": secret, "ratelimits": [{"name": "nobody"}]});
    assert_eq!(service.call("keys.verifyKey", unknown_limit).failure(), precondition);
}

#[test]
fn unknown_fields_are_refused_by_most_operations_and_ignored_by_some() {
    let service = Service::with_api(json!({}));
    let (id, _) = service.key(json!({}));
    let refused = service.call("keys.getKey", json!({"keyId": id, "surprise": 1}));
    assert_eq!(refused.body["error"]["errors"][0]["location"], "/additionalProperties");
    service.call("keys.rerollKey", json!({"keyId": id, "expiration": 0, "surprise": 1})).into_data();
}

#[test]
fn a_number_that_is_no_integer_of_64_bits_fails_after_the_schema() {
    let service = Service::with_api(json!({}));
    for expires in ["1.0", "9223372036854775808"] {
        let api = service.id("payments");
        let body = format!(r#"{{"apiId": "{api}", "credits": {{"remaining": {expires}}}}}"#);
        let authorization = format!("Bearer {}", service.root_key("root"));
        let answer = service.send(0, "keys.createKey", &[("authorization", &authorization)], body);
        assert_eq!(answer.failure(), (400, "unkey/application/invalid_input", "Bad Request"));
        assert_eq!(answer.body["error"]["errors"], json!([]), "{expires}");
    }
}

#[test]
fn the_router_answers_in_plain_text() {
    let service = Service::with_api(json!({}));
    let ask = |method: Method, path: &str| {
        let request = Request::builder().method(method).uri(path).body(bytes::Bytes::new()).unwrap();
        let response = service.emulator.handle(request);
        let header =
            |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_owned());
        (response.status().as_u16(), header("content-type"), header("allow"), header("location"))
    };
    let text = || Some("text/plain; charset=utf-8".to_owned());
    assert_eq!(ask(Method::POST, "/v1/apis.getApi"), (404, text(), None, None));
    assert_eq!(ask(Method::POST, "/v2/apis.getApi/"), (404, text(), None, None));
    assert_eq!(ask(Method::GET, "/v2/apis.getApi"), (405, text(), Some("POST".into()), None));
    assert_eq!(ask(Method::POST, "/v2/liveness"), (405, text(), Some("GET, HEAD".into()), None));
    let (clean, html) = (|| Some("/v2/apis.getApi".to_owned()), Some("text/html; charset=utf-8".to_owned()));
    assert_eq!(ask(Method::POST, "//v2/apis.getApi"), (307, None, None, clean()));
    assert_eq!(ask(Method::HEAD, "//v2/apis.getApi"), (307, html, None, clean()));
}

#[test]
fn the_date_follows_the_clock() {
    let service = Service::with_api(json!({}));
    service.pass_seconds(24 * 60 * 60);
    let answer = service.call("keys.verifyKey", json!({"key": "nobody"}));
    assert_eq!(answer.header("date"), Some("Wed, 15 Nov 2023 00:00:00 GMT"));
}

#[test]
fn a_body_as_deep_as_the_service_takes_is_answered() {
    let service = Service::with_api(json!({}));
    let (id, _) = service.key(json!({}));
    let authorization = format!("Bearer {}", service.root_key("root"));
    let body = format!(r#"{{"keyId": "{id}", "meta": {{"a": {}{}}}}}"#, "[".repeat(5_000), "]".repeat(5_000));
    let answer = service.send(0, "keys.updateKey", &[("authorization", &authorization)], body);
    assert_eq!(answer.into_data(), json!({}));
}
