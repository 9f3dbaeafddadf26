//! Where a denial is not a 403.

use serde_json::{Value, json};

use crate::service::Service;

fn service() -> Service {
    Service::with_api(json!({"rootKeys": {
        "bare": {},
        "foreign": {"workspace": "other", "permissions": ["api.*.read_key", "api.*.verify_key"]},
        "urn": {"permissions": ["unkey:v1:{workspace}:keyspaces/{payments.keyspace}/**#read_key"]},
    }}))
}

/// An error without what differs from request to request.
fn error(mut body: Value) -> Value {
    body["error"].take()
}

#[test]
fn making_and_listing_keys_look_as_if_the_api_were_missing() {
    let service = service();
    for operation in ["keys.createKey", "apis.listKeys"] {
        let denied = service.call_as("bare", operation, json!({"apiId": service.id("payments")}));
        let missing = service.call("apis.listKeys", json!({"apiId": "api_doesnotexist"}));
        assert_eq!(denied.failure(), (404, "unkey/data/api_not_found", "Not Found"));
        assert_eq!(error(denied.body), error(missing.body));
    }
}

#[test]
fn verifying_without_permission_knows_no_key() {
    let service = service();
    let (_, secret) = service.key(json!({"name": "hidden"}));
    for alias in ["bare", "foreign"] {
        let verified = service.call_as(alias, "keys.verifyKey", json!({"key": secret})).into_data();
        assert_eq!(verified, json!({"valid": false, "code": "NOT_FOUND"}), "{alias}");
    }
    assert_eq!(service.verdict(0, &secret), "VALID", "what others asked before plays no part");
}

#[test]
fn whoami_knows_no_key_and_yet_names_the_permission() {
    let service = service();
    let (id, secret) = service.key(json!({}));
    let denied = service.call_as("bare", "keys.whoami", json!({"key": secret}));
    assert_eq!(denied.failure(), (404, "unkey/data/key_not_found", "Not Found"));
    let (workspace, api) = (service.id("workspace"), service.id("payments"));
    let keyspace = service.id("payments.keyspace");
    let sentence = format!(
        "Missing one of these permissions: api.*.read_key or api.{api}.read_key or \
         unkey:v1:{workspace}:keyspaces/{keyspace}/keys/{id}#read_key"
    );
    assert!(denied.detail().ends_with(&sentence), "{}", denied.detail());

    let foreign = service.call_as("foreign", "keys.whoami", json!({"key": secret}));
    assert!(!foreign.detail().contains("Missing"), "another workspace's key is just unknown");
}

#[test]
fn reading_a_key_tells_denied_from_missing() {
    let service = service();
    let (id, _) = service.key(json!({}));
    let denied = service.call_as("bare", "keys.getKey", json!({"keyId": id}));
    assert_eq!(denied.failure().1, "unkey/authorization/insufficient_permissions");
    for (alias, id) in [("bare", "key_doesnotexist"), ("foreign", id.as_str())] {
        let missing = service.call_as(alias, "keys.getKey", json!({"keyId": id}));
        assert_eq!(missing.failure(), (404, "unkey/data/key_not_found", "Not Found"), "{alias}");
    }
}

#[test]
fn reading_an_api_is_denied_before_it_is_looked_up() {
    let service = service();
    let denied = service.call_as("bare", "apis.getApi", json!({"apiId": "api_doesnotexist"}));
    let sentence = "Missing one of these permissions: api.*.read_api or api.api_doesnotexist.read_api";
    assert_eq!((denied.status.as_u16(), denied.detail()), (403, sentence));
}

#[test]
fn a_granted_urn_covers_the_keys_below_it() {
    let service = service();
    let (id, _) = service.key(json!({}));
    let read = service.call_as("urn", "keys.getKey", json!({"keyId": id})).into_data();
    assert_eq!(read["keyId"], id.as_str());
    let denied = service.call_as("urn", "keys.deleteKey", json!({"keyId": id}));
    assert_eq!(denied.status.as_u16(), 403);
}
