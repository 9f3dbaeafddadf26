//! Asking for limits, and what the service says.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::api::{Millis, null_as_default};

/// A limit to ask for.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct Limit {
    /// The namespace's id or name, 1 to 512 characters.
    pub namespace: String,
    /// Who or what is limited, 1 to 512 characters: a user, an address.
    pub identifier: String,
    /// How much is allowed within `duration`, from 1, unless an override says otherwise.
    pub limit: i64,
    /// The length of the window in milliseconds, 1,000 to 2,592,000,000 (30 days).
    pub duration: Millis,
    /// How much this takes, from 0. Default 1. At 0 nothing is counted.
    pub cost: Option<i64>,
}

impl Limit {
    /// Names namespace and identifier, how much is allowed, and within how many milliseconds.
    pub fn new(
        namespace: impl Into<String>,
        identifier: impl Into<String>,
        limit: i64,
        duration: Millis,
    ) -> Self {
        Self { namespace: namespace.into(), identifier: identifier.into(), limit, duration, cost: None }
    }
}

/// Several limits to ask for at once, 1 to 100.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MultiLimit(pub Vec<Limit>);

impl MultiLimit {
    /// Takes the limits.
    pub fn new(limits: impl Into<Vec<Limit>>) -> Self {
        Self(limits.into())
    }
}

/// What the service says to a limit.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LimitOutcome {
    /// Whether the identifier may go on.
    pub success: bool,
    /// How much is allowed within the window, after overrides.
    pub limit: i64,
    /// How much is left of it.
    pub remaining: i64,
    /// When the window ends, in milliseconds since the epoch.
    pub reset: Millis,
    /// The override that counted, if one did.
    pub override_id: Option<String>,
}

/// What the service says to several limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MultiLimitOutcome {
    /// Whether all of them passed; if not, none was counted.
    pub passed: bool,
    /// Each of them.
    #[serde(default, deserialize_with = "null_as_default")]
    pub limits: Vec<MultiLimitItem>,
}

/// One of several limits that were asked for.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct MultiLimitItem {
    /// The namespace.
    pub namespace: String,
    /// The identifier.
    pub identifier: String,
    /// How much is allowed within the window, after overrides.
    pub limit: i64,
    /// How much is left of it.
    pub remaining: i64,
    /// When the window ends, in milliseconds since the epoch.
    pub reset: Millis,
    /// Whether this one passed.
    pub passed: bool,
    /// The override that counted, if one did.
    pub override_id: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn several_limits_are_sent_as_a_bare_list() {
        let limits =
            MultiLimit::new([Limit::new("a", "u", 10, 1_000), Limit::new("b", "u", 5, 2_000).cost(0)]);
        let json = json!([
            {"namespace": "a", "identifier": "u", "limit": 10, "duration": 1_000},
            {"namespace": "b", "identifier": "u", "limit": 5, "duration": 2_000, "cost": 0},
        ]);
        assert_eq!(to_value(&limits).unwrap(), json);
        assert_eq!(from_value::<MultiLimit>(json).unwrap(), limits);
    }
}
