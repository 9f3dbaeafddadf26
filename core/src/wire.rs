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
    /// A host language: secrets in plain text, wide integers as text where a double cannot hold them.
    Host,
    /// A host language that holds every integer: secrets in plain text.
    Exact,
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

/// Serialises a value for a host language: secrets in plain text, for the host to wrap again, and a
/// [`Wide`](crate::Wide) beyond 2^53 - 1 as `{"$int": "9223372036854775807"}`.
///
/// # Errors
/// Those of `serde_json`, for a value that has no JSON form.
pub fn to_host<T: Serialize + ?Sized>(value: &T) -> serde_json::Result<String> {
    scoped(Reader::Host, || serde_json::to_string(value)).0
}

/// Runs a serialiser for a host language whose integers hold every value: secrets in plain text, for the host to wrap
/// again, and a [`Wide`](crate::Wide) as any other integer.
pub fn in_full<T>(write: impl FnOnce() -> T) -> T {
    scoped(Reader::Exact, write).0
}

/// Reads the arguments that a host passes, as a JSON array.
///
/// # Errors
/// Of kind `Configuration`, with the place and never the value, which may be a secret.
pub fn from_host<T: DeserializeOwned>(arguments: &str) -> Result<T> {
    let mut json = serde_json::Deserializer::from_str(arguments);
    serde_path_to_error::deserialize(&mut json).map_err(|error| {
        let path = error.path().to_string();
        // The arguments are an array; a request is its only element.
        let path = path.trim_start_matches("[0]").trim_start_matches('.');
        let place =
            if path.is_empty() { "the arguments".to_owned() } else { format!("the argument `{path}`") };
        let text = error.inner().to_string();
        let names_only = ["unknown field", "missing field"].iter().any(|start| text.starts_with(start));
        let what = match text.rsplit_once(" at line ") {
            Some((what, _)) if names_only => format!(": {what}"),
            _ => " of another type than the documentation says".to_owned(),
        };
        Error::configuration(format!("{place} cannot be used{what}"))
    })
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

/// Whether a host whose numbers are doubles reads what is now written.
pub(crate) fn for_host() -> bool {
    READER.with_borrow(|reader| matches!(reader, Some(Reader::Host)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{REDACTED, Wide};

    #[test]
    fn a_secret_is_plain_for_its_readers_and_redacted_before_and_after() {
        let secret = KeySecret::new("sk_live_1234");
        let redacted = format!("\"{REDACTED}\"");
        assert_eq!(serde_json::to_string(&secret).unwrap(), redacted);
        let (bytes, secrets) = to_service(&[&secret]).unwrap();
        assert_eq!((bytes.as_slice(), secrets), (br#"["sk_live_1234"]"#.as_slice(), vec![secret.clone()]));
        assert_eq!(to_host(&secret).unwrap(), r#""sk_live_1234""#);
        assert_eq!(in_full(|| serde_json::to_string(&secret)).unwrap(), r#""sk_live_1234""#);
        assert_eq!(serde_json::to_string(&secret).unwrap(), redacted);
    }

    #[test]
    fn a_wide_integer_crosses_as_text_only_where_a_double_cannot_hold_it() {
        let (exact, wide) = (Wide((1 << 53) - 1), Wide(i64::MAX));
        assert_eq!(to_host(&[exact, wide]).unwrap(), r#"[9007199254740991,{"$int":"9223372036854775807"}]"#);
        assert_eq!(to_service(&wide).unwrap().0, b"9223372036854775807");
        assert_eq!(in_full(|| serde_json::to_string(&wide)).unwrap(), "9223372036854775807");
        let back: Vec<Wide> =
            serde_json::from_str(&to_host(&[exact, wide, Wide(i64::MIN)]).unwrap()).unwrap();
        assert_eq!(back, [exact, wide, Wide(i64::MIN)]);
        assert!(serde_json::from_str::<Wide>(r#"{"$int":"1.5"}"#).is_err());
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
        let wrong_type = refusal(r#"[{"name": {"hunter2": "hunter2"}}]"#);
        assert!(wrong_type.contains("`name`") && !wrong_type.contains("hunter2"), "{wrong_type}");
    }
}
