//! Fresh workspaces: `POST /workspaces`.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::ids::{Id, Minted};
use crate::permission::Grants;
use crate::pipeline::Engine;
use crate::store::{Api, RootKey, Workspace};

/// The alias of the root key that may do everything.
pub(super) const FULL_ROOT_KEY: &str = "root";

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

/// What a workspace starts with.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Setup {
    #[serde(default)]
    workspace: WorkspaceSetup,
    #[serde(default)]
    root_keys: BTreeMap<String, RootKeySetup>,
    #[serde(default)]
    apis: BTreeMap<String, ApiSetup>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WorkspaceSetup {
    enabled: Option<bool>,
    limit_per_minute: Option<u64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RootKeySetup {
    #[serde(default)]
    permissions: Vec<String>,
    enabled: Option<bool>,
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
    Other,
    Missing,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ApiSetup {
    name: Box<str>,
    #[serde(default)]
    delete_protection: bool,
    #[serde(default)]
    ip_whitelist: Vec<Box<str>>,
    default_prefix: Option<Box<str>>,
    default_bytes: Option<usize>,
}

/// What was made of a [`Setup`].
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Made {
    pub(crate) urls: Vec<String>,
    /// Secrets by alias.
    pub(crate) root_keys: BTreeMap<String, String>,
    /// Ids by alias; `ALIAS.keyspace` is the keyspace of an API.
    pub(crate) ids: BTreeMap<String, Id>,
}

impl Setup {
    /// A workspace with nothing but a root key that may do everything.
    pub(crate) fn with_full_root_key() -> Self {
        let full = RootKeySetup {
            permissions: FULL.iter().map(ToString::to_string).collect(),
            ..RootKeySetup::default()
        };
        Self { root_keys: BTreeMap::from([(FULL_ROOT_KEY.to_owned(), full)]), ..Self::default() }
    }

    /// Makes the workspace.
    pub(crate) fn make(self, engine: &Engine) -> Made {
        let id = engine.ids.fresh("ws");
        let mut ids = BTreeMap::from([("workspace".to_owned(), id.clone())]);
        let mut workspace = Workspace::new(id);
        workspace.enabled = self.workspace.enabled.unwrap_or(true);
        workspace.limit_per_minute = self.workspace.limit_per_minute;
        for (alias, setup) in self.apis {
            let api = setup.into_api(engine);
            ids.insert(format!("{alias}.keyspace"), api.keyspace.clone());
            ids.insert(alias, api.id.clone());
            workspace.apis.insert(api);
        }

        let other = Workspace::new(engine.ids.fresh("ws"));
        let missing = engine.ids.fresh("ws");
        let mut state = engine.state();
        let mut root_keys = BTreeMap::new();
        let mut other_is_needed = false;
        for (alias, setup) in self.root_keys {
            other_is_needed |= setup.workspace == Home::Other;
            let home = match setup.workspace {
                Home::This => &workspace.id,
                Home::Other => &other.id,
                Home::Missing => &missing,
            };
            let Minted { secret, hash, .. } = engine.ids.mint_root_key();
            state.store.root_keys.insert(hash, setup.into_root_key(engine, home.clone(), &ids));
            root_keys.insert(alias, secret);
        }
        if other_is_needed {
            state.store.workspaces.insert(other.id.clone(), other);
        }
        state.store.workspaces.insert(workspace.id.clone(), workspace);
        Made { urls: engine.urls().to_vec(), root_keys, ids }
    }
}

impl ApiSetup {
    fn into_api(self, engine: &Engine) -> Api {
        Api {
            delete_protection: self.delete_protection,
            ip_whitelist: self.ip_whitelist,
            default_prefix: self.default_prefix,
            default_bytes: self.default_bytes,
            ..Api::new(engine.ids.fresh("api"), self.name, engine.ids.fresh("ks"))
        }
    }
}

impl RootKeySetup {
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

/// Replaces `{workspace}`, `{ALIAS}` and `{ALIAS.keyspace}` by the ids that were made.
fn filled(text: &str, ids: &BTreeMap<String, Id>) -> String {
    let mut filled = text.to_owned();
    for (alias, id) in ids {
        filled = filled.replace(&format!("{{{alias}}}"), id);
    }
    filled
}
