//! What the calls on keys take.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::api::{JsonObject, Millis};

/// A key to create.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase")]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct CreateKey {
    /// The API that the key belongs to.
    pub api_id: String,
    /// Starts the secret, followed by an underscore: 1 to 16 letters, digits or underscores.
    pub prefix: Option<String>,
    /// Your user or tenant, to list and revoke by: 1 to 255 of `[a-zA-Z0-9_.-]`. Case matters.
    pub external_id: Option<String>,
    /// Anything to keep with the key: at most 100 properties.
    pub meta: Option<JsonObject>,
    /// When the key ceases to be valid.
    pub expires: Option<Millis>,
    /// Whether the key is valid from the start. Default true.
    pub enabled: Option<bool>,
}

impl CreateKey {
    /// Names the API.
    pub fn new(api_id: impl Into<String>) -> Self {
        Self { api_id: api_id.into(), ..Self::default() }
    }
}

/// Whose keys to list.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase")]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct ListKeys {
    /// The API whose keys to list.
    pub api_id: String,
    /// Only keys of this user. Case matters; an unknown one gives an empty listing.
    pub external_id: Option<String>,
    /// How many keys a page has, 1 to 100. Default 100.
    pub limit: Option<i64>,
    /// Where to start: the `cursor` of an earlier page.
    pub cursor: Option<String>,
}

impl ListKeys {
    /// Names the API.
    pub fn new(api_id: impl Into<String>) -> Self {
        Self { api_id: api_id.into(), ..Self::default() }
    }
}

/// A key to delete.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase")]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct DeleteKey {
    /// The key.
    pub key_id: String,
    /// Whether the key is wiped from the database rather than marked as deleted. A key that was only marked can no
    /// longer be wiped.
    pub permanent: Option<bool>,
}

impl DeleteKey {
    /// Names the key.
    pub fn new(key_id: impl Into<String>) -> Self {
        Self { key_id: key_id.into(), ..Self::default() }
    }
}
