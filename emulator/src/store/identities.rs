//! Identities: the users whom keys belong to.

use std::collections::{BTreeMap, HashMap};

use super::{Collated, RateLimit};
use crate::ids::Id;
use crate::json::Raw;

/// The place of an identity in its workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct IdentitySlot(pub(crate) u32);

/// A user.
pub(crate) struct Identity {
    pub(crate) id: Id,
    pub(crate) external_id: Box<str>,
    pub(crate) meta: Option<Raw>,
    pub(crate) ratelimits: Vec<RateLimit>,
    pub(crate) deleted: bool,
}

/// The identities of a workspace. A deleted one stays behind its keys, and is found by nobody.
#[derive(Default)]
pub(crate) struct Identities {
    rows: Vec<Identity>,
    by_id: HashMap<Id, IdentitySlot>,
    by_external_id: HashMap<Box<str>, IdentitySlot>,
    order: BTreeMap<Collated, IdentitySlot>,
}

impl Identities {
    pub(crate) fn insert(&mut self, identity: Identity) -> IdentitySlot {
        let slot = IdentitySlot(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        self.by_id.insert(identity.id.clone(), slot);
        self.by_external_id.insert(identity.external_id.clone(), slot);
        self.order.insert(Collated(identity.id.clone()), slot);
        self.rows.push(identity);
        slot
    }

    /// Gives the user's identity, made now if there is none.
    pub(crate) fn obtain(&mut self, external_id: &str, fresh: impl FnOnce() -> Id) -> IdentitySlot {
        self.find_external(external_id).unwrap_or_else(|| {
            self.insert(Identity {
                id: fresh(),
                external_id: external_id.into(),
                meta: None,
                ratelimits: Vec::new(),
                deleted: false,
            })
        })
    }

    pub(crate) fn delete(&mut self, slot: IdentitySlot) {
        let row = &mut self.rows[slot.0 as usize];
        row.deleted = true;
        self.by_id.remove(&row.id);
        self.by_external_id.remove(&row.external_id);
        self.order.remove(&Collated(row.id.clone()));
    }

    /// Finds a live identity by id or external id.
    pub(crate) fn find(&self, reference: &str) -> Option<IdentitySlot> {
        self.by_id.get(reference).copied().or_else(|| self.find_external(reference))
    }

    pub(crate) fn find_external(&self, external_id: &str) -> Option<IdentitySlot> {
        self.by_external_id.get(external_id).copied()
    }

    pub(crate) fn get(&self, slot: IdentitySlot) -> &Identity {
        &self.rows[slot.0 as usize]
    }

    pub(crate) fn get_mut(&mut self, slot: IdentitySlot) -> &mut Identity {
        &mut self.rows[slot.0 as usize]
    }

    /// Gives an identity unless it is deleted: what a key shows of its user.
    pub(crate) fn live(&self, slot: IdentitySlot) -> Option<&Identity> {
        Some(self.get(slot)).filter(|identity| !identity.deleted)
    }

    /// The live identities in the order of their ids.
    pub(crate) fn order(&self) -> &BTreeMap<Collated, IdentitySlot> {
        &self.order
    }
}
