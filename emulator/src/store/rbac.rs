//! Permissions and roles, which keys carry.

use std::collections::{BTreeMap, HashMap};

use super::Collated;
use crate::ids::Id;

/// The place of a permission in its workspace; never used twice, so that a link to a deleted one leads nowhere.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct PermissionSlot(pub(crate) u32);

/// The place of a role in its workspace; never used twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct RoleSlot(pub(crate) u32);

/// A permission of the workspace's own making.
pub(crate) struct Permission {
    pub(crate) id: Id,
    pub(crate) name: Box<str>,
    pub(crate) slug: Box<str>,
    pub(crate) description: Option<Box<str>>,
}

/// A named set of permissions.
pub(crate) struct Role {
    pub(crate) id: Id,
    pub(crate) name: Box<str>,
    pub(crate) description: Option<Box<str>>,
    pub(crate) permissions: Vec<PermissionSlot>,
}

/// Rows with an id and a name that is unique without regard to letter case.
struct Named<T> {
    rows: Vec<Option<T>>,
    by_id: HashMap<Id, u32>,
    by_folded_name: HashMap<String, u32>,
    order: BTreeMap<Collated, u32>,
}

impl<T> Default for Named<T> {
    fn default() -> Self {
        Self {
            rows: Vec::new(),
            by_id: HashMap::new(),
            by_folded_name: HashMap::new(),
            order: BTreeMap::new(),
        }
    }
}

impl<T> Named<T> {
    /// `None` if the name is taken, be it in another letter case.
    fn insert(&mut self, id: &Id, name: &str, row: T) -> Option<u32> {
        let folded = name.to_lowercase();
        if self.by_folded_name.contains_key(&folded) {
            return None;
        }
        let slot = u32::try_from(self.rows.len()).ok()?;
        self.by_id.insert(id.clone(), slot);
        self.by_folded_name.insert(folded, slot);
        self.order.insert(Collated(id.clone()), slot);
        self.rows.push(Some(row));
        Some(slot)
    }

    fn remove(&mut self, slot: u32, id: &Id, name: &str) {
        self.by_id.remove(id);
        self.by_folded_name.remove(&name.to_lowercase());
        self.order.remove(&Collated(id.clone()));
        self.rows[slot as usize] = None;
    }

    fn find(&self, reference: &str) -> Option<u32> {
        self.by_id.get(reference).or_else(|| self.by_folded_name.get(&reference.to_lowercase())).copied()
    }

    fn get(&self, slot: u32) -> Option<&T> {
        self.rows.get(slot as usize)?.as_ref()
    }
}

/// The permissions of a workspace.
#[derive(Default)]
pub(crate) struct Permissions(Named<Permission>);

impl Permissions {
    /// Adds a permission; `None` if its slug is taken, be it in another letter case.
    pub(crate) fn insert(&mut self, permission: Permission) -> Option<PermissionSlot> {
        let (id, slug) = (permission.id.clone(), permission.slug.clone());
        self.0.insert(&id, &slug, permission).map(PermissionSlot)
    }

    /// Removes a permission, and with it every link from a key or a role.
    pub(crate) fn remove(&mut self, slot: PermissionSlot) {
        if let Some(row) = self.0.rows[slot.0 as usize].take() {
            self.0.remove(slot.0, &row.id, &row.slug);
        }
    }

    /// Finds a permission by id, or by its slug in any letter case.
    pub(crate) fn find(&self, reference: &str) -> Option<PermissionSlot> {
        self.0.find(reference).map(PermissionSlot)
    }

    /// Tells whether a slug is taken, be it in another letter case.
    pub(crate) fn has_alike(&self, slug: &str) -> bool {
        self.find_alike(slug).is_some()
    }

    /// Finds a permission by its slug in any letter case.
    pub(crate) fn find_alike(&self, slug: &str) -> Option<PermissionSlot> {
        self.0.by_folded_name.get(&slug.to_lowercase()).copied().map(PermissionSlot)
    }

    /// Finds a permission by its exact slug.
    pub(crate) fn find_slug(&self, slug: &str) -> Option<PermissionSlot> {
        let slot = self.find_alike(slug)?;
        self.get(slot).filter(|row| *row.slug == *slug).map(|_| slot)
    }

    /// Gives a permission; `None` once it is deleted.
    pub(crate) fn get(&self, slot: PermissionSlot) -> Option<&Permission> {
        self.0.get(slot.0)
    }

    /// The permissions in the order of their ids.
    pub(crate) fn order(&self) -> &BTreeMap<Collated, u32> {
        &self.0.order
    }
}

/// The roles of a workspace.
#[derive(Default)]
pub(crate) struct Roles(Named<Role>);

impl Roles {
    /// Adds a role; `None` if its name is taken, be it in another letter case.
    pub(crate) fn insert(&mut self, role: Role) -> Option<RoleSlot> {
        let (id, name) = (role.id.clone(), role.name.clone());
        self.0.insert(&id, &name, role).map(RoleSlot)
    }

    /// Removes a role, and with it every link from a key.
    pub(crate) fn remove(&mut self, slot: RoleSlot) {
        if let Some(row) = self.0.rows[slot.0 as usize].take() {
            self.0.remove(slot.0, &row.id, &row.name);
        }
    }

    /// Finds a role by id, or by its name in any letter case.
    pub(crate) fn find(&self, reference: &str) -> Option<RoleSlot> {
        self.0.find(reference).map(RoleSlot)
    }

    pub(crate) fn find_id(&self, id: &str) -> Option<RoleSlot> {
        self.0.by_id.get(id).copied().map(RoleSlot)
    }

    /// Tells whether a name is taken, be it in another letter case.
    pub(crate) fn has_alike(&self, name: &str) -> bool {
        self.0.by_folded_name.contains_key(&name.to_lowercase())
    }

    /// Finds a role by its exact name.
    pub(crate) fn find_name(&self, name: &str) -> Option<RoleSlot> {
        let slot = RoleSlot(*self.0.by_folded_name.get(&name.to_lowercase())?);
        self.get(slot).filter(|row| *row.name == *name).map(|_| slot)
    }

    /// Gives a role; `None` once it is deleted.
    pub(crate) fn get(&self, slot: RoleSlot) -> Option<&Role> {
        self.0.get(slot.0)
    }

    pub(crate) fn get_mut(&mut self, slot: RoleSlot) -> Option<&mut Role> {
        self.0.rows.get_mut(slot.0 as usize)?.as_mut()
    }

    /// The roles in the order of their ids.
    pub(crate) fn order(&self) -> &BTreeMap<Collated, u32> {
        &self.0.order
    }
}
