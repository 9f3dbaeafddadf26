//! Making and changing keys.

use serde_json::{Value, json};

use crate::service::{START, Service};

fn get(service: &Service, id: &str) -> Value {
    service.call("keys.getKey", json!({"keyId": id})).into_data()
}

fn update(service: &Service, id: &str, fields: Value) {
    let mut body = fields;
    body["keyId"] = id.into();
    assert_eq!(service.call("keys.updateKey", body).into_data(), json!({}));
}

#[test]
fn a_key_takes_prefix_and_length_from_its_api_unless_the_request_has_its_own() {
    let service =
        Service::with_api(json!({"apis": {"payments": {"defaultPrefix": "pay", "defaultBytes": 32}}}));
    let (id, secret) = service.key(json!({}));
    assert!(secret.starts_with("pay_") && secret.len() > 40, "32 bytes are 43 or 44 characters");
    assert_eq!(get(&service, &id)["start"], secret[..8]);
    let (_, own) = service.key(json!({"prefix": "own", "byteLength": 16}));
    assert!(own.starts_with("own_") && own.len() < 27);
}

#[test]
fn a_refill_needs_credits_and_a_monthly_one_its_day() {
    let service = Service::with_api(json!({}));
    let make = |credits: Value| {
        service.call("keys.createKey", json!({"apiId": service.id("payments"), "credits": credits}))
    };
    for credits in [
        json!({"remaining": null, "refill": {"interval": "daily", "amount": 1}}),
        json!({"remaining": 1, "refill": {"interval": "monthly", "amount": 1}}),
    ] {
        assert_eq!(make(credits).failure().1, "unkey/application/invalid_input");
    }
    let daily = make(json!({"remaining": 1, "refill": {"interval": "daily", "amount": 2, "refillDay": 3}}));
    let key = get(&service, daily.into_data()["keyId"].as_str().unwrap());
    assert_eq!(key["credits"], json!({"remaining": 1, "refill": {"interval": "daily", "amount": 2}}));
}

#[test]
fn an_update_keeps_what_is_absent_clears_what_is_null_and_sets_the_rest() {
    let service = Service::with_api(json!({}));
    let (id, _) = service.key(json!({
        "name": "before", "externalId": "user_1", "meta": {"a": 1}, "expires": START + 9,
        "credits": {"remaining": 9, "refill": {"interval": "daily", "amount": 9}}, "permissions": ["a.b"],
    }));
    update(&service, &id, json!({"name": "after", "credits": {"remaining": 3}}));
    let key = get(&service, &id);
    assert_eq!(
        (&key["name"], &key["meta"], &key["expires"]),
        (&json!("after"), &json!({"a": 1}), &json!(START + 9))
    );
    assert_eq!(key["credits"], json!({"remaining": 3, "refill": {"interval": "daily", "amount": 9}}));

    update(&service, &id, json!({"credits": {"refill": null}}));
    assert_eq!(get(&service, &id)["credits"], json!({"remaining": 3}));

    let nothing = json!({"name": null, "externalId": null, "meta": null, "expires": null, "credits": null});
    update(&service, &id, nothing);
    update(&service, &id, json!({"permissions": []}));
    let key = get(&service, &id);
    let fields: Vec<&String> = key.as_object().unwrap().keys().collect();
    assert_eq!(fields, ["createdAt", "enabled", "keyId", "start", "updatedAt"]);
}

#[test]
fn a_refill_may_be_set_on_unlimited_credits_and_shows_with_the_credits() {
    let service = Service::with_api(json!({}));
    let (id, _) = service.key(json!({}));
    update(
        &service,
        &id,
        json!({"credits": {"refill": {"interval": "monthly", "amount": 4, "refillDay": 31}}}),
    );
    assert_eq!(get(&service, &id).get("credits"), None);
    let set = json!({"keyId": id, "operation": "set", "value": 1});
    let refill = json!({"interval": "monthly", "amount": 4, "refillDay": 31});
    let credits = service.call("keys.updateCredits", set).into_data();
    assert_eq!(credits, json!({"remaining": 1, "refill": refill}));
}

#[test]
fn of_a_rate_limit_named_twice_the_last_counts_and_a_known_name_keeps_its_id() {
    let service = Service::with_api(json!({}));
    let limit = |limit: i64| json!({"name": "same", "limit": limit, "duration": 1_000, "autoApply": true});
    let (id, _) = service.key(json!({"ratelimits": [limit(1)]}));
    let before = get(&service, &id)["ratelimits"].clone();
    update(&service, &id, json!({"ratelimits": [limit(2), limit(3)]}));
    let after = get(&service, &id)["ratelimits"].clone();
    assert_eq!((after.as_array().unwrap().len(), &after[0]["limit"]), (1, &json!(3)));
    assert_eq!(after[0]["id"], before[0]["id"]);
    let other_case = json!({"name": "SAME", "limit": 4, "duration": 1_000, "autoApply": true});
    let (id, _) = service.key(json!({"ratelimits": [limit(1), other_case]}));
    let kept = get(&service, &id)["ratelimits"].clone();
    assert_eq!((kept.as_array().unwrap().len(), &kept[0]["name"]), (1, &json!("SAME")));
}

#[test]
fn a_new_permission_named_twice_or_in_another_letter_case_cannot_be_written() {
    let service = Service::with_api(json!({}));
    let (id, _) = service.key(json!({"permissions": ["docs.read"]}));
    for slugs in [json!(["twice", "twice"]), json!(["Docs.Read"]), json!(["new", "NEW"])] {
        let update = service.call("keys.updateKey", json!({"keyId": id, "permissions": slugs}));
        assert_eq!(update.failure().1, "unkey/application/service_unavailable", "{slugs}");
    }
    assert_eq!(get(&service, &id)["permissions"], json!(["docs.read"]));
    let added = service.call("keys.addPermissions", json!({"keyId": id, "permissions": ["twice", "twice"]}));
    assert_eq!(added.into_data().as_array().unwrap().len(), 2, "this one operation takes it");
}

#[test]
fn permissions_are_added_removed_and_replaced_by_slug() {
    let service = Service::with_api(json!({}));
    let (id, _) = service.key(json!({}));
    let change = |operation: &str, slugs: Value| {
        let answer = service.call(operation, json!({"keyId": id, "permissions": slugs})).into_data();
        let slugs = answer.as_array().unwrap().iter().map(|row| row["slug"].as_str().unwrap().to_owned());
        slugs.collect::<Vec<_>>()
    };
    assert_eq!(change("keys.addPermissions", json!(["a.b", "c.d"])), ["a.b", "c.d"]);
    assert_eq!(change("keys.removePermissions", json!(["a.b"])), ["c.d"]);
    assert_eq!(change("keys.setPermissions", json!(["a.b", "e.f"])), ["a.b", "e.f"]);
    assert!(change("keys.setPermissions", json!([])).is_empty());
    let unknown = service.call("keys.removePermissions", json!({"keyId": id, "permissions": ["no.such"]}));
    assert_eq!(unknown.failure(), (404, "unkey/data/permission_not_found", "Not Found"));
}

#[test]
fn making_a_permission_on_the_way_needs_a_permission_of_its_own() {
    let service = Service::with_api(json!({"rootKeys": {"linker": {
        "permissions": ["api.*.update_key", "rbac.*.add_permission_to_key"],
    }}}));
    let (id, _) = service.key(json!({"permissions": ["known"]}));
    let add = |slug: &str| {
        service.call_as("linker", "keys.addPermissions", json!({"keyId": id, "permissions": [slug]}))
    };
    add("known").into_data();
    let workspace = service.id("workspace");
    let sentence = format!(
        "Missing one of these permissions: unkey:v1:{workspace}:rbac/permissions/*#create_permission \
         or rbac.*.create_permission"
    );
    assert_eq!(add("new").detail(), sentence);
}

#[test]
fn roles_are_known_by_their_exact_names() {
    let service = Service::with_api(json!({"roles": {
        "editor": {"permissions": ["docs.write"]},
        "viewer": {},
    }}));
    let (id, _) = service.key(json!({}));
    let change =
        |operation: &str, roles: Value| service.call(operation, json!({"keyId": id, "roles": roles}));
    let added = change("keys.addRoles", json!(["editor"])).into_data();
    assert_eq!(
        (&added[0]["name"], &added[0]["permissions"][0]["slug"]),
        (&json!("editor"), &json!("docs.write"))
    );
    assert_eq!(get(&service, &id)["permissions"], json!(["docs.write"]));
    for unknown in ["EDITOR", "nobody"] {
        let refused = change("keys.addRoles", json!(["viewer", unknown]));
        assert_eq!(refused.failure(), (404, "unkey/data/role_not_found", "Not Found"));
    }
    assert_eq!(get(&service, &id)["roles"], json!(["editor"]), "all or none");
    assert_eq!(change("keys.setRoles", json!(["viewer"])).into_data()[0]["name"], "viewer");
    assert_eq!(change("keys.removeRoles", json!(["viewer", "editor"])).into_data(), json!([]));
}

#[test]
fn a_role_named_twice_cannot_be_linked_in_one_go() {
    let service = Service::with_api(json!({"roles": {"editor": {}}}));
    let (id, _) = service.key(json!({}));
    let twice = json!(["editor", "editor"]);
    for (operation, fields) in [
        ("keys.createKey", json!({"apiId": service.id("payments"), "roles": twice})),
        ("keys.updateKey", json!({"keyId": id, "roles": twice})),
    ] {
        let refused = service.call(operation, fields);
        assert_eq!(refused.failure().1, "unkey/application/service_unavailable", "{operation}");
    }
    let unknown =
        service.call("keys.updateKey", json!({"keyId": id, "roles": ["editor", "editor", "nobody"]}));
    assert_eq!(unknown.code(), "role_not_found");
    let added = service.call("keys.addRoles", json!({"keyId": id, "roles": twice})).into_data();
    assert_eq!(added.as_array().unwrap().len(), 1, "this operation takes it");
}

#[test]
fn rerolling_a_prefix_that_begins_with_an_underscore_falls_back_on_the_api() {
    let service = Service::new(json!({"apis": {"payments": {"name": "payments", "defaultPrefix": "pay"}}}));
    let (id, _) = service.key(json!({"prefix": "_x"}));
    let made = service.call("keys.rerollKey", json!({"keyId": id, "expiration": 0})).into_data();
    assert!(made["key"].as_str().unwrap().starts_with("pay_"));
}

#[test]
fn rerolling_copies_what_the_key_has_and_undates_the_old_one() {
    let service = Service::with_api(json!({"roles": {"editor": {}}}));
    let (id, old) = service.key(json!({
        "name": "rolled", "externalId": "user_1", "roles": ["editor"], "permissions": ["a.b"],
        "credits": {"remaining": 2},
        "ratelimits": [{"name": "requests", "limit": 5, "duration": 60_000, "autoApply": true}],
    }));
    update(&service, &id, json!({}));
    let made = service.call("keys.rerollKey", json!({"keyId": id, "expiration": 0})).into_data();
    let (before, after) = (get(&service, &id), get(&service, made["keyId"].as_str().unwrap()));
    for field in ["name", "identity", "roles", "permissions", "credits", "enabled"] {
        assert_eq!(before[field], after[field], "{field}");
    }
    assert_eq!((&before["expires"], before.get("updatedAt")), (&json!(START), None));
    assert_eq!(after.get("expires"), None);
    assert_ne!(before["ratelimits"][0]["id"], after["ratelimits"][0]["id"]);
    assert_ne!(made["key"], old);
}

#[test]
fn meta_beyond_its_column_cannot_be_written() {
    let service = Service::with_api(json!({}));
    let body = json!({"apiId": service.id("payments"), "meta": {"long": "x".repeat(65_536)}});
    let answer = service.call("keys.createKey", body);
    assert_eq!(answer.failure().1, "unkey/application/service_unavailable");
}

#[test]
fn no_workspace_of_its_own_has_a_migration() {
    let service = Service::with_api(json!({}));
    let body =
        json!({"apiId": service.id("payments"), "migrationId": "mig", "keys": [{"hash": "x".repeat(64)}]});
    let answer = service.call("keys.migrateKeys", body);
    assert_eq!(answer.failure(), (404, "unkey/data/migration_not_found", "Not Found"));
}

#[test]
fn analytics_ask_for_permission_before_they_turn_out_to_be_missing() {
    let service = Service::with_api(
        json!({"rootKeys": {"analyst": {"permissions": ["api.{payments}.read_analytics"]}}}),
    );
    let ask =
        |alias: &str| service.call_as(alias, "analytics.getVerifications", json!({"query": "SELECT 1"}));
    assert_eq!(ask("root").detail(), "Missing permission: 'api.*.read_analytics'");
    let unconfigured = (412, "unkey/data/analytics_not_configured", "Precondition Failed");
    assert_eq!(ask("analyst").failure(), unconfigured);
}
