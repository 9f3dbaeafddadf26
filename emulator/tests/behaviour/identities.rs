use serde_json::{Value, json};

use crate::service::Service;

fn limit(name: &str, limit: i64) -> Value {
    json!({"name": name, "limit": limit, "duration": 60_000, "autoApply": false})
}

#[test]
fn an_identity_goes_by_its_id_and_by_its_external_id_in_this_letter_case() {
    let service = Service::new(json!({}));
    let made =
        service.call("identities.createIdentity", json!({"externalId": "user_1", "meta": {"plan": "pro"}}));
    let id = made.data()["identityId"].clone();
    let expected = json!({"id": id, "externalId": "user_1", "meta": {"plan": "pro"}});
    for reference in [&id, &json!("user_1")] {
        assert_eq!(service.call("identities.getIdentity", json!({"identity": reference})).data(), &expected);
    }
    assert_eq!(
        service.call("identities.getIdentity", json!({"identity": "USER_1"})).code(),
        "identity_not_found"
    );
    let again = service.call("identities.createIdentity", json!({"externalId": "user_1"}));
    assert_eq!(again.code(), "identity_already_exists");
    let other = service.call("identities.createIdentity", json!({"externalId": "USER_1"}));
    assert_ne!(other.data()["identityId"], id);
}

#[test]
fn of_a_rate_limit_given_twice_the_last_counts_at_creation_and_an_update_refuses_it() {
    let service = Service::new(json!({}));
    let twice = json!([limit("requests", 1), limit("requests", 2)]);
    service.call("identities.createIdentity", json!({"externalId": "user_1", "ratelimits": twice})).data();
    let read = service.call("identities.getIdentity", json!({"identity": "user_1"}));
    assert_eq!(read.data()["ratelimits"].as_array().unwrap().len(), 1);
    assert_eq!(read.data()["ratelimits"][0]["limit"], 2);
    let update =
        service.call("identities.updateIdentity", json!({"identity": "user_1", "ratelimits": twice}));
    assert_eq!(update.code(), "invalid_input");
    assert_eq!(update.body["error"]["errors"], json!([]));
}

#[test]
fn an_update_keeps_what_it_is_not_given_and_repeats_meta_only_if_it_was() {
    let service = Service::new(json!({"identities": {"user_1": {"meta": {"a": 1}, "ratelimits": [
        {"name": "requests", "limit": 5, "duration": 1000}
    ]}}}));
    let before = service.call("identities.getIdentity", json!({"identity": "user_1"}));
    let update = json!({"identity": "user_1", "ratelimits": [limit("requests", 9), limit("tokens", 1)]});
    let updated = service.call("identities.updateIdentity", update);
    assert_eq!(updated.data().get("meta"), None);
    assert_eq!(
        updated.data()["ratelimits"][0]["id"],
        before.data()["ratelimits"][0]["id"],
        "a name keeps its id"
    );
    let after = service.call("identities.getIdentity", json!({"identity": "user_1"}));
    assert_eq!(after.data()["meta"], json!({"a": 1}));
    let cleared = json!({"identity": "user_1", "meta": {}, "ratelimits": []});
    let cleared = service.call("identities.updateIdentity", cleared);
    assert_eq!(cleared.data(), &json!({"id": service.id("user_1"), "externalId": "user_1"}));
}

#[test]
fn a_mebibyte_of_meta_is_too_much() {
    let service = Service::new(json!({}));
    for (length, status) in [(1024 * 1024 - 8, 200), (1024 * 1024 - 7, 400)] {
        let body = json!({"externalId": format!("user_{status}"), "meta": {"a": "x".repeat(length)}});
        assert_eq!(service.call("identities.createIdentity", body).status, status, "{length}");
    }
}

#[test]
fn keys_outlive_their_identity_and_no_new_one_gets_them_back() {
    let service = Service::new(
        json!({"apis": {"here": {}}, "keys": [{"externalId": "user_1", "key": "sk_of_user_1"}]}),
    );
    let listed = || {
        let body = json!({"apiId": service.id("here"), "externalId": "user_1"});
        service.call("apis.listKeys", body).data().as_array().unwrap().len()
    };
    assert_eq!(listed(), 1);
    let deleted = service.call("identities.deleteIdentity", json!({"identity": "user_1"}));
    assert_eq!((deleted.status.as_u16(), deleted.body.get("data")), (200, None));
    assert_eq!(
        service.call("identities.deleteIdentity", json!({"identity": "user_1"})).code(),
        "identity_not_found"
    );
    assert_eq!(listed(), 0);
    service.call("identities.createIdentity", json!({"externalId": "user_1"})).data();
    assert_eq!(listed(), 0);
    let verified = service.call("keys.verifyKey", json!({"key": "sk_of_user_1"}));
    assert_eq!((&verified.data()["code"], verified.data().get("identity")), (&json!("VALID"), None));
}

#[test]
fn a_list_is_searched_without_regard_to_letter_case_and_read_in_pages_of_the_cursor() {
    let service = Service::new(json!({"keys": {"count": 0, "users": 12}}));
    let list = |body: Value| service.call("identities.listIdentities", body).body;
    assert_eq!(list(json!({"search": "USER_1"}))["data"].as_array().unwrap().len(), 3);
    assert_eq!(list(json!({"search": " user_1\n"}))["data"].as_array().unwrap().len(), 3, "trimmed");
    let (mut seen, mut cursor) = (Vec::new(), json!(""));
    loop {
        let page = list(json!({"limit": 5, "cursor": cursor}));
        seen.extend(page["data"].as_array().unwrap().iter().map(|row| row["id"].clone()));
        if page["pagination"] == json!({"hasMore": false}) {
            break;
        }
        cursor = page["pagination"]["cursor"].clone();
        assert!(!seen.contains(&cursor), "the cursor is the first id of the next page");
    }
    assert_eq!(seen.len(), 12);
}

#[test]
fn denials_name_what_would_help_and_only_some_come_before_the_lookup() {
    let service = Service::new(json!({
        "rootKeys": {
            "bare": {},
            "one": {"permissions": ["identity.{user_1}.read_identity"]},
            "urn": {"permissions": ["unkey:v1:{workspace}:**#*"]},
        },
        "identities": {"user_1": {}, "user_2": {}},
    }));
    let (ws, id) = (service.id("workspace"), service.id("user_1"));
    let urn = |action: &str| format!("unkey:v1:{ws}:projects/*/identities/*#{action}");
    let get = |alias: &str, identity: &str| {
        service.call_as(alias, "identities.getIdentity", json!({"identity": identity}))
    };
    let sentence = format!(
        "Missing one of these permissions: identity.*.read_identity or identity.{id}.read_identity or {}",
        urn("read_identity")
    );
    assert_eq!(get("bare", "user_1").refusal(), ("insufficient_permissions", sentence.as_str()));
    assert_eq!(get("bare", "nobody").code(), "identity_not_found");
    for (alias, status) in [("one", 200), ("urn", 200)] {
        assert_eq!(get(alias, "user_1").status, status, "{alias}");
    }
    assert_eq!(get("one", "user_2").status, 403);
    let delete = service.call_as("bare", "identities.deleteIdentity", json!({"identity": "nobody"}));
    let sentence =
        format!("Missing one of these permissions: identity.*.delete_identity or {}", urn("delete_identity"));
    assert_eq!(delete.refusal(), ("insufficient_permissions", sentence.as_str()));
    let list = |body: Value| service.call_as("one", "identities.listIdentities", body);
    assert_eq!(list(json!({})).status, 403, "one row that may not be read refuses the page");
    assert_eq!(list(json!({"search": "user_1"})).status, 200);
    assert_eq!(service.call_as("bare", "identities.listIdentities", json!({"search": "nobody"})).status, 200);
}
