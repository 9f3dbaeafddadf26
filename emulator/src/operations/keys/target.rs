//! The key that an operation is about.

use crate::error::{ApiError, KEY_NOT_FOUND, Result};
use crate::operations::Call;
use crate::permission::Need;
use crate::store::KeySlot;

/// A key that was found, with the ids that permissions name.
pub(super) struct Target {
    pub(super) slot: KeySlot,
    api: String,
    keyspace_urn: String,
    key_urn: String,
}

impl Target {
    /// Finds a live key of the caller's workspace by its id.
    ///
    /// # Errors
    /// 404 `key_not_found`, for a deleted one too, and for one whose API is deleted.
    pub(super) fn find(call: &Call<'_>, id: &str) -> Result<Self> {
        let slot = call.workspace.keys.find(id).ok_or_else(not_found)?;
        Self::at(call, slot)
    }

    /// [`Target::find`] for a key whose place is known.
    pub(super) fn at(call: &Call<'_>, slot: KeySlot) -> Result<Self> {
        let key = call.workspace.keys.get(slot);
        let api = call.workspace.apis.get(key.keyspace);
        if key.deletion().is_some() || api.deleted {
            return Err(not_found());
        }
        Ok(Self::named(slot, &call.workspace.id, &api.id, &api.keyspace, &key.id))
    }

    /// A key by the ids that belong to it.
    pub(super) fn named(slot: KeySlot, workspace: &str, api: &str, keyspace: &str, key: &str) -> Self {
        let keyspace_urn = format!("unkey:v1:{workspace}:keyspaces/{keyspace}");
        let key_urn = format!("{keyspace_urn}/keys/{key}");
        Self { slot, api: api.to_owned(), keyspace_urn, key_urn }
    }

    /// What lets a root key do something with this key.
    pub(super) fn permitted(&self, action: &str) -> Need {
        Need::any([
            format!("api.*.{action}"),
            format!("api.{}.{action}", self.api),
            format!("{}#{action}", self.key_urn),
        ])
    }

    /// Makes the answering node forget the key, as a change of it does.
    pub(super) fn evict(&self, call: &mut Call<'_>) {
        call.node.keys.evict(&call.workspace.keys.hash(self.slot));
    }

    /// What lets a root key make another key beside this one.
    pub(super) fn may_create(&self) -> Need {
        Need::any([
            format!("api.{}.create_key", self.api),
            "api.*.create_key".to_owned(),
            format!("{}#create_key", self.keyspace_urn),
        ])
    }

    /// What lets a root key change this key's permissions or roles: a URN alone, or tuples for key and change.
    pub(super) fn may_link(&self, changes: &[&str]) -> Need {
        let mut tuples =
            vec![Need::any(["api.*.update_key".to_owned(), format!("api.{}.update_key", self.api)])];
        tuples.extend(changes.iter().map(|change| Need::One(format!("rbac.*.{change}"))));
        Need::Any(vec![Need::One(format!("{}#update_key", self.key_urn)), Need::All(tuples)])
    }
}

pub(super) fn not_found() -> ApiError {
    KEY_NOT_FOUND.because("There is no such key in this workspace.")
}
