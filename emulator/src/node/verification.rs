//! What a node remembers of a key, for verifications and for authentication.

use std::sync::Arc;

use crate::ids::Id;
use crate::json::Raw;
use crate::store::{Key, KeySlot, RateLimit, RootKey, Workspace};

/// What a secret turned out to be, at the time of loading.
#[derive(Clone)]
pub(crate) enum Credential {
    Unknown,
    Root(Arc<RootKey>),
    Ordinary(Arc<CachedKey>),
}

/// A key with everything that a verification of it reads.
pub(crate) struct CachedKey {
    pub(crate) workspace: Id,
    pub(crate) workspace_enabled: bool,
    pub(crate) slot: KeySlot,
    pub(crate) id: Id,
    pub(crate) api: Id,
    pub(crate) keyspace: Id,
    pub(crate) ip_whitelist: Vec<Box<str>>,
    pub(crate) enabled: bool,
    pub(crate) expires: Option<i64>,
    pub(crate) remaining: Option<i64>,
    pub(crate) name: Option<Box<str>>,
    pub(crate) meta: Option<Raw>,
    pub(crate) identity: Option<CachedIdentity>,
    pub(crate) permissions: Vec<Box<str>>,
    pub(crate) roles: Vec<Box<str>>,
    pub(crate) ratelimits: Vec<RateLimit>,
}

/// The user of a key.
#[derive(Clone)]
pub(crate) struct CachedIdentity {
    pub(crate) id: Id,
    pub(crate) external_id: Box<str>,
    pub(crate) meta: Option<Raw>,
    /// Without those that a limit of the key itself takes the place of, by having the same name.
    pub(crate) ratelimits: Vec<RateLimit>,
}

impl CachedKey {
    /// Reads a key; `None` for one that is deleted, or whose API is.
    pub(crate) fn load(workspace: &Workspace, slot: KeySlot) -> Option<Self> {
        let key = workspace.keys.get(slot);
        let api = workspace.apis.get(key.keyspace);
        if key.deletion().is_some() || api.deleted {
            return None;
        }
        let shadowed = |limit: &RateLimit| key.ratelimits().iter().any(|of_key| of_key.name == limit.name);
        let identity = key.identity().and_then(|slot| {
            let identity = workspace.identities.live(slot)?;
            Some(CachedIdentity {
                id: identity.id.clone(),
                external_id: identity.external_id.clone(),
                meta: identity.meta.clone(),
                ratelimits: identity.ratelimits.iter().filter(|limit| !shadowed(limit)).cloned().collect(),
            })
        });
        Some(Self {
            workspace: workspace.id.clone(),
            workspace_enabled: workspace.enabled,
            slot,
            id: key.id.clone(),
            api: api.id.clone(),
            keyspace: api.keyspace.clone(),
            ip_whitelist: api.ip_whitelist.clone(),
            enabled: key.enabled,
            expires: key.expires,
            remaining: key.remaining,
            name: key.name().map(Into::into),
            meta: key.meta().cloned(),
            identity,
            permissions: every_permission_of(workspace, key).into_iter().map(Into::into).collect(),
            roles: roles_of(workspace, key).map(Into::into).collect(),
            ratelimits: key.ratelimits().to_vec(),
        })
    }
}

/// The slugs that a key has, directly and by its roles, in the order of the alphabet; reads show each once.
pub(crate) fn permissions_of<'a>(workspace: &'a Workspace, key: &Key) -> Vec<&'a str> {
    let mut slugs = every_permission_of(workspace, key);
    slugs.dedup();
    slugs
}

/// [`permissions_of`] with a slug as often as the key has it, which is how verifications show them.
fn every_permission_of<'a>(workspace: &'a Workspace, key: &Key) -> Vec<&'a str> {
    let by_roles = key.roles().iter().filter_map(|role| workspace.roles.get(*role));
    let slots = by_roles.flat_map(|role| &role.permissions).chain(key.permissions());
    let mut slugs: Vec<&str> =
        slots.filter_map(|slot| workspace.permissions.get(*slot)).map(|row| &*row.slug).collect();
    slugs.sort_unstable();
    slugs
}

/// The names of a key's roles.
pub(crate) fn roles_of<'a>(workspace: &'a Workspace, key: &Key) -> impl Iterator<Item = &'a str> {
    key.roles().iter().filter_map(|slot| workspace.roles.get(*slot)).map(|role| &*role.name)
}
