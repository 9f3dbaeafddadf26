//! Keys as the service gives them.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::Credits;
use crate::{
    api::{Identity, JsonObject, Millis, StoredRatelimit, null_as_default},
    secret::KeySecret,
};

/// A key that was just created.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreatedKey {
    /// The key's id: public, for every later call on it.
    pub key_id: String,
    /// The secret. It cannot be read again, unless the key is recoverable.
    pub key: KeySecret,
}

/// A key, as a rule without its secret.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Key {
    /// The key's id.
    pub key_id: String,
    /// The first characters of the secret, enough to recognise it. Empty for a migrated key until it is first used.
    pub start: String,
    /// Whether the key may be used. One that has expired can still be enabled.
    pub enabled: bool,
    /// Its name.
    pub name: Option<String>,
    /// What was kept with it; an empty object reads as absent.
    pub meta: Option<JsonObject>,
    /// When it was created, in milliseconds since the epoch.
    pub created_at: Millis,
    /// When it was last updated, in milliseconds since the epoch. Changes of roles, permissions and credits by their
    /// own calls do not count, and a reroll takes it away.
    pub updated_at: Option<Millis>,
    /// When it was last verified, in milliseconds since the epoch, to about a minute.
    pub last_used_at: Option<Millis>,
    /// When it ceases, or ceased, to be valid, in milliseconds since the epoch; absent if never.
    pub expires: Option<Millis>,
    /// Slugs of its permissions, its own and those of its roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub permissions: Vec<String>,
    /// Names of its roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub roles: Vec<String>,
    /// Its credits; absent if they are unlimited.
    pub credits: Option<Credits>,
    /// The user or tenant that it belongs to; absent also when that identity was deleted.
    pub identity: Option<Identity>,
    /// The secret, where decrypting was asked for and the key is recoverable.
    pub plaintext: Option<KeySecret>,
    /// Its own rate limits; those of its identity are there.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub ratelimits: Vec<StoredRatelimit>,
}
