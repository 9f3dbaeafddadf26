//! Bulk revocation against the emulator, whose own state has the last word on every outcome.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod apply;
mod faults;
mod guards;
mod handles;
mod plan;
mod restore;
mod stops;
mod sweep;
mod world;
