//! Overrides of limits.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::api::Millis;

/// An override to set.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct SetOverride {
    /// The namespace's id or name, 1 to 512 characters.
    pub namespace: String,
    /// The identifier, 1 to 512 characters, with `*` for any text. An exact one counts before a pattern.
    pub identifier: String,
    /// How much is allowed within `duration`. From 1: the service takes 0, and then fails each limit with a 500.
    pub limit: i64,
    /// The length of the window in milliseconds, from 1,000.
    pub duration: Millis,
}

impl SetOverride {
    /// Names namespace and identifier, how much is allowed, and within how many milliseconds.
    pub fn new(
        namespace: impl Into<String>,
        identifier: impl Into<String>,
        limit: i64,
        duration: Millis,
    ) -> Self {
        Self { namespace: namespace.into(), identifier: identifier.into(), limit, duration }
    }
}

/// An override to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct GetOverride {
    /// The namespace's id or name, 1 to 512 characters.
    pub namespace: String,
    /// The identifier as it was set, 1 to 512 characters.
    pub identifier: String,
}

impl GetOverride {
    /// Names namespace and identifier.
    pub fn new(namespace: impl Into<String>, identifier: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), identifier: identifier.into() }
    }
}

/// Whose overrides to list.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct ListOverrides {
    /// The namespace's id or name, 1 to 512 characters.
    pub namespace: String,
    /// How many overrides a page has, 1 to 100. Default 50 (Unkey's documentation says 10).
    pub limit: Option<i64>,
    /// Where to start: the `cursor` of an earlier page.
    pub cursor: Option<String>,
}

impl ListOverrides {
    /// Names the namespace.
    pub fn new(namespace: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), ..Self::default() }
    }
}

/// An override to delete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct DeleteOverride {
    /// The namespace's id or name, 1 to 512 characters.
    pub namespace: String,
    /// The identifier as it was set, 1 to 512 characters.
    pub identifier: String,
}

impl DeleteOverride {
    /// Names namespace and identifier.
    pub fn new(namespace: impl Into<String>, identifier: impl Into<String>) -> Self {
        Self { namespace: namespace.into(), identifier: identifier.into() }
    }
}

/// The id of an override that was just set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct OverrideId {
    /// The override's id.
    pub override_id: String,
}

/// A limit that stands in place of the one that requests name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RatelimitOverride {
    /// Its id.
    pub override_id: String,
    /// The identifier, or the pattern with `*`.
    pub identifier: String,
    /// How much is allowed within `duration`.
    pub limit: i64,
    /// The length of the window, in milliseconds.
    pub duration: Millis,
}
