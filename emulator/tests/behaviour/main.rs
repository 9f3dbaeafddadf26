//! What the emulator does, asked without a socket and under a clock that stands still, but for `sockets`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod authentication;
mod caches;
mod documentation;
mod envelope;
mod faults;
mod identities;
mod journal;
mod keys;
mod limits;
mod listing;
mod maskings;
mod migrations;
mod permissions;
mod ratelimit;
mod revocation;
mod service;
mod setups;
mod sockets;
mod truth;
mod verification;
