//! APIs; each owns one keyspace.

use std::collections::HashMap;

use crate::ids::Id;

/// The place of an API, and of its keyspace, in its workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct KeyspaceSlot(pub(crate) u32);

/// An API and its keyspace.
#[derive(Clone, Debug)]
pub(crate) struct Api {
    pub(crate) id: Id,
    pub(crate) name: Box<str>,
    pub(crate) keyspace: Id,
    pub(crate) deleted: bool,
    pub(crate) delete_protection: bool,
    /// Addresses that may use the keys; empty lets all.
    pub(crate) ip_whitelist: Vec<Box<str>>,
    pub(crate) default_prefix: Option<Box<str>>,
    pub(crate) default_bytes: Option<usize>,
}

impl Api {
    pub(crate) fn new(id: Id, name: Box<str>, keyspace: Id) -> Self {
        Self {
            id,
            name,
            keyspace,
            deleted: false,
            delete_protection: false,
            ip_whitelist: Vec::new(),
            default_prefix: None,
            default_bytes: None,
        }
    }
}

/// The APIs of a workspace.
#[derive(Default)]
pub(crate) struct Apis {
    rows: Vec<Api>,
    by_id: HashMap<Id, KeyspaceSlot>,
}

impl Apis {
    pub(crate) fn insert(&mut self, api: Api) -> KeyspaceSlot {
        let slot = KeyspaceSlot(u32::try_from(self.rows.len()).unwrap_or(u32::MAX));
        self.by_id.insert(api.id.clone(), slot);
        self.rows.push(api);
        slot
    }

    /// Finds an API, deleted or not.
    pub(crate) fn find(&self, id: &str) -> Option<(KeyspaceSlot, &Api)> {
        let slot = *self.by_id.get(id)?;
        Some((slot, self.get(slot)))
    }

    pub(crate) fn get(&self, slot: KeyspaceSlot) -> &Api {
        &self.rows[slot.0 as usize]
    }

    pub(crate) fn get_mut(&mut self, slot: KeyspaceSlot) -> &mut Api {
        &mut self.rows[slot.0 as usize]
    }
}
