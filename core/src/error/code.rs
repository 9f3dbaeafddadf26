//! The table of error codes. One row is one code, everywhere: matching, retries, advice, `explain`, `docs/errors.md`.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::ErrorKind;

/// What the service says is wrong, as its error pages print it: `err:unkey:authorization:key_disabled`.
///
/// An open set: a code that this version does not know is the same type, and survives a round trip.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ErrorCode(Cow<'static, str>);

/// A row of the table of known codes.
#[derive(Debug, PartialEq, Eq)]
pub struct KnownCode {
    /// The code.
    pub code: ErrorCode,
    /// The name of its constant, for example `KEY_DISABLED`.
    pub constant: &'static str,
    /// The HTTP status that it usually comes with.
    pub status: u16,
    /// What the caller can do.
    pub kind: ErrorKind,
    /// Whether the same request can succeed later without any change.
    pub retry: bool,
    /// What it means, in one line.
    pub meaning: &'static str,
    /// What to do about it, in one line.
    pub advice: &'static str,
}

macro_rules! codes {
    ($( $(#[doc = $meaning:literal])+ $constant:ident = $text:literal, $status:literal, $kind:ident, $retry:ident, $advice:literal; )*) => {
        impl ErrorCode {
            $( $(#[doc = $meaning])+ pub const $constant: Self = Self(Cow::Borrowed($text)); )*
        }

        /// Every code that this version knows, in the order of their texts.
        static KNOWN: &[KnownCode] = &[ $( KnownCode {
            code: ErrorCode::$constant,
            constant: stringify!($constant),
            status: $status,
            kind: ErrorKind::$kind,
            retry: codes!(@$retry),
            meaning: concat!($($meaning),+).trim_ascii(),
            advice: $advice,
        }, )* ];
    };
    (@retry) => { true };
    (@never) => { false };
}

// constant = code, usual status, kind, retry or never, what to do.
codes! {
    /// The root key is unknown to Unkey, was deleted, or is an ordinary API key.
    ROOT_KEY_NOT_FOUND = "err:unkey:authentication:key_not_found", 401, Authentication, never,
        "Check the root key for missing characters; if it was rotated or deleted, create a new one in the dashboard.";
    /// The root key is known, but may not be used: it has expired, for example.
    FORBIDDEN = "err:unkey:authorization:forbidden", 403, PermissionDenied, never,
        "Read the detail: most often the root key has expired; create a new one in the dashboard.";
    /// The root key lacks a permission.
    INSUFFICIENT_PERMISSIONS = "err:unkey:authorization:insufficient_permissions", 403, PermissionDenied, never,
        "Give the root key one of the permissions that the error names, or use another root key.";
    /// The root key is disabled.
    KEY_DISABLED = "err:unkey:authorization:key_disabled", 403, PermissionDenied, never,
        "Enable the root key in the dashboard, or use another one; a disabled key of a user never causes this.";
    /// No such key, or this root key cannot see it.
    KEY_NOT_FOUND = "err:unkey:data:key_not_found", 404, NotFound, never,
        "Check the key's id and the root key's workspace; a deleted key answers so, too.";
    /// The workspace has used up its requests of this minute.
    WORKSPACE_RATE_LIMITED = "err:user:too_many_requests:workspace_rate_limited", 429, RateLimited, retry,
        "Wait as long as the error says, then send fewer requests at a time; the workspace shares one limit.";
}

/// Codes of an older form with a fourth segment, as `system/category/resource/what`, and what they are now.
const ALIASES: &[(&str, ErrorCode)] = &[];

impl ErrorCode {
    /// Takes the text of a code, known or not.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        match KNOWN.iter().find(|known| known.code.as_str() == text) {
            Some(known) => known.code.clone(),
            None => Self(Cow::Owned(text)),
        }
    }

    /// Every code that this version knows.
    #[must_use]
    pub fn all() -> &'static [KnownCode] {
        KNOWN
    }

    /// The code of a `type` URL: the three segments after `/errors/` or `/errors-v2/`.
    ///
    /// Host, prefix, query, fragment and trailing slash do not matter. `None` if the URL has another form.
    #[must_use]
    pub fn from_type_url(url: &str) -> Option<Self> {
        let path = url.split(['?', '#']).next()?;
        let tail = ["/errors/", "/errors-v2/"]
            .iter()
            .find_map(|mark| path.split_once(mark))
            .map(|(_, tail)| tail)?;
        let tail = tail.trim_end_matches('/');
        if let Some((_, code)) = ALIASES.iter().find(|(alias, _)| *alias == tail) {
            return Some(code.clone());
        }
        let mut segments = tail.split('/');
        let (system, category, name) = (segments.next()?, segments.next()?, segments.next()?);
        let plain = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"_-".contains(&b))
        };
        let whole = segments.next().is_none() && [system, category, name].into_iter().all(plain);
        whole.then(|| Self::new(format!("err:{system}:{category}:{name}")))
    }

    /// The code's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Who is at fault or which system speaks: `user`, `unkey`, `frontline`, ...
    #[must_use]
    pub fn system(&self) -> &str {
        self.segment(1)
    }

    /// What it concerns, for example `authorization`.
    #[must_use]
    pub fn category(&self) -> &str {
        self.segment(2)
    }

    /// The last segment, for example `key_disabled`. Not unique: compare whole codes.
    #[must_use]
    pub fn name(&self) -> &str {
        self.segment(3)
    }

    /// The row of the table; `None` for a code that this version does not know.
    #[must_use]
    pub fn known(&self) -> Option<&'static KnownCode> {
        KNOWN.iter().find(|known| known.code == *self)
    }

    fn segment(&self, index: usize) -> &str {
        self.0.split(':').nth(index).unwrap_or_default()
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ErrorCode {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::new(text))
    }
}
