//! Client of the Unkey API: typed calls, typed errors, bulk revocation.

#![forbid(unsafe_code)]

mod api;
mod client;
mod clock;
mod config;
mod error;
mod http;
mod page;
mod revoke;
mod secret;
pub mod wire;

// One line for all of the API's types: a new one touches its resource's file alone.
pub use api::*;
pub use client::{Unkey, UnkeyBuilder};
pub use config::{CallOptions, DEFAULT_BASE_URL, ENV_BASE_URL, ENV_ROOT_KEY, RetryPolicy};
pub use error::{Effect, Error, ErrorCode, ErrorKind, FieldError, KnownCode, Result, explain, similar_codes};
pub use http::RootKeyProvider;
pub use page::{Items, Page, Pages, Pagination};
pub use revoke::{
    Action, ApplyPlan, Counts, Events, KeyOutcome, Outcome, Phase, Plan, PlanCounts, PlanRevocation,
    PlanSummary, PlannedKey, Report, RequestBudget, Revoke, RevokeEvent, RevokeWarning, RevokeWarningKind,
    Run, Selector, Stop, StopCause, SweepState,
};
pub use secret::{KeySecret, REDACTED, RootKey};

/// Runs the code of the page about errors.
#[cfg(doctest)]
#[doc = include_str!("../../docs/errors.md")]
pub struct ErrorsPage;
