//! Whether what the client was told is true: the emulator's own state is compared with it, key by key.

use std::{collections::BTreeMap, fmt};

use unkey_kit::{Action, KeyOutcome, Outcome};
use unkey_kit_emulator::KeyState;

/// The state that each key should be in.
pub(super) struct Expected(BTreeMap<String, State>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct State {
    enabled: bool,
    deleted: bool,
    /// When it was last changed; not known once the client has changed it.
    updated_at: Option<Option<i64>>,
}

impl State {
    fn of(key: &KeyState) -> Self {
        Self { enabled: key.enabled, deleted: key.deleted.is_some(), updated_at: Some(key.updated_at) }
    }

    fn agrees(&self, key: &KeyState) -> bool {
        let deleted = key.deleted.is_some();
        let untouched = self.updated_at.is_none_or(|updated_at| updated_at == key.updated_at);
        // Of a deleted key it no longer matters whether it was enabled.
        self.deleted == deleted && (deleted || self.enabled == key.enabled) && untouched
    }
}

impl Expected {
    /// Every key stays as it is.
    pub(super) fn unchanged(keys: &[KeyState]) -> Self {
        Self(keys.iter().map(|key| (key.key_id.clone(), State::of(key))).collect())
    }

    /// The client was told what became of these keys.
    pub(super) fn outcomes(&mut self, action: Action, outcomes: &[KeyOutcome]) {
        for outcome in outcomes {
            let Some(state) = self.0.get_mut(&outcome.key_id) else { continue };
            match (outcome.outcome, action) {
                (Outcome::Revoked, Action::Disable) => *state = State::changed(false, false),
                (Outcome::Revoked, _) => *state = State::changed(state.enabled, true),
                (Outcome::AlreadyRevoked, _) => state.enabled = false,
                (Outcome::AlreadyGone, _) => state.deleted = true,
                _ => {}
            }
        }
    }

    /// The client was told that this key is enabled again.
    pub(super) fn enabled(&mut self, key_id: &str) {
        if let Some(state) = self.0.get_mut(key_id) {
            *state = State::changed(true, false);
        }
    }

    /// The keys that are not as they should be.
    pub(super) fn disagreements(&self, keys: &[KeyState]) -> Vec<Disagreement> {
        let mut found: Vec<_> = keys
            .iter()
            .filter(|key| !self.0.get(&key.key_id).is_some_and(|state| state.agrees(key)))
            .map(|key| Disagreement {
                key_id: key.key_id.clone(),
                should_be: self.0.get(&key.key_id).cloned(),
            })
            .collect();
        // A key that was told of and that the emulator has not at all.
        let known: std::collections::BTreeSet<_> = keys.iter().map(|key| &key.key_id).collect();
        found.extend(
            self.0.iter().filter(|(key_id, _)| !known.contains(key_id)).map(|(key_id, state)| Disagreement {
                key_id: key_id.clone(),
                should_be: Some(state.clone()),
            }),
        );
        found
    }
}

impl State {
    fn changed(enabled: bool, deleted: bool) -> Self {
        Self { enabled, deleted, updated_at: None }
    }
}

/// A key that is not as the client was told.
#[derive(Debug)]
pub(super) struct Disagreement {
    key_id: String,
    should_be: Option<State>,
}

impl fmt::Display for Disagreement {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { key_id, should_be } = self;
        match should_be {
            None => write!(f, "{key_id} should not exist"),
            Some(State { deleted: true, .. }) => write!(f, "{key_id} should be deleted"),
            Some(State { updated_at: Some(_), .. }) => write!(f, "{key_id} should not have been touched"),
            Some(State { enabled: true, .. }) => write!(f, "{key_id} should be enabled"),
            Some(State { enabled: false, .. }) => write!(f, "{key_id} should be disabled"),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use unkey_kit::{DeleteKey, UpdateKey};

    use super::{
        super::world::{RootKeyOf, World},
        *,
    };

    async fn world() -> (World, Expected, Vec<String>) {
        let world = World::start(4).await.unwrap();
        let states = world.states();
        let ids = states.iter().map(|key| key.key_id.clone()).collect();
        (world, Expected::unchanged(&states), ids)
    }

    fn outcome(key_id: &str, outcome: &str) -> KeyOutcome {
        serde_json::from_value(json!({ "keyId": key_id, "outcome": outcome })).unwrap()
    }

    fn found(world: &World, expected: &Expected) -> Vec<String> {
        expected.disagreements(&world.states()).iter().map(ToString::to_string).collect()
    }

    #[tokio::test]
    async fn a_report_that_is_true_agrees() {
        let (world, mut expected, ids) = world().await;
        assert_eq!(found(&world, &expected), [""; 0]);
        let keys = world.client(RootKeyOf::Operator).unwrap().keys();
        keys.update(UpdateKey::new(&ids[0]).enabled(false)).await.unwrap();
        keys.delete(DeleteKey::new(&ids[1])).await.unwrap();
        expected.outcomes(Action::Disable, &[outcome(&ids[0], "revoked")]);
        expected.outcomes(Action::Delete, &[outcome(&ids[1], "revoked")]);
        assert_eq!(found(&world, &expected), [""; 0]);
    }

    #[tokio::test]
    async fn a_revocation_that_never_happened_is_found() {
        let (world, mut expected, ids) = world().await;
        expected
            .outcomes(Action::Disable, &[outcome(&ids[0], "revoked"), outcome(&ids[1], "already_revoked")]);
        expected.outcomes(Action::Delete, &[outcome(&ids[2], "revoked")]);
        assert_eq!(found(&world, &expected).len(), 3);
    }

    #[tokio::test]
    async fn a_key_that_was_touched_without_a_word_is_found() {
        let (world, expected, ids) = world().await;
        let keys = world.client(RootKeyOf::Operator).unwrap().keys();
        keys.update(UpdateKey::new(&ids[3]).enabled(true)).await.unwrap();
        assert_eq!(found(&world, &expected), [format!("{} should not have been touched", ids[3])]);
    }
}
