//! Projects the definition in `core/src/api`, `core/src/revoke/surface.rs` and `core/src/error/code.rs` into Python, Node
//! and Swift.
//!
//! [`read`] parses plain Rust (as cbindgen does) into a [`model::Definition`]; the emitters write each binding from it.

pub mod error;
pub mod model;
mod read;

pub use error::Error;
pub use read::read;
