//! Rate limits that keys and identities carry with them.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};

use crate::api::Millis;

/// A rate limit to give to a key or an identity.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct RatelimitRule {
    /// Its name, 3 to 128 characters, by which verifications ask for it.
    pub name: String,
    /// How much is allowed within `duration`, from 1.
    pub limit: i64,
    /// The length of the window in milliseconds, from 1,000.
    pub duration: Millis,
    /// Whether every verification checks it, without asking for it. Default false.
    #[serde(default)]
    pub auto_apply: bool,
}

impl RatelimitRule {
    /// Names the limit, how much is allowed, and within how many milliseconds.
    pub fn new(name: impl Into<String>, limit: i64, duration: Millis) -> Self {
        Self { name: name.into(), limit, duration, ..Self::default() }
    }
}

/// A rate limit that a key or an identity has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct StoredRatelimit {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How much is allowed within `duration`.
    pub limit: i64,
    /// The length of the window, in milliseconds.
    pub duration: Millis,
    /// Whether every verification checks it, without asking for it.
    pub auto_apply: bool,
}
