//! The state of the service, in memory.

mod apis;
mod collation;
mod identities;
mod keys;
mod namespaces;
mod pages;
mod rbac;
mod root_keys;
mod tallies;

use std::collections::HashMap;

pub(crate) use self::apis::{Api, Apis, KeyspaceSlot};
pub(crate) use self::collation::Collated;
pub(crate) use self::identities::{Identities, Identity, IdentitySlot};
pub(crate) use self::keys::{Key, KeyDetails, KeySlot, Keys, Refill};
pub(crate) use self::namespaces::{Namespace, Namespaces, Override, SeveralLines};
pub(crate) use self::pages::page;
pub(crate) use self::rbac::{Permission, PermissionSlot, Permissions, Role, RoleSlot, Roles};
pub(crate) use self::root_keys::RootKey;
pub(crate) use self::tallies::{Tallies, Tally};
use crate::fault::Faults;
use crate::ids::{Id, KeyHash};
use crate::journal::Journal;
use crate::limiter::Limiter;

/// Everything there is: the workspaces, and the root keys, which no workspace owns.
#[derive(Default)]
pub(crate) struct Store {
    pub(crate) workspaces: HashMap<Id, Workspace>,
    pub(crate) root_keys: HashMap<KeyHash, RootKey>,
}

/// One customer's resources.
pub(crate) struct Workspace {
    pub(crate) id: Id,
    pub(crate) enabled: bool,
    /// Requests a minute over all root keys: `None` is no limit, 0 refuses all.
    pub(crate) limit_per_minute: Option<u64>,
    pub(crate) apis: Apis,
    pub(crate) keys: Keys,
    pub(crate) identities: Identities,
    pub(crate) permissions: Permissions,
    pub(crate) roles: Roles,
    pub(crate) namespaces: Namespaces,
    /// What the rate limits of keys, identities and namespaces have counted.
    pub(crate) limiter: Limiter,
    pub(crate) migrations: HashMap<Id, Migration>,
    /// What was asked of each key.
    pub(crate) tallies: Tallies,
    /// The faults that strike its requests.
    pub(crate) faults: Faults,
    pub(crate) journal: Journal,
}

impl Workspace {
    pub(crate) fn new(id: Id) -> Self {
        Self {
            id,
            enabled: true,
            limit_per_minute: None,
            apis: Apis::default(),
            keys: Keys::default(),
            identities: Identities::default(),
            permissions: Permissions::default(),
            roles: Roles::default(),
            namespaces: Namespaces::default(),
            limiter: Limiter::default(),
            migrations: HashMap::new(),
            tallies: Tallies::default(),
            faults: Faults::default(),
            journal: Journal::default(),
        }
    }
}

/// How keys of another system are taken in; only Unkey's staff makes one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
pub(crate) enum Migration {
    /// Their hashes are SHA-256 in base64 over the whole key, as Unkey's own.
    #[serde(rename = "sha256")]
    Sha256,
    /// Their hashes are SHA-256 in hexadecimal over what follows the last underscore.
    #[serde(rename = "github.com/seamapi/prefixed-api-key")]
    PrefixedApiKey,
}

/// A rate limit of a key or of an identity.
#[derive(Clone, Debug, serde::Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RateLimit {
    pub(crate) id: Id,
    pub(crate) name: Box<str>,
    pub(crate) limit: i64,
    /// Milliseconds.
    pub(crate) duration: i64,
    /// Whether every verification counts against it, or only one that names it.
    pub(crate) auto_apply: bool,
}
