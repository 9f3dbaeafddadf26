//! The limit of requests a minute that all root keys of a workspace share.

use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName};

use crate::error::{Result, WORKSPACE_RATE_LIMITED};
use crate::store::{Counters, LimitRequest, LimitVerdict, Workspace};

const MINUTE: i64 = 60_000;

/// What the limit of the workspace says to one request.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) enum Limited {
    #[default]
    No,
    /// A limit of 0, which refuses everything and tells nothing.
    Blocked,
    Counted {
        limit: i64,
        verdict: LimitVerdict,
        now: i64,
    },
}

/// Counts a request.
pub(crate) fn count(workspace: &Workspace, counters: &mut Counters, now: i64) -> Limited {
    let limit = match workspace.limit_per_minute {
        None => return Limited::No,
        Some(0) => return Limited::Blocked,
        Some(limit) => i64::try_from(limit).unwrap_or(i64::MAX),
    };
    let request =
        LimitRequest { scope: "workspace", identifier: &workspace.id, limit, duration: MINUTE, cost: 1 };
    Limited::Counted { limit, verdict: counters.take(&request, now), now }
}

impl Limited {
    /// Lets the request pass.
    ///
    /// # Errors
    /// 429 `workspace_rate_limited`.
    pub(crate) fn check(self) -> Result<()> {
        let limit = match self {
            Self::Blocked => 0,
            Self::Counted { limit, verdict, .. } if !verdict.passed => limit,
            _ => return Ok(()),
        };
        Err(WORKSPACE_RATE_LIMITED
            .because(format!("This workspace is over its limit of {limit}/1m0s requests.")))
    }

    /// Adds the `RateLimit-*` headers, and `Retry-After` to a refusal: whole seconds, possibly 0.
    pub(crate) fn write_headers(self, headers: &mut HeaderMap) {
        let Self::Counted { limit, verdict, now } = self else { return };
        let seconds = (verdict.reset - now) / 1_000;
        headers.insert(HeaderName::from_static("ratelimit-limit"), limit.into());
        headers.insert(HeaderName::from_static("ratelimit-remaining"), verdict.remaining.into());
        headers.insert(HeaderName::from_static("ratelimit-reset"), seconds.into());
        if !verdict.passed {
            headers.insert(RETRY_AFTER, seconds.into());
        }
    }
}
