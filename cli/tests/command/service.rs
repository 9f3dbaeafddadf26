//! An emulator in the test's own process: the commands call it, and its true state is there to be read.

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use tokio::runtime::Runtime;
use unkey_kit_emulator::{Emulator, EmulatorHandle, KeyState, SeededKeys};

use crate::process::command;

/// What a revocation needs.
pub(crate) const OPERATOR: [&str; 5] =
    ["api.*.read_api", "api.*.read_key", "api.*.update_key", "api.*.delete_key", "identity.*.read_identity"];

/// A workspace with keys, and one root key.
pub(crate) struct Service {
    /// Drives the emulator as long as this lives.
    _runtime: Runtime,
    emulator: EmulatorHandle,
    workspace: String,
    pub(crate) root_key: String,
    pub(crate) keys: SeededKeys,
}

impl Service {
    /// Keys, spread over users and two APIs, and a root key with these permissions.
    pub(crate) fn start(keys: u32, users: u32, permissions: &[&str]) -> Self {
        let runtime = Runtime::new().unwrap();
        let emulator = runtime.block_on(Emulator::builder().start()).unwrap();
        let seeded = SeededKeys { count: keys, apis: 2, users, seed: 1 };
        let setup = json!({ "rootKeys": { "root": { "permissions": permissions } }, "keys": seeded });
        let made = admin(&emulator, "/workspaces", &setup);
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        Self {
            workspace: text(&made["ids"]["workspace"]),
            root_key: text(&made["rootKeys"]["root"]),
            emulator,
            keys: seeded,
            _runtime: runtime,
        }
    }

    /// The command with this service's address and root key.
    pub(crate) fn command(&self, args: &[&str]) -> assert_cmd::Command {
        let mut command = command(args);
        command.envs(self.environment());
        command
    }

    pub(crate) fn environment(&self) -> [(&'static str, &str); 2] {
        [("UNKEY_BASE_URL", self.emulator.url()), ("UNKEY_ROOT_KEY", &self.root_key)]
    }

    pub(crate) fn fault(&self, fault: &Value) {
        admin(&self.emulator, &format!("/workspaces/{}/faults", self.workspace), fault);
    }

    /// The true state of every key.
    pub(crate) fn states(&self) -> Vec<KeyState> {
        self.emulator.emulator().keys(&self.workspace)
    }

    /// How many keys of this user are enabled.
    pub(crate) fn enabled(&self, user: &str) -> usize {
        let alive = |key: &KeyState| key.enabled && key.deleted.is_none();
        self.states().iter().filter(|key| key.external_id.as_deref() == Some(user) && alive(key)).count()
    }
}

fn admin(emulator: &EmulatorHandle, path: &str, body: &Value) -> Value {
    let request = Request::post(path).body(Bytes::from(body.to_string())).unwrap();
    let answer = emulator.emulator().handle_admin(request);
    assert!(answer.status().is_success(), "{path}: {}", String::from_utf8_lossy(answer.body()));
    serde_json::from_slice(answer.body()).unwrap()
}
