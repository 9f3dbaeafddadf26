//! What the demonstration acts on: an emulator in this process, with users, their keys, and root keys good and bad.

use std::collections::BTreeMap;

use bytes::Bytes;
use http::Request;
use serde::Deserialize;
use serde_json::{Value, json};
use unkey_kit::{KeySecret, Millis, Unkey};
use unkey_kit_emulator::{Emulator, EmulatorHandle, KeyState};

use crate::failure::Failure;

/// The user whose keys leak, and others who must not notice.
pub(super) const USERS: [&str; 4] = ["user_123", "user_124", "user_456", "user_789"];
pub(super) const LEAKED: &str = USERS[0];
const APIS: [&str; 2] = ["payments", "reports"];

/// All that a revocation needs, and nothing else.
const OPERATOR: [&str; 6] = [
    "api.*.read_api",
    "api.*.read_key",
    "api.*.update_key",
    "api.*.delete_key",
    "api.*.verify_key",
    "identity.*.read_identity",
];

/// A root key of the demonstration.
#[derive(Clone, Copy, Debug)]
pub(super) enum RootKeyOf {
    /// Reads, disables, deletes and verifies keys.
    Operator,
    /// Reads keys, and may do nothing else.
    Reader,
    Disabled,
    Expired,
    /// One that the service has never heard of.
    Nobody,
}

impl RootKeyOf {
    fn alias(self) -> &'static str {
        match self {
            Self::Operator => "operator",
            Self::Reader => "reader",
            Self::Disabled => "disabled",
            Self::Expired => "expired",
            Self::Nobody => "nobody",
        }
    }
}

/// The emulator and what was put into it.
pub(super) struct World {
    emulator: EmulatorHandle,
    made: Made,
}

/// What the emulator answers to a setup.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Made {
    root_keys: BTreeMap<String, String>,
    ids: BTreeMap<String, String>,
    keys: Vec<MadeKey>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MadeKey {
    key_id: String,
    key: KeySecret,
}

impl World {
    /// Starts an emulator and gives it so many keys, in turn to each user.
    pub(super) async fn start(keys: u32) -> Result<Self, Failure> {
        let emulator = Emulator::builder()
            .start()
            .await
            .map_err(|source| Failure::io("cannot start the emulator", source))?;
        let setup = setup(keys, emulator.emulator().clock().now());
        let request = Request::post("/workspaces").body(Bytes::from(setup.to_string()));
        let request = request.map_err(|error| Failure::Broken(error.to_string()))?;
        let answer = emulator.emulator().handle_admin(request);
        let made = serde_json::from_slice(answer.body())
            .map_err(|error| Failure::Broken(format!("the emulator did not take its setup: {error}")))?;
        Ok(Self { emulator, made })
    }

    /// A client of the emulator.
    pub(super) fn client(&self, of: RootKeyOf) -> Result<Unkey, Failure> {
        let unknown = "unkey_emulator_of_somebody_else";
        let root_key = self.made.root_keys.get(of.alias()).map_or(unknown, String::as_str);
        Ok(Unkey::builder().root_key(root_key).base_url(self.emulator.url()).build()?)
    }

    /// The ids of the APIs.
    pub(super) fn apis(&self) -> Vec<String> {
        APIS.iter().filter_map(|alias| self.made.ids.get(*alias).cloned()).collect()
    }

    /// A key of the user whose keys leak, and its secret.
    pub(super) fn leaked_key(&self) -> Option<(&str, KeySecret)> {
        self.made.keys.first().map(|key| (key.key_id.as_str(), key.key.clone()))
    }

    /// The true state of every key, which no client is asked for.
    pub(super) fn states(&self) -> Vec<KeyState> {
        self.made.ids.get("workspace").map_or_else(Vec::new, |id| self.emulator.emulator().keys(id))
    }
}

fn setup(keys: u32, now: Millis) -> Value {
    json!({
        "apis": { APIS[0]: {}, APIS[1]: {} },
        "rootKeys": {
            RootKeyOf::Operator.alias(): { "permissions": OPERATOR },
            RootKeyOf::Reader.alias(): { "permissions": ["api.*.read_api", "api.*.read_key"] },
            RootKeyOf::Disabled.alias(): { "permissions": OPERATOR, "enabled": false },
            RootKeyOf::Expired.alias(): { "permissions": OPERATOR, "expires": now - 60_000 },
        },
        "keys": (0..keys as usize).map(|number| key(number, now)).collect::<Vec<_>>(),
    })
}

/// Users take turns, then APIs. Of each user's keys, some were disabled before and some have expired.
fn key(number: usize, now: Millis) -> Value {
    let turn = number / USERS.len();
    let mut key = json!({
        "api": APIS[turn % APIS.len()],
        "externalId": USERS[number % USERS.len()],
        "name": format!("key {number}"),
        "enabled": turn % 20 != 7,
    });
    if turn % 25 == 13 {
        key["expires"] = json!(now - 60_000);
    }
    key
}
