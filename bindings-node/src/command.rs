//! The command `unkey-kit`, and what it explains, from the same library.

use napi::bindgen_prelude::BigInt;
use napi_derive::napi;

use crate::generated::LAYOUT;

/// Runs the command with these arguments, the first of which is the program's name, and gives its exit code.
#[napi]
#[must_use]
pub fn run_command(arguments: Vec<String>) -> u8 {
    unkey_kit_cli::run(arguments).code()
}

/// Finds the known codes that a text means, as JSON text.
#[napi]
#[must_use]
pub fn explain(text: String) -> String {
    serde_json::to_string(&unkey_kit::explain(&text)).unwrap_or_default()
}

/// A fingerprint of everything that crosses: the facade must have the same.
#[napi]
#[must_use]
pub fn layout() -> BigInt {
    BigInt::from(LAYOUT)
}
