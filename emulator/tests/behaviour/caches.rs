//! What a node remembers, and for how long.

use serde_json::json;

use crate::service::Service;

#[test]
fn the_node_that_revokes_knows_at_once_and_another_answers_once_more_from_its_cache() {
    let service = Service::with_api(json!({}));
    let (id, secret) = service.key(json!({}));
    assert_eq!((service.verdict(0, &secret), service.verdict(1, &secret)), ("VALID".into(), "VALID".into()));
    service.call_on(0, "keys.updateKey", json!({"keyId": id, "enabled": false})).into_data();

    assert_eq!(service.verdict(0, &secret), "DISABLED");
    assert_eq!(service.verdict(1, &secret), "VALID", "fresh");
    service.pass_seconds(599);
    assert_eq!(service.verdict(1, &secret), "VALID", "stale: the first question starts the refresh");
    assert_eq!(service.verdict(1, &secret), "DISABLED");
}

#[test]
fn a_node_forgets_after_ten_minutes() {
    let service = Service::with_api(json!({}));
    let (id, secret) = service.key(json!({}));
    assert_eq!(service.verdict(1, &secret), "VALID");
    service.call_on(0, "keys.deleteKey", json!({"keyId": id})).into_data();
    service.pass_seconds(600);
    assert_eq!(service.verdict(1, &secret), "NOT_FOUND");
}

#[test]
fn rerolling_and_deleting_the_api_evict_nothing_even_on_their_own_node() {
    let service = Service::with_api(json!({}));
    let (id, rerolled) = service.key(json!({}));
    let (_, orphaned) = service.key(json!({}));
    assert_eq!(
        (service.verdict(0, &rerolled), service.verdict(0, &orphaned)),
        ("VALID".into(), "VALID".into())
    );
    service.call("keys.rerollKey", json!({"keyId": id, "expiration": 0})).into_data();
    service.call("apis.deleteApi", json!({"apiId": service.id("payments")})).into_data();
    for expected in [["VALID", "VALID"], ["VALID", "VALID"], ["NOT_FOUND", "NOT_FOUND"]] {
        assert_eq!([service.verdict(0, &rerolled), service.verdict(0, &orphaned)], expected);
        service.pass_seconds(10);
    }
}

#[test]
fn a_change_of_links_that_changes_nothing_leaves_the_cached_key_as_it_is() {
    let service = Service::with_api(json!({
        "permissions": {"docs.read": {}, "docs.write": {}}, "roles": {"editor": {}, "viewer": {}},
    }));
    let name_after = |call: &str, fields: serde_json::Value| {
        let (id, secret) =
            service.key(json!({"roles": ["editor"], "permissions": ["docs.read"], "name": "old"}));
        let verify = || service.call("keys.verifyKey", json!({"key": secret})).into_data();
        verify();
        // Another node's change of the name shows whether this node forgets the key.
        service.call_on(1, "keys.updateKey", json!({"keyId": id, "name": "new"})).into_data();
        let mut fields = fields;
        fields["keyId"] = id.into();
        service.call(call, fields).into_data();
        verify()["name"].as_str().unwrap().to_owned()
    };
    for (call, fields, name) in [
        ("keys.addRoles", json!({"roles": ["editor"]}), "old"),
        ("keys.addRoles", json!({"roles": ["viewer"]}), "new"),
        ("keys.removeRoles", json!({"roles": ["viewer"]}), "old"),
        ("keys.removeRoles", json!({"roles": ["editor"]}), "new"),
        ("keys.setRoles", json!({"roles": ["editor"]}), "new"),
        ("keys.removePermissions", json!({"permissions": ["docs.write"]}), "old"),
        ("keys.removePermissions", json!({"permissions": ["docs.read"]}), "new"),
        ("keys.addPermissions", json!({"permissions": ["docs.read"]}), "new"),
        ("keys.setPermissions", json!({"permissions": ["docs.read"]}), "new"),
    ] {
        assert_eq!(name_after(call, fields.clone()), name, "{call} {fields}");
    }
}

#[test]
fn a_node_that_still_counts_credits_which_are_unlimited_by_now_tells_minus_one() {
    let service = Service::with_api(json!({}));
    let (id, secret) = service.key(json!({"credits": {"remaining": 5}}));
    let credits =
        || service.call_on(1, "keys.verifyKey", json!({"key": secret})).into_data()["credits"].clone();
    assert_eq!(credits(), 4);
    service.call_on(0, "keys.updateCredits", json!({"keyId": id, "operation": "set"})).into_data();
    assert_eq!(credits(), -1);
    service.pass_seconds(600);
    assert_eq!(credits(), json!(null));
}

#[test]
fn another_node_learns_of_an_override_after_a_minute_and_one_more_answer() {
    let service = Service::new(json!({}));
    let limit_on = |node: usize| {
        let request = json!({"namespace": "emails", "identifier": "vip", "limit": 3, "duration": 60_000});
        service.call_on(node, "ratelimit.limit", request).into_data()["limit"].clone()
    };
    assert_eq!([limit_on(0), limit_on(1)], [3, 3]);
    let vip = json!({"namespace": "emails", "identifier": "vip", "limit": 9, "duration": 60_000});
    service.call_on(0, "ratelimit.setOverride", vip).into_data();
    assert_eq!([limit_on(0), limit_on(1)], [9, 3]);
    service.pass_seconds(60);
    assert_eq!([limit_on(1), limit_on(1)], [3, 9], "stale: the first question starts the refresh");
    let vip = json!({"namespace": "emails", "identifier": "vip"});
    service.call_on(1, "ratelimit.deleteOverride", vip.clone()).into_data();
    let read = |node: usize| service.call_on(node, "ratelimit.getOverride", vip.clone()).status.as_u16();
    assert_eq!([read(1), read(0), read(0)], [404, 200, 404], "the other node was stale by now");
}

#[test]
fn each_lookup_tells_how_it_was_answered() {
    let service = Service::with_api(json!({}));
    let (_, secret) = service.key(json!({}));
    let mut told = Vec::new();
    for wait in [0, 0, 10] {
        service.pass_seconds(wait);
        let answer = service.call("keys.verifyKey", json!({"key": secret}));
        let timings = answer.headers.get_all("x-unkey-timing").iter().map(|value| value.to_str().unwrap());
        let lookups: Vec<String> = timings
            .filter_map(|timing| timing.strip_prefix("cache_swr{cache=verification_key_by_hash,status="))
            .map(|timing| timing.split('}').next().unwrap().to_owned())
            .collect();
        told.push(lookups);
    }
    // The root key first, which made the key and is known; then the key itself.
    assert_eq!(told, [["fresh", "miss"], ["fresh", "fresh"], ["stale", "stale"]]);
}
