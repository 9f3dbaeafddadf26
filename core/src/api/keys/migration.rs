//! The import of keys by their hashes.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::Credits;
use crate::api::{JsonObject, Millis, RatelimitRule, null_as_default};

/// Keys to import.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct MigrateKeys {
    /// The migration, as Unkey's staff named it, 3 to 255 characters.
    pub migration_id: String,
    /// The API that the keys shall belong to.
    pub api_id: String,
    /// The keys, at least one. Only the size of the request, 10 MiB, bounds their number.
    pub keys: Vec<MigrateKey>,
}

impl MigrateKeys {
    /// Names the migration and the API, and takes the keys.
    pub fn new(
        migration_id: impl Into<String>,
        api_id: impl Into<String>,
        keys: impl Into<Vec<MigrateKey>>,
    ) -> Self {
        Self { migration_id: migration_id.into(), api_id: api_id.into(), keys: keys.into() }
    }
}

/// A key to import.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct MigrateKey {
    /// The hash of the secret, in the form that the migration's algorithm gives; at least 3 characters.
    pub hash: String,
    /// Its name, 1 to 255 characters.
    pub name: Option<String>,
    /// Your user or tenant, 1 to 255 characters. Case matters.
    pub external_id: Option<String>,
    /// Anything to keep with the key: at most 100 properties and 64 KiB.
    pub meta: Option<JsonObject>,
    /// Names of its roles, at most 100. Those that do not exist are created.
    pub roles: Option<Vec<String>>,
    /// Slugs of its permissions, at most 1,000. Those that do not exist are created.
    pub permissions: Option<Vec<String>>,
    /// When the key ceases to be valid, in milliseconds since the epoch, 0 to 4102444800000 (the year 2100).
    pub expires: Option<Millis>,
    /// Whether the key is valid from the start. Default true.
    pub enabled: Option<bool>,
    /// Its credits. Leave them out for a key without a limit: the service fails on credits without `remaining`, with a
    /// 500 for the whole request.
    pub credits: Option<Credits>,
    /// Its rate limits, at most 50.
    pub ratelimits: Option<Vec<RatelimitRule>>,
}

impl MigrateKey {
    /// Takes the hash.
    pub fn new(hash: impl Into<String>) -> Self {
        Self { hash: hash.into(), ..Self::default() }
    }
}

/// What became of keys to import.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Migration {
    /// The keys that were imported.
    #[serde(default, deserialize_with = "null_as_default")]
    pub migrated: Vec<MigratedKey>,
    /// The hashes that exist already, in any workspace, even of a deleted key: these were not imported.
    #[serde(default, deserialize_with = "null_as_default")]
    pub failed: Vec<String>,
}

/// A key that was imported.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MigratedKey {
    /// The hash of its secret.
    pub hash: String,
    /// Its id from now on.
    pub key_id: String,
}
