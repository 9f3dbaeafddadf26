//! The command `unkey-kit`, and what it explains, from the same library.

use serde::Serialize;

use crate::{crossing::written, error::Failure, generated::LAYOUT};

/// A known code, in the order in which `ErrorCode.swift` reads it.
#[derive(Serialize)]
struct Known<'a> {
    code: &'a str,
    status: u16,
    kind: &'a str,
    retry: bool,
    meaning: &'a str,
    advice: &'a str,
}

/// Finds the known codes that a text means.
#[uniffi::export]
#[must_use]
pub fn explain_codes(text: String) -> Vec<u8> {
    let found = unkey_kit::explain(&text).into_iter().map(|known| Known {
        code: known.code.as_str(),
        status: known.status,
        kind: known.kind.as_str(),
        retry: known.retry,
        meaning: known.meaning,
        advice: known.advice,
    });
    written(&found.collect::<Vec<_>>())
}

/// Says of which definition this library is: the Swift sources know theirs.
#[uniffi::export]
#[must_use]
pub fn layout() -> u64 {
    LAYOUT
}

/// Runs the command with these arguments, the first of which is the program's name, and gives its exit code.
///
/// # Errors
/// If the library was built without the command.
#[uniffi::export]
pub fn run_command(arguments: Vec<String>) -> Result<u8, Failure> {
    #[cfg(feature = "testing")]
    return Ok(unkey_kit_cli::run(arguments).code());
    #[cfg(not(feature = "testing"))]
    {
        let _ = arguments;
        Err(Failure::configuration(
            "this library was built without the feature `testing`, which has the command",
        ))
    }
}
