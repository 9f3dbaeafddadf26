//! The one place where key secrets are written in plain text: into a request that goes to the service, and into the
//! crossing to a host language that wraps them again.

use std::cell::RefCell;

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    error::{Error, Result},
    secret::KeySecret,
};

/// For whom this thread serialises at the moment.
enum Reader {
    /// The service: secrets in plain text, and which there were.
    Service(Vec<KeySecret>),
    /// A host language: secrets in plain text.
    Host,
}

thread_local! {
    /// `None` while nothing is meant to leave the process: secrets are then redacted.
    static READER: RefCell<Option<Reader>> = const { RefCell::new(None) };
}

/// Serialises a request for the service, and says which secrets it has, so that an echo of one can be redacted.
///
/// # Errors
/// Those of `serde_json`, for a value that has no JSON form.
pub(crate) fn to_service<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<(Vec<u8>, Vec<KeySecret>)> {
    let (bytes, reader) = scoped(Reader::Service(Vec::new()), || serde_json::to_vec(value));
    let secrets = match reader {
        Some(Reader::Service(secrets)) => secrets,
        _ => Vec::new(),
    };
    Ok((bytes?, secrets))
}

/// Serialises a value for a host language: secrets in plain text, for the host to wrap again.
///
/// # Errors
/// Those of `serde_json`, for a value that has no JSON form.
pub fn to_host<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    as_for_host(|| serde_json::to_string(value))
}

/// Runs a serialiser of another form for a host language: secrets as in [`to_host`].
pub fn as_for_host<T>(write: impl FnOnce() -> T) -> T {
    scoped(Reader::Host, write).0
}

/// Reads the arguments that a host passes, as a JSON array.
///
/// # Errors
/// Of kind `Configuration`, with the place and what is wanted there, and never the value, which may be a secret.
pub fn from_host<T: DeserializeOwned>(arguments: &str) -> Result<T> {
    let mut json = serde_json::Deserializer::from_str(arguments);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        // The arguments are an array; a request is its only element.
        let path = path.trim_start_matches("[0]").trim_start_matches('.');
        let place =
            if path.is_empty() { "the arguments".to_owned() } else { format!("the argument `{path}`") };
        let text = error.inner().to_string();
        let text = text.rsplit_once(" at line ").map_or(text.as_str(), |(what, _)| what);
        Error::configuration(
            if ["unknown field", "missing field"].iter().any(|start| text.starts_with(start)) {
                format!("{place} cannot be used: {text}")
            } else if let Some((_, wanted)) = text.rsplit_once(", expected ") {
                // What stands before quotes the value; what is expected is this library's own text.
                format!("{place} must be {}", in_json(wanted))
            } else {
                format!("{place} cannot be read: see the documentation for its type")
            },
        )
    })
}

/// What a deserialiser expects, in the words of JSON.
fn in_json(wanted: &str) -> &str {
    match wanted {
        "i8" | "i16" | "i32" | "i64" | "isize" => "an integer",
        "u8" | "u16" | "u32" | "u64" | "usize" => "an integer, and not negative",
        "f32" | "f64" => "a number",
        "a sequence" => "a list",
        "a map" => "an object",
        "unit" => "null",
        _ if wanted.starts_with("struct ") || wanted.starts_with("internally tagged enum ") => "an object",
        _ if wanted.starts_with("a tuple ") || wanted.starts_with("tuple ") => "a list of the arguments",
        _ => wanted,
    }
}

/// Runs `write` while this thread serialises for `reader`. Serialisation is synchronous, so the scope cannot leak into
/// other work of this thread; it ends even if a `Serialize` implementation panics.
fn scoped<T>(reader: Reader, write: impl FnOnce() -> T) -> (T, Option<Reader>) {
    struct Scope(Option<Reader>);
    impl Drop for Scope {
        fn drop(&mut self) {
            READER.set(self.0.take());
        }
    }
    let _scope = Scope(READER.replace(Some(reader)));
    let written = write();
    (written, READER.take())
}

/// Whether a secret is now to be written in plain text; if it goes to the service, it is remembered.
pub(crate) fn reveals(secret: &KeySecret) -> bool {
    READER.with_borrow_mut(|reader| {
        if let Some(Reader::Service(secrets)) = reader {
            secrets.push(secret.clone());
        }
        reader.is_some()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::REDACTED;

    #[test]
    fn a_secret_is_plain_for_its_readers_and_redacted_before_and_after() {
        let secret = KeySecret::new("sk_live_1234");
        let redacted = format!("\"{REDACTED}\"");
        assert_eq!(serde_json::to_string(&secret).unwrap(), redacted);
        let (bytes, secrets) = to_service(&[&secret]).unwrap();
        assert_eq!((bytes.as_slice(), secrets), (br#"["sk_live_1234"]"#.as_slice(), vec![secret.clone()]));
        assert_eq!(to_host(&secret).unwrap(), r#""sk_live_1234""#);
        assert_eq!(as_for_host(|| serde_json::to_string(&secret)).unwrap(), r#""sk_live_1234""#);
        assert_eq!(serde_json::to_string(&secret).unwrap(), redacted);
    }

    #[test]
    fn arguments_that_cannot_be_read_are_named_and_not_quoted() {
        #[derive(serde::Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Request {
            #[expect(dead_code, reason = "read by serde alone")]
            name: String,
        }
        let refusal = |json: &str| from_host::<(Request,)>(json).map(|_| ()).unwrap_err().detail().to_owned();
        assert!(refusal(r#"[{"nam": "hunter2"}]"#).contains("unknown field `nam`"));
        assert!(refusal("[{}]").contains("missing field `name`"));
        assert_eq!(refusal(r#"[{"name": {"hunter2": "hunter2"}}]"#), "the argument `name` must be a string");
    }

    #[test]
    fn an_argument_of_another_type_is_refused_with_the_one_that_is_wanted() {
        use crate::{ApplyPlan, CreateKey, PlanRevocation, VerifyKey};
        fn refusal<T: DeserializeOwned>(json: &str) -> String {
            from_host::<(T,)>(json).map(|_| ()).unwrap_err().detail().to_owned()
        }
        for (refused, expected) in [
            (refusal::<CreateKey>(r#"[{"apiId": 5}]"#), "the argument `apiId` must be a string"),
            (
                refusal::<CreateKey>(r#"[{"apiId": "a", "expires": "hunter2, expected hunter2"}]"#),
                "the argument `expires` must be an integer",
            ),
            (
                refusal::<CreateKey>(r#"[{"apiId": "a", "credits": {"remaining": "hunter2"}}]"#),
                "the argument `credits.remaining` must be an integer",
            ),
            (
                refusal::<CreateKey>(r#"[{"apiId": "a", "roles": ["r", {"hunter2": 1}]}]"#),
                "the argument `roles[1]` must be a string",
            ),
            (
                refusal::<CreateKey>(r#"[{"apiId": "a", "meta": "hunter2"}]"#),
                "the argument `meta` must be an object",
            ),
            (refusal::<VerifyKey>(r#"[{"key": 12345678}]"#), "the argument `key` must be a string"),
            (refusal::<CreateKey>(r#"["hunter2"]"#), "the arguments must be an object"),
            (
                refusal::<ApplyPlan>(r#"[{"action": "hunter2"}]"#),
                "the argument `action` must be one of `disable`, `delete`, `delete_permanently`",
            ),
            (
                refusal::<ApplyPlan>(r#"[{"maxKeys": -7}]"#),
                "the argument `maxKeys` must be an integer, and not negative",
            ),
            (
                refusal::<PlanRevocation>(r#"[{"selector": {"kind": "hunter2"}}]"#),
                "the argument `selector.kind` must be one of `user`, `keys`, `api`",
            ),
            (
                refusal::<PlanRevocation>(r#"[{"selector": {"kind": "keys", "ids": "hunter2"}}]"#),
                "the argument `selector` must be a list",
            ),
        ] {
            assert_eq!(refused, expected);
        }
    }
}
