//! The API, resource by resource: one file each, in plain Rust. This folder is the one definition from which the
//! bindings are projected.

mod analytics;
mod apis;
mod identities;
mod keys;
mod liveness;
mod or_empty;
mod permissions;
mod ratelimit;
mod raw;
mod root_keys;
#[cfg(test)]
mod tests;
mod values;
mod workspace;

pub use values::{Empty, Json, JsonObject, Meta, Millis, Patch, Response, Wide};
pub(crate) use values::{Enveloped, null_as_default};

// A new type of a resource touches that resource's file alone.
pub use analytics::*;
pub use apis::*;
pub use identities::*;
pub use keys::*;
pub use liveness::*;
pub use permissions::*;
pub use ratelimit::*;
pub use root_keys::*;
pub use workspace::*;

use crate::client::Unkey;

/// The resources.
impl Unkey {
    /// Analytics: what was verified, asked in SQL.
    #[must_use]
    pub fn analytics(&self) -> Analytics {
        Analytics { client: self.clone() }
    }

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

    /// Permissions and roles, which keys can have.
    #[must_use]
    pub fn permissions(&self) -> Permissions {
        Permissions { client: self.clone() }
    }

    /// Rate limits of your own choosing, and overrides of them.
    #[must_use]
    pub fn ratelimit(&self) -> Ratelimit {
        Ratelimit { client: self.clone() }
    }

    /// Root keys: the credentials of clients like this one. Unverified: see [`RootKeys`].
    #[must_use]
    pub fn root_keys(&self) -> RootKeys {
        RootKeys { client: self.clone() }
    }

    /// The workspace: its limits and usage. Unverified: see [`Workspace`].
    #[must_use]
    pub fn workspace(&self) -> Workspace {
        Workspace { client: self.clone() }
    }
}
