//! The API, resource by resource: one file each, in plain Rust. This folder is the one definition from which the
//! bindings are projected.

mod keys;
mod values;

pub(crate) use values::Enveloped;
pub use values::{Empty, Json, JsonObject, Meta, Millis, Patch, Response, Wide};

// A new type of a resource touches that resource's file alone.
pub use keys::*;

use crate::client::Unkey;

/// The resources.
impl Unkey {
    /// Keys: create, verify, read, change and revoke them.
    #[must_use]
    pub fn keys(&self) -> Keys {
        Keys { client: self.clone() }
    }
}
