//! Requests to create, read, change and delete keys.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::{Credits, CreditsUpdate};
use crate::{
    api::{JsonObject, Millis, Patch, RatelimitRule},
    secret::KeySecret,
};

/// A key to create.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct CreateKey {
    /// The id of the API that the key belongs to.
    pub api_id: String,
    /// Starts the secret, followed by an underscore: 1 to 16 of `[a-zA-Z0-9_]`. Default: the API's own.
    pub prefix: Option<String>,
    /// Its name, for you alone, 1 to 255 characters.
    pub name: Option<String>,
    /// How many random bytes the secret has, 16 to 255. Default: the API's own, else 16.
    pub byte_length: Option<i64>,
    /// Your user or tenant, to list and revoke by: 1 to 255 of `[a-zA-Z0-9_.-]`. Case matters. Its identity is created
    /// if there is none.
    pub external_id: Option<String>,
    /// Anything to keep with the key: at most 100 properties and 64 KiB.
    pub meta: Option<JsonObject>,
    /// Names of its roles, at most 100; each 1 to 128 characters. They must exist.
    pub roles: Option<Vec<String>>,
    /// Slugs of its permissions, at most 1,000; each 1 to 128 of `[a-zA-Z0-9_:.*-]`. Those that do not exist are
    /// created. One that is new and named twice, or differs from another in case alone, fails the request with a 500.
    pub permissions: Option<Vec<String>>,
    /// When the key ceases to be valid, in milliseconds since the epoch, 0 to 4102444800000 (the year 2100). Default:
    /// never.
    pub expires: Option<Millis>,
    /// Its credits. Default: unlimited.
    pub credits: Option<Credits>,
    /// Its rate limits, at most 50. Of two with one name the last counts.
    pub ratelimits: Option<Vec<RatelimitRule>>,
    /// Whether the key is valid from the start. Default true.
    pub enabled: Option<bool>,
    /// Whether the secret is kept, encrypted, so that it can be read again. Default false.
    pub recoverable: Option<bool>,
}

impl CreateKey {
    /// Names the API.
    pub fn new(api_id: impl Into<String>) -> Self {
        Self { api_id: api_id.into(), ..Self::default() }
    }
}

/// A key to read.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct GetKey {
    /// The key's id.
    pub key_id: String,
    /// Whether to read the secret too. Default false. A key that is not recoverable has none, without an error.
    pub decrypt: Option<bool>,
}

impl GetKey {
    /// Names the key.
    pub fn new(key_id: impl Into<String>) -> Self {
        Self { key_id: key_id.into(), ..Self::default() }
    }
}

/// Whose keys to list.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct ListKeys {
    /// The id of the API whose keys to list.
    pub api_id: String,
    /// Only keys of this user or tenant. Case matters; an unknown one gives an empty listing. Keys whose identity was
    /// deleted are not found by it.
    pub external_id: Option<String>,
    /// How many keys a page has, 1 to 100. Default 100.
    pub limit: Option<i64>,
    /// Where to start: the `cursor` of an earlier page.
    pub cursor: Option<String>,
    /// Whether to read the secrets too. Default false. Keys that are not recoverable have none, without an error.
    pub decrypt: Option<bool>,
    /// Has no effect: the service accepts and ignores it, and always reads its database.
    pub revalidate_keys_cache: Option<bool>,
}

impl ListKeys {
    /// Names the API.
    pub fn new(api_id: impl Into<String>) -> Self {
        Self { api_id: api_id.into(), ..Self::default() }
    }
}

/// A secret whose key to find.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct Whoami {
    /// The secret, 1 to 512 characters.
    pub key: KeySecret,
}

impl Whoami {
    /// Takes the secret.
    pub fn new(key: impl Into<KeySecret>) -> Self {
        Self { key: key.into() }
    }
}

/// What to change of a key. What is not mentioned stays; fields that can be cleared are a [`Patch`].
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct UpdateKey {
    /// The key's id.
    pub key_id: String,
    /// Its name, 1 to 255 characters.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub name: Patch<String>,
    /// Your user or tenant: 1 to 255 of `[a-zA-Z0-9_.-]`. Case matters. Its identity is created if there is none.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub external_id: Patch<String>,
    /// Anything to keep with the key: at most 100 properties and 64 KiB. Replaces what is there.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub meta: Patch<JsonObject>,
    /// When the key ceases to be valid, in milliseconds since the epoch, 0 to 4102444800000 (the year 2100). Clearing
    /// makes it valid for ever.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub expires: Patch<Millis>,
    /// Its credits. Clearing makes them unlimited.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub credits: Patch<CreditsUpdate>,
    /// All its rate limits, at most 50: those that are not named here go. Of two with one name the last counts.
    pub ratelimits: Option<Vec<RatelimitRule>>,
    /// Whether the key may be used.
    pub enabled: Option<bool>,
    /// Names of all its roles, at most 100: those that are not named here go. They must exist.
    pub roles: Option<Vec<String>>,
    /// Slugs of all its permissions, at most 1,000: those that are not named here go. Those that do not exist are
    /// created.
    pub permissions: Option<Vec<String>>,
}

impl UpdateKey {
    /// Names the key.
    pub fn new(key_id: impl Into<String>) -> Self {
        Self { key_id: key_id.into(), ..Self::default() }
    }
}

/// A key to delete.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct DeleteKey {
    /// The key's id.
    pub key_id: String,
    /// Whether the key is wiped from the database rather than marked as deleted. Default false. A key that was only
    /// marked can no longer be wiped.
    pub permanent: Option<bool>,
}

impl DeleteKey {
    /// Names the key.
    pub fn new(key_id: impl Into<String>) -> Self {
        Self { key_id: key_id.into(), ..Self::default() }
    }
}
