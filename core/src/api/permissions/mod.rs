//! Permissions and roles, which keys can have.

mod answers;
mod requests;

pub use answers::*;
pub use requests::*;

use super::{Empty, Response};
use crate::{
    client::Unkey,
    error::{ErrorCode, Result},
    http::Operation,
    page::Items,
};

/// Permissions and roles, which keys can have: not those of root keys.
///
/// Slugs of permissions and names of roles are unique in a workspace without regard to case. No change here reaches the
/// verification of keys at once: a node of the service may go on with what it remembers of a key for up to 10 s, and
/// once within 10 minutes if the key is idle.
#[derive(Clone, Debug)]
pub struct Permissions {
    pub(super) client: Unkey,
}

impl Permissions {
    /// Creates a permission.
    ///
    /// A slug that exists, in whatever case, is a 409 `PERMISSION_ALREADY_EXISTS`. Never repeated once it may have been
    /// applied.
    ///
    /// Needs `rbac.*.create_permission`.
    pub async fn create(&self, request: CreatePermission) -> Result<Response<CreatedPermission>> {
        self.client.call(Operation::new("permissions.createPermission"), &request).await
    }

    /// Reads a permission; one that does not exist is a 404 `PERMISSION_NOT_FOUND`.
    ///
    /// Needs `rbac.*.read_permission`.
    pub async fn get(&self, request: GetPermission) -> Result<Response<Permission>> {
        self.client.call(Operation::new("permissions.getPermission").safe_to_repeat(), &request).await
    }

    /// Lists the permissions of the workspace, in the order of their ids, which is not that of creation.
    ///
    /// Needs `rbac.*.read_permission`.
    #[must_use]
    pub fn list(&self, request: ListPermissions) -> Items<Permission> {
        Items::new(&self.client, Operation::new("permissions.listPermissions").safe_to_repeat(), &request)
    }

    /// Changes a permission; what is not mentioned stays.
    ///
    /// Unverified: known by its shape alone, and not every server has it.
    pub async fn update(&self, request: UpdatePermission) -> Result<Response<Permission>> {
        self.client.call(Operation::new("permissions.updatePermission").safe_to_repeat(), &request).await
    }

    /// Deletes a permission for good, and takes it from all keys and roles.
    ///
    /// When a repeat after a lost answer finds the permission gone, that is success; deleting it a second time is a 404
    /// `PERMISSION_NOT_FOUND`.
    ///
    /// Needs `rbac.*.delete_permission`.
    pub async fn delete(&self, request: DeletePermission) -> Result<Response<Empty>> {
        let operation =
            Operation::new("permissions.deletePermission").deletes(ErrorCode::PERMISSION_NOT_FOUND);
        self.client.call(operation, &request).await
    }

    /// Creates a role.
    ///
    /// A name that exists, in whatever case, is a 409 `ROLE_ALREADY_EXISTS`. Never repeated once it may have been
    /// applied.
    ///
    /// Needs `rbac.*.create_role`; `rbac.*.add_permission_to_role` as well to give it permissions, and
    /// `rbac.*.create_permission` for those that do not exist yet, which are created.
    pub async fn create_role(&self, request: CreateRole) -> Result<Response<CreatedRole>> {
        self.client.call(Operation::new("permissions.createRole"), &request).await
    }

    /// Reads a role with its permissions; one that does not exist is a 404 `ROLE_NOT_FOUND`.
    ///
    /// Needs `rbac.*.read_role`.
    pub async fn get_role(&self, request: GetRole) -> Result<Response<Role>> {
        self.client.call(Operation::new("permissions.getRole").safe_to_repeat(), &request).await
    }

    /// Lists the roles of the workspace with their permissions, in the order of their ids, which is not that of
    /// creation.
    ///
    /// Needs `rbac.*.read_role`.
    #[must_use]
    pub fn list_roles(&self, request: ListRoles) -> Items<Role> {
        Items::new(&self.client, Operation::new("permissions.listRoles").safe_to_repeat(), &request)
    }

    /// Changes the name or description of a role; what is not mentioned stays.
    ///
    /// Unverified: known by its shape alone, and not every server has it.
    pub async fn update_role(&self, request: UpdateRole) -> Result<Response<UpdatedRole>> {
        self.client.call(Operation::new("permissions.updateRole").safe_to_repeat(), &request).await
    }

    /// Deletes a role for good, and takes it from all keys.
    ///
    /// When a repeat after a lost answer finds the role gone, that is success; deleting it a second time is a 404
    /// `ROLE_NOT_FOUND`.
    ///
    /// Needs `rbac.*.delete_role`.
    pub async fn delete_role(&self, request: DeleteRole) -> Result<Response<Empty>> {
        let operation = Operation::new("permissions.deleteRole").deletes(ErrorCode::ROLE_NOT_FOUND);
        self.client.call(operation, &request).await
    }

    /// Replaces the permissions of a role; an empty list takes them all. Answers those that it has now.
    ///
    /// Needs `rbac.*.add_permission_to_role` and `rbac.*.remove_permission_from_role`; `rbac.*.create_permission` as
    /// well for permissions that do not exist yet, which are created.
    pub async fn set_role_permissions(
        &self,
        request: SetRolePermissions,
    ) -> Result<Response<Vec<Permission>>> {
        self.client.call(Operation::new("permissions.setRolePermissions").safe_to_repeat(), &request).await
    }
}
