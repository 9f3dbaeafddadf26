//! The real binary, run as its users run it.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on must fail")]

mod advice;
mod api;
mod completions;
mod demo;
mod emulator;
mod explain;
mod files;
mod process;
mod revoke;
mod service;
#[cfg(unix)]
mod terminal;
mod usage;
