//! What is not obvious about the forms of keys on the wire.

use serde_json::{Value, from_value, json, to_value};

use super::*;
use crate::{
    api::{JsonObject, Patch, RatelimitRule, Wide},
    wire,
};

const BIGGEST: i64 = i64::MAX;

#[test]
fn an_update_mentions_what_it_changes_and_nothing_else() {
    let sent = |update: UpdateKey| to_value(update).unwrap();
    assert_eq!(sent(UpdateKey::new("key_1")), json!({"keyId": "key_1"}));
    let cleared = UpdateKey::new("key_1")
        .name(Patch::Clear)
        .external_id(Patch::Clear)
        .meta(Patch::Clear)
        .expires(Patch::Clear)
        .credits(Patch::Clear);
    assert_eq!(
        sent(cleared),
        json!({"keyId": "key_1", "name": null, "externalId": null, "meta": null, "expires": null, "credits": null})
    );
    let set = UpdateKey::new("key_1")
        .name("new")
        .meta(JsonObject::new())
        .expires(0)
        .enabled(false)
        .roles(Vec::new())
        .ratelimits([RatelimitRule::new("all", 10, 1_000)])
        .credits(CreditsUpdate::new().remaining(Patch::Clear).refill(Refill::new(RefillInterval::Daily, 5)));
    assert_eq!(
        sent(set),
        json!({
            "keyId": "key_1", "name": "new", "meta": {}, "expires": 0, "enabled": false, "roles": [],
            "ratelimits": [{"name": "all", "limit": 10, "duration": 1_000, "autoApply": false}],
            "credits": {"remaining": null, "refill": {"interval": "daily", "amount": 5}}
        })
    );
}

#[test]
fn a_request_reads_back_as_it_was_written() {
    for json in [
        json!({"keyId": "k"}),
        json!({"keyId": "k", "credits": {}, "name": null}),
        json!({"keyId": "k", "credits": {"refill": null, "remaining": BIGGEST}, "permissions": []}),
    ] {
        assert_eq!(to_value(from_value::<UpdateKey>(json.clone()).unwrap()).unwrap(), json);
    }
}

#[test]
fn credits_of_a_new_key_say_that_they_are_unlimited() {
    let create = CreateKey::new("api_1").credits(Credits::new());
    assert_eq!(to_value(create).unwrap(), json!({"apiId": "api_1", "credits": {"remaining": null}}));
    let create = CreateKey::new("api_1").credits(Credits::new().remaining(BIGGEST));
    assert_eq!(to_value(create).unwrap(), json!({"apiId": "api_1", "credits": {"remaining": BIGGEST}}));
}

#[test]
fn the_value_of_credits_is_absent_null_or_a_number() {
    let sent =
        |value: Patch<Wide>| to_value(UpdateCredits::new("k", CreditOperation::Set).value(value)).unwrap();
    assert_eq!(sent(Patch::Keep), json!({"keyId": "k", "operation": "set"}));
    assert_eq!(sent(Patch::Clear), json!({"keyId": "k", "operation": "set", "value": null}));
    assert_eq!(sent(Patch::from(BIGGEST)), json!({"keyId": "k", "operation": "set", "value": BIGGEST}));
}

#[test]
fn unlimited_credits_are_null_in_an_answer() {
    for (json, remaining) in [
        (json!({"remaining": null}), None),
        (json!({"remaining": 0}), Some(Wide(0))),
        (json!({"remaining": BIGGEST}), Some(Wide(BIGGEST))),
    ] {
        let credits: Credits = from_value(json.clone()).unwrap();
        assert_eq!(credits.remaining, remaining);
        assert_eq!(to_value(credits).unwrap(), json);
    }
}

#[test]
fn a_key_is_read_with_what_the_service_leaves_out_or_adds() {
    let least = json!({"keyId": "key_1", "start": "", "enabled": false, "createdAt": 1});
    let key: Key = from_value(least.clone()).unwrap();
    assert!(key.roles.is_empty() && key.credits.is_none() && key.expires.is_none());
    assert_eq!(to_value(&key).unwrap(), least);
    let mut odd = least;
    for (name, value) in [
        ("roles", Value::Null),
        ("permissions", Value::Null),
        ("ratelimits", Value::Null),
        ("identity", json!({"id": "id_1", "externalId": "u", "ratelimits": null, "later": 1})),
        ("credits", json!({"remaining": 1, "refill": {"interval": "hourly", "amount": BIGGEST}})),
        ("later", json!({"deep": [1]})),
    ] {
        odd[name] = value;
    }
    let key: Key = from_value(odd).unwrap();
    let refill = key.credits.unwrap().refill.unwrap();
    assert_eq!(refill.interval, RefillInterval::Other("hourly".to_owned()));
    assert_eq!(refill.amount, Wide(BIGGEST));
    assert_eq!(key.identity.unwrap().external_id, "u");
}

#[test]
fn a_verdict_of_not_found_is_nothing_else() {
    let verdict: Verification = from_value(json!({"valid": false, "code": "NOT_FOUND"})).unwrap();
    assert_eq!((verdict.code, verdict.key_id, verdict.enabled), (VerificationCode::NotFound, None, None));
}

#[test]
fn a_verdict_that_is_not_known_survives() {
    let json = json!({"valid": false, "code": "PAUSED", "credits": BIGGEST});
    let verdict: Verification = from_value(json.clone()).unwrap();
    assert_eq!(verdict.code, VerificationCode::Other("PAUSED".to_owned()));
    assert_eq!(to_value(verdict).unwrap(), json);
}

#[test]
fn the_verdicts_have_the_names_of_the_service() {
    for name in [
        "VALID",
        "NOT_FOUND",
        "FORBIDDEN",
        "INSUFFICIENT_PERMISSIONS",
        "USAGE_EXCEEDED",
        "RATE_LIMITED",
        "DISABLED",
        "EXPIRED",
    ] {
        let code: VerificationCode = from_value(json!(name)).unwrap();
        assert!(!matches!(code, VerificationCode::Other(_)), "{name}");
        assert_eq!(to_value(code).unwrap(), json!(name));
    }
}

#[test]
fn a_migration_without_failures_may_say_null() {
    let migration: Migration =
        from_value(json!({"migrated": [{"hash": "h", "keyId": "k"}], "failed": null})).unwrap();
    assert_eq!(migration.migrated[0].key_id, "k");
    assert!(migration.failed.is_empty());
}

#[test]
fn the_secrets_of_requests_and_answers_are_shown_to_the_service_alone() {
    const SECRET: &str = "sk_live_1234";
    let verify = VerifyKey::new(SECRET).credits(CreditCost::new(0));
    let created: CreatedKey = from_value(json!({"keyId": "key_1", "key": SECRET})).unwrap();
    let key = json!({"keyId": "k", "start": "", "enabled": true, "createdAt": 1, "plaintext": SECRET});
    let key: Key = from_value(key).unwrap();
    let printed = format!("{verify:?} {:?} {created:?} {key:?}", Whoami::new(SECRET));
    let serialised = json!([verify, Whoami::new(SECRET), created, key]).to_string();
    assert!(!printed.contains(SECRET) && !serialised.contains(SECRET));
    let (sent, _) = wire::to_service(&verify).unwrap();
    assert_eq!(sent, format!(r#"{{"key":"{SECRET}","credits":{{"cost":0}}}}"#).into_bytes());
}
