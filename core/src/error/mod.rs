//! One [`Error`] for everything that can go wrong, matched by [`kind`](Error::kind) (what the caller can do) or by
//! [`code`](Error::code) (what the service said).

mod code;
mod json;
mod kind;
mod lookup;
mod parse;
mod refused;
#[cfg(test)]
mod tests;

use std::{fmt, sync::Arc, time::Duration};

pub use code::{ErrorCode, KnownCode};
pub use kind::{Effect, ErrorKind};
pub use lookup::{explain, similar_codes};
pub(crate) use parse::{Answered, parse};
use serde::{Deserialize, Serialize};

/// A result whose error is [`Error`], unless another is named.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// One violation of the request's schema.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct FieldError {
    /// Where in the schema, for example `/properties/keyId/minLength`; or `security`, `requestBody`.
    pub location: String,
    /// What is wrong, in the service's words.
    pub message: String,
    /// How to mend it, where the service says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fix: Option<String>,
}

/// Everything that can go wrong with a call.
///
/// Holds no body, no header and no secret, and can be logged as it is. One word wide.
#[derive(Clone, thiserror::Error)]
#[error(transparent)]
pub struct Error(Box<Details>);

#[derive(Clone, thiserror::Error)]
pub(crate) struct Details {
    pub(crate) kind: ErrorKind,
    pub(crate) code: Option<ErrorCode>,
    pub(crate) status: Option<u16>,
    pub(crate) title: Option<String>,
    pub(crate) detail: String,
    pub(crate) request_id: Option<String>,
    pub(crate) docs_url: Option<String>,
    pub(crate) operation: Option<String>,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) attempts: u32,
    pub(crate) effect: Effect,
    pub(crate) missing: Vec<String>,
    pub(crate) errors: Vec<FieldError>,
    #[source]
    pub(crate) source: Option<Arc<dyn std::error::Error + Send + Sync>>,
    /// Whether the source is the caller's own, whose text may hold a secret: `Debug` then leaves it out.
    pub(crate) quiet: bool,
}

impl Details {
    /// The blank from which every error is made: not sent, nothing known.
    pub(crate) fn new(kind: ErrorKind, detail: impl Into<String>) -> Self {
        Self {
            kind,
            code: None,
            status: None,
            title: None,
            detail: detail.into(),
            request_id: None,
            docs_url: None,
            operation: None,
            retry_after: None,
            attempts: 0,
            effect: Effect::None,
            missing: Vec::new(),
            errors: Vec::new(),
            source: None,
            quiet: false,
        }
    }
}

impl From<Details> for Error {
    fn from(details: Details) -> Self {
        Self(Box::new(details))
    }
}

impl Error {
    pub(crate) fn configuration(detail: impl Into<String>) -> Self {
        Details::new(ErrorKind::Configuration, detail).into()
    }

    pub(crate) fn details_mut(&mut self) -> &mut Details {
        &mut self.0
    }

    /// What the caller can do.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// What the service said, as one of an open set of codes; `None` where no code came with the answer.
    #[must_use]
    pub fn code(&self) -> Option<&ErrorCode> {
        self.0.code.as_ref()
    }

    /// The HTTP status; `None` if there was no answer.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.0.status
    }

    /// The service's headline, for example `Insufficient Permissions`. For people: it decides nothing.
    #[must_use]
    pub fn title(&self) -> Option<&str> {
        self.0.title.as_deref()
    }

    /// What is wrong, in one or two sentences. For people, and may be empty; secrets of this call are redacted.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The id by which Unkey's support finds the request.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// The page of Unkey's documentation that the service named.
    #[must_use]
    pub fn docs_url(&self) -> Option<&str> {
        self.0.docs_url.as_deref()
    }

    /// The operation as the API names it: the resource, a dot, and what is done.
    #[must_use]
    pub fn operation(&self) -> Option<&str> {
        self.0.operation.as_deref()
    }

    /// How long the service asks to wait: a lower bound.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// How many requests were sent for this call.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.attempts
    }

    /// What the service may have done, over all attempts of the call.
    #[must_use]
    pub fn effect(&self) -> Effect {
        self.0.effect
    }

    /// The permissions of which the root key lacks one or several, as the service named them.
    ///
    /// Names only: the service's text flattens which of them are alternatives. Empty where it named none.
    #[must_use]
    pub fn missing(&self) -> &[String] {
        &self.0.missing
    }

    /// The violations of the request's schema, where the service listed them.
    #[must_use]
    pub fn errors(&self) -> &[FieldError] {
        &self.0.errors
    }

    /// What to do about it, in one line.
    #[must_use]
    pub fn advice(&self) -> &'static str {
        self.code().and_then(ErrorCode::known).map_or_else(|| self.kind().advice(), |known| known.advice)
    }
}

/// `OPERATION: 403 insufficient_permissions: Missing permission: '...' (req_1234)`, and for a request that does not fit the
/// schema `OPERATION: 400 invalid_input: ... [keyId: minLength, and 2 more] (req_1234)`.
impl fmt::Display for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = &self.operation {
            write!(f, "{operation}: ")?;
        }
        if let Some(status) = self.status {
            write!(f, "{status} ")?;
        }
        match &self.code {
            Some(code) => f.write_str(code.name())?,
            None => f.write_str(self.kind.as_str())?,
        }
        if !self.detail.is_empty() {
            write!(f, ": {}", self.detail)?;
        }
        if let Some(refused) = refused::refused(&self.errors) {
            write!(f, " [{refused}]")?;
        }
        if self.attempts > 1 {
            write!(f, ", after {} attempts", self.attempts)?;
        }
        match &self.request_id {
            Some(id) => write!(f, " ({id})"),
            None => Ok(()),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt_debug(f)
    }
}

impl fmt::Debug for Details {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.fmt_debug(f)
    }
}

impl Details {
    /// Says what is known, and leaves out what is not.
    fn fmt_debug(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Error");
        shown.field("kind", &self.kind);
        let texts = [
            ("operation", &self.operation),
            ("title", &self.title),
            ("request_id", &self.request_id),
            ("docs_url", &self.docs_url),
        ];
        if let Some(code) = &self.code {
            shown.field("code", &code.as_str());
        }
        if let Some(status) = self.status {
            shown.field("status", &status);
        }
        for (name, text) in texts {
            if let Some(text) = text {
                shown.field(name, text);
            }
        }
        shown.field("detail", &self.detail).field("attempts", &self.attempts).field("effect", &self.effect);
        if let Some(wait) = self.retry_after {
            shown.field("retry_after", &wait);
        }
        if !self.missing.is_empty() {
            shown.field("missing", &self.missing);
        }
        if !self.errors.is_empty() {
            shown.field("errors", &self.errors);
        }
        if let Some(source) = self.source.as_ref().filter(|_| !self.quiet) {
            shown.field("source", &chain(source.as_ref()));
        }
        shown.finish()
    }
}

/// An error and what caused it, down to the root.
fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        text = format!("{text}: {error}");
        cause = error.source();
    }
    text
}
