//! What a workspace used.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use crate::api::{Millis, null_as_default};

/// What a workspace used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WorkspaceUsage {
    /// When.
    pub period: UsagePeriod,
    /// All of it.
    pub totals: UsageTotals,
    /// By environment, and by app.
    pub breakdowns: UsageBreakdowns,
}

/// A stretch of time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UsagePeriod {
    /// Its begin, in milliseconds since the epoch.
    pub start: Millis,
    /// Its end, in milliseconds since the epoch.
    pub end: Millis,
}

/// All that a workspace used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UsageTotals {
    /// The API.
    pub api: ApiUsage,
    /// Computing.
    pub compute: ComputeUsage,
    /// The gateway.
    pub gateway: GatewayUsage,
}

/// What a workspace used of the API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ApiUsage {
    /// Verifications of keys.
    pub verifications: i64,
    /// Rate limits that were asked for.
    pub ratelimits: i64,
}

/// What was computed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct ComputeUsage {
    /// Seconds of a processor.
    pub cpu_seconds: f64,
    /// Memory, in GiB times hours.
    #[serde(rename = "memoryGiBHours")]
    pub memory_gib_hours: f64,
    /// Storage, in GiB times hours.
    #[serde(rename = "storageGiBHours")]
    pub storage_gib_hours: f64,
    /// What went out, in GiB.
    #[serde(rename = "egressGiB")]
    pub egress_gib: f64,
}

/// What was used of the gateway.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GatewayUsage {
    /// Keys that were in use.
    pub active_keys: i64,
}

/// What a workspace used, by environment and by app.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UsageBreakdowns {
    /// By environment.
    #[serde(default, deserialize_with = "null_as_default")]
    pub by_environment: Vec<EnvironmentUsage>,
    /// By app.
    #[serde(default, deserialize_with = "null_as_default")]
    pub by_app: Vec<AppUsage>,
}

/// What an environment used.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct EnvironmentUsage {
    /// Its project.
    pub project: UsageResource,
    /// The environment.
    pub environment: UsageEnvironment,
    /// What it computed.
    pub compute: ComputeUsage,
    /// Its app.
    pub app: Option<UsageResource>,
}

/// What an app used.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct AppUsage {
    /// What it used of the gateway.
    pub gateway: GatewayUsage,
    /// Its project.
    pub project: Option<UsageResource>,
    /// The app.
    pub app: Option<UsageResource>,
}

/// A project or an app that used something.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UsageResource {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
}

/// An environment that used something.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct UsageEnvironment {
    /// Its id.
    pub id: String,
    /// Its slug.
    pub slug: Option<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json, to_value};

    use super::*;

    #[test]
    fn units_have_the_spelling_of_the_service() {
        let json =
            json!({"cpuSeconds": 1.5, "memoryGiBHours": 2.0, "storageGiBHours": 0.0, "egressGiB": 4.25});
        let usage: ComputeUsage = from_value(json.clone()).unwrap();
        assert_eq!(to_value(usage).unwrap(), json);
    }
}
