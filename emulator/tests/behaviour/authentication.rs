//! Every way in which the caller's own credential fails.

use serde_json::{Value, json};

use crate::service::{Reply, START, Service};

fn payments(service: &Service) -> Value {
    json!({"apiId": service.id("payments")})
}

fn asked_with(service: &Service, authorization: &str) -> Reply {
    service.call_with(authorization, "apis.getApi", payments(service))
}

#[test]
fn a_missing_or_empty_header_is_a_flaw_of_the_request() {
    let service = Service::with_api(json!({}));
    let body = payments(&service).to_string();
    let missing = service.send(0, "apis.getApi", &[("accept", "*/*")], body);
    for answer in [missing, asked_with(&service, "")] {
        assert_eq!(answer.failure(), (400, "unkey/application/invalid_input", "Bad Request"));
        assert_eq!(answer.body["error"]["errors"][0]["location"], "security");
        assert!(answer.body["error"]["errors"][0]["fix"].is_string());
        assert!(answer.detail().contains("'bearer'"));
        assert_eq!(answer.header("content-type"), Some("application/json"));
    }
}

#[test]
fn another_scheme_another_letter_case_and_an_empty_token_are_malformed() {
    let service = Service::with_api(json!({}));
    let lower_case = format!("bearer {}", service.root_key("root"));
    for authorization in ["Basic dXNlcjpwYXNz", service.root_key("root"), &lower_case, "Bearer", "Bearer "] {
        let answer = asked_with(&service, authorization);
        assert_eq!(answer.failure(), (400, "unkey/authentication/malformed", "Bad Request"));
        assert_eq!(answer.body["error"]["errors"], json!([]));
    }
}

#[test]
fn a_token_that_no_key_has_is_unauthorized_whatever_it_looks_like() {
    let service = Service::with_api(json!({}));
    for token in ["sk_nothing", "unkey_aaaaaaaaaaaaaaaaaaaaaa", "a.b.c"] {
        let answer = asked_with(&service, &format!("Bearer {token}"));
        assert_eq!(answer.failure(), (401, "unkey/authentication/key_not_found", "Unauthorized"));
        assert_eq!(answer.detail().matches(". ").count(), 1, "two sentences");
    }
}

#[test]
fn an_ordinary_key_is_no_root_key_and_its_state_leaks() {
    let service = Service::with_api(json!({}));
    let as_root_key = |secret: &str| asked_with(&service, &format!("Bearer {secret}"));

    let (_, live) = service.key(json!({}));
    let not_found = (401, "unkey/authentication/key_not_found", "Unauthorized");
    assert_eq!(as_root_key(&live).failure(), not_found);

    let (_, disabled) = service.key(json!({"enabled": false}));
    let key_disabled = (403, "unkey/authorization/key_disabled", "Key is disabled");
    assert_eq!(as_root_key(&disabled).failure(), key_disabled);

    let (_, expired) = service.key(json!({"expires": START - 1}));
    assert_eq!(as_root_key(&expired).failure(), (403, "unkey/authorization/forbidden", "Forbidden"));

    let (id, deleted) = service.key(json!({"enabled": false}));
    service.call("keys.deleteKey", json!({"keyId": id})).into_data();
    assert_eq!(as_root_key(&deleted).failure(), not_found);
}

#[test]
fn an_ordinary_key_of_a_deleted_api_is_unknown() {
    let service = Service::with_api(json!({}));
    let (_, secret) = service.key(json!({"enabled": false}));
    service.call("apis.deleteApi", payments(&service)).into_data();
    let answer = asked_with(&service, &format!("Bearer {secret}"));
    assert_eq!(answer.failure(), (401, "unkey/authentication/key_not_found", "Unauthorized"));
}

#[test]
fn a_root_key_that_is_deleted_disabled_or_expired_is_refused() {
    let service = Service::with_api(json!({"rootKeys": {
        "deleted": {"deleted": true},
        "disabled": {"enabled": false},
        "expired": {"expires": START - 60_000},
    }}));
    let refusal = |alias: &str| service.call_as(alias, "apis.getApi", payments(&service));
    let unknown = (401, "unkey/authentication/key_not_found", "Unauthorized");
    assert_eq!(refusal("deleted").failure(), unknown);
    let key_disabled = (403, "unkey/authorization/key_disabled", "Key is disabled");
    assert_eq!(refusal("disabled").failure(), key_disabled);
    let expired = refusal("expired");
    assert_eq!(expired.failure(), (403, "unkey/authorization/forbidden", "Forbidden"));
    assert!(expired.detail().contains("2023-11-13T23:59:00.000Z"), "{}", expired.detail());
}

#[test]
fn a_root_key_expires_by_the_clock() {
    let service = Service::with_api(json!({"rootKeys": {
        "brief": {"expires": START + 5_000, "permissions": ["api.*.read_api"]},
    }}));
    service.call_as("brief", "apis.getApi", payments(&service)).into_data();
    service.pass_seconds(5);
    let answer = service.call_as("brief", "apis.getApi", payments(&service));
    assert_eq!(answer.failure(), (403, "unkey/authorization/forbidden", "Forbidden"));
}

#[test]
fn a_disabled_workspace_refuses_its_root_keys() {
    let service = Service::with_api(json!({"workspace": {"enabled": false}}));
    let answer = service.call("keys.verifyKey", json!({"key": "anything"}));
    let workspace_disabled = (403, "unkey/authorization/workspace_disabled", "Workspace is disabled");
    assert_eq!(answer.failure(), workspace_disabled);
}

#[test]
fn a_missing_workspace_is_a_404_of_any_operation() {
    let service = Service::with_api(json!({"rootKeys": {"lost": {"workspace": "missing"}}}));
    let answer = service.call_as("lost", "apis.getApi", payments(&service));
    assert_eq!(answer.failure(), (404, "unkey/data/workspace_not_found", "Not Found"));
}

#[test]
fn a_missing_permission_is_named() {
    let service = Service::with_api(json!({"rootKeys": {"bare": {}}}));
    let answer = service.call_as("bare", "apis.createApi", json!({"name": "new"}));
    let missing = (403, "unkey/authorization/insufficient_permissions", "Insufficient Permissions");
    assert_eq!(answer.failure(), missing);
    assert_eq!(answer.detail(), "Missing permission: 'api.*.create_api'");
}

#[test]
fn delete_protection_is_a_failed_precondition() {
    let service =
        Service::with_api(json!({"apis": {"locked": {"name": "locked", "deleteProtection": true}}}));
    let answer = service.call("apis.deleteApi", json!({"apiId": service.id("locked")}));
    assert_eq!(answer.failure(), (412, "unkey/application/protected_resource", "Resource is protected"));
    service.call("apis.getApi", json!({"apiId": service.id("locked")})).into_data();
}

#[test]
fn the_limit_of_the_workspace_is_a_429() {
    let service = Service::with_api(json!({"workspace": {"limitPerMinute": 1}}));
    service.call("apis.getApi", payments(&service)).into_data();
    let answer = service.call("apis.getApi", payments(&service));
    let limited = (429, "user/too_many_requests/workspace_rate_limited", "Too Many Requests");
    assert_eq!(answer.failure(), limited);
    assert!(answer.detail().contains("1/1m0s"));
}

#[test]
fn the_schema_is_checked_before_the_root_key() {
    let service = Service::with_api(json!({}));
    let answer = service.call_with("Bearer unkey_nobody", "apis.getApi", json!({"apiId": 1}));
    assert_eq!(answer.failure(), (400, "unkey/application/invalid_input", "Bad Request"));
    assert_eq!(answer.body["error"]["errors"][0]["location"], "/properties/apiId/type");

    let answer = service.send(0, "apis.getApi", &[], r#"{"apiId": 1}"#);
    assert_eq!(answer.body["error"]["errors"][0]["location"], "security", "a missing header wins");
}

#[test]
fn a_database_that_fails_while_the_root_key_is_loaded_is_an_unexpected_error() {
    let service = Service::with_api(json!({}));
    service.arm(json!({"count": 1, "effect": {"error": {"code": "unkey/application/unexpected_error"}}}));
    let answer = service.call("apis.getApi", payments(&service));
    let unexpected = (500, "unkey/application/unexpected_error", "Internal Server Error");
    assert_eq!(answer.failure(), unexpected);
    service.call("apis.getApi", payments(&service)).into_data();
}
