//! What the emulator does, asked without a socket and under a clock that stands still, but for `sockets`.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod documentation;
mod faults;
mod identities;
mod journal;
mod permissions;
mod ratelimit;
mod service;
mod setups;
mod sockets;
mod truth;
