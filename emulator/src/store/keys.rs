//! Keys: rows that are small enough for a million, and the orders in which they are read.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use compact_str::CompactString;
use hashbrown::{DefaultHashBuilder, HashTable};

use super::{Collated, IdentitySlot, KeyspaceSlot, PermissionSlot, RateLimit, RoleSlot};
use crate::ids::{Id, KeyHash};
use crate::json::Raw;

/// The place of a key in its workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct KeySlot(pub(crate) u32);

/// A key. What most keys do not have is behind [`Key::details`].
#[derive(Clone)]
pub(crate) struct Key {
    pub(crate) id: Id,
    pub(crate) hash: KeyHash,
    /// What may be shown of the secret.
    pub(crate) start: CompactString,
    pub(crate) keyspace: KeyspaceSlot,
    identity: Option<IdentitySlot>,
    pub(crate) enabled: bool,
    deletion: Option<Deletion>,
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
    pub(crate) fn new(
        id: Id,
        hash: KeyHash,
        start: CompactString,
        keyspace: KeyspaceSlot,
        created_at: i64,
    ) -> Self {
        Self {
            id,
            hash,
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

/// Live keys in the order of their ids.
pub(crate) type KeyOrder = BTreeMap<Collated, KeySlot>;

/// The keys of a workspace.
///
/// The two hash tables hold slots only and look into the rows to compare, so that a million keys cost them ten
/// megabytes.
#[derive(Default)]
pub(crate) struct Keys {
    rows: Vec<Key>,
    hasher: DefaultHashBuilder,
    by_id: HashTable<KeySlot>,
    by_hash: HashTable<KeySlot>,
    by_keyspace: HashMap<KeyspaceSlot, KeyOrder>,
    by_identity: HashMap<(KeyspaceSlot, IdentitySlot), KeyOrder>,
    nothing: KeyOrder,
}

impl Keys {
    pub(crate) fn insert(&mut self, key: Key) -> KeySlot {
        let slot = self.next_slot();
        let (rows, hasher) = (&self.rows, &self.hasher);
        let id_of = |slot: &KeySlot| hasher.hash_one(&rows[slot.0 as usize].id);
        self.by_id.insert_unique(hasher.hash_one(&key.id), slot, id_of);
        let hash_of = |slot: &KeySlot| hasher.hash_one(rows[slot.0 as usize].hash);
        self.by_hash.insert_unique(hasher.hash_one(key.hash), slot, hash_of);
        self.by_keyspace.entry(key.keyspace).or_default().insert(Collated(key.id.clone()), slot);
        if let Some(identity) = key.identity {
            let order = self.by_identity.entry((key.keyspace, identity)).or_default();
            order.insert(Collated(key.id.clone()), slot);
        }
        self.rows.push(key);
        slot
    }

    /// Finds a key by id; a permanently deleted one is gone, a softly deleted one is found.
    pub(crate) fn find(&self, id: &str) -> Option<KeySlot> {
        self.by_id.find(self.hasher.hash_one(id), |slot| self.get(*slot).id == id).copied()
    }

    /// Finds a key by the hash of its secret; a permanently deleted one is gone.
    pub(crate) fn find_hash(&self, hash: KeyHash) -> Option<KeySlot> {
        self.by_hash.find(self.hasher.hash_one(hash), |slot| self.get(*slot).hash == hash).copied()
    }

    /// The place that the next key takes.
    pub(crate) fn next_slot(&self) -> KeySlot {
        KeySlot(u32::try_from(self.rows.len()).unwrap_or(u32::MAX))
    }

    pub(crate) fn get(&self, slot: KeySlot) -> &Key {
        &self.rows[slot.0 as usize]
    }

    pub(crate) fn get_mut(&mut self, slot: KeySlot) -> &mut Key {
        &mut self.rows[slot.0 as usize]
    }

    /// Every key that ever was, deleted ones too, in the order of creation.
    pub(crate) fn all(&self) -> &[Key] {
        &self.rows
    }

    pub(crate) fn set_identity(&mut self, slot: KeySlot, identity: Option<IdentitySlot>) {
        let key = &mut self.rows[slot.0 as usize];
        let id = Collated(key.id.clone());
        if let Some(before) = std::mem::replace(&mut key.identity, identity)
            && let Some(order) = self.by_identity.get_mut(&(key.keyspace, before))
        {
            order.remove(&id);
        }
        if let Some(identity) = identity {
            self.by_identity.entry((key.keyspace, identity)).or_default().insert(id, slot);
        }
    }

    /// Lets a key be known by another hash.
    pub(crate) fn rehash(&mut self, slot: KeySlot, hash: KeyHash, start: CompactString) {
        let before = self.get(slot).hash;
        if let Ok(entry) = self.by_hash.find_entry(self.hasher.hash_one(before), |found| *found == slot) {
            entry.remove();
        }
        let key = self.get_mut(slot);
        (key.hash, key.start) = (hash, start);
        let (rows, hasher) = (&self.rows, &self.hasher);
        let hash_of = |slot: &KeySlot| hasher.hash_one(rows[slot.0 as usize].hash);
        self.by_hash.insert_unique(hasher.hash_one(hash), slot, hash_of);
    }

    /// Deletes a key. Softly, its hash stays taken; permanently, row and hash are gone for every reader.
    pub(crate) fn delete(&mut self, slot: KeySlot, permanent: bool) {
        let key = &mut self.rows[slot.0 as usize];
        key.deletion = Some(Deletion { permanent });
        let (id, hash) = (Collated(key.id.clone()), key.hash);
        if let Some(order) = self.by_keyspace.get_mut(&key.keyspace) {
            order.remove(&id);
        }
        if let Some(identity) = key.identity
            && let Some(order) = self.by_identity.get_mut(&(key.keyspace, identity))
        {
            order.remove(&id);
        }
        if permanent {
            for (table, code) in [
                (&mut self.by_id, self.hasher.hash_one(&id.0)),
                (&mut self.by_hash, self.hasher.hash_one(hash)),
            ] {
                if let Ok(entry) = table.find_entry(code, |found| *found == slot) {
                    entry.remove();
                }
            }
        }
    }

    /// The live keys of a keyspace, or of one of its users.
    pub(crate) fn order(&self, keyspace: KeyspaceSlot, identity: Option<IdentitySlot>) -> &KeyOrder {
        match identity {
            None => self.by_keyspace.get(&keyspace),
            Some(identity) => self.by_identity.get(&(keyspace, identity)),
        }
        .unwrap_or(&self.nothing)
    }
}
