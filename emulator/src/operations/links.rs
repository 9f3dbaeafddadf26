//! From the slugs and names of a request to permissions and roles.

use std::collections::HashSet;

use crate::error::{PERMISSION_NOT_FOUND, ROLE_NOT_FOUND, Result, SERVICE_UNAVAILABLE};
use crate::ids::Ids;
use crate::operations::Call;
use crate::permission::Need;
use crate::store::{Permission, PermissionSlot, Permissions, RoleSlot, Roles};

/// Finds the roles by their exact names.
///
/// # Errors
/// 404 `role_not_found`.
pub(super) fn roles_named(roles: &Roles, names: &[Box<str>]) -> Result<Vec<RoleSlot>> {
    let find = |name: &str| {
        let found = roles.find_name(name);
        found.ok_or_else(|| ROLE_NOT_FOUND.because(format!("There is no role '{name}' in this workspace.")))
    };
    names.iter().map(|name| find(name)).collect()
}

/// Finds the roles by their exact names, to link all of them to a key in one go.
///
/// # Errors
/// 404 `role_not_found`; 500 `service_unavailable` for one that is named twice: a key has a role once, and the
/// insertion fails.
pub(super) fn distinct_roles_named(roles: &Roles, names: &[Box<str>]) -> Result<Vec<RoleSlot>> {
    let slots = roles_named(roles, names)?;
    let mut seen = HashSet::new();
    if slots.iter().all(|slot| seen.insert(*slot)) {
        return Ok(slots);
    }
    Err(SERVICE_UNAVAILABLE.because("A role could not be linked to the key."))
}

/// Finds the permissions by their exact slugs.
///
/// # Errors
/// 404 `permission_not_found`.
pub(super) fn permissions_with_slugs(
    permissions: &Permissions,
    slugs: &[Box<str>],
) -> Result<Vec<PermissionSlot>> {
    let find = |slug: &str| {
        let found = permissions.find_slug(slug);
        let missing = || format!("There is no permission '{slug}' in this workspace.");
        found.ok_or_else(|| PERMISSION_NOT_FOUND.because(missing()))
    };
    slugs.iter().map(|slug| find(slug)).collect()
}

/// Which permissions a request means, some of which are still to be made.
pub(super) struct Wanted<'a> {
    known: Vec<PermissionSlot>,
    new: Vec<&'a str>,
}

impl<'a> Wanted<'a> {
    /// Looks the slugs up; of a new one that is named twice, both stay.
    pub(super) fn look_up(permissions: &Permissions, slugs: &'a [Box<str>]) -> Self {
        let mut wanted = Self { known: Vec::new(), new: Vec::new() };
        for slug in slugs {
            match permissions.find_slug(slug) {
                Some(slot) => wanted.known.push(slot),
                None => wanted.new.push(slug),
            }
        }
        wanted
    }

    /// [`Wanted::look_up`] in any letter case, each once: what roles are given.
    pub(super) fn look_up_alike(permissions: &Permissions, slugs: &'a [Box<str>]) -> Self {
        let mut wanted = Self { known: Vec::new(), new: Vec::new() };
        let mut seen = HashSet::new();
        for slug in slugs.iter().filter(|slug| seen.insert(slug.to_lowercase())) {
            match permissions.find_alike(slug) {
                Some(slot) => wanted.known.push(slot),
                None => wanted.new.push(slug),
            }
        }
        wanted
    }

    /// Names every new slug once.
    pub(super) fn deduplicated(mut self) -> Self {
        let mut seen = HashSet::new();
        self.new.retain(|slug| seen.insert(*slug));
        self
    }

    pub(super) fn has_new(&self) -> bool {
        !self.new.is_empty()
    }

    /// Checks that the root key may make what is new.
    ///
    /// # Errors
    /// 403 `insufficient_permissions`.
    pub(super) fn require_creation(&self, call: &Call<'_>) -> Result<()> {
        if !self.has_new() {
            return Ok(());
        }
        call.require(&Need::any([
            format!("unkey:v1:{}:rbac/permissions/*#create_permission", call.workspace.id),
            "rbac.*.create_permission".to_owned(),
        ]))
    }

    /// Checks that what is new can be made.
    ///
    /// # Errors
    /// 500 `service_unavailable` if two new slugs are the same without regard to letter case, or one is the same as
    /// an old one: the column is unique in that way, and the insertion fails.
    pub(super) fn check(&self, permissions: &Permissions) -> Result<()> {
        let mut seen = HashSet::new();
        let insertable = |slug: &&str| !permissions.has_alike(slug) && seen.insert(slug.to_lowercase());
        if self.new.iter().all(insertable) {
            return Ok(());
        }
        Err(SERVICE_UNAVAILABLE.because("A permission could not be written."))
    }

    /// Makes what is new, and gives all; see [`Wanted::check`].
    pub(super) fn make(
        self,
        permissions: &mut Permissions,
        ids: &Ids,
        describe: impl Fn(&str) -> Option<String>,
    ) -> Vec<PermissionSlot> {
        let mut slots = self.known;
        slots.extend(self.new.into_iter().filter_map(|slug| {
            permissions.insert(Permission {
                id: ids.fresh("perm"),
                name: slug.into(),
                slug: slug.into(),
                description: describe(slug).map(Into::into),
            })
        }));
        slots.sort_unstable();
        slots.dedup();
        slots
    }
}
