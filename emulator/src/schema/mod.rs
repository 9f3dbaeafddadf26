//! What each operation's request must look like, and what is wrong with one that does not.
//!
//! The service looks at a request twice: its schema first, before authentication ([`validate`]), and later, in
//! the operation, the binding to 64-bit integers ([`bind`]), which refuses what a schema cannot tell apart.

mod apis;
mod binding;
mod identities;
mod keys;
mod permissions;
mod ratelimit;
mod shape;
#[cfg(test)]
mod tests;
mod validation;

use serde_json::Value;

use self::shape::{Shape, TEXT, lenient_object, required};

pub(crate) use self::binding::Unbindable;
pub(crate) use self::validation::Violation;

/// The schema of `analytics.getVerifications`.
const GET_VERIFICATIONS: Shape = lenient_object(&[required("query", TEXT)]);

/// Checks the body of a request against the schema of its operation.
///
/// An operation without a body, or an unknown one, accepts anything.
///
/// # Errors
/// Every violation, each with the path of the schema keyword that failed (never of the value): as the service does,
/// all missing fields of an object are one violation, and so are all unknown ones.
pub(crate) fn validate(operation: &str, body: &Value) -> Result<(), Vec<Violation>> {
    request_shape(operation).map_or(Ok(()), |shape| validation::check(shape, body))
}

/// Checks that every whole number of a valid request is written as one and fits 64 bits.
///
/// # Errors
/// `1.0` where an integer is meant, and integers beyond 2^63 - 1, both of which a schema lets through.
pub(crate) fn bind(operation: &str, body: &Value) -> Result<(), Unbindable> {
    request_shape(operation).map_or(Ok(()), |shape| binding::check(shape, body))
}

fn request_shape(operation: &str) -> Option<&'static Shape> {
    Some(match operation {
        "analytics.getVerifications" => &GET_VERIFICATIONS,
        "apis.createApi" => &apis::CREATE_API,
        "apis.deleteApi" => &apis::DELETE_API,
        "apis.getApi" => &apis::GET_API,
        "apis.listKeys" => &apis::LIST_KEYS,
        "identities.createIdentity" => &identities::CREATE_IDENTITY,
        "identities.deleteIdentity" => &identities::DELETE_IDENTITY,
        "identities.getIdentity" => &identities::GET_IDENTITY,
        "identities.listIdentities" => &identities::LIST_IDENTITIES,
        "identities.updateIdentity" => &identities::UPDATE_IDENTITY,
        "keys.addPermissions" => &keys::ADD_PERMISSIONS,
        "keys.addRoles" => &keys::ADD_ROLES,
        "keys.createKey" => &keys::CREATE_KEY,
        "keys.deleteKey" => &keys::DELETE_KEY,
        "keys.getKey" => &keys::GET_KEY,
        "keys.migrateKeys" => &keys::MIGRATE_KEYS,
        "keys.removePermissions" => &keys::REMOVE_PERMISSIONS,
        "keys.removeRoles" => &keys::REMOVE_ROLES,
        "keys.rerollKey" => &keys::REROLL_KEY,
        "keys.setPermissions" => &keys::SET_PERMISSIONS,
        "keys.setRoles" => &keys::SET_ROLES,
        "keys.updateCredits" => &keys::UPDATE_CREDITS,
        "keys.updateKey" => &keys::UPDATE_KEY,
        "keys.verifyKey" => &keys::VERIFY_KEY,
        "keys.whoami" => &keys::WHOAMI,
        "permissions.createPermission" => &permissions::CREATE_PERMISSION,
        "permissions.createRole" => &permissions::CREATE_ROLE,
        "permissions.deletePermission" | "permissions.getPermission" => &permissions::ONE_PERMISSION,
        "permissions.deleteRole" | "permissions.getRole" => &permissions::ONE_ROLE,
        "permissions.listPermissions" | "permissions.listRoles" => &permissions::LIST,
        "permissions.setRolePermissions" => &permissions::SET_ROLE_PERMISSIONS,
        "ratelimit.deleteOverride" | "ratelimit.getOverride" => &ratelimit::ONE_OVERRIDE,
        "ratelimit.limit" => &ratelimit::LIMIT,
        "ratelimit.listOverrides" => &ratelimit::LIST_OVERRIDES,
        "ratelimit.multiLimit" => &ratelimit::MULTI_LIMIT,
        "ratelimit.setOverride" => &ratelimit::SET_OVERRIDE,
        _ => return None,
    })
}
