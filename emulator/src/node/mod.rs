//! One node of the service: the caches that it keeps to itself over the one state that all nodes share.

mod cache;
mod verification;

use std::sync::Arc;
use std::time::Duration;

pub(crate) use self::cache::{Lookup, SwrCache};
pub(crate) use self::verification::{CachedIdentity, CachedKey, Credential, permissions_of, roles_of};
use crate::ids::{Id, KeyHash};
use crate::store::{KeyspaceSlot, Namespace};

/// A node.
pub(crate) struct Node {
    /// Keys by the hash of their secret, unknown ones too, for verification and for root keys.
    pub(crate) keys: SwrCache<KeyHash, Credential>,
    /// Live APIs by id.
    pub(crate) apis: SwrCache<Id, Option<LiveApi>>,
    /// Namespaces with their overrides, by workspace and by id or name; also what is none.
    pub(crate) namespaces: SwrCache<(Id, Box<str>), Option<Arc<Namespace>>>,
}

/// What a node remembers of a live API.
#[derive(Clone, Debug)]
pub(crate) struct LiveApi {
    pub(crate) workspace: Id,
    pub(crate) slot: KeyspaceSlot,
}

impl Node {
    pub(crate) fn new() -> Self {
        const HOUR: Duration = Duration::from_secs(60 * 60);
        let fresh = Duration::from_secs(10);
        Self {
            keys: SwrCache::new("verification_key_by_hash", fresh, Duration::from_secs(10 * 60)),
            apis: SwrCache::new("live_api_by_id", fresh, 24 * HOUR),
            namespaces: SwrCache::new("ratelimit_namespace", Duration::from_secs(60), 24 * HOUR),
        }
    }
}
