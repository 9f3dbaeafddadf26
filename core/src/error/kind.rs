//! The two closed sets of an error: what the caller can do, and what the service may have done.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What the caller can do about an [`Error`](super::Error). Few and closed; [`ErrorCode`](super::ErrorCode) tells more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The client was built or called wrongly; nothing was sent.
    Configuration,
    /// The service refuses the request as it stands: change the request. See [`Error::errors`](super::Error::errors).
    BadRequest,
    /// The root key is missing, malformed or unknown: use another root key.
    Authentication,
    /// The root key is known but may not do this: see [`Error::code`](super::Error::code) and [`Error::missing`](super::Error::missing).
    PermissionDenied,
    /// The target does not exist, or this root key cannot see it.
    NotFound,
    /// Something of that name exists already.
    Conflict,
    /// The target is in a state, or the workspace has a setting, that forbids this.
    PreconditionFailed,
    /// Too many requests: wait [`Error::retry_after`](super::Error::retry_after).
    RateLimited,
    /// The service failed: try later. [`Error::effect`](super::Error::effect) says whether the change may have been made.
    Server,
    /// No connection, or it was lost. [`Error::effect`](super::Error::effect) says whether the change may have been made.
    Connection,
    /// No answer in time. [`Error::effect`](super::Error::effect) says whether the change may have been made.
    Timeout,
    /// Something answered that is not the Unkey API, or an answer that cannot be read.
    UnexpectedAnswer,
    /// A revocation whose selector matches no key: nothing was changed.
    NothingMatched,
    /// A guard refused before anything was changed: of a revocation, or of a reroll that would lengthen a key's life.
    Refused,
}

/// What the service may have done by the time the call failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// Nothing: not sent, or refused by Unkey itself.
    None,
    /// It cannot be known: the change may have been made, or may yet be.
    Unknown,
    /// The change was made; only the answer could not be read.
    Applied,
}

impl ErrorKind {
    /// Every kind.
    pub const ALL: [Self; 14] = [
        Self::Configuration,
        Self::BadRequest,
        Self::Authentication,
        Self::PermissionDenied,
        Self::NotFound,
        Self::Conflict,
        Self::PreconditionFailed,
        Self::RateLimited,
        Self::Server,
        Self::Connection,
        Self::Timeout,
        Self::UnexpectedAnswer,
        Self::NothingMatched,
        Self::Refused,
    ];

    /// The kind's name, as in JSON: lower-case with underscores.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Configuration => "configuration",
            Self::BadRequest => "bad_request",
            Self::Authentication => "authentication",
            Self::PermissionDenied => "permission_denied",
            Self::NotFound => "not_found",
            Self::Conflict => "conflict",
            Self::PreconditionFailed => "precondition_failed",
            Self::RateLimited => "rate_limited",
            Self::Server => "server",
            Self::Connection => "connection",
            Self::Timeout => "timeout",
            Self::UnexpectedAnswer => "unexpected_answer",
            Self::NothingMatched => "nothing_matched",
            Self::Refused => "refused",
        }
    }

    /// What to do about an error of this kind, where no code says more.
    #[must_use]
    pub const fn advice(self) -> &'static str {
        match self {
            Self::Configuration => "Correct the setting that the message names; nothing was sent.",
            Self::BadRequest => "Change the request as the message and the listed errors say.",
            Self::Authentication => "Use a root key that exists, and check that it is complete.",
            Self::PermissionDenied => "Give the root key the permission that it lacks, or use another one.",
            Self::NotFound => "Check the id, and that this root key's workspace and permissions show it.",
            Self::Conflict => "Use the one that exists already, or choose another name.",
            Self::PreconditionFailed => "Change the state or setting that the message names, then try again.",
            Self::RateLimited => {
                "Wait as long as the error says, then try again, with fewer requests at a time."
            }
            Self::Server => "Try again later; if it persists, give the request id to Unkey's support.",
            Self::Connection => "Check the network, the base URL and proxies, then try again.",
            Self::Timeout => "Try again; if it persists, allow a longer timeout.",
            Self::UnexpectedAnswer => {
                "Check that the base URL is that of an Unkey API, with no proxy in between."
            }
            Self::NothingMatched => "Check the ids, the user's external id and the APIs: no key matches.",
            Self::Refused => {
                "Change what is asked as the message says; lift a guard that it names only if that is right."
            }
        }
    }
}

impl fmt::Display for ErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Effect {
    /// The effect's name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Unknown => "unknown",
            Self::Applied => "applied",
        }
    }
}
