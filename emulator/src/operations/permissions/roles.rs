//! Roles: named sets of permissions.

use serde::{Deserialize, Serialize};

use super::{ListRequest, PermissionView, only, views};
use crate::error::{ApiError, ROLE_ALREADY_EXISTS, ROLE_NOT_FOUND, Result};
use crate::ids::Id;
use crate::operations::links::Wanted;
use crate::operations::{Answer, Call};
use crate::permission::Need;
use crate::store::{Permissions, Role, RoleSlot, page};

/// A role as every answer shows it.
#[derive(Serialize)]
pub(crate) struct RoleView<'a> {
    id: &'a str,
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    permissions: Vec<PermissionView<'a>>,
}

impl<'a> RoleView<'a> {
    pub(crate) fn new(row: &'a Role, permissions: &'a Permissions) -> Self {
        Self {
            id: &row.id,
            name: &row.name,
            description: row.description.as_deref().filter(|text| !text.is_empty()),
            permissions: views(&row.permissions, permissions),
        }
    }
}

/// Makes a role, and the permissions that it names and that do not exist yet.
pub(crate) fn create_role(call: &mut Call<'_>) -> Result<Answer> {
    #[derive(Deserialize)]
    struct Request {
        name: String,
        description: Option<String>,
        #[serde(default)]
        permissions: Vec<Box<str>>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Created {
        role_id: Id,
    }

    let request: Request = call.read()?;
    call.require(&only("rbac.*.create_role"))?;
    if !request.permissions.is_empty() {
        call.require(&Need::one("rbac.*.add_permission_to_role"))?;
    }
    let wanted = Wanted::look_up_alike(&call.workspace.permissions, &request.permissions);
    if wanted.has_new() {
        call.require(&Need::one("rbac.*.create_permission"))?;
    }
    if call.workspace.roles.has_alike(&request.name) {
        return Err(ROLE_ALREADY_EXISTS
            .because("A role with this name exists already, perhaps in other letter case."));
    }
    let permissions = wanted.make(&mut call.workspace.permissions, call.ids, |_| None);
    let id = call.ids.fresh("role");
    call.workspace.roles.insert(Role {
        id: id.clone(),
        name: request.name.into(),
        description: request.description.map(Into::into),
        permissions,
    });
    Ok(Answer::data(&Created { role_id: id }))
}

#[derive(Deserialize)]
struct OneRole {
    /// Its id or its name.
    role: String,
}

/// Reads a role.
pub(crate) fn get_role(call: &mut Call<'_>) -> Result<Answer> {
    let request: OneRole = call.read()?;
    call.require(&only("rbac.*.read_role"))?;
    let slot = find(call, &request.role)?;
    let role = call.workspace.roles.get(slot).ok_or_else(not_found)?;
    Ok(Answer::data(&RoleView::new(role, &call.workspace.permissions)))
}

/// Deletes a role, and takes it from every key.
pub(crate) fn delete_role(call: &mut Call<'_>) -> Result<Answer> {
    let request: OneRole = call.read()?;
    call.require(&only("rbac.*.delete_role"))?;
    let slot = find(call, &request.role)?;
    call.workspace.roles.remove(slot);
    Ok(Answer::empty())
}

/// Lists roles with their permissions.
pub(crate) fn list_roles(call: &mut Call<'_>) -> Result<Answer> {
    let request: ListRequest = call.read()?;
    call.require(&only("rbac.*.read_role"))?;
    let roles = &call.workspace.roles;
    let row = |slot: u32| roles.get(RoleSlot(slot));
    let found = page(roles.order(), &request.cursor, request.limit, |slot| {
        row(slot).is_some_and(|row| {
            request.finds(&[&row.id, &row.name, row.description.as_deref().unwrap_or_default()])
        })
    });
    let rows: Vec<RoleView<'_>> = found
        .items
        .iter()
        .filter_map(|slot| row(*slot))
        .map(|role| RoleView::new(role, &call.workspace.permissions))
        .collect();
    Ok(Answer::page(&rows, found.next))
}

/// Gives a role exactly these permissions; the role goes by its id alone.
pub(crate) fn set_role_permissions(call: &mut Call<'_>) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Request {
        role_id: String,
        permissions: Vec<Box<str>>,
    }

    let request: Request = call.read()?;
    call.require(&Need::All(vec![
        Need::one("rbac.*.add_permission_to_role"),
        Need::one("rbac.*.remove_permission_from_role"),
    ]))?;
    let slot = call.workspace.roles.find_id(&request.role_id).ok_or_else(not_found)?;
    let wanted = Wanted::look_up_alike(&call.workspace.permissions, &request.permissions);
    wanted.require_creation(call)?;
    let permissions = wanted.make(&mut call.workspace.permissions, call.ids, |_| None);
    let role = call.workspace.roles.get_mut(slot).ok_or_else(not_found)?;
    role.permissions.clone_from(&permissions);
    Ok(Answer::data(&views(&permissions, &call.workspace.permissions)))
}

fn find(call: &Call<'_>, reference: &str) -> Result<RoleSlot> {
    call.workspace.roles.find(reference).ok_or_else(not_found)
}

fn not_found() -> ApiError {
    ROLE_NOT_FOUND.because("There is no such role in this workspace.")
}
