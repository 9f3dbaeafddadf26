//! Errors on their way to Swift.

use std::sync::Arc;

use serde::Serialize;
use unkey_kit::{Error, ErrorKind, FieldError};

use crate::{crossing::written, provider::NoRootKey};

/// Why a call gave nothing.
#[derive(Debug, thiserror::Error, uniffi::Error)]
pub enum Failure {
    /// It failed.
    #[error("the call failed")]
    Failed {
        /// The fields of the error, one after another.
        error: Vec<u8>,
    },
    /// The caller gave it up.
    #[error("the call was cancelled")]
    Cancelled,
}

/// The fields of an error in the order in which `UnkeyError.swift` reads them.
#[derive(Serialize)]
struct Fields<'a> {
    kind: &'a str,
    code: Option<&'a str>,
    status: Option<u16>,
    title: Option<&'a str>,
    detail: &'a str,
    request_id: Option<&'a str>,
    docs_url: Option<&'a str>,
    operation: Option<&'a str>,
    /// Milliseconds.
    retry_after: Option<u64>,
    attempts: u32,
    effect: &'a str,
    missing: &'a [String],
    errors: &'a [FieldError],
    advice: &'a str,
    message: &'a str,
    /// What the code means; absent for an unknown one.
    meaning: Option<&'a str>,
}

/// Says in Swift's terms what the core says in its own: instead of a hint at the error's source, which does not cross,
/// what the source says if it is this library's own.
fn in_terms_of_swift(text: &str, error: &Error) -> String {
    let source = std::error::Error::source(error).and_then(|source| source.downcast_ref::<Source>());
    match source.and_then(|source| source.downcast_ref::<NoRootKey>()) {
        Some(reason) => text.replace("; the source of this error says why", &format!(": {reason}")),
        None => text.to_owned(),
    }
}

/// How an error of the core holds its source.
type Source = Arc<dyn std::error::Error + Send + Sync>;

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let fields = Fields {
            kind: error.kind().as_str(),
            code: error.code().map(|code| code.as_str()),
            status: error.status(),
            title: error.title(),
            detail: &in_terms_of_swift(error.detail(), &error),
            request_id: error.request_id(),
            docs_url: error.docs_url(),
            operation: error.operation(),
            retry_after: error.retry_after().map(|wait| wait.as_millis().try_into().unwrap_or(u64::MAX)),
            attempts: error.attempts(),
            effect: error.effect().as_str(),
            missing: error.missing(),
            errors: error.errors(),
            advice: error.advice(),
            message: &in_terms_of_swift(&error.to_string(), &error),
            meaning: error.code().and_then(|code| code.known()).map(|known| known.meaning),
        };
        Self::Failed { error: written(&fields) }
    }
}

impl Failure {
    /// The caller built the client, or called it, in a way that cannot work.
    pub(crate) fn configuration(message: &str) -> Self {
        let fields = Fields {
            kind: "configuration",
            code: None,
            status: None,
            title: None,
            detail: message,
            request_id: None,
            docs_url: None,
            operation: None,
            retry_after: None,
            attempts: 0,
            effect: "none",
            missing: &[],
            errors: &[],
            advice: ErrorKind::Configuration.advice(),
            message,
            meaning: None,
        };
        Self::Failed { error: written(&fields) }
    }

    /// The Swift side asked for a method that the definition does not have.
    pub(crate) fn unknown(method: &str) -> Self {
        Self::configuration(&format!("the native library has no method `{method}`: it is of another version"))
    }
}
