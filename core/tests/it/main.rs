//! The client from outside: what of it reaches logs, and how it meets the machine that it runs on.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod environment;
mod hygiene;
#[path = "../../src/http/tests/server.rs"]
#[expect(dead_code, reason = "the crate's own tests use more of it")]
mod server;
mod tls;
