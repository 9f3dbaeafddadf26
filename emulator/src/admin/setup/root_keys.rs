//! Root keys of a setup.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Deserialize;

use crate::ids::{Id, Minted};
use crate::permission::Grants;
use crate::pipeline::Engine;
use crate::store::{RootKey, Workspace};

/// The alias of the root key that may do everything.
pub(crate) const FULL_ROOT_KEY: &str = "root";

/// Every permission tuple that an operation of the emulator asks for.
const FULL: &[&str] = &[
    "api.*.create_api",
    "api.*.create_key",
    "api.*.decrypt_key",
    "api.*.delete_api",
    "api.*.delete_key",
    "api.*.encrypt_key",
    "api.*.read_analytics",
    "api.*.read_api",
    "api.*.read_key",
    "api.*.update_key",
    "api.*.verify_key",
    "identity.*.create_identity",
    "identity.*.delete_identity",
    "identity.*.read_identity",
    "identity.*.update_identity",
    "ratelimit.*.create_namespace",
    "ratelimit.*.delete_override",
    "ratelimit.*.limit",
    "ratelimit.*.read_override",
    "ratelimit.*.set_override",
    "rbac.*.add_permission_to_key",
    "rbac.*.add_permission_to_role",
    "rbac.*.add_role_to_key",
    "rbac.*.create_permission",
    "rbac.*.create_role",
    "rbac.*.delete_permission",
    "rbac.*.delete_role",
    "rbac.*.read_permission",
    "rbac.*.read_role",
    "rbac.*.remove_permission_from_key",
    "rbac.*.remove_permission_from_role",
];

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RootKeySetup {
    #[serde(default)]
    permissions: Vec<String>,
    enabled: Option<bool>,
    /// Milliseconds since 1970.
    expires: Option<i64>,
    #[serde(default)]
    deleted: bool,
    #[serde(default)]
    workspace: Home,
}

/// Which workspace a root key acts on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Home {
    #[default]
    This,
    /// A second workspace, which the root keys of a setup share.
    Other,
    /// One that does not exist.
    Missing,
}

impl RootKeySetup {
    /// A root key that may do everything.
    pub(super) fn full() -> Self {
        Self { permissions: FULL.iter().map(ToString::to_string).collect(), ..Self::default() }
    }

    fn into_root_key(self, engine: &Engine, workspace: Id, ids: &BTreeMap<String, Id>) -> RootKey {
        let permissions = self.permissions.iter().map(|permission| filled(permission, ids));
        RootKey {
            id: engine.ids.fresh("key"),
            enabled: self.enabled.unwrap_or(true),
            expires: self.expires,
            deleted: self.deleted,
            workspace,
            grants: Arc::new(Grants::new(permissions)),
        }
    }
}

/// Makes root keys, and gives their secrets by alias.
pub(super) fn make(
    setups: BTreeMap<String, RootKeySetup>,
    engine: &Engine,
    ids: &BTreeMap<String, Id>,
    home: &Id,
) -> BTreeMap<String, String> {
    let other = Workspace::new(engine.ids.fresh("ws"));
    let missing = engine.ids.fresh("ws");
    let other_is_needed = setups.values().any(|setup| setup.workspace == Home::Other);
    let mut state = engine.state();
    let mut secrets = BTreeMap::new();
    for (alias, setup) in setups {
        let workspace = match setup.workspace {
            Home::This => home,
            Home::Other => &other.id,
            Home::Missing => &missing,
        };
        let Minted { secret, hash, .. } = engine.ids.mint_root_key();
        state.store.root_keys.insert(hash, setup.into_root_key(engine, workspace.clone(), ids));
        secrets.insert(alias, secret);
    }
    if other_is_needed {
        state.store.workspaces.insert(other.id.clone(), other);
    }
    secrets
}

/// Replaces `{workspace}`, `{ALIAS}` and `{ALIAS.keyspace}` by the ids that were made.
fn filled(text: &str, ids: &BTreeMap<String, Id>) -> String {
    let mut filled = text.to_owned();
    for (alias, id) in ids {
        filled = filled.replace(&format!("{{{alias}}}"), id);
    }
    filled
}
