//! The workspace of the root key: its limits and its usage.

mod usage;

pub use usage::*;

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::{Empty, Response};
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
    /// Unverified: known by its shape alone, and not every server has it.
    pub async fn get_limits(&self) -> Result<Response<WorkspaceLimits>> {
        self.client.call(Operation::new("workspace.getLimits").safe_to_repeat(), &Empty {}).await
    }

    /// Reads what the workspace used in a month.
    ///
    /// Unverified: known by its shape alone, and not every server has it.
    pub async fn get_usage(&self, request: GetUsage) -> Result<Response<WorkspaceUsage>> {
        self.client.call(Operation::new("workspace.getUsage").safe_to_repeat(), &request).await
    }
}

/// Which usage to read.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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

#[cfg(test)]
mod tests {
    use serde_json::{from_value, json};

    use super::*;

    #[test]
    fn a_limit_that_is_null_is_none() {
        let limit: WorkspaceLimit = from_value(json!({"limit": null, "current": 0.5})).unwrap();
        assert_eq!((limit.limit, limit.current), (None, Some(0.5)));
    }
}
