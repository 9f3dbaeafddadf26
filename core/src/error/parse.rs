//! A response that is no success, made into an [`Error`](super::Error). Keeps nothing of the body but the fields that
//! Unkey's envelope has, and those redacted and bounded.

use std::time::Duration;

use serde::{
    Deserialize,
    de::{DeserializeOwned, IgnoredAny},
};

use super::{Details, Effect, ErrorCode, ErrorKind, FieldError};
use crate::secret::redact;

/// The longest text of the service that an error keeps, in characters: the longest known detail has a few hundred.
const LONGEST_TEXT: usize = 4096;
/// The most violations that an error keeps; the service reports one at a time.
const MOST_VIOLATIONS: usize = 100;

/// What of an answer an error is made of.
#[derive(Clone, Copy)]
pub(crate) struct Answered<'a> {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: &'a [u8],
}

/// A value of the expected type, or anything else: a field that came out otherwise must not lose the rest.
#[derive(Deserialize)]
#[serde(untagged, bound = "T: DeserializeOwned")]
enum Lenient<T> {
    Expected(T),
    Other(IgnoredAny),
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    meta: Lenient<Meta>,
    error: Problem,
}

#[derive(Deserialize)]
struct Meta {
    #[serde(default, rename = "requestId")]
    request_id: Lenient<String>,
}

#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    title: Lenient<String>,
    #[serde(default)]
    detail: Lenient<String>,
    #[serde(default, rename = "type")]
    docs_url: Lenient<String>,
    #[serde(default)]
    errors: Lenient<Vec<Lenient<Violation>>>,
}

#[derive(Deserialize)]
struct Violation {
    #[serde(default)]
    location: Lenient<String>,
    #[serde(default)]
    message: Lenient<String>,
    #[serde(default)]
    fix: Lenient<String>,
}

impl<T> Default for Lenient<T> {
    fn default() -> Self {
        Self::Other(IgnoredAny)
    }
}

impl<T> Lenient<T> {
    fn expected(self) -> Option<T> {
        match self {
            Self::Expected(value) => Some(value),
            Self::Other(_) => None,
        }
    }
}

/// Makes the error of an answer whose status is no success.
///
/// `secrets` are those that the request carried: an echo of one is redacted. The media type of the answer is not
/// looked at, since the service labels the same envelope in two ways and a proxy may relabel it.
pub(crate) fn parse<'a>(answer: Answered<'_>, secrets: impl Iterator<Item = &'a str> + Clone) -> Details {
    let Ok(Envelope { meta, error }) = serde_json::from_slice(answer.body) else {
        return foreign(answer);
    };
    let redacted = |text: Lenient<String>| text.expected().map(|text| redact(&text, secrets.clone()));
    let bounded = |text: Lenient<String>| redacted(text).map(|text| one_line(&text));
    let request_id = meta.expected().and_then(|meta| bounded(meta.request_id));
    let docs_url = error.docs_url.expected();
    // A known code holds no secret. Read it before redaction: a verified key that is an ordinary word, such as `data`,
    // must not make the code unreadable.
    let known = docs_url.as_deref().and_then(ErrorCode::from_type_url).filter(|code| code.known().is_some());
    let docs_url = docs_url.map(|url| one_line(&redact(&url, secrets.clone())));
    let code = known.or_else(|| docs_url.as_deref().and_then(ErrorCode::from_type_url));
    // Others, too, answer `{"error": {...}}`; what they refuse, something behind them may still have done.
    if code.is_none() && request_id.is_none() {
        return foreign(answer);
    }
    let kind =
        code.as_ref().and_then(ErrorCode::known).map_or_else(|| kind_of(answer.status), |known| known.kind);
    let detail = redacted(error.detail).unwrap_or_default();
    let violations = error.errors.expected().unwrap_or_default().into_iter().take(MOST_VIOLATIONS);
    Details {
        status: Some(answer.status),
        title: bounded(error.title),
        request_id,
        docs_url,
        retry_after: answer.retry_after,
        effect: effect_of(answer.status),
        missing: missing(&detail),
        errors: violations
            .filter_map(Lenient::expected)
            .map(|violation| FieldError {
                location: bounded(violation.location).unwrap_or_default(),
                message: bounded(violation.message).unwrap_or_default(),
                fix: bounded(violation.fix),
            })
            .collect(),
        code,
        ..Details::new(kind, one_line(&detail))
    }
}

/// An answer that is not in Unkey's envelope: from a proxy, cut short, or from something else altogether.
fn foreign(answer: Answered<'_>) -> Details {
    let what = match answer.body.trim_ascii_start() {
        _ if (300..400).contains(&answer.status) => "a redirect, and redirects are not followed",
        [] => "empty",
        [b'<', ..] => "an HTML page",
        body if serde_json::from_slice::<IgnoredAny>(body).is_ok() => "JSON of an unexpected form",
        [b'{' | b'[', ..] => "JSON that is cut short or malformed",
        _ => "something other than JSON",
    };
    // A proxy's 404 says nothing about a key, and its 403 nothing about permissions.
    let kind = match kind_of(answer.status) {
        kind @ (ErrorKind::RateLimited | ErrorKind::Timeout | ErrorKind::Connection | ErrorKind::Server) => {
            kind
        }
        _ => ErrorKind::UnexpectedAnswer,
    };
    let detail = format!("instead of an error of the Unkey API, the answer is {what}");
    Details {
        status: Some(answer.status),
        retry_after: answer.retry_after,
        effect: Effect::Unknown,
        ..Details::new(kind, detail)
    }
}

/// The kind of a status without a known code.
pub(super) fn kind_of(status: u16) -> ErrorKind {
    match status {
        401 => ErrorKind::Authentication,
        403 => ErrorKind::PermissionDenied,
        404 | 410 => ErrorKind::NotFound,
        402 | 412 => ErrorKind::PreconditionFailed,
        408 => ErrorKind::Timeout,
        409 => ErrorKind::Conflict,
        429 => ErrorKind::RateLimited,
        499 => ErrorKind::Connection,
        400..=499 => ErrorKind::BadRequest,
        500..=599 => ErrorKind::Server,
        _ => ErrorKind::UnexpectedAnswer,
    }
}

/// Only a refusal in Unkey's own words proves that nothing was done. 408 and 499 say that the service stopped
/// waiting, not that it stopped working.
fn effect_of(status: u16) -> Effect {
    match status {
        408 | 499 => Effect::Unknown,
        400..=499 => Effect::None,
        _ => Effect::Unknown,
    }
}

/// The permissions that a denial names. Its two sentences are the only stable prose of the API; of the alternatives
/// and conjunctions that they flatten only the names are certain. Other sentences may stand before and after.
fn missing(detail: &str) -> Vec<String> {
    const ONE: &str = "Missing permission: '";
    const SEVERAL: &str = "Missing one of these permissions: ";
    // The service sometimes ends a sentence with what its formatter had left over: `%!(EXTRA string=...)`.
    let detail = detail.split("%!(").next().unwrap_or_default();
    let is_name = |name: &str| {
        !name.is_empty()
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.:*/#".contains(&byte))
    };
    let mut names = Vec::new();
    if let Some((_, list)) = detail.rsplit_once(SEVERAL) {
        let mut words = list.split_ascii_whitespace();
        while let Some(name) = words.next().map(|word| word.trim_end_matches([',', ';'])) {
            if !is_name(name) {
                break;
            }
            names.push(name.to_owned());
            if !matches!(words.next(), Some("or" | "and")) {
                break;
            }
        }
    } else if let Some((name, _)) = detail.rsplit_once(ONE).and_then(|(_, tail)| tail.split_once('\'')) {
        names.extend(is_name(name).then(|| name.to_owned()));
    }
    names
}

/// A text of the service as an error keeps it: without line breaks and terminal sequences, and not beyond measure.
fn one_line(text: &str) -> String {
    let mut kept: String =
        text.chars().take(LONGEST_TEXT).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if kept.len() < text.len() {
        kept.push('…');
    }
    kept
}
