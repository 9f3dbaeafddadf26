//! A response that is no success, made into an [`Error`]. Keeps nothing of the body but the fields that Unkey's
//! envelope has, and those redacted.

use std::time::Duration;

use serde::Deserialize;

use super::{Details, Effect, ErrorCode, ErrorKind, FieldError};
use crate::secret::redact;

/// What of an answer an error is made of.
#[derive(Clone, Copy)]
pub(crate) struct Answered<'a> {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) body: &'a [u8],
}

#[derive(Deserialize)]
struct Envelope {
    #[serde(default)]
    meta: Option<Meta>,
    error: Problem,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Meta {
    #[serde(default)]
    request_id: Option<String>,
}

#[derive(Deserialize)]
struct Problem {
    #[serde(default)]
    title: Option<String>,
    #[serde(default)]
    detail: String,
    #[serde(rename = "type")]
    docs_url: String,
    #[serde(default)]
    errors: Option<Vec<FieldError>>,
}

/// Makes the error of an answer whose status is no success.
///
/// `secrets` are those that the request carried: an echo of one is redacted. The media type of the answer is not
/// looked at, since the service labels the same envelope in two ways and a proxy may relabel it.
pub(crate) fn parse<'a>(answer: Answered<'_>, secrets: impl Iterator<Item = &'a str> + Clone) -> Details {
    let Ok(Envelope { meta, error }) = serde_json::from_slice(answer.body) else {
        return foreign(answer);
    };
    let clean = |text: String| redact(&text, secrets.clone());
    let code = ErrorCode::from_type_url(&error.docs_url);
    let kind =
        code.as_ref().and_then(ErrorCode::known).map_or_else(|| kind_of(answer.status), |known| known.kind);
    let detail = clean(error.detail);
    let errors = error.errors.unwrap_or_default();
    Details {
        status: Some(answer.status),
        title: error.title.map(clean),
        request_id: meta.and_then(|meta| meta.request_id).map(clean),
        docs_url: Some(clean(error.docs_url)),
        retry_after: answer.retry_after,
        effect: effect_of(answer.status),
        missing: missing(&detail),
        errors: errors
            .into_iter()
            .map(|e| FieldError {
                location: clean(e.location),
                message: clean(e.message),
                fix: e.fix.map(clean),
            })
            .collect(),
        code,
        ..Details::new(kind, detail)
    }
}

/// An answer that is not in Unkey's envelope: from a proxy, cut short, or from something else altogether.
fn foreign(answer: Answered<'_>) -> Details {
    let what = match answer.body {
        [] => "an empty body",
        [b'<', ..] => "a page of HTML",
        body if serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok() => "JSON of another form",
        [b'{' | b'[', ..] => "JSON that is cut short or malformed",
        _ => "a body that is no JSON",
    };
    let detail = format!("the answer has {what} instead of an error of the Unkey API");
    Details {
        status: Some(answer.status),
        retry_after: answer.retry_after,
        effect: Effect::Unknown,
        ..Details::new(kind_of(answer.status), detail)
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
/// and conjunctions that they flatten only the names are certain.
fn missing(detail: &str) -> Vec<String> {
    const ONE: &str = "Missing permission: '";
    const SEVERAL: &str = "Missing one of these permissions: ";
    if let Some((_, tail)) = detail.rsplit_once(SEVERAL) {
        let names = tail.split(" or ").flat_map(|names| names.split(" and "));
        names
            .map(str::trim)
            .filter(|name| !name.is_empty() && !name.contains(' '))
            .map(str::to_owned)
            .collect()
    } else if let Some((name, _)) = detail.rsplit_once(ONE).and_then(|(_, tail)| tail.split_once('\'')) {
        vec![name.to_owned()]
    } else {
        Vec::new()
    }
}
