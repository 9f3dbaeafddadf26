//! Requests about the permissions and roles of a key.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};

/// Permissions to give to a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct AddPermissions {
    /// The key's id.
    pub key_id: String,
    /// Slugs of the permissions, 1 to 1,000; each 1 to 128 of `[a-zA-Z0-9_:.*-]`.
    pub permissions: Vec<String>,
}

impl AddPermissions {
    /// Names the key and the slugs.
    pub fn new(key_id: impl Into<String>, permissions: impl Into<Vec<String>>) -> Self {
        Self { key_id: key_id.into(), permissions: permissions.into() }
    }
}

/// Permissions to take from a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct RemovePermissions {
    /// The key's id.
    pub key_id: String,
    /// Slugs of the permissions, 1 to 1,000.
    pub permissions: Vec<String>,
}

impl RemovePermissions {
    /// Names the key and the slugs.
    pub fn new(key_id: impl Into<String>, permissions: impl Into<Vec<String>>) -> Self {
        Self { key_id: key_id.into(), permissions: permissions.into() }
    }
}

/// The permissions that a key shall have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct SetPermissions {
    /// The key's id.
    pub key_id: String,
    /// Slugs of the permissions, each 1 to 128 of `[a-zA-Z0-9_:.*-]`; an empty list takes them all.
    pub permissions: Vec<String>,
}

impl SetPermissions {
    /// Names the key and the slugs.
    pub fn new(key_id: impl Into<String>, permissions: impl Into<Vec<String>>) -> Self {
        Self { key_id: key_id.into(), permissions: permissions.into() }
    }
}

/// Roles to give to a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct AddRoles {
    /// The key's id.
    pub key_id: String,
    /// Names of the roles, not their ids, 1 to 100; each 1 to 128 characters.
    pub roles: Vec<String>,
}

impl AddRoles {
    /// Names the key and the roles.
    pub fn new(key_id: impl Into<String>, roles: impl Into<Vec<String>>) -> Self {
        Self { key_id: key_id.into(), roles: roles.into() }
    }
}

/// Roles to take from a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct RemoveRoles {
    /// The key's id.
    pub key_id: String,
    /// Names of the roles, not their ids, 1 to 100.
    pub roles: Vec<String>,
}

impl RemoveRoles {
    /// Names the key and the roles.
    pub fn new(key_id: impl Into<String>, roles: impl Into<Vec<String>>) -> Self {
        Self { key_id: key_id.into(), roles: roles.into() }
    }
}

/// The roles that a key shall have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct SetRoles {
    /// The key's id.
    pub key_id: String,
    /// Names of the roles, not their ids, at most 100; an empty list takes them all.
    pub roles: Vec<String>,
}

impl SetRoles {
    /// Names the key and the roles.
    pub fn new(key_id: impl Into<String>, roles: impl Into<Vec<String>>) -> Self {
        Self { key_id: key_id.into(), roles: roles.into() }
    }
}
