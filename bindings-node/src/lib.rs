//! The native library of the npm package: methods by name, over JSON text. The TypeScript facade in `ts/` gives it Node's manners.

pub mod cancel;
pub mod client;
pub mod command;
mod crossing;
pub mod emulator;
#[rustfmt::skip]
mod generated;
pub mod handle;
pub mod mailbox;
mod runtime;

/// Answers are thousands of short texts, which the system's allocator takes twice as long for.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;
