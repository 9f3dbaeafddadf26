//! What the calls on keys give.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{
    api::{JsonObject, Millis, Wide},
    secret::KeySecret,
};

/// A key that was just created.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreatedKey {
    /// The key's id: public, for every later call on it.
    pub key_id: String,
    /// The secret. It cannot be read again.
    pub key: KeySecret,
}

/// A key, without its secret.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Key {
    /// The key's id.
    pub key_id: String,
    /// The first characters of the secret, enough to recognise it.
    pub start: String,
    /// Whether the key may be used.
    pub enabled: bool,
    /// Its name.
    pub name: Option<String>,
    /// What was kept with it.
    pub meta: Option<JsonObject>,
    /// When it was created.
    pub created_at: Millis,
    /// Slugs of its permissions, its own and those of its roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
}

/// How credits come back.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Refill {
    /// How often.
    pub interval: RefillInterval,
    /// Up to how many.
    pub amount: Wide,
    /// On which day of the month, 1 to 31; the last day of a shorter month.
    pub refill_day: Option<i64>,
}

/// How often credits come back.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RefillInterval {
    /// Every day.
    #[default]
    Daily,
    /// Every month, on the refill day.
    Monthly,
    /// A value that this version does not know, as the service sent it.
    #[serde(untagged)]
    Other(String),
}
