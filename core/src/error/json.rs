//! An error as JSON: what the command line prints and what crosses to hosts.

use serde::{Serialize, Serializer};
use serde_with::skip_serializing_none;

use super::{Effect, Error, ErrorCode, ErrorKind, FieldError};
use crate::api::Millis;

/// The fields of an error in JSON; what is not known is absent.
#[skip_serializing_none]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Shown<'a> {
    kind: ErrorKind,
    code: Option<&'a ErrorCode>,
    status: Option<u16>,
    title: Option<&'a str>,
    detail: &'a str,
    request_id: Option<&'a str>,
    docs_url: Option<&'a str>,
    operation: Option<&'a str>,
    /// Milliseconds.
    retry_after: Option<Millis>,
    attempts: u32,
    effect: Effect,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    missing: &'a [String],
    #[serde(skip_serializing_if = "<[FieldError]>::is_empty")]
    errors: &'a [FieldError],
    message: String,
    advice: &'a str,
}

/// `{"kind": "not_found", "code": "err:unkey:data:key_not_found", ...}`, names in camel case, `retryAfter` in
/// milliseconds; what is not known is absent.
impl Serialize for Error {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shown = Shown {
            kind: self.kind(),
            code: self.code(),
            status: self.status(),
            title: self.title(),
            detail: self.detail(),
            request_id: self.request_id(),
            docs_url: self.docs_url(),
            operation: self.operation(),
            retry_after: self
                .retry_after()
                .map(|wait| Millis::try_from(wait.as_millis()).unwrap_or(Millis::MAX)),
            attempts: self.attempts(),
            effect: self.effect(),
            missing: self.missing(),
            errors: self.errors(),
            message: self.to_string(),
            advice: self.advice(),
        };
        shown.serialize(serializer)
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::error::Details;

    #[test]
    fn json_has_what_is_known_and_nothing_else() {
        let refused = Details {
            code: Some(ErrorCode::KEY_DISABLED),
            status: Some(403),
            operation: Some("things.read".to_owned()),
            retry_after: Some(Duration::from_secs(2)),
            attempts: 1,
            ..Details::new(ErrorKind::PermissionDenied, "the key is disabled")
        };
        let shown = serde_json::to_value(Error::from(refused)).unwrap();
        let keys: Vec<_> = shown.as_object().unwrap().keys().map(String::as_str).collect();
        let known = [
            "advice",
            "attempts",
            "code",
            "detail",
            "effect",
            "kind",
            "message",
            "operation",
            "retryAfter",
            "status",
        ];
        assert_eq!(keys, known);
        assert_eq!(
            (&shown["code"], &shown["retryAfter"]),
            (&"err:unkey:authorization:key_disabled".into(), &2000.into())
        );
    }
}
