//! The native library of the npm package: calls over JSON text. The TypeScript facade in `ts/` gives it Node's manners.

pub mod cancel;
pub mod client;
pub mod command;
mod crossing;
pub mod emulator;
#[rustfmt::skip]
mod generated;
pub mod handle;
mod runtime;
