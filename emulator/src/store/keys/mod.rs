//! Keys: rows that are small enough for a million, and the orders in which they are read.

mod row;

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;

use compact_str::CompactString;
use hashbrown::{DefaultHashBuilder, HashTable};

pub(crate) use self::row::{Deletion, Key, KeyDetails, Refill};
use super::{Collated, IdentitySlot, KeyspaceSlot};
use crate::ids::KeyHash;

/// The place of a key in its workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct KeySlot(pub(crate) u32);

/// Live keys in the order of their ids.
pub(crate) type KeyOrder = BTreeMap<Collated, KeySlot>;

/// The keys of a workspace.
///
/// The two hash tables hold slots only and look into the rows to compare, so that a million keys cost them ten
/// megabytes.
#[derive(Default)]
pub(crate) struct Keys {
    rows: Vec<Key>,
    /// The hash of each row's secret: apart, so that reading many rows does not read past it.
    hashes: Vec<KeyHash>,
    hasher: DefaultHashBuilder,
    by_id: HashTable<KeySlot>,
    by_hash: HashTable<KeySlot>,
    by_keyspace: HashMap<KeyspaceSlot, KeyOrder>,
    by_identity: HashMap<(KeyspaceSlot, IdentitySlot), KeyOrder>,
    nothing: KeyOrder,
}

impl Keys {
    pub(crate) fn insert(&mut self, key: Key, hash: KeyHash) -> KeySlot {
        let slot = self.next_slot();
        let (rows, hashes, hasher) = (&self.rows, &self.hashes, &self.hasher);
        let id_of = |slot: &KeySlot| hasher.hash_one(&rows[slot.0 as usize].id);
        self.by_id.insert_unique(hasher.hash_one(&key.id), slot, id_of);
        let hash_of = |slot: &KeySlot| hasher.hash_one(hashes[slot.0 as usize]);
        self.by_hash.insert_unique(hasher.hash_one(hash), slot, hash_of);
        self.by_keyspace.entry(key.keyspace).or_default().insert(Collated(key.id.clone()), slot);
        if let Some(identity) = key.identity {
            let order = self.by_identity.entry((key.keyspace, identity)).or_default();
            order.insert(Collated(key.id.clone()), slot);
        }
        self.rows.push(key);
        self.hashes.push(hash);
        slot
    }

    /// Finds a key by id; a permanently deleted one is gone, a softly deleted one is found.
    pub(crate) fn find(&self, id: &str) -> Option<KeySlot> {
        self.by_id.find(self.hasher.hash_one(id), |slot| self.get(*slot).id == id).copied()
    }

    /// Finds a key by the hash of its secret; a permanently deleted one is gone.
    pub(crate) fn find_hash(&self, hash: KeyHash) -> Option<KeySlot> {
        self.by_hash.find(self.hasher.hash_one(hash), |slot| self.hash(*slot) == hash).copied()
    }

    /// The place that the next key takes.
    pub(crate) fn next_slot(&self) -> KeySlot {
        KeySlot(u32::try_from(self.rows.len()).unwrap_or(u32::MAX))
    }

    pub(crate) fn get(&self, slot: KeySlot) -> &Key {
        &self.rows[slot.0 as usize]
    }

    /// The hash of a key's secret.
    pub(crate) fn hash(&self, slot: KeySlot) -> KeyHash {
        self.hashes[slot.0 as usize]
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
        let before = std::mem::replace(&mut self.hashes[slot.0 as usize], hash);
        if let Ok(entry) = self.by_hash.find_entry(self.hasher.hash_one(before), |found| *found == slot) {
            entry.remove();
        }
        let (hashes, hasher) = (&self.hashes, &self.hasher);
        let hash_of = |slot: &KeySlot| hasher.hash_one(hashes[slot.0 as usize]);
        self.by_hash.insert_unique(hasher.hash_one(hash), slot, hash_of);
        self.get_mut(slot).start = start;
    }

    /// Deletes a key. Softly, its hash stays taken; permanently, row and hash are gone for every reader.
    pub(crate) fn delete(&mut self, slot: KeySlot, permanent: bool) {
        let key = &mut self.rows[slot.0 as usize];
        key.deletion = Some(Deletion { permanent });
        let id = Collated(key.id.clone());
        if let Some(order) = self.by_keyspace.get_mut(&key.keyspace) {
            order.remove(&id);
        }
        if let Some(identity) = key.identity
            && let Some(order) = self.by_identity.get_mut(&(key.keyspace, identity))
        {
            order.remove(&id);
        }
        if permanent {
            let hash = self.hash(slot);
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
