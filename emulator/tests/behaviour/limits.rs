//! The limit of a workspace and its headers; rate limits and credits of keys.

use serde_json::{Value, json};

use crate::service::{Reply, Service};

fn headers(answer: &Reply) -> [Option<&str>; 4] {
    ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "retry-after"]
        .map(|name| answer.header(name))
}

fn limited(limit: u64) -> Service {
    Service::with_api(json!({"workspace": {"limitPerMinute": limit}}))
}

fn ask(service: &Service) -> Reply {
    service.call("keys.verifyKey", json!({"key": "nobody"}))
}

#[test]
fn every_answer_carries_the_limit_and_a_429_the_time_to_wait() {
    let service = limited(2);
    service.pass_seconds(10);
    assert_eq!(headers(&ask(&service)), [Some("2"), Some("1"), Some("50"), None]);
    let denied = service.call("apis.getApi", json!({"apiId": "api_doesnotexist"}));
    assert_eq!(headers(&denied), [Some("2"), Some("0"), Some("50"), None]);
    assert_eq!(headers(&ask(&service)), [Some("2"), Some("0"), Some("50"), Some("50")]);
}

#[test]
fn the_wait_may_be_zero_seconds() {
    let service = limited(1);
    ask(&service);
    service.emulator.clock().advance(std::time::Duration::from_millis(59_500));
    let answer = ask(&service);
    assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (429, Some("0")));
}

#[test]
fn capacity_returns_evenly_and_not_at_the_reset() {
    let service = limited(6);
    (0..6).for_each(|_| drop(ask(&service)));
    service.pass_seconds(60);
    assert_eq!(ask(&service).status.as_u16(), 429, "all of the last minute still counts");
    service.pass_seconds(10);
    assert_eq!([ask(&service), ask(&service)].map(|answer| answer.status.as_u16()), [200, 429]);
}

#[test]
fn a_limit_of_zero_refuses_without_a_word_on_when_to_come_back() {
    let service = limited(0);
    let answer = ask(&service);
    assert_eq!(answer.failure().1, "user/too_many_requests/workspace_rate_limited");
    assert_eq!(headers(&answer), [None; 4]);
}

#[test]
fn what_the_schema_or_authentication_refuses_is_not_counted() {
    let service = limited(1);
    let flawed = service.call("apis.getApi", json!({"apiId": 1}));
    let unknown = service.call_with("Bearer nobody", "keys.verifyKey", json!({"key": "nobody"}));
    assert_eq!((headers(&flawed), headers(&unknown)), ([None; 4], [None; 4]));
    assert_eq!(ask(&service).header("ratelimit-remaining"), Some("0"));
}

fn verify(service: &Service, secret: &str, more: Value) -> Value {
    let mut body = more;
    body["key"] = secret.into();
    service.call("keys.verifyKey", body).into_data()
}

#[test]
fn credits_run_out_and_a_cost_of_zero_never_fails() {
    let service = Service::with_api(json!({}));
    let (_, secret) = service.key(json!({"credits": {"remaining": 1}}));
    let codes: Vec<Value> = [json!({}), json!({}), json!({"credits": {"cost": 0}})]
        .into_iter()
        .map(|more| verify(&service, &secret, more)["code"].clone())
        .collect();
    assert_eq!(codes, ["VALID", "USAGE_EXCEEDED", "VALID"]);
}

#[test]
fn a_rate_limit_that_fails_spends_neither_credits_nor_other_limits() {
    let service = Service::with_api(json!({}));
    let (id, secret) = service.key(json!({
        "credits": {"remaining": 5},
        "ratelimits": [
            {"name": "narrow", "limit": 1, "duration": 60_000, "autoApply": true},
            {"name": "wide", "limit": 9, "duration": 60_000, "autoApply": true},
        ],
    }));
    assert_eq!(verify(&service, &secret, json!({}))["code"], "VALID");
    let refused = verify(&service, &secret, json!({}));
    assert_eq!(refused["code"], "RATE_LIMITED");
    let wide =
        refused["ratelimits"].as_array().unwrap().iter().find(|limit| limit["name"] == "wide").unwrap();
    assert_eq!((&wide["exceeded"], &wide["remaining"]), (&json!(false), &json!(8)));
    let key = service.call("keys.getKey", json!({"keyId": id})).into_data();
    assert_eq!(key["credits"]["remaining"], 4);
}

#[test]
fn the_keys_of_a_user_share_the_users_limits() {
    let service = Service::with_api(json!({}));
    let limits = json!([{"name": "shared", "limit": 1, "duration": 60_000, "autoApply": true}]);
    service
        .call("identities.createIdentity", json!({"externalId": "org_1", "ratelimits": limits}))
        .into_data();
    let keys = [(); 2].map(|()| service.key(json!({"externalId": "org_1"})).1);
    assert_eq!(verify(&service, &keys[0], json!({}))["code"], "VALID");
    assert_eq!(verify(&service, &keys[1], json!({}))["code"], "RATE_LIMITED");
}

#[test]
fn a_limit_of_the_key_hides_the_users_limit_of_the_same_name_from_verifications() {
    let service = Service::with_api(json!({}));
    let limits = |limit: i64, names: &[&str]| -> Value {
        let of = |name: &&str| json!({"name": name, "limit": limit, "duration": 60_000, "autoApply": true});
        names.iter().map(of).collect()
    };
    let user = json!({"externalId": "user_1", "ratelimits": limits(5, &["requests", "tokens"])});
    service.call("identities.createIdentity", user).into_data();
    let own = json!({"externalId": "user_1", "ratelimits": limits(9, &["requests"])});
    let (id, secret) = service.key(own);
    let names = |limits: &Value| -> Vec<String> {
        let mut names: Vec<_> =
            limits.as_array().unwrap().iter().map(|row| row["name"].to_string()).collect();
        names.sort_unstable();
        names
    };
    let verified = verify(&service, &secret, json!({}));
    assert_eq!(names(&verified["identity"]["ratelimits"]), [r#""tokens""#]);
    assert_eq!(names(&verified["ratelimits"]), [r#""requests""#, r#""tokens""#]);
    let read = service.call("keys.getKey", json!({"keyId": id})).into_data();
    assert_eq!(names(&read["identity"]["ratelimits"]), [r#""requests""#, r#""tokens""#], "reads show both");
}

#[test]
fn a_window_of_more_nanoseconds_than_64_bits_limits_nothing() {
    let service = Service::with_api(json!({}));
    let (_, secret) = service.key(json!({}));
    for (duration, shown) in [(9_223_372_036_854_i64, true), (9_223_372_036_855, false), (i64::MAX, false)] {
        let limit = json!({"ratelimits": [{"name": "life", "limit": 1, "duration": duration}]});
        let verified = verify(&service, &secret, limit);
        assert_eq!((&verified["code"], verified.get("ratelimits").is_some()), (&json!("VALID"), shown));
    }
}
