//! What the service refuses whatever the call.

use serde_json::json;
use unkey_kit::*;

use crate::{calls::expect, observer::Observer};

/// Root keys that may not do it, or are none.
pub(crate) async fn of_root_keys(observer: &Observer) {
    let all = ["api.*.read_key", "api.*.create_api"];
    let made = observer.workspace(&json!({
        "rootKeys": {
            "poor": { "permissions": [] },
            "disabled": { "permissions": all, "enabled": false },
            "expired": { "permissions": all, "expires": 1 },
            "homeless": { "permissions": all, "workspace": "missing" },
        },
    }));
    let client = |alias: &str| observer.client(made[alias].as_str().unwrap());
    for alias in ["poor", "disabled", "expired"] {
        expect(403, client(alias).apis().create(CreateApi::new("payments")).await);
        expect(403, client(alias).identities().create(CreateIdentity::new("user_123")).await);
    }
    expect(404, client("homeless").keys().get(GetKey::new("key_missing")).await);
    let unknown = observer.client("unkey_unknown");
    expect(401, unknown.keys().get(GetKey::new("key_missing")).await);
    expect(401, unknown.apis().create(CreateApi::new("payments")).await);
}

/// A workspace without any calls left, and a service in trouble.
pub(crate) async fn of_the_service(observer: &Observer) {
    let made = observer.workspace(&json!({
        "workspace": { "limitPerMinute": 1 },
        "rootKeys": { "root": { "permissions": ["api.*.read_key"] } },
    }));
    let unkey = observer.client(made["root"].as_str().unwrap());
    expect(404, unkey.keys().get(GetKey::new("key_missing")).await);
    expect(429, unkey.keys().get(GetKey::new("key_missing")).await);

    let unkey = observer.client(observer.root_key());
    observer.fail("apis.getApi", "unkey/application/service_unavailable");
    expect(500, unkey.apis().get(GetApi::new("api_12345678")).await);
    observer.fail("ratelimit.limit", "unkey/data/ratelimit_namespace_gone");
    expect(410, unkey.ratelimit().limit(Limit::new("mail", "a", 1, 1_000)).await);
}
