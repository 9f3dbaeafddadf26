//! The native library of the Swift package `UnkeyKit`: methods by name, their arguments as JSON text, what they give as
//! bytes. The Swift side gives it types; uniffi carries it across.
//!
//! What stands here is written once. Operations are in `generated`, and a new one changes nothing that uniffi sees.

pub mod cancel;
pub mod client;
pub mod command;
mod crossing;
pub mod emulator;
pub mod error;
#[rustfmt::skip]
mod generated;
pub mod handle;
pub mod provider;
mod runtime;

uniffi::setup_scaffolding!("UnkeyNative");
