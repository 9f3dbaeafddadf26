//! Requests about permissions and roles.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::api::Patch;

/// A permission to create.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct CreatePermission {
    /// Its name, for people, 1 to 512 characters.
    pub name: String,
    /// Its slug, by which keys have it and verifications ask for it: 1 to 128 of `[a-zA-Z0-9_:.*-]`.
    pub slug: String,
    /// What it is for, at most 512 characters.
    pub description: Option<String>,
}

impl CreatePermission {
    /// Takes name and slug.
    pub fn new(name: impl Into<String>, slug: impl Into<String>) -> Self {
        Self { name: name.into(), slug: slug.into(), ..Self::default() }
    }
}

/// A permission to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct GetPermission {
    /// Its id or slug.
    pub permission: String,
}

impl GetPermission {
    /// Names the permission.
    pub fn new(permission: impl Into<String>) -> Self {
        Self { permission: permission.into() }
    }
}

/// Which permissions to list.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct ListPermissions {
    /// How many permissions a page has, 1 to 100. Default 100.
    pub limit: Option<i64>,
    /// Where to start: the `cursor` of an earlier page.
    pub cursor: Option<String>,
    /// Only those whose id, name, slug or description has this text somewhere, whatever its case; at most 256
    /// characters.
    pub search: Option<String>,
}

impl ListPermissions {
    /// Lists all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// What to change of a permission. What is not mentioned stays.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct UpdatePermission {
    /// Its id or slug. By its id where the slug is to change, so that a repeat still finds it.
    pub permission: String,
    /// Its name.
    pub name: Option<String>,
    /// Its slug.
    pub slug: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub description: Patch<String>,
}

impl UpdatePermission {
    /// Names the permission.
    pub fn new(permission: impl Into<String>) -> Self {
        Self { permission: permission.into(), ..Self::default() }
    }
}

/// A permission to delete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct DeletePermission {
    /// Its id or slug.
    pub permission: String,
}

impl DeletePermission {
    /// Names the permission.
    pub fn new(permission: impl Into<String>) -> Self {
        Self { permission: permission.into() }
    }
}

/// A role to create.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct CreateRole {
    /// Its name, by which keys have it, 1 to 128 characters.
    pub name: String,
    /// What it is for, at most 512 characters.
    pub description: Option<String>,
    /// Slugs of its permissions, each 1 to 128 of `[a-zA-Z0-9_:.*-]`. Those that do not exist are created.
    pub permissions: Option<Vec<String>>,
}

impl CreateRole {
    /// Names the role.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

/// A role to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct GetRole {
    /// Its id or name.
    pub role: String,
}

impl GetRole {
    /// Names the role.
    pub fn new(role: impl Into<String>) -> Self {
        Self { role: role.into() }
    }
}

/// Which roles to list.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct ListRoles {
    /// How many roles a page has, 1 to 100. Default 100.
    pub limit: Option<i64>,
    /// Where to start: the `cursor` of an earlier page.
    pub cursor: Option<String>,
    /// Only those whose id, name or description has this text somewhere, whatever its case; at most 256 characters.
    pub search: Option<String>,
}

impl ListRoles {
    /// Lists all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// What to change of a role. What is not mentioned stays.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct UpdateRole {
    /// Its id or name. By its id where the name is to change, so that a repeat still finds it.
    pub role: String,
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub description: Patch<String>,
}

impl UpdateRole {
    /// Names the role.
    pub fn new(role: impl Into<String>) -> Self {
        Self { role: role.into(), ..Self::default() }
    }
}

/// A role to delete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct DeleteRole {
    /// Its id or name.
    pub role: String,
}

impl DeleteRole {
    /// Names the role.
    pub fn new(role: impl Into<String>) -> Self {
        Self { role: role.into() }
    }
}

/// The permissions that a role shall have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct SetRolePermissions {
    /// The role's id; its name is not taken here.
    pub role_id: String,
    /// Slugs of the permissions, each 1 to 128 of `[a-zA-Z0-9_:.*-]`; an empty list takes them all.
    pub permissions: Vec<String>,
}

impl SetRolePermissions {
    /// Names the role by its id, and the slugs.
    pub fn new(role_id: impl Into<String>, permissions: impl Into<Vec<String>>) -> Self {
        Self { role_id: role_id.into(), permissions: permissions.into() }
    }
}
