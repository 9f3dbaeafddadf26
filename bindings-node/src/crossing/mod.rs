//! What crosses between Rust and JavaScript: arguments as JSON text, answers as the text that [`positional`] describes,
//! failures as JSON text.

mod positional;

use std::io;

use futures_util::future::BoxFuture;
use serde::de::DeserializeOwned;
use serde_json::json;
use unkey_kit::{Effect, Error, Events, Pages, wire};

pub(crate) use self::positional::{Positional, Writer};
use crate::generated::Handle;

/// An answer on its way.
pub(crate) struct Shown {
    /// Everything but the secrets.
    pub(crate) text: String,
    /// The secrets, if there are any.
    pub(crate) secrets: Option<Vec<String>>,
}

/// A handle that is not there yet.
pub(crate) type Opening = BoxFuture<'static, Result<Handle, Failure>>;

/// An error as the JSON text that the facade makes an `Error` of.
pub(crate) struct Failure(pub(crate) String);

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self(serde_json::to_string(&error).unwrap_or_default())
    }
}

impl Failure {
    /// The facade asked for a method that the definition does not have.
    pub(crate) fn unknown(method: &str) -> Self {
        Self::of(
            "configuration",
            &format!("the native library has no method `{method}`: it is of another version"),
        )
    }

    /// The caller gave the call up.
    pub(crate) fn cancelled() -> Self {
        Self::of("cancelled", "the call was cancelled")
    }

    /// The system refused what the runtime needs.
    pub(crate) fn without_runtime(error: &io::Error) -> Self {
        Self::of("configuration", &format!("the library's thread cannot be started: {error}"))
    }

    /// A call ended without a result. What it asked for may have been done.
    pub(crate) fn lost() -> Self {
        let message = "the call ended without a result: this is a defect of the library";
        Self::with_effect("unexpected_answer", message, Effect::Unknown)
    }

    fn of(kind: &str, message: &str) -> Self {
        Self::with_effect(kind, message, Effect::None)
    }

    fn with_effect(kind: &str, message: &str, effect: Effect) -> Self {
        let error = json!({ "kind": kind, "detail": message, "message": message, "effect": effect });
        Self(error.to_string())
    }
}

/// Reads the arguments of a method from their JSON array.
pub(crate) fn read<T: DeserializeOwned>(arguments: &str) -> Result<T, Failure> {
    wire::from_host(arguments).map_err(Failure::from)
}

/// Writes an answer, whose secrets the facade wraps again.
pub(crate) fn shown<T: Positional>(value: &T) -> Result<Shown, Failure> {
    let written = positional::written(value);
    let text = String::from_utf8(written.text)
        .map_err(|error| Failure::with_effect("unexpected_answer", &error.to_string(), Effect::Unknown))?;
    Ok(Shown { text, secrets: (!written.secrets.is_empty()).then_some(written.secrets) })
}

/// Something that gives one value after another.
pub(crate) trait Source: Send {
    /// Gives the next value; `None` after the last one.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Shown>, Failure>>;
}

impl<T: Positional + DeserializeOwned + Send + Sync + 'static> Source for Pages<T> {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Shown>, Failure>> {
        Box::pin(async { self.try_next().await?.map(|page| shown(&page)).transpose() })
    }
}

impl<T: Positional + Send + Sync + 'static> Source for Events<T> {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Shown>, Failure>> {
        Box::pin(async { self.try_next().await?.map(|event| shown(&event)).transpose() })
    }
}
