use http::Method;
use serde_json::{Value, json};
use unkey_kit_emulator::{Clock, Emulator, SeededKeys, Setup};

use crate::service::{START, Service};

#[test]
fn bulk_keys_are_what_their_seed_says_without_an_answer() {
    let keys = SeededKeys { count: 50, apis: 2, users: 5, seed: 7 };
    let service = Service::new(json!({"keys": keys}));
    assert_eq!(service.made.get("keys"), None);
    assert_eq!(service.id("api_1"), keys.api_id(1));
    for number in [0, 4, 5, 49] {
        let key = keys.key(number);
        let verified = service.call("keys.verifyKey", json!({"key": key.secret}));
        assert_eq!(
            (&verified.data()["code"], &verified.data()["keyId"]),
            (&json!("VALID"), &json!(key.key_id))
        );
        assert_eq!(verified.data()["identity"]["externalId"], json!(key.external_id));
        let truth = service.truth().into_iter().find(|truth| truth["keyId"] == key.key_id).unwrap();
        assert_eq!(truth["apiId"], json!(key.api_id));
    }
    let of_one_user = json!({"apiId": keys.api_id(0), "externalId": "user_3"});
    assert_eq!(service.call("apis.listKeys", of_one_user).data().as_array().unwrap().len(), 5);
}

#[test]
fn the_derivation_of_bulk_keys_does_not_change() {
    let key = SeededKeys { count: 10, apis: 2, users: 3, seed: 7 }.key(4);
    assert_eq!((key.key_id.as_str(), key.secret.as_str()), ("key_XbbPKgug7", "JqR54jPZqiWCDKXANWY7bK"));
    assert_eq!(key.external_id.as_deref(), Some("user_1"));
}

#[test]
fn a_listed_key_is_as_the_setup_says() {
    let service = Service::new(json!({
        "apis": {"here": {"defaultPrefix": "pk"}, "there": {}},
        "roles": {"editor": {"permissions": ["docs.write"]}},
        "keys": [
            {"api": "here", "name": "first", "externalId": "user_1", "meta": {"a": 1}, "expires": START + 1_000,
             "credits": {"remaining": 5, "refill": {"interval": "monthly", "amount": 9, "refillDay": 3}},
             "ratelimits": [{"name": "requests", "limit": 3, "duration": 1_000}],
             "permissions": ["docs.read"], "roles": ["editor"]},
            {"api": "there", "key": "sk_planted", "enabled": false},
            {"api": "there", "deleted": "soft"},
        ],
    }));
    let made = &service.made["keys"];
    assert!(made[0]["key"].as_str().unwrap().starts_with("pk_"));
    assert_eq!((&made[1]["key"], &made[1]["apiId"]), (&json!("sk_planted"), &json!(service.id("there"))));
    let read = service.call("keys.getKey", json!({"keyId": made[0]["keyId"]})).data().clone();
    assert_eq!(read["name"], "first");
    assert_eq!(read["meta"], json!({"a": 1}));
    assert_eq!(read["expires"], START + 1_000);
    let credits = json!({"remaining": 5, "refill": {"interval": "monthly", "amount": 9, "refillDay": 3}});
    assert_eq!(read["credits"], credits);
    assert_eq!(read["ratelimits"][0]["name"], "requests");
    assert_eq!(read["roles"], json!(["editor"]));
    let mut permissions: Vec<&str> =
        read["permissions"].as_array().unwrap().iter().map(|name| name.as_str().unwrap()).collect();
    permissions.sort_unstable();
    assert_eq!(permissions, ["docs.read", "docs.write"]);
    assert_eq!(service.call("keys.verifyKey", json!({"key": "sk_planted"})).data()["code"], "DISABLED");
    assert_eq!(service.call("keys.getKey", json!({"keyId": made[2]["keyId"]})).code(), "key_not_found");
}

#[test]
fn a_setup_that_contradicts_itself_makes_nothing() {
    let service = Service::new(json!({}));
    for (setup, word) in [
        (json!({"apis": {"a": {}}, "identities": {"a": {}}}), "alias a"),
        (json!({"apis": {"a": {}, "b": {}}, "keys": [{}]}), "exactly one"),
        (json!({"keys": [{"api": "a"}]}), "no API a"),
        (json!({"apis": {"a": {}}, "keys": [{"roles": ["r"]}]}), "no role r"),
        (json!({"apis": {"a": {}}, "keys": [{"key": "sk"}, {"key": "sk"}]}), "same plaintext"),
        (json!({"permissions": {"a.b": {}, "A.B": {}}}), "slug of permission"),
        (json!({"roles": {"a": {"name": "x"}, "b": {"name": "X"}}}), "name of role"),
        (json!({"surprise": 1}), "surprise"),
        (json!({"keys": [{}, {"surprise": 1}]}), "`keys[1].surprise`"),
        (json!({"keys": {"count": 1, "surprise": 1}}), "`keys.surprise`"),
        (json!({"keys": 1}), "a list of keys"),
    ] {
        let refused = service.admin(Method::POST, "/workspaces", &setup);
        let sentence = refused.body["error"].as_str().unwrap_or_default();
        assert!(refused.status == 400 && sentence.contains(word), "{}", refused.body);
    }
}

#[test]
fn a_seed_file_has_the_shape_of_a_setup_and_its_workspace_has_a_root_key_for_everything() {
    let setup = Setup::from_json(r#"{"apis": {"here": {}}, "keys": [{"externalId": "user_1"}]}"#).unwrap();
    let emulator = Emulator::builder().clock(Clock::manual(START)).build_with(setup).unwrap();
    let keys = http::Request::get(format!("/workspaces/{}/keys", emulator.workspace_id()));
    let answer = emulator.handle_admin(keys.body(bytes::Bytes::new()).unwrap());
    let truth: Value = serde_json::from_slice(answer.body()).unwrap();
    let body = json!({"keyId": truth["keys"][0]["keyId"]}).to_string();
    let read = http::Request::post("/v2/keys.getKey")
        .header("Authorization", format!("Bearer {}", emulator.root_key()))
        .header("Content-Type", "application/json");
    assert_eq!(emulator.handle(read.body(body.into()).unwrap()).status(), 200);
    let broken = Setup::from_json(r#"{"keys": [{}]}"#).unwrap();
    assert!(Emulator::builder().build_with(broken).is_err());
    let unread = |text: &str| Setup::from_json(text).unwrap_err().to_string();
    assert!(unread(r#"{"keys": [{"name": 1}]}"#).ends_with("at `keys[0].name`"));
    assert!(unread("{} {}").starts_with("trailing characters") && !unread("[").contains('`'));
}

#[test]
fn the_first_workspace_tells_what_its_aliases_have_become() {
    let setup = r#"{
        "rootKeys": {"reader": {"permissions": ["api.{payments}.read_api"]}},
        "apis": {"payments": {}, "billing": {}},
        "keys": [{"api": "billing"}, {"api": "payments", "key": "sk_planted"}]
    }"#;
    let emulator = Emulator::builder().build_with(Setup::from_json(setup).unwrap()).unwrap();
    let first = emulator.first_workspace();
    assert_eq!(first.ids["workspace"], emulator.workspace_id());
    assert_eq!(first.root_keys["root"], emulator.root_key());
    let read = |alias: &str| {
        let request = http::Request::post("/v2/apis.getApi")
            .header("Authorization", format!("Bearer {}", first.root_keys["reader"]))
            .header("Content-Type", "application/json");
        let body = json!({"apiId": first.ids[alias]}).to_string();
        emulator.handle(request.body(body.into()).unwrap()).status()
    };
    assert_eq!((read("payments"), read("billing")), (200.try_into().unwrap(), 403.try_into().unwrap()));
    let truth = emulator.keys(emulator.workspace_id());
    for (told, (real, alias)) in first.keys.iter().zip(truth.iter().zip(["billing", "payments"])) {
        assert_eq!((&told.key_id, &told.api_id), (&real.key_id, &first.ids[alias]));
    }
    assert_eq!((first.keys.len(), first.keys[1].key.as_str()), (2, "sk_planted"));
}

#[test]
fn a_first_workspace_without_a_setup_has_its_id_and_the_root_key_for_everything() {
    let emulator = Emulator::builder().build();
    let first = emulator.first_workspace();
    assert_eq!((first.ids.len(), first.root_keys.len(), first.keys.len()), (1, 1, 0));
    assert_eq!(
        (&*first.ids["workspace"], &*first.root_keys["root"]),
        (emulator.workspace_id(), emulator.root_key())
    );
}

#[test]
fn the_admin_address_says_what_it_does_not_take() {
    let service = Service::new(json!({}));
    let status = |method: Method, path: &str| service.admin(method, path, &Value::Null).status.as_u16();
    assert_eq!(status(Method::GET, "/nowhere"), 404);
    assert_eq!(status(Method::GET, "/workspaces/ws_none/keys"), 404);
    assert_eq!(status(Method::DELETE, "/workspaces"), 405);
    assert_eq!(status(Method::POST, "/clock"), 400);
    assert_eq!(status(Method::GET, &format!("/workspaces/{}/keys?limit=0", service.id("workspace"))), 400);
}

#[test]
fn the_clock_moves_forward_on_demand() {
    let service = Service::new(json!({}));
    let moved = service.admin(Method::POST, "/clock", &json!({"advance": 90_000}));
    assert_eq!(moved.body, json!({"now": START + 90_000}));
    assert_eq!(service.admin(Method::GET, "/clock", &Value::Null).body, json!({"now": START + 90_000}));
}
