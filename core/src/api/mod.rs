//! The API, resource by resource: one file each, in plain Rust. This folder is the one definition from which the
//! bindings are projected.

mod apis;
mod identities;
mod keys;
mod permissions;
mod ratelimit;
mod values;

pub(crate) use values::Enveloped;
pub use values::{Empty, Json, JsonObject, Meta, Millis, Patch, Response, Wide};

// A new type of a resource touches that resource's file alone.
pub use apis::*;
pub use identities::*;
pub use keys::*;
pub use permissions::*;
pub use ratelimit::*;

use crate::client::Unkey;

/// The resources.
impl Unkey {
    /// APIs: what keys belong to.
    #[must_use]
    pub fn apis(&self) -> Apis {
        Apis { client: self.clone() }
    }

    /// Identities: the users or tenants that keys belong to.
    #[must_use]
    pub fn identities(&self) -> Identities {
        Identities { client: self.clone() }
    }

    /// Keys: create, verify, read, change and revoke them.
    #[must_use]
    pub fn keys(&self) -> Keys {
        Keys { client: self.clone() }
    }
}
