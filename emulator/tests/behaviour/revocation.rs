//! Deleting, disabling, expiring, rerolling.

use serde_json::{Value, json};

use crate::service::{START, Service};

fn get(service: &Service, id: &str) -> Value {
    service.call("keys.getKey", json!({"keyId": id})).into_data()
}

#[test]
fn a_second_deletion_finds_no_key() {
    for permanent in [false, true] {
        let service = Service::with_api(json!({}));
        let (id, secret) = service.key(json!({}));
        let delete = || service.call("keys.deleteKey", json!({"keyId": id, "permanent": permanent}));
        assert_eq!(delete().into_data(), json!({}));
        assert_eq!(delete().failure(), (404, "unkey/data/key_not_found", "Not Found"));
        assert_eq!(service.call("keys.getKey", json!({"keyId": id})).failure().0, 404);
        assert_eq!(service.verdict(0, &secret), "NOT_FOUND");
    }
}

#[test]
fn disabling_can_be_repeated_and_undone() {
    let service = Service::with_api(json!({}));
    let (id, secret) = service.key(json!({}));
    for (enabled, verdict) in [(false, "DISABLED"), (false, "DISABLED"), (true, "VALID")] {
        let updated = service.call("keys.updateKey", json!({"keyId": id, "enabled": enabled}));
        assert_eq!(updated.into_data(), json!({}));
        assert_eq!(service.verdict(0, &secret), verdict);
    }
}

#[test]
fn a_key_that_is_expired_and_disabled_reads_as_disabled() {
    let service = Service::with_api(json!({}));
    let (_, secret) = service.key(json!({"enabled": false, "expires": START - 1}));
    assert_eq!(service.verdict(0, &secret), "DISABLED");
}

#[test]
fn a_key_expires_on_time_even_from_the_cache() {
    let service = Service::with_api(json!({}));
    let (_, secret) = service.key(json!({"expires": START + 3_000}));
    assert_eq!(service.verdict(0, &secret), "VALID");
    service.pass_seconds(3);
    assert_eq!(service.verdict(0, &secret), "EXPIRED");
}

#[test]
fn rerolling_may_lengthen_a_life_and_keeps_the_new_key_as_dead_as_the_old_one() {
    let service = Service::with_api(json!({}));
    let (id, _) = service.key(json!({"prefix": "pk_test", "enabled": false, "expires": START - 1}));
    let new = service.call("keys.rerollKey", json!({"keyId": id, "expiration": 90_000})).into_data();

    assert_eq!(get(&service, &id)["expires"], START + 120_000, "on the full minute");
    let made = get(&service, new["keyId"].as_str().unwrap());
    assert_eq!((&made["enabled"], &made["expires"]), (&json!(false), &json!(START - 1)));
    assert!(new["key"].as_str().unwrap().starts_with("pk_"), "cut at the first underscore");
}

#[test]
fn an_update_dates_the_key_and_credits_and_permissions_do_not() {
    let service = Service::with_api(json!({}));
    let (id, _) = service.key(json!({"credits": {"remaining": 5}}));
    service.call("keys.addPermissions", json!({"keyId": id, "permissions": ["a.b"]})).into_data();
    service.call("keys.updateCredits", json!({"keyId": id, "operation": "set", "value": 1})).into_data();
    assert_eq!(get(&service, &id).get("updatedAt"), None);
    service.pass_seconds(1);
    service.call("keys.updateKey", json!({"keyId": id})).into_data();
    assert_eq!(get(&service, &id)["updatedAt"], START + 1_000);
}

#[test]
fn a_user_that_is_deleted_leaves_live_keys_that_no_listing_finds() {
    let service = Service::with_api(json!({}));
    let (_, secret) = service.key(json!({"externalId": "user_1"}));
    service.call("identities.deleteIdentity", json!({"identity": "user_1"}));
    service.call("identities.createIdentity", json!({"externalId": "user_1"})).into_data();
    let listing = json!({"apiId": service.id("payments"), "externalId": "user_1"});
    assert_eq!(service.call("apis.listKeys", listing).into_data(), json!([]));
    assert_eq!(service.verdict(0, &secret), "VALID");
}

#[test]
fn a_deleted_api_still_gets_keys_which_nobody_can_use() {
    let service = Service::with_api(json!({}));
    service.call("apis.deleteApi", json!({"apiId": service.id("payments")})).into_data();
    let (id, secret) = service.key(json!({}));
    assert_eq!(service.verdict(0, &secret), "NOT_FOUND");
    assert_eq!(service.call("keys.getKey", json!({"keyId": id})).failure().0, 404);
}

#[test]
fn nothing_changes_when_a_request_is_refused_halfway() {
    let service = Service::with_api(json!({}));
    let (id, _) = service.key(json!({"name": "before"}));
    let before = get(&service, &id);
    let changes = json!({"keyId": id, "name": "after", "permissions": ["new.slug"], "roles": ["nobody"]});
    assert_eq!(service.call("keys.updateKey", changes).failure().1, "unkey/data/role_not_found");
    assert_eq!(get(&service, &id), before);
    let unmade = service.call("keys.removePermissions", json!({"keyId": id, "permissions": ["new.slug"]}));
    assert_eq!(unmade.failure().1, "unkey/data/permission_not_found");
}
