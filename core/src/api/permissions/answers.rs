//! Permissions and roles as the service gives them.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::api::null_as_default;

/// A permission that was just created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreatedPermission {
    /// Its id.
    pub permission_id: String,
}

/// A permission, which keys and roles can have.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Permission {
    /// Its id.
    pub id: String,
    /// Its name, for people.
    pub name: String,
    /// Its slug, by which keys have it and verifications ask for it.
    pub slug: String,
    /// What it is for.
    pub description: Option<String>,
}

/// A role that was just created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreatedRole {
    /// Its id.
    pub role_id: String,
}

/// A role: permissions under one name.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Role {
    /// Its id.
    pub id: String,
    /// Its name, by which keys have it.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its permissions.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub permissions: Vec<Permission>,
}

/// A role after an update, without its permissions.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UpdatedRole {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
}
