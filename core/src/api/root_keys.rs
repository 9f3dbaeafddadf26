//! Root keys: the credentials of clients like this one.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::{Empty, Millis, Patch, Response, null_as_default};
use crate::{client::Unkey, error::Result, http::Operation, page::Items, secret::KeySecret};

/// Root keys: the credentials of clients like this one.
///
/// Unverified: these calls are known by their shapes alone, and not every server has them. What permissions they need,
/// and which errors they give, is not known.
#[derive(Clone, Debug)]
pub struct RootKeys {
    pub(super) client: Unkey,
}

impl RootKeys {
    /// Creates a root key. Its secret is in this answer and never again.
    ///
    /// Unverified: known by its shape alone, and not every server has it.
    ///
    /// Never repeated once it may have been applied, since each call makes another root key.
    pub async fn create(&self, request: CreateRootKey) -> Result<Response<CreatedRootKey>> {
        self.client.call(Operation::new("rootKeys.createKey"), &request).await
    }

    /// Lists the root keys of the workspace.
    ///
    /// Unverified: known by its shape alone, and not every server has it.
    #[must_use]
    pub fn list(&self, request: ListRootKeys) -> Items<RootKeyRecord> {
        Items::new(&self.client, Operation::new("rootKeys.listKeys").safe_to_repeat(), &request)
    }

    /// Changes a root key; what is not mentioned stays.
    ///
    /// Unverified: known by its shape alone, and not every server has it.
    ///
    /// Whoever disables the root key of this client locks it out.
    pub async fn update(&self, request: UpdateRootKey) -> Result<Response<Empty>> {
        self.client.call(Operation::new("rootKeys.updateKey").safe_to_repeat(), &request).await
    }

    /// Deletes a root key.
    ///
    /// Unverified: known by its shape alone, and not every server has it.
    ///
    /// Which error says that the root key is gone is not known, so that after a lost answer a repeat that finds it gone
    /// fails with that error, and its [`effect`](crate::Error::effect) says that the first attempt may have been
    /// applied. Whoever deletes the root key of this client locks it out.
    pub async fn delete(&self, request: DeleteRootKey) -> Result<Response<Empty>> {
        self.client.call(Operation::new("rootKeys.deleteKey").safe_to_repeat(), &request).await
    }

    /// Creates a successor of a root key with a new secret, and lets the old one expire.
    ///
    /// Unverified: known by its shape alone, and not every server has it.
    ///
    /// Never repeated once it may have been applied, since each call makes another root key.
    pub async fn reroll(&self, request: RerollRootKey) -> Result<Response<CreatedRootKey>> {
        self.client.call(Operation::new("rootKeys.rerollKey"), &request).await
    }
}

/// A root key to create.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct CreateRootKey {
    /// Its permissions, such as `api.*.read_key`.
    pub permissions: Vec<String>,
    /// Its name.
    pub name: Option<String>,
    /// When it ceases to be valid, in milliseconds since the epoch.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub expires: Patch<Millis>,
}

impl CreateRootKey {
    /// Takes the permissions.
    pub fn new(permissions: impl Into<Vec<String>>) -> Self {
        Self { permissions: permissions.into(), ..Self::default() }
    }
}

/// Which root keys to list.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct ListRootKeys {
    /// How many root keys a page has.
    pub limit: Option<i64>,
    /// Where to start: the `cursor` of an earlier page.
    pub cursor: Option<String>,
}

impl ListRootKeys {
    /// Lists all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// What to change of a root key. What is not mentioned stays.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct UpdateRootKey {
    /// The root key's id.
    pub key_id: String,
    /// Its name.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub name: Patch<String>,
    /// Whether it may be used.
    pub enabled: Option<bool>,
    /// All its permissions: those that are not named here go.
    pub permissions: Option<Vec<String>>,
}

impl UpdateRootKey {
    /// Names the root key.
    pub fn new(key_id: impl Into<String>) -> Self {
        Self { key_id: key_id.into(), ..Self::default() }
    }
}

/// A root key to delete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct DeleteRootKey {
    /// The root key's id.
    pub key_id: String,
}

impl DeleteRootKey {
    /// Names the root key.
    pub fn new(key_id: impl Into<String>) -> Self {
        Self { key_id: key_id.into() }
    }
}

/// A root key to replace by a successor.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct RerollRootKey {
    /// The old root key's id.
    pub key_id: String,
    /// For how long the old one stays valid, in milliseconds from now. `null` is sent if it is not set; what that means
    /// is not known.
    pub expiration: Option<Millis>,
}

impl RerollRootKey {
    /// Names the old root key.
    pub fn new(key_id: impl Into<String>) -> Self {
        Self { key_id: key_id.into(), ..Self::default() }
    }
}

/// A root key that was just created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreatedRootKey {
    /// The root key's id.
    pub key_id: String,
    /// The secret. It cannot be read again.
    pub key: KeySecret,
}

/// A root key, without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RootKeyRecord {
    /// The root key's id.
    pub key_id: String,
    /// Its name.
    pub name: Option<String>,
    /// The first characters of the secret.
    pub start: String,
    /// The last characters of the secret.
    pub end: String,
    /// Whether it may be used.
    pub enabled: bool,
    /// When it was created, in milliseconds since the epoch.
    pub created_at: Millis,
    /// When it was last used, in milliseconds since the epoch.
    pub last_used_at: Millis,
    /// When it ceases, or ceased, to be valid, in milliseconds since the epoch.
    pub expires: Option<Millis>,
    /// Its permissions.
    #[serde(default, deserialize_with = "null_as_default")]
    pub permissions: Vec<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn an_expiration_that_is_not_set_is_sent_as_null() {
        let json = json!({"keyId": "key_1", "expiration": null});
        assert_eq!(to_value(RerollRootKey::new("key_1")).unwrap(), json);
    }

    #[test]
    fn what_a_root_key_does_not_have_may_be_null() {
        let record: RootKeyRecord = from_value(json!({
            "keyId": "key_1", "name": null, "start": "unkey_ab", "end": "yz", "enabled": true, "createdAt": 1,
            "lastUsedAt": 0, "expires": null, "permissions": null
        }))
        .unwrap();
        assert_eq!((record.name, record.expires, record.permissions), (None, None, Vec::new()));
    }
}
