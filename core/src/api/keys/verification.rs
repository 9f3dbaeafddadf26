//! The verification of a key: what is asked, and the verdict.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::{
    api::{Identity, JsonObject, Millis, Wide, null_as_default},
    secret::KeySecret,
};

/// A secret to verify, and what it must be good for.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct VerifyKey {
    /// The secret as it was presented, 1 to 512 characters.
    pub key: KeySecret,
    /// Labels for analytics, at most 20; each 1 to 512 characters.
    pub tags: Option<Vec<String>>,
    /// What the key must be permitted, 1 to 1,000 characters: slugs with `AND`, `OR` and parentheses, as in
    /// `docs.read AND (docs.write OR admin)`. A `*` stands for itself alone.
    pub permissions: Option<String>,
    /// What the verification costs. Default one credit.
    pub credits: Option<CreditCost>,
    /// Rate limits to check besides those of the key that apply by themselves.
    pub ratelimits: Option<Vec<RatelimitCheck>>,
    /// A migration in which to look for the key if it is not known, at most 256 characters.
    pub migration_id: Option<String>,
}

impl VerifyKey {
    /// Takes the secret.
    pub fn new(key: impl Into<KeySecret>) -> Self {
        Self { key: key.into(), ..Self::default() }
    }
}

/// What a verification costs.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct CreditCost {
    /// How many credits, 0 to 10^12. At 0 none are needed and none are taken.
    pub cost: i64,
}

impl CreditCost {
    /// So many credits.
    #[must_use]
    pub fn new(cost: i64) -> Self {
        Self { cost }
    }
}

/// A rate limit to check when a key is verified: a stored one by its name, or one given here in full.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct RatelimitCheck {
    /// The limit's name, 3 to 255 characters. Of two stored ones, the key's counts before the identity's.
    pub name: String,
    /// How much this verification takes, from 0. Default 1.
    pub cost: Option<i64>,
    /// How much is allowed within `duration`. Needed, with `duration`, if no limit of that name is stored.
    pub limit: Option<i64>,
    /// The length of the window in milliseconds; below 1,000 the limit lets everything pass.
    pub duration: Option<Millis>,
}

impl RatelimitCheck {
    /// Names the limit.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), ..Self::default() }
    }
}

/// The verdict on a secret.
///
/// `NOT_FOUND` tells nothing but itself; every other verdict describes the key.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Verification {
    /// Whether the key may be used for what was asked.
    pub valid: bool,
    /// The reason.
    pub code: VerificationCode,
    /// The key's id.
    pub key_id: Option<String>,
    /// The key's name.
    pub name: Option<String>,
    /// What was kept with the key.
    pub meta: Option<JsonObject>,
    /// When the key ceases, or ceased, to be valid, in milliseconds since the epoch.
    pub expires: Option<Millis>,
    /// How many credits are left after this verification; absent if they are unlimited.
    pub credits: Option<Wide>,
    /// Whether the key is enabled.
    pub enabled: Option<bool>,
    /// Slugs of the key's permissions, its own and those of its roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub permissions: Vec<String>,
    /// Names of the key's roles.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub roles: Vec<String>,
    /// The user or tenant that the key belongs to.
    pub identity: Option<Identity>,
    /// The rate limits that were checked, in no order.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub ratelimits: Vec<RatelimitOutcome>,
}

/// Why a key is valid or not. Checked in the order disabled, expired, address, permissions, rate limits, credits.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum VerificationCode {
    /// It is valid.
    Valid,
    /// No such key; or it was deleted, or belongs to another workspace, or this root key may not verify it.
    NotFound,
    /// The caller's address is not on the API's list, or the workspace is disabled.
    Forbidden,
    /// The key lacks the permissions that were asked for.
    InsufficientPermissions,
    /// It has fewer credits left than the verification costs.
    UsageExceeded,
    /// One of its rate limits is exceeded.
    RateLimited,
    /// It is disabled.
    Disabled,
    /// It has expired.
    Expired,
    /// A value that this version does not know, as the service sent it.
    #[serde(untagged)]
    Other(String),
}

/// A rate limit that a verification checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RatelimitOutcome {
    /// Whether it is exceeded.
    pub exceeded: bool,
    /// The stored limit's id; empty for one that the request gave in full.
    pub id: String,
    /// Its name.
    pub name: String,
    /// How much is allowed within `duration`.
    pub limit: i64,
    /// The length of the window, in milliseconds.
    pub duration: Millis,
    /// When the window ends, in milliseconds since the epoch.
    pub reset: Millis,
    /// How much is left.
    pub remaining: i64,
    /// Whether it is checked without being asked for.
    pub auto_apply: bool,
}
