//! One key.

use compact_str::CompactString;

use super::super::{IdentitySlot, KeyspaceSlot, PermissionSlot, RateLimit, RoleSlot};
use crate::ids::Id;
use crate::json::Raw;

/// A key. What most keys do not have is behind [`Key::details`].
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) id: Id,
    /// What may be shown of the secret.
    pub(crate) start: CompactString,
    pub(crate) keyspace: KeyspaceSlot,
    pub(super) identity: Option<IdentitySlot>,
    pub(crate) enabled: bool,
    pub(super) deletion: Option<Deletion>,
    /// Milliseconds since 1970, as are all times here.
    pub(crate) created_at: i64,
    pub(crate) updated_at: Option<i64>,
    pub(crate) expires: Option<i64>,
    /// Credits left; `None` is unlimited.
    pub(crate) remaining: Option<i64>,
    details: Option<Box<KeyDetails>>,
}

/// What a key may have beside its identity and state.
#[derive(Clone, Default)]
pub(crate) struct KeyDetails {
    pub(crate) name: Option<Box<str>>,
    pub(crate) meta: Option<Raw>,
    pub(crate) refill: Option<Refill>,
    pub(crate) permissions: Vec<PermissionSlot>,
    pub(crate) roles: Vec<RoleSlot>,
    pub(crate) ratelimits: Vec<RateLimit>,
    /// The migration that took it in, until it is first verified under it.
    pub(crate) pending_migration: Option<Id>,
}

impl KeyDetails {
    fn is_empty(&self) -> bool {
        self.name.is_none()
            && self.meta.is_none()
            && self.refill.is_none()
            && self.permissions.is_empty()
            && self.roles.is_empty()
            && self.ratelimits.is_empty()
            && self.pending_migration.is_none()
    }
}

/// How credits come back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Refill {
    pub(crate) amount: i64,
    /// The day of the month; daily without it.
    pub(crate) day: Option<u8>,
}

/// How a key was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Deletion {
    pub(crate) permanent: bool,
}

impl Key {
    pub(crate) fn new(id: Id, start: CompactString, keyspace: KeyspaceSlot, created_at: i64) -> Self {
        Self {
            id,
            start,
            keyspace,
            identity: None,
            enabled: true,
            deletion: None,
            created_at,
            updated_at: None,
            expires: None,
            remaining: None,
            details: None,
        }
    }

    pub(crate) fn with_identity(mut self, identity: Option<IdentitySlot>) -> Self {
        self.identity = identity;
        self
    }

    pub(crate) fn identity(&self) -> Option<IdentitySlot> {
        self.identity
    }

    pub(crate) fn deletion(&self) -> Option<Deletion> {
        self.deletion
    }

    pub(crate) fn details(&self) -> Option<&KeyDetails> {
        self.details.as_deref()
    }

    /// Sets what most keys do not have; nothing is kept of what is empty.
    pub(crate) fn set_details(&mut self, details: KeyDetails) {
        self.details = (!details.is_empty()).then(|| Box::new(details));
    }

    pub(crate) fn change_details(&mut self, change: impl FnOnce(&mut KeyDetails)) {
        let mut details = self.details.take().map(|details| *details).unwrap_or_default();
        change(&mut details);
        self.set_details(details);
    }

    pub(crate) fn name(&self) -> Option<&str> {
        self.details.as_ref()?.name.as_deref()
    }

    pub(crate) fn meta(&self) -> Option<&Raw> {
        self.details.as_ref()?.meta.as_ref()
    }

    pub(crate) fn refill(&self) -> Option<Refill> {
        self.details.as_ref()?.refill
    }

    pub(crate) fn permissions(&self) -> &[PermissionSlot] {
        self.details.as_ref().map_or(&[], |details| &details.permissions)
    }

    pub(crate) fn roles(&self) -> &[RoleSlot] {
        self.details.as_ref().map_or(&[], |details| &details.roles)
    }

    pub(crate) fn pending_migration(&self) -> Option<&str> {
        self.details.as_ref()?.pending_migration.as_deref()
    }

    pub(crate) fn ratelimits(&self) -> &[RateLimit] {
        self.details.as_ref().map_or(&[], |details| &details.ratelimits)
    }
}
