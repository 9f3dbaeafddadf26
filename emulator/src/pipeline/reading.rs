//! The check of the request itself: is there a credential, is the body JSON, does it fit the schema.

use http::{HeaderMap, header};
use serde::Deserialize;
use serde_json::Value;

use super::Arrival;
use crate::error::{ApiError, Finding, Result};
use crate::json;
use crate::schema;

/// How deep JSON may be nested.
const MAX_DEPTH: usize = 10_000;
/// Up to here a thread of the usual size has the room to work on nested JSON.
const USUAL_DEPTH: usize = 100;
const DEEP_STACK: usize = 512 * 1024 * 1024;

/// Runs the work on a body, on a thread with a larger stack if the body is nested deeply.
pub(crate) fn with_room_for<T: Send>(body: &[u8], work: impl FnOnce() -> T + Send) -> T {
    if depth(body) <= USUAL_DEPTH {
        return work();
    }
    std::thread::scope(|scope| {
        let spawned = std::thread::Builder::new().stack_size(DEEP_STACK).spawn_scoped(scope, work);
        match spawned.map(std::thread::ScopedJoinHandle::join) {
            Ok(Ok(done)) => done,
            Ok(Err(panic)) => std::panic::resume_unwind(panic),
            Err(error) => panic!("no thread for a deeply nested body: {error}"),
        }
    })
}

/// Checks a request against what its operation asks for.
///
/// # Errors
/// 400 `invalid_input`: for a missing credential before anything else, then for the body.
pub(crate) fn check(arrival: &Arrival, operation: &str) -> Result<Value> {
    let authorization = arrival.headers.get(header::AUTHORIZATION);
    if authorization.is_none_or(|value| value.as_bytes().trim_ascii().is_empty()) {
        return Err(refusal(
            "security",
            "The request has no credential for the security scheme 'bearer'.",
            "Send the header `Authorization: Bearer` with a root key.",
        ));
    }
    if !is_json(&arrival.headers) {
        return Err(refusal(
            "requestBody",
            "The content type of the request body is not accepted.",
            "Send the header `Content-Type: application/json`.",
        ));
    }
    if arrival.body.is_empty() {
        return Err(refusal("requestBody", "The request body is empty.", "Send a JSON value."));
    }
    let body = parse(&arrival.body)
        .ok_or_else(|| refusal("requestBody", "The request body is not JSON.", "Send one JSON value."))?;
    schema::validate(operation, &body).map_err(|violations| {
        let path = arrival.uri.path();
        ApiError::invalid_request(
            format!("POST request body for '{path}' failed to validate schema"),
            violations.into_iter().map(Finding::from).collect(),
        )
    })?;
    Ok(body)
}

fn refusal(location: &str, message: &str, fix: &str) -> ApiError {
    let finding = Finding { location: location.into(), message: message.into(), fix: Some(fix.into()) };
    ApiError::invalid_request(message, vec![finding])
}

/// Parameters such as the character set do not matter, nor does letter case.
fn is_json(headers: &HeaderMap) -> bool {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let media_type = content_type.unwrap_or_default().split(';').next().unwrap_or_default();
    media_type.trim().eq_ignore_ascii_case("application/json")
}

/// Reads one JSON value; bytes that are no UTF-8 become replacement characters, as they do in the service.
fn parse(body: &[u8]) -> Option<Value> {
    if depth(body) > MAX_DEPTH {
        return None;
    }
    let text = String::from_utf8_lossy(body);
    let text = json::respelled(&text);
    let mut reader = serde_json::Deserializer::from_str(&text);
    // The depth is known, and the stack is large enough for it.
    reader.disable_recursion_limit();
    let value = Value::deserialize(&mut reader).ok()?;
    reader.end().ok()?;
    Some(value)
}

/// The deepest nesting of arrays and objects in a text that may be JSON.
fn depth(body: &[u8]) -> usize {
    let (mut open, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in body {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                open += 1;
                deepest = deepest.max(open);
            }
            b']' | b'}' if !in_string => open = open.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn brackets_in_strings_do_not_nest() {
        assert_eq!(depth(br#"{"a":"[[\"[","b":[{}]}"#), 3);
    }

    #[test]
    fn a_deep_value_is_read_and_one_that_is_too_deep_is_not() {
        let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
        for (levels, readable) in [(MAX_DEPTH, true), (MAX_DEPTH + 1, false)] {
            let text = nested(levels);
            let read = with_room_for(text.as_bytes(), || parse(text.as_bytes()).is_some());
            assert_eq!(read, readable, "{levels}");
        }
    }

    #[test]
    fn one_value_and_nothing_else_is_json() {
        for text in ["{}{}", "\u{feff}{}", "/**/{}", "[1,]", "  "] {
            assert!(parse(text.as_bytes()).is_none(), "{text}");
        }
    }
}
