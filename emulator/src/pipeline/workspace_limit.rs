//! The limit of requests a minute that all root keys of a workspace share.

use http::header::RETRY_AFTER;
use http::{HeaderMap, HeaderName};

use crate::error::{Result, WORKSPACE_RATE_LIMITED};
use crate::limiter::{Bucket, Draw, Limiter, Standing};
use crate::store::Workspace;

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
        standing: Standing,
        now: i64,
    },
}

/// Counts a request.
pub(crate) fn count(workspace: &Workspace, limiter: &mut Limiter, now: i64) -> Limited {
    let limit = match workspace.limit_per_minute {
        None => return Limited::No,
        Some(0) => return Limited::Blocked,
        Some(limit) => i64::try_from(limit).unwrap_or(i64::MAX),
    };
    let bucket =
        Bucket { name: "workspace".to_owned(), identifier: workspace.id.to_string(), duration: MINUTE };
    let standing = limiter.draw(now, &[Draw { bucket, limit, cost: 1 }])[0];
    Limited::Counted { limit, standing, now }
}

impl Limited {
    /// Lets the request pass.
    ///
    /// # Errors
    /// 429 `workspace_rate_limited`.
    pub(crate) fn check(self) -> Result<()> {
        let limit = match self {
            Self::Blocked => 0,
            Self::Counted { limit, standing, .. } if !standing.passed => limit,
            _ => return Ok(()),
        };
        Err(WORKSPACE_RATE_LIMITED
            .because(format!("This workspace is over its limit of {limit}/1m0s requests.")))
    }

    /// Adds the `RateLimit-*` headers, and `Retry-After` to a refusal: whole seconds, possibly 0.
    pub(crate) fn write_headers(self, headers: &mut HeaderMap) {
        let Self::Counted { limit, standing, now } = self else { return };
        let seconds = (standing.reset - now) / 1_000;
        headers.insert(HeaderName::from_static("ratelimit-limit"), limit.into());
        headers.insert(HeaderName::from_static("ratelimit-remaining"), standing.remaining.into());
        headers.insert(HeaderName::from_static("ratelimit-reset"), seconds.into());
        if !standing.passed {
            headers.insert(RETRY_AFTER, seconds.into());
        }
    }
}
