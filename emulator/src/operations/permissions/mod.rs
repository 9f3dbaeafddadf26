//! `permissions.*`: the permissions and roles that keys carry.

mod roles;

use serde::{Deserialize, Serialize};

pub(super) use self::roles::{
    RoleView, create_role, delete_role, get_role, list_roles, set_role_permissions,
};
use super::{Answer, Call};
use crate::error::{ApiError, PERMISSION_ALREADY_EXISTS, PERMISSION_NOT_FOUND, Result};
use crate::ids::Id;
use crate::permission::Need;
use crate::store::{Permission, PermissionSlot, Permissions, page};

/// A permission as every answer shows it.
#[derive(Serialize)]
pub(super) struct PermissionView<'a> {
    id: &'a str,
    name: &'a str,
    slug: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
}

impl<'a> From<&'a Permission> for PermissionView<'a> {
    fn from(row: &'a Permission) -> Self {
        Self {
            id: &row.id,
            name: &row.name,
            slug: &row.slug,
            description: row.description.as_deref().filter(|text| !text.is_empty()),
        }
    }
}

/// The permissions among these that still exist.
pub(super) fn views<'a>(slots: &[PermissionSlot], permissions: &'a Permissions) -> Vec<PermissionView<'a>> {
    slots.iter().filter_map(|slot| permissions.get(*slot)).map(PermissionView::from).collect()
}

/// A page of a list, as requests ask for it.
#[derive(Deserialize)]
#[serde(default)]
struct ListRequest {
    limit: usize,
    cursor: String,
    search: String,
}

impl Default for ListRequest {
    fn default() -> Self {
        Self { limit: 100, cursor: String::new(), search: String::new() }
    }
}

impl ListRequest {
    /// Tells whether any of the texts contains what is searched for, without regard to letter case and to white space
    /// around it.
    fn finds(&self, texts: &[&str]) -> bool {
        let wanted = self.search.trim().to_lowercase();
        texts.iter().any(|text| text.to_lowercase().contains(&wanted))
    }
}

/// What most of these operations ask for: one permission, worded as a choice of one.
fn only(permission: &str) -> Need {
    Need::any([permission.to_owned()])
}

/// Makes a permission.
pub(super) fn create_permission(call: &mut Call<'_>) -> Result<Answer> {
    #[derive(Deserialize)]
    struct Request {
        name: String,
        slug: String,
        description: Option<String>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Created {
        permission_id: Id,
    }

    let request: Request = call.read()?;
    call.require(&Need::one("rbac.*.create_permission"))?;
    let id = call.ids.fresh("perm");
    let permission = Permission {
        id: id.clone(),
        name: request.name.into(),
        slug: request.slug.into(),
        description: request.description.map(Into::into),
    };
    call.workspace.permissions.insert(permission).ok_or_else(|| {
        PERMISSION_ALREADY_EXISTS
            .because("A permission with this slug exists already, perhaps in other letter case.")
    })?;
    Ok(Answer::data(&Created { permission_id: id }))
}

#[derive(Deserialize)]
struct OnePermission {
    /// Its id or its slug.
    permission: String,
}

/// Reads a permission.
pub(super) fn get_permission(call: &mut Call<'_>) -> Result<Answer> {
    let request: OnePermission = call.read()?;
    call.require(&only("rbac.*.read_permission"))?;
    let slot = find(call, &request.permission)?;
    let permission = call.workspace.permissions.get(slot).ok_or_else(not_found)?;
    Ok(Answer::data(&PermissionView::from(permission)))
}

/// Deletes a permission, and takes it from every key and role.
pub(super) fn delete_permission(call: &mut Call<'_>) -> Result<Answer> {
    let request: OnePermission = call.read()?;
    call.require(&only("rbac.*.delete_permission"))?;
    let slot = find(call, &request.permission)?;
    call.workspace.permissions.remove(slot);
    Ok(Answer::empty())
}

/// Lists permissions.
pub(super) fn list_permissions(call: &mut Call<'_>) -> Result<Answer> {
    let request: ListRequest = call.read()?;
    call.require(&only("rbac.*.read_permission"))?;
    let permissions = &call.workspace.permissions;
    let row = |slot: u32| permissions.get(PermissionSlot(slot));
    let found = page(permissions.order(), &request.cursor, request.limit, |slot| {
        row(slot).is_some_and(|row| {
            request.finds(&[&row.id, &row.name, &row.slug, row.description.as_deref().unwrap_or_default()])
        })
    });
    let rows: Vec<PermissionView<'_>> =
        found.items.iter().filter_map(|slot| row(*slot)).map(PermissionView::from).collect();
    Ok(Answer::page(&rows, found.next))
}

fn find(call: &Call<'_>, reference: &str) -> Result<PermissionSlot> {
    call.workspace.permissions.find(reference).ok_or_else(not_found)
}

fn not_found() -> ApiError {
    PERMISSION_NOT_FOUND.because("There is no such permission in this workspace.")
}
