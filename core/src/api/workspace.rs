//! The workspace of the root key: its limits and its usage.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::{Empty, Millis, Response, null_as_default};
use crate::{client::Unkey, error::Result, http::Operation};

/// The workspace of the root key: its limits and its usage.
///
/// Unverified: these calls are known by their shapes alone, and not every server has them. What permissions they need,
/// and which errors they give, is not known.
#[derive(Clone, Debug)]
pub struct Workspace {
    pub(super) client: Unkey,
}

impl Workspace {
    /// Reads the limits of the workspace.
    ///
    /// Unverified.
    pub async fn get_limits(&self) -> Result<Response<WorkspaceLimits>> {
        self.client.call(Operation::new("workspace.getLimits").safe_to_repeat(), &Empty {}).await
    }

    /// Reads what the workspace used in a month.
    ///
    /// Unverified.
    pub async fn get_usage(&self, request: GetUsage) -> Result<Response<WorkspaceUsage>> {
        self.client.call(Operation::new("workspace.getUsage").safe_to_repeat(), &request).await
    }
}

/// Which usage to read.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase")]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct GetUsage {
    /// The month; the service chooses one if it is absent.
    pub period: Option<UsageMonth>,
}

impl GetUsage {
    /// Leaves the month to the service.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// A month.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase")]
#[setters(into)]
#[non_exhaustive]
pub struct UsageMonth {
    /// The year, such as 2026.
    pub year: i64,
    /// The month, 1 to 12.
    pub month: i64,
}

impl UsageMonth {
    /// This month of this year.
    #[must_use]
    pub fn new(year: i64, month: i64) -> Self {
        Self { year, month }
    }
}

/// The limits of a workspace.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WorkspaceLimits {
    /// Billable operations of the API in a month.
    pub api_billable_operations_count_max_per_month: WorkspaceLimit,
    /// Requests to the API in a minute, all calls together.
    pub api_requests_count_max_per_minute: WorkspaceLimit,
    /// For how many days logs are kept.
    pub logs_retention_days_max: WorkspaceLimit,
    /// For how many days audit logs are kept.
    pub logs_audit_retention_days_max: WorkspaceLimit,
    /// Log drains.
    pub logdrains_max: WorkspaceLimit,
    /// Processor cores.
    pub cpu_cores_max: Option<WorkspaceLimit>,
    /// Processor cores of one instance.
    pub cpu_cores_max_per_instance: Option<WorkspaceLimit>,
    /// Memory, in MiB.
    pub memory_mib_max: Option<WorkspaceLimit>,
    /// Memory of one instance, in MiB.
    pub memory_mib_max_per_instance: Option<WorkspaceLimit>,
    /// Storage, in MiB.
    pub storage_mib_max: Option<WorkspaceLimit>,
    /// Storage of one instance, in MiB.
    pub storage_mib_max_per_instance: Option<WorkspaceLimit>,
    /// Builds at the same time.
    pub builds_concurrent_max: Option<WorkspaceLimit>,
    /// Replicas that scaling may start.
    pub autoscaling_replicas_max: Option<WorkspaceLimit>,
    /// Domains of one's own.
    pub custom_domains_max: Option<WorkspaceLimit>,
}

/// One limit of a workspace.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct WorkspaceLimit {
    /// The limit, if there is one.
    pub limit: Option<i64>,
    /// How much is in use.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub current: Option<f64>,
}

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
