//! Analytics: what was verified, asked in SQL.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};

use super::{JsonObject, Response};
use crate::{client::Unkey, error::Result, http::Operation};

/// Analytics: what was verified, asked in SQL.
#[derive(Clone, Debug)]
pub struct Analytics {
    pub(super) client: Unkey,
}

impl Analytics {
    /// Asks about verifications, and answers the rows of the result.
    ///
    /// Of a verification that was answered as `NOT_FOUND` there is no row. A workspace, or a server, without analytics
    /// is a 412 `ANALYTICS_NOT_CONFIGURED`.
    ///
    /// A query that is no `SELECT`, or names other tables or functions than are allowed, is a 400
    /// (`INVALID_ANALYTICS_QUERY`, `INVALID_ANALYTICS_QUERY_TYPE`, `INVALID_ANALYTICS_TABLE`,
    /// `INVALID_ANALYTICS_FUNCTION`, `QUERY_RANGE_EXCEEDS_RETENTION`). One that takes too much is a 422
    /// (`QUERY_EXECUTION_TIMEOUT`, `QUERY_MEMORY_LIMIT_EXCEEDED`, `QUERY_ROWS_LIMIT_EXCEEDED`). Too many of them in an
    /// hour are a 429 `QUERY_QUOTA_EXCEEDED`, without a word on how long to wait.
    ///
    /// Needs `api.*.read_analytics`; with `api.API_ID.read_analytics` the rows are those of these APIs alone.
    pub async fn get_verifications(&self, request: GetVerifications) -> Result<Response<Vec<JsonObject>>> {
        self.client.call(Operation::new("analytics.getVerifications").safe_to_repeat(), &request).await
    }
}

/// A question about verifications.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct GetVerifications {
    /// One `SELECT` in ClickHouse's SQL, over `key_verifications_v1` or what is summed up from it:
    /// `key_verifications_per_minute_v1`, `..._per_hour_v1`, `..._per_day_v1`, `..._per_month_v1`. By default it may
    /// take 10 s and give 10,000 rows.
    pub query: String,
}

impl GetVerifications {
    /// Takes the query.
    pub fn new(query: impl Into<String>) -> Self {
        Self { query: query.into() }
    }
}
