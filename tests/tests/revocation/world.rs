//! A workspace in an emulator of its own, with a client on it.

use std::{collections::BTreeMap, time::Duration};

use bytes::Bytes;
use http::Request;
use serde_json::{Value, json};
use unkey_kit::{KeyOutcome, Outcome, Plan, PlanRevocation, RetryPolicy, Run, Selector, Unkey, UnkeyBuilder};
use unkey_kit_emulator::{Emulator, EmulatorHandle, KeyState};

/// An emulator with one workspace.
pub(crate) struct World {
    handle: EmulatorHandle,
    workspace: String,
    ids: BTreeMap<String, String>,
    root_keys: BTreeMap<String, String>,
    /// The ids of the setup's keys, in its order.
    pub(crate) keys: Vec<String>,
}

impl World {
    /// A workspace as the setup describes it, with a root key `admin` that may do everything about keys.
    pub(crate) async fn new(mut setup: Value) -> Self {
        let all = ["read_api", "read_key", "create_key", "update_key", "delete_key", "verify_key"];
        let mut permissions: Vec<_> = all.iter().map(|action| format!("api.*.{action}")).collect();
        permissions.push("identity.*.read_identity".to_owned());
        setup["rootKeys"]["admin"] = json!({ "permissions": permissions });
        let handle = Emulator::builder().start().await.unwrap();
        let made = admin(&handle, "POST", "/workspaces", &setup);
        let texts = |value: &Value| serde_json::from_value(value.clone()).unwrap();
        let ids: BTreeMap<String, String> = texts(&made["ids"]);
        let keys = made["keys"].as_array().into_iter().flatten();
        Self {
            workspace: ids["workspace"].clone(),
            ids,
            root_keys: texts(&made["rootKeys"]),
            keys: keys.map(|key| key["keyId"].as_str().unwrap().to_owned()).collect(),
            handle,
        }
    }

    /// One API `main` with this many keys of `user_1`.
    pub(crate) async fn with_keys(count: usize) -> Self {
        let keys: Vec<_> = (0..count).map(|_| json!({ "externalId": "user_1" })).collect();
        Self::new(json!({ "apis": { "main": {} }, "keys": keys })).await
    }

    pub(crate) fn client(&self) -> Unkey {
        self.client_of("admin")
    }

    pub(crate) fn client_of(&self, alias: &str) -> Unkey {
        self.builder().root_key(&self.root_keys[alias]).build().unwrap()
    }

    /// A builder for a client that is not patient: the library's own tests show how long it waits.
    pub(crate) fn builder(&self) -> UnkeyBuilder {
        let mut policy = RetryPolicy::default();
        policy.base_delay = Duration::from_millis(10);
        policy.rate_limit_floor = Duration::from_millis(10);
        self.patient_builder().retry(policy)
    }

    /// A builder for a client with the library's own waits.
    pub(crate) fn patient_builder(&self) -> UnkeyBuilder {
        Unkey::builder().base_url(self.handle.url())
    }

    pub(crate) fn root_key(&self, alias: &str) -> &str {
        &self.root_keys[alias]
    }

    /// The id behind an alias of the setup.
    pub(crate) fn id(&self, alias: &str) -> String {
        self.ids[alias].clone()
    }

    pub(crate) fn user(&self, external_id: &str, apis: &[&str]) -> Selector {
        Selector::user(external_id, apis.iter().map(|alias| self.id(alias)))
    }

    /// A plan of every key of the API `main`.
    pub(crate) fn plan(&self) -> Plan {
        self.plan_of(Selector::api(self.id("main")))
    }

    pub(crate) fn plan_of(&self, selector: Selector) -> Plan {
        self.client().revoke().plan(PlanRevocation::new(selector))
    }

    pub(crate) fn fault(&self, fault: Value) {
        admin(&self.handle, "POST", &format!("/workspaces/{}/faults", self.workspace), &fault);
    }

    pub(crate) fn no_faults(&self) {
        admin(&self.handle, "DELETE", &format!("/workspaces/{}/faults", self.workspace), &json!({}));
    }

    /// The status of each request so far, by operation.
    pub(crate) fn requests(&self, operation: &str) -> Vec<u64> {
        let path = format!("/workspaces/{}/requests", self.workspace);
        let journal = admin(&self.handle, "GET", &path, &json!({}));
        let entries = journal["requests"].as_array().unwrap().iter();
        entries
            .filter(|entry| entry["operation"] == operation)
            .map(|entry| entry["status"].as_u64().unwrap_or_default())
            .collect()
    }

    /// The true state of a key.
    pub(crate) fn state(&self, key_id: &str) -> KeyState {
        self.states().remove(key_id).unwrap()
    }

    pub(crate) fn states(&self) -> BTreeMap<String, KeyState> {
        let keys = self.handle.emulator().keys(&self.workspace).into_iter();
        keys.map(|key| (key.key_id.clone(), key)).collect()
    }

    pub(crate) fn is_deleted(&self, key_id: &str) -> bool {
        self.state(key_id).deleted.is_some()
    }

    /// Checks that the emulator agrees with each outcome of a run that disabled.
    pub(crate) async fn agrees_that_disabled(&self, run: &Run) {
        let states = self.states();
        for outcome in outcomes(run).await {
            let state = &states[&outcome.key_id];
            match outcome.outcome {
                Outcome::Revoked | Outcome::AlreadyRevoked => assert!(!state.enabled, "{outcome:?}"),
                Outcome::AlreadyGone => assert!(state.deleted.is_some(), "{outcome:?}"),
                Outcome::Skipped | Outcome::Denied | Outcome::Failed | Outcome::StillActive => {
                    assert!(state.enabled, "{outcome:?}");
                }
                other => panic!("{other:?} is not expected here"),
            }
        }
    }
}

fn admin(handle: &EmulatorHandle, method: &str, path: &str, body: &Value) -> Value {
    let body = if method == "POST" { Bytes::from(body.to_string()) } else { Bytes::new() };
    let request = Request::builder()
        .method(method)
        .uri(path)
        .header("content-type", "application/json")
        .body(body)
        .unwrap();
    let answer = handle.emulator().handle_admin(request);
    assert!(answer.status().is_success(), "{path}: {:?}", answer.body());
    serde_json::from_slice(answer.body()).unwrap_or_default()
}

/// All outcomes of a run.
pub(crate) async fn outcomes(run: &Run) -> Vec<KeyOutcome> {
    run.outcomes().try_collect().await.unwrap()
}

/// The outcomes of a run by key.
pub(crate) async fn by_key(run: &Run) -> BTreeMap<String, Outcome> {
    let all = outcomes(run).await;
    let by_key: BTreeMap<_, _> = all.iter().map(|one| (one.key_id.clone(), one.outcome)).collect();
    assert_eq!(by_key.len(), all.len(), "one outcome for each key");
    by_key
}
