//! The operations: one row of [`OPERATIONS`] each.

mod analytics;
mod answer;
mod apis;
mod call;
mod identities;
mod keys;
mod links;
mod liveness;
mod permissions;
mod rate_limits;
mod ratelimit;

pub(crate) use self::answer::Answer;
pub(crate) use self::call::{Call, Caller};
use crate::error::Result;

/// An operation of the service.
pub(crate) struct Operation {
    /// Its name, which is its path after `/v2/`.
    pub(crate) name: &'static str,
    pub(crate) kind: Kind,
}

/// How an operation is called.
pub(crate) enum Kind {
    /// `GET`, without a root key, and without a body.
    Open(fn() -> Answer),
    /// `POST` with a JSON body and a root key.
    Protected(Handler),
}

/// What an operation does with a request that is valid, authenticated and within the limit of its workspace.
pub(crate) type Handler = fn(&mut Call<'_>) -> Result<Answer>;

const fn protected(name: &'static str, handler: Handler) -> Operation {
    Operation { name, kind: Kind::Protected(handler) }
}

/// Every operation, in the order of the alphabet.
pub(crate) const OPERATIONS: &[Operation] = &[
    protected("analytics.getVerifications", analytics::get_verifications),
    protected("apis.createApi", apis::create_api),
    protected("apis.deleteApi", apis::delete_api),
    protected("apis.getApi", apis::get_api),
    protected("apis.listKeys", apis::list_keys),
    protected("identities.createIdentity", identities::create_identity),
    protected("identities.deleteIdentity", identities::delete_identity),
    protected("identities.getIdentity", identities::get_identity),
    protected("identities.listIdentities", identities::list_identities),
    protected("identities.updateIdentity", identities::update_identity),
    protected("keys.addPermissions", keys::add_permissions),
    protected("keys.addRoles", keys::add_roles),
    protected("keys.createKey", keys::create_key),
    protected("keys.deleteKey", keys::delete_key),
    protected("keys.getKey", keys::get_key),
    protected("keys.migrateKeys", keys::migrate_keys),
    protected("keys.removePermissions", keys::remove_permissions),
    protected("keys.removeRoles", keys::remove_roles),
    protected("keys.rerollKey", keys::reroll_key),
    protected("keys.setPermissions", keys::set_permissions),
    protected("keys.setRoles", keys::set_roles),
    protected("keys.updateCredits", keys::update_credits),
    protected("keys.updateKey", keys::update_key),
    protected("keys.verifyKey", keys::verify_key),
    protected("keys.whoami", keys::whoami),
    Operation { name: "liveness", kind: Kind::Open(liveness::liveness) },
    protected("permissions.createPermission", permissions::create_permission),
    protected("permissions.createRole", permissions::create_role),
    protected("permissions.deletePermission", permissions::delete_permission),
    protected("permissions.deleteRole", permissions::delete_role),
    protected("permissions.getPermission", permissions::get_permission),
    protected("permissions.getRole", permissions::get_role),
    protected("permissions.listPermissions", permissions::list_permissions),
    protected("permissions.listRoles", permissions::list_roles),
    protected("permissions.setRolePermissions", permissions::set_role_permissions),
    protected("ratelimit.deleteOverride", ratelimit::delete_override),
    protected("ratelimit.getOverride", ratelimit::get_override),
    protected("ratelimit.limit", ratelimit::limit),
    protected("ratelimit.listOverrides", ratelimit::list_overrides),
    protected("ratelimit.multiLimit", ratelimit::multi_limit),
    protected("ratelimit.setOverride", ratelimit::set_override),
];

/// Finds an operation by name.
pub(crate) fn find(name: &str) -> Option<&'static Operation> {
    OPERATIONS.binary_search_by(|operation| operation.name.cmp(name)).ok().map(|at| &OPERATIONS[at])
}

/// The operations whose names are most like this one, the nearest first: at most three.
pub(crate) fn similar(name: &str) -> Vec<&'static str> {
    let name = name.to_lowercase();
    let likeness = |known: &str| strsim::jaro_winkler(&known.to_lowercase(), &name);
    let names = OPERATIONS.iter().map(|operation| operation.name);
    let mut near: Vec<_> =
        names.map(|known| (likeness(known), known)).filter(|(likeness, _)| *likeness > 0.85).collect();
    near.sort_by(|(one, _), (other, _)| other.total_cmp(one));
    near.into_iter().take(3).map(|(_, known)| known).collect()
}

#[cfg(test)]
mod tests {
    use super::{OPERATIONS, similar};

    #[test]
    fn a_misspelt_operation_is_near_to_the_one_that_is_meant() {
        for (misspelt, meant) in [
            ("keys.deletekey", "keys.deleteKey"),
            ("keys.delteKey", "keys.deleteKey"),
            ("key.verifyKey", "keys.verifyKey"),
            ("apis.listKey", "apis.listKeys"),
        ] {
            assert_eq!(similar(misspelt).first(), Some(&meant), "{misspelt}");
        }
        assert_eq!(similar("zebra"), [""; 0]);
    }

    #[test]
    fn the_table_is_in_order_so_that_it_can_be_searched() {
        assert!(OPERATIONS.is_sorted_by_key(|operation| operation.name));
    }
}
