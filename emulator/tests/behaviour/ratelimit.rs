use serde_json::{Value, json};

use crate::service::{START, Service};

fn use_of(namespace: &str, identifier: &str, limit: i64) -> Value {
    json!({"namespace": namespace, "identifier": identifier, "limit": limit, "duration": 60_000})
}

#[test]
fn a_namespace_is_made_at_its_first_use_and_counts_by_identifier_and_duration() {
    let service = Service::new(json!({}));
    let limit = |body: Value| service.call("ratelimit.limit", body).data().clone();
    let reset = START + 60_000;
    let expected =
        |remaining: i64| json!({"success": true, "limit": 3, "remaining": remaining, "reset": reset});
    assert_eq!(limit(use_of("emails", "user_1", 3)), expected(2));
    assert_eq!(limit(use_of("emails", "user_1", 3)), expected(1));
    assert_eq!(limit(use_of("emails", "user_2", 3)), expected(2));
    assert_eq!(limit(use_of("sms", "user_1", 3)), expected(2));
    let mut costly = use_of("emails", "user_1", 3);
    costly["cost"] = json!(2);
    assert_eq!(limit(costly), json!({"success": false, "limit": 3, "remaining": 0, "reset": reset}));
    assert_eq!(limit(use_of("emails", "user_1", 3)), expected(0), "a refused use is not counted");
    service.advance(120_000);
    assert_eq!(limit(use_of("emails", "user_1", 3))["remaining"], 2);
}

#[test]
fn several_limits_are_all_used_or_none_is() {
    let service = Service::new(json!({}));
    let multi = |uses: Value| service.call("ratelimit.multiLimit", uses).data().clone();
    let uses = json!([use_of("emails", "user_1", 2), use_of("sms", "user_1", 1)]);
    let told = |answer: &Value| {
        let limits = answer["limits"].as_array().unwrap().iter();
        let rows: Vec<_> = limits.map(|row| (row["passed"].clone(), row["remaining"].clone())).collect();
        (answer["passed"].clone(), rows)
    };
    let rows = |rows: [(bool, i64); 2]| rows.map(|(passed, left)| (json!(passed), json!(left))).to_vec();
    assert_eq!(told(&multi(uses.clone())), (json!(true), rows([(true, 1), (true, 0)])));
    let second = multi(uses);
    assert_eq!(told(&second), (json!(false), rows([(true, 1), (false, 0)])));
    assert_eq!(second["limits"][1]["namespace"], "sms");
    assert_eq!(second["limits"][1]["identifier"], "user_1");
}

#[test]
fn an_override_counts_for_its_identifier_and_for_what_its_pattern_matches() {
    let service = Service::new(json!({"namespaces": {"emails": {}}}));
    let set = |identifier: &str, limit: i64| {
        service.call("ratelimit.setOverride", use_of("emails", identifier, limit)).data()["overrideId"]
            .clone()
    };
    let (vip, team) = (set("vip", 100), set("team_*", 50));
    assert_eq!(set("vip", 200), vip, "set again, it keeps its id");
    for (identifier, limit, id) in
        [("vip", 200, Some(&vip)), ("team_7", 50, Some(&team)), ("nobody", 3, None)]
    {
        let verdict = service.call("ratelimit.limit", use_of("emails", identifier, 3));
        assert_eq!(verdict.data()["limit"], limit, "{identifier}");
        assert_eq!(verdict.data().get("overrideId"), id, "{identifier}");
    }
    let read = service.call("ratelimit.getOverride", json!({"namespace": "emails", "identifier": "team_7"}));
    let expected = json!({"overrideId": team, "identifier": "team_*", "limit": 50, "duration": 60_000});
    assert_eq!(read.data(), &expected);
    let by_pattern = json!({"namespace": "emails", "identifier": "team_7"});
    assert_eq!(service.call("ratelimit.deleteOverride", by_pattern).code(), "ratelimit_override_not_found");
}

#[test]
fn an_override_that_was_deleted_stays_so_when_it_is_set_again() {
    let service = Service::new(json!({"namespaces": {"emails": {}}}));
    let set =
        || service.call("ratelimit.setOverride", use_of("emails", "vip", 100)).data()["overrideId"].clone();
    let one = json!({"namespace": service.id("emails"), "identifier": "vip"});
    let id = set();
    service.call("ratelimit.deleteOverride", one.clone()).data();
    assert_eq!(service.call("ratelimit.deleteOverride", one.clone()).code(), "ratelimit_override_not_found");
    assert_eq!(set(), id);
    assert_eq!(service.call("ratelimit.getOverride", one).code(), "ratelimit_override_not_found");
    assert_eq!(service.call("ratelimit.limit", use_of("emails", "vip", 3)).data()["limit"], 3);
    let listed = service.call("ratelimit.listOverrides", json!({"namespace": "emails"}));
    assert_eq!(listed.data(), &json!([]));
}

#[test]
fn an_override_of_zero_breaks_the_service() {
    let service = Service::new(json!({"namespaces": {"emails": {}}}));
    service.call("ratelimit.setOverride", use_of("emails", "none", 0)).data();
    let broken = service.call("ratelimit.limit", use_of("emails", "none", 3));
    assert_eq!((broken.status.as_u16(), broken.code()), (500, "unexpected_error"));
}

#[test]
fn overrides_are_listed_fifty_at_a_time_unless_asked_otherwise() {
    let overrides: Vec<Value> =
        (0..60).map(|n| json!({"identifier": format!("user_{n}"), "limit": 1, "duration": 1000})).collect();
    let service = Service::new(json!({"namespaces": {"emails": {"overrides": overrides}}}));
    let page = |body: Value| {
        let reply = service.call("ratelimit.listOverrides", body);
        (reply.data().as_array().unwrap().len(), reply.body["pagination"].clone())
    };
    let (first, pagination) = page(json!({"namespace": "emails"}));
    assert_eq!((first, &pagination["hasMore"]), (50, &json!(true)));
    let rest = page(json!({"namespace": "emails", "cursor": pagination["cursor"]}));
    assert_eq!(rest, (10, json!({"hasMore": false})));
    assert_eq!(page(json!({"namespace": "emails", "limit": 100})).0, 60);
}

#[test]
fn a_deleted_namespace_is_gone_for_uses_and_unknown_to_overrides() {
    let service = Service::new(json!({"namespaces": {"old": {"deleted": true}}}));
    let gone = service.call("ratelimit.limit", use_of("old", "user_1", 3));
    assert_eq!((gone.status.as_u16(), gone.code()), (410, "ratelimit_namespace_gone"));
    assert_eq!(service.call("ratelimit.multiLimit", json!([use_of("old", "x", 3)])).status, 410);
    let set = service.call("ratelimit.setOverride", use_of("old", "user_1", 3));
    assert_eq!(set.code(), "ratelimit_namespace_not_found");
}

#[test]
fn denials_name_the_namespace_and_reading_an_override_hides_them() {
    let service = Service::new(json!({
        "rootKeys": {
            "bare": {},
            "some": {"permissions": ["ratelimit.{emails}.limit", "unkey:v1:{workspace}:ratelimits/**#read_override"]},
        },
        "namespaces": {"emails": {"overrides": [{"identifier": "vip", "limit": 9, "duration": 1000}]}, "sms": {}},
    }));
    let (emails, sms) = (service.id("emails"), service.id("sms"));
    let denied = service.call_as("bare", "ratelimit.limit", use_of("emails", "x", 3));
    let sentence = format!("Missing one of these permissions: ratelimit.{emails}.limit or ratelimit.*.limit");
    assert_eq!(denied.refusal(), ("insufficient_permissions", sentence.as_str()));
    let fresh = service.call_as("bare", "ratelimit.limit", use_of("fresh", "x", 3));
    assert_eq!(fresh.refusal().1, "Missing permission: 'ratelimit.*.create_namespace'");
    let both = json!([use_of("emails", "x", 3), use_of("sms", "x", 3), use_of("emails", "y", 3)]);
    let denied = service.call_as("some", "ratelimit.multiLimit", both);
    let each = [emails, sms, emails].map(|namespace| format!("ratelimit.{namespace}.limit")).join(" and ");
    let sentence = format!("Missing one of these permissions: ratelimit.*.limit or {each}");
    assert_eq!(denied.refusal(), ("insufficient_permissions", sentence.as_str()));
    service.call_as("some", "ratelimit.multiLimit", json!([use_of("emails", "x", 3)])).data();
    let get = |alias: &str| {
        service.call_as(alias, "ratelimit.getOverride", json!({"namespace": "emails", "identifier": "vip"}))
    };
    assert_eq!(get("bare").code(), "ratelimit_override_not_found");
    assert_eq!(get("some").data()["limit"], 9);
}

#[test]
fn uses_of_one_identifier_add_up_within_a_request() {
    let service = Service::new(json!({}));
    let twice = |limit: i64| {
        let uses = json!([use_of("emails", "user_1", limit), use_of("emails", "user_1", limit)]);
        let answer = service.call("ratelimit.multiLimit", uses).into_data();
        let limits = answer["limits"].as_array().unwrap().iter();
        let rows: Vec<_> = limits.map(|row| (row["passed"].clone(), row["remaining"].clone())).collect();
        (answer["passed"].clone(), rows)
    };
    assert_eq!(twice(1), (json!(false), vec![(json!(true), json!(1)), (json!(false), json!(0))]));
    assert_eq!(twice(3), (json!(true), vec![(json!(true), json!(2)), (json!(true), json!(1))]));
}

#[test]
fn of_several_patterns_the_first_in_order_counts() {
    let service = Service::new(json!({"namespaces": {"emails": {}}}));
    for (identifier, limit) in [("user_*", 20), ("*", 10), ("*_1", 30)] {
        service.call("ratelimit.setOverride", use_of("emails", identifier, limit)).data();
    }
    let verdict = |identifier: &str| service.call("ratelimit.limit", use_of("emails", identifier, 3));
    assert_eq!(verdict("user_1").data()["limit"], 10);
    service.call("ratelimit.deleteOverride", json!({"namespace": "emails", "identifier": "*"})).data();
    assert_eq!(verdict("user_1").data()["limit"], 30);
    assert_eq!(verdict("user_1\n").code(), "unexpected_error", "patterns are compared on one line only");
}

#[test]
fn an_override_of_more_nanoseconds_than_64_bits_makes_the_limit_fail() {
    let service = Service::new(json!({"namespaces": {"emails": {}}}));
    let mut long = use_of("emails", "user_1", 3);
    long["duration"] = json!(9_223_372_036_855_i64);
    service.call("ratelimit.setOverride", long).data();
    let verdict = service.call("ratelimit.limit", use_of("emails", "user_1", 3));
    assert_eq!((verdict.status.as_u16(), verdict.code()), (500, "unexpected_error"));
}
