use serde_json::{Value, json};

use crate::service::Service;

/// SHA-256 of `sk_elsewhere`, as the service stores it itself.
const HASH_OF_SK_ELSEWHERE: &str = "TkdDZl4yFCkCuWuEx33Wio8xKtiaIhU0xVjNLk6yEnI=";
/// SHA-256 of `longToken1` in hexadecimal.
const HASH_OF_LONG_TOKEN: &str = "444bc00d1ff8f7035452f046f8a1df259ad874f036619dc4d8239f1f3d49d9da";

fn service(algorithm: &str) -> Service {
    Service::new(json!({"apis": {"here": {}}, "migrations": {"move": {"algorithm": algorithm}}}))
}

fn migrate(service: &Service, keys: Value) -> crate::service::Reply {
    let body = json!({"migrationId": service.id("move"), "apiId": service.id("here"), "keys": keys});
    service.call("keys.migrateKeys", body)
}

#[test]
fn a_key_is_taken_in_by_its_hash_and_shows_nothing_of_its_secret() {
    let service = service("sha256");
    let key = json!({"hash": HASH_OF_SK_ELSEWHERE, "name": "old", "externalId": "user_1", "roles": ["editor"],
        "permissions": ["docs.read"], "credits": {"remaining": 5}});
    let taken = migrate(&service, json!([key]));
    let id = taken.data()["migrated"][0]["keyId"].clone();
    assert_eq!(
        taken.data(),
        &json!({"migrated": [{"hash": HASH_OF_SK_ELSEWHERE, "keyId": id}], "failed": null})
    );
    let read = service.call("keys.getKey", json!({"keyId": id})).data().clone();
    assert_eq!(
        (&read["start"], &read["name"], &read["roles"]),
        (&json!(""), &json!("old"), &json!(["editor"]))
    );
    let verified = service.call("keys.verifyKey", json!({"key": "sk_elsewhere"}));
    assert_eq!((&verified.data()["code"], &verified.data()["credits"]), (&json!("VALID"), &json!(4)));
    let again = migrate(&service, json!([key]));
    assert_eq!(again.data(), &json!({"migrated": [], "failed": [HASH_OF_SK_ELSEWHERE]}));
}

#[test]
fn a_prefixed_key_is_known_by_its_secret_once_it_was_verified_under_its_migration() {
    let service = service("github.com/seamapi/prefixed-api-key");
    let id = migrate(&service, json!([{"hash": HASH_OF_LONG_TOKEN}])).data()["migrated"][0]["keyId"].clone();
    let verify = |key: &str, migration: Option<&str>| {
        let mut body = json!({"key": key});
        if let Some(migration) = migration {
            body["migrationId"] = json!(migration);
        }
        service.call("keys.verifyKey", body)
    };
    let secret = "acme_short_longToken1";
    assert_eq!(verify(secret, None).data()["code"], "NOT_FOUND");
    assert_eq!(verify(secret, Some("other")).data()["code"], "NOT_FOUND");
    assert_eq!(verify("longToken1", Some(service.id("move"))).code(), "malformed");
    assert_eq!(verify(HASH_OF_LONG_TOKEN, None).data()["code"], "NOT_FOUND", "the hash is no secret");
    assert_eq!(verify(secret, Some(service.id("move"))).data()["keyId"], id);
    assert_eq!(verify(secret, None).data()["code"], "VALID");
    assert_eq!(service.call("keys.getKey", json!({"keyId": id})).data()["start"], "acme_short_long");
}

#[test]
fn credits_that_are_null_break_the_service_and_nothing_is_taken_in() {
    let service = service("sha256");
    let keys = json!([{"hash": "aaa"}, {"hash": "bbb", "credits": {"remaining": null}}]);
    let broken = migrate(&service, keys);
    assert_eq!((broken.status.as_u16(), broken.code()), (500, "unexpected_error"));
    assert!(service.truth().is_empty());
}
