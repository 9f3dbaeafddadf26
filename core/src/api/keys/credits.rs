//! Credits: how often a key may be used, and how that comes back.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::api::{Patch, Wide};

/// The credits of a key. Each verification takes one, unless it says otherwise.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase")]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct Credits {
    /// How many are left, 0 to 2^63 - 1; none if they are unlimited.
    pub remaining: Option<Wide>,
    /// How they come back. Needs `remaining` when a key is created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refill: Option<Refill>,
}

impl Credits {
    /// Unlimited, until `remaining` is set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// What to change of the credits of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct CreditsUpdate {
    /// How many are left, 0 to 2^63 - 1. Clearing makes them unlimited, and clears the refill too.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub remaining: Patch<Wide>,
    /// How they come back. Clearing keeps what remains.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub refill: Patch<Refill>,
}

impl CreditsUpdate {
    /// Changes nothing, until a field is set.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// How credits come back.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase")]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct Refill {
    /// How often.
    pub interval: RefillInterval,
    /// Up to how many, 1 to 2^63 - 1.
    pub amount: Wide,
    /// On which day of the month, 1 to 31; the last day of a shorter month. A monthly refill needs it, and a daily one
    /// must not have it.
    pub refill_day: Option<i64>,
}

impl Refill {
    /// Names how often, and up to how many credits.
    pub fn new(interval: RefillInterval, amount: impl Into<Wide>) -> Self {
        Self { interval, amount: amount.into(), ..Self::default() }
    }
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

/// A change to the credits of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct UpdateCredits {
    /// The key's id.
    pub key_id: String,
    /// What to do.
    pub operation: CreditOperation,
    /// How many credits, 0 to 2^63 - 1; needed to add or to take. Setting without a value, or clearing, makes them
    /// unlimited; clearing also clears the refill.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub value: Patch<Wide>,
}

impl UpdateCredits {
    /// Names the key and what to do; see [`value`](Self::value).
    pub fn new(key_id: impl Into<String>, operation: CreditOperation) -> Self {
        Self { key_id: key_id.into(), operation, ..Self::default() }
    }
}

/// What to do to the credits of a key.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum CreditOperation {
    /// Set them to the value.
    #[default]
    Set,
    /// Add the value.
    Increment,
    /// Take the value; what would fall below 0 stays at 0.
    Decrement,
}
