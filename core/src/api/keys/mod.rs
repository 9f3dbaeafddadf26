//! Keys: create, verify, read, change and revoke them.

mod access;
mod answers;
mod credits;
mod migration;
mod requests;
mod reroll;
#[cfg(test)]
mod tests;
mod verification;

pub use access::*;
pub use answers::*;
pub use credits::*;
pub use migration::*;
pub use requests::*;
pub use reroll::*;
pub use verification::*;

use super::{Empty, Permission, Response, Role};
use crate::{
    client::Unkey,
    error::{ErrorCode, Result},
    http::Operation,
    page::Items,
};

/// Keys: create, verify, read, change and revoke them.
///
/// A key that does not exist, was deleted or belongs to another workspace is a 404 `KEY_NOT_FOUND`; one that exists but
/// may not be touched is a 403 `INSUFFICIENT_PERMISSIONS`, unless a method says otherwise.
///
/// A change is in the database when the call returns. The node of the service that made it uses it at once; another
/// node that has verified the key within the last 10 minutes answers from memory: for up to 10 s while the key is in
/// use, and once more, with its first answer, when the key was idle.
#[derive(Clone, Debug)]
pub struct Keys {
    pub(super) client: Unkey,
}

impl Keys {
    /// Creates a key. Its secret is in this answer and never again.
    ///
    /// Never repeated once it may have been applied, since each call makes another key. Permissions that do not exist
    /// are created, roles must exist (`ROLE_NOT_FOUND`). A key of a deleted API is created without complaint, and no
    /// call finds it.
    ///
    /// Needs `api.*.create_key` or `api.API_ID.create_key`, and `encrypt_key` as well for a recoverable key. Without
    /// them the API reads as missing: a 404 `API_NOT_FOUND`. A recoverable key in an API that keeps no encrypted keys
    /// is a 412 `PRECONDITION_FAILED`.
    pub async fn create(&self, request: CreateKey) -> Result<Response<CreatedKey>> {
        self.client.call(Operation::new("keys.createKey"), &request).await
    }

    /// Verifies a secret that somebody presents, and takes credits and rate limits for it.
    ///
    /// A refusal is an answer, not an error: read [`valid`](Verification::valid), and
    /// [`code`](Verification::code) for the reason. Never repeated once it may have been applied, since it may take
    /// credits.
    ///
    /// Needs `api.*.verify_key` or `api.API_ID.verify_key`. Without it, every key of that API is answered as
    /// `NOT_FOUND`, as if it did not exist.
    ///
    /// A permission query that cannot be read is a 400 `PERMISSIONS_QUERY_SYNTAX_ERROR`; a rate limit that is named,
    /// but stored nowhere and not given in full, is a 412 `PRECONDITION_FAILED`.
    pub async fn verify(&self, request: VerifyKey) -> Result<Response<Verification>> {
        self.client.call(Operation::new("keys.verifyKey"), &request).await
    }

    /// Reads a key by its id, disabled and expired ones too.
    ///
    /// Shows what the database holds, not what other nodes still accept.
    ///
    /// Needs `api.*.read_key` or `api.API_ID.read_key`, and `decrypt_key` as well to decrypt. Decrypting in an API
    /// that keeps no encrypted keys is a 412 `PRECONDITION_FAILED`.
    pub async fn get(&self, request: GetKey) -> Result<Response<Key>> {
        self.client.call(Operation::new("keys.getKey").safe_to_repeat(), &request).await
    }

    /// Lists the keys of an API, disabled and expired ones too, in the order of their ids.
    ///
    /// Ids are random, so the order is not that of creation. Deleting keys while listing skips and repeats none; keys
    /// that are created meanwhile may be missed.
    ///
    /// Needs both `read_key` and `read_api` on the API. Without them the API reads as missing: a 404 `API_NOT_FOUND`.
    /// Decrypting needs `decrypt_key` as well, and says so with a 403.
    #[must_use]
    pub fn list(&self, request: ListKeys) -> Items<Key> {
        Items::new(&self.client, Operation::new("apis.listKeys").safe_to_repeat(), &request)
    }

    /// Finds the key that a secret belongs to, without verifying or using it up.
    ///
    /// Needs `api.*.read_key` or `api.API_ID.read_key`. Without it the key reads as missing, a 404 `KEY_NOT_FOUND`;
    /// the error's [`missing`](crate::Error::missing) tells this case from an unknown secret.
    pub async fn whoami(&self, request: Whoami) -> Result<Response<Key>> {
        self.client.call(Operation::new("keys.whoami").safe_to_repeat(), &request).await
    }

    /// Changes a key; what is not mentioned stays. `enabled(false)` revokes the key, and can be undone.
    ///
    /// See [`Keys`] for how long other nodes still accept a key that was disabled. Every call moves `updatedAt`, even
    /// one that changes nothing.
    ///
    /// Needs `api.*.update_key` or `api.API_ID.update_key`, and nothing else for roles and permissions. A role that
    /// does not exist is a 404 `ROLE_NOT_FOUND`; permissions that do not exist are created.
    pub async fn update(&self, request: UpdateKey) -> Result<Response<Empty>> {
        self.client.call(Operation::new("keys.updateKey").safe_to_repeat(), &request).await
    }

    /// Deletes a key for good; see [`update`](Self::update) to disable it instead.
    ///
    /// No call restores a deleted key. See [`Keys`] for how long other nodes still accept it. When a repeat after a
    /// lost answer finds the key gone, that is success; deleting it a second time is a 404 `KEY_NOT_FOUND`. Root keys
    /// cannot be deleted by this call.
    ///
    /// Needs `api.*.delete_key` or `api.API_ID.delete_key`.
    pub async fn delete(&self, request: DeleteKey) -> Result<Response<Empty>> {
        self.client.call(Operation::new("keys.deleteKey").deletes(ErrorCode::KEY_NOT_FOUND), &request).await
    }

    /// Creates a successor of a key with a new secret, and lets the old one expire.
    ///
    /// The service sets the old key's expiry whatever it was before: a key that expires sooner, or has expired, would
    /// live on. So, unless [`may_lengthen`](RerollKey::may_lengthen) is set or the old key ends at once, this reads
    /// the old key first and fails with kind `Refused`, before anything has changed, where its life would be
    /// lengthened. (A key whose expiry is the epoch itself reads as one without, and is not caught.)
    ///
    /// The successor has the old key's name, meta, identity, limits, roles, permissions, credits (a copy: both keys
    /// can use them up), its `enabled` (the successor of a disabled key is disabled) and its former expiry. Its prefix
    /// is the old one up to the first underscore. Even with `expiration` 0 every node of the service may accept the old
    /// key for up to 10 s, and once within 10 minutes: to revoke a leaked key, [disable](Self::update) it too.
    ///
    /// Never repeated once it may have been applied, since each call makes another key.
    ///
    /// Needs `api.*.create_key` or `api.API_ID.create_key`, `encrypt_key` as well if the old key is recoverable, and
    /// `read_key` where the old key is read first.
    pub async fn reroll(&self, request: RerollKey) -> Result<Response<CreatedKey>> {
        self.refuse_to_lengthen(&request).await?;
        self.client.call(Operation::new("keys.rerollKey"), &request.wire()).await
    }

    /// Sets the credits of a key, or adds or takes some.
    ///
    /// Setting is repeated after a lost answer; adding and taking never, once they may have been applied. Adding to or
    /// taking from a key without a limit is a 400 `INVALID_INPUT`; taking more than there is leaves 0.
    ///
    /// Needs `api.*.update_key` or `api.API_ID.update_key`.
    pub async fn update_credits(&self, request: UpdateCredits) -> Result<Response<Credits>> {
        let sets = request.operation == CreditOperation::Set;
        self.client.call(Operation::new("keys.updateCredits").safe_to_repeat_if(sets), &request).await
    }

    /// Imports keys from another system by their hashes.
    ///
    /// Needs a migration that Unkey's staff sets up (`MIGRATION_NOT_FOUND`). Hashes that exist anywhere already, even of
    /// deleted keys, come back as [`failed`](Migration::failed). Roles and permissions that do not exist are created.
    /// Never repeated once it may have been applied.
    ///
    /// Needs `api.*.create_key` or `api.API_ID.create_key`.
    pub async fn migrate(&self, request: MigrateKeys) -> Result<Response<Migration>> {
        self.client.call(Operation::new("keys.migrateKeys"), &request).await
    }

    /// Gives a key further permissions. Answers all that it has itself, without those of its roles.
    ///
    /// Needs `update_key` on the API and `rbac.*.add_permission_to_key`; `rbac.*.create_permission` as well for
    /// permissions that do not exist yet, which are created.
    pub async fn add_permissions(&self, request: AddPermissions) -> Result<Response<Vec<Permission>>> {
        self.client.call(Operation::new("keys.addPermissions").safe_to_repeat(), &request).await
    }

    /// Takes permissions from a key. Answers all that it has left itself, without those of its roles.
    ///
    /// A permission that the key does not have is passed over; one that does not exist is a 404
    /// `PERMISSION_NOT_FOUND`.
    ///
    /// Needs `update_key` on the API and `rbac.*.remove_permission_from_key`.
    pub async fn remove_permissions(&self, request: RemovePermissions) -> Result<Response<Vec<Permission>>> {
        self.client.call(Operation::new("keys.removePermissions").safe_to_repeat(), &request).await
    }

    /// Replaces the permissions of a key; an empty list takes them all. Those of its roles stay.
    ///
    /// Needs `update_key` on the API, `rbac.*.add_permission_to_key` and `rbac.*.remove_permission_from_key`;
    /// `rbac.*.create_permission` as well for permissions that do not exist yet, which are created.
    pub async fn set_permissions(&self, request: SetPermissions) -> Result<Response<Vec<Permission>>> {
        self.client.call(Operation::new("keys.setPermissions").safe_to_repeat(), &request).await
    }

    /// Gives a key further roles. Answers all that it has.
    ///
    /// A role that does not exist is a 404 `ROLE_NOT_FOUND`.
    ///
    /// Needs `update_key` on the API and `rbac.*.add_role_to_key`.
    pub async fn add_roles(&self, request: AddRoles) -> Result<Response<Vec<Role>>> {
        self.client.call(Operation::new("keys.addRoles").safe_to_repeat(), &request).await
    }

    /// Takes roles from a key. Answers all that it has left.
    ///
    /// A role that the key does not have is passed over; one that does not exist is a 404 `ROLE_NOT_FOUND`.
    ///
    /// Needs `update_key` on the API.
    pub async fn remove_roles(&self, request: RemoveRoles) -> Result<Response<Vec<Role>>> {
        self.client.call(Operation::new("keys.removeRoles").safe_to_repeat(), &request).await
    }

    /// Replaces the roles of a key; an empty list takes them all.
    ///
    /// A role that does not exist is a 404 `ROLE_NOT_FOUND`.
    ///
    /// Needs `update_key` on the API.
    pub async fn set_roles(&self, request: SetRoles) -> Result<Response<Vec<Role>>> {
        self.client.call(Operation::new("keys.setRoles").safe_to_repeat(), &request).await
    }
}
