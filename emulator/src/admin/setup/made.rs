//! What a setup has become.

use std::collections::BTreeMap;
use std::fmt;

use serde::Serialize;

/// The alias of the workspace itself.
pub(crate) const WORKSPACE: &str = "workspace";

/// What a [`Setup`](super::Setup) has become: the ids and secrets of what it names.
#[derive(Clone, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FreshWorkspace {
    /// Secrets of root keys, by alias.
    pub root_keys: BTreeMap<String, String>,
    /// Ids, by alias; `ALIAS.keyspace` is that of an API's keyspace, `workspace` that of the workspace.
    pub ids: BTreeMap<String, String>,
    /// The keys of a list, in its order; those in bulk follow from their seed.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub keys: Vec<FreshKey>,
}

impl fmt::Debug for FreshWorkspace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FreshWorkspace")
            .field("ids", &self.ids)
            .field("keys", &self.keys)
            .finish_non_exhaustive()
    }
}

/// One key of a setup's list.
#[derive(Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct FreshKey {
    /// Its id.
    pub key_id: String,
    /// Its plaintext.
    pub key: String,
    /// The id of its API.
    pub api_id: String,
}

impl fmt::Debug for FreshKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FreshKey")
            .field("key_id", &self.key_id)
            .field("api_id", &self.api_id)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_secret_shows_in_debug() {
        let key = FreshKey { key_id: "key_1".into(), key: "sk_hunter2".into(), api_id: "api_1".into() };
        let root_keys = BTreeMap::from([("root".into(), "unkey_hunter2".into())]);
        let made = FreshWorkspace { root_keys, ids: BTreeMap::default(), keys: vec![key] };
        let shown = format!("{made:?}");
        assert!(shown.contains("key_1") && !shown.contains("hunter2"), "{shown}");
    }
}
