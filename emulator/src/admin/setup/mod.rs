//! Fresh workspaces: `POST /workspaces`, and the seed file, which has the same shape.

mod keys;
mod made;
mod resources;
mod root_keys;

use std::collections::BTreeMap;

use serde::Deserialize;

use self::keys::KeysSetup;
use self::resources::{ApiSetup, IdentitySetup, MigrationSetup, NamespaceSetup, PermissionSetup, RoleSetup};
use self::root_keys::RootKeySetup;
use crate::ids::Id;
use crate::pipeline::Engine;
use crate::seed::SeededKeys;
use crate::store::{KeyspaceSlot, Workspace};

pub(crate) use self::made::WORKSPACE;
pub use self::made::{FreshKey, FreshWorkspace};
pub(crate) use self::root_keys::FULL_ROOT_KEY;

/// What a workspace starts with. Resources go by aliases; where a name is left out, the alias is the name.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Setup {
    workspace: WorkspaceSetup,
    root_keys: BTreeMap<String, RootKeySetup>,
    apis: BTreeMap<String, ApiSetup>,
    identities: BTreeMap<String, IdentitySetup>,
    permissions: BTreeMap<String, PermissionSetup>,
    roles: BTreeMap<String, RoleSetup>,
    namespaces: BTreeMap<String, NamespaceSetup>,
    migrations: BTreeMap<String, MigrationSetup>,
    keys: KeysSetup,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct WorkspaceSetup {
    enabled: Option<bool>,
    limit_per_minute: Option<u64>,
}

/// Why a setup cannot be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct SetupError(String);

impl SetupError {
    fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

type Result<T, E = SetupError> = std::result::Result<T, E>;

/// A workspace in the making.
struct Making<'a> {
    engine: &'a Engine,
    now: i64,
    workspace: Workspace,
    ids: BTreeMap<String, Id>,
    apis: BTreeMap<String, KeyspaceSlot>,
}

impl Making<'_> {
    fn name(&mut self, alias: &str, id: Id) -> Result<()> {
        match self.ids.insert(alias.to_owned(), id) {
            None => Ok(()),
            Some(_) => Err(SetupError::new(format!("the alias {alias} stands for two resources"))),
        }
    }
}

impl Setup {
    /// Reads a setup, such as a seed file: the body of `POST /workspaces`, which `docs/emulator.md` describes.
    ///
    /// # Errors
    /// The text is no JSON, or not of that shape.
    pub fn from_json(text: &str) -> Result<Self> {
        let mut json = serde_json::Deserializer::from_str(text);
        let setup = serde_path_to_error::deserialize(&mut json).map_err(|error| match error.path() {
            whole if whole.iter().len() == 0 => SetupError::new(error.inner().to_string()),
            path => SetupError::new(format!("{}, at `{path}`", error.inner())),
        })?;
        json.end().map_err(|error| SetupError::new(error.to_string()))?;
        Ok(setup)
    }

    /// Describes a workspace with keys in bulk.
    pub fn with_keys(keys: SeededKeys) -> Self {
        Self { keys: KeysSetup::Many(keys), ..Self::default() }
    }

    /// A workspace with nothing but a root key that may do everything.
    pub(crate) fn with_full_root_key() -> Self {
        let root_keys = BTreeMap::from([(FULL_ROOT_KEY.to_owned(), RootKeySetup::full())]);
        Self { root_keys, ..Self::default() }
    }

    /// Gives the workspace a root key that may do everything, under the alias [`FULL_ROOT_KEY`], unless it has one of
    /// that alias.
    pub(crate) fn and_full_root_key(mut self) -> Self {
        self.root_keys.entry(FULL_ROOT_KEY.to_owned()).or_insert_with(RootKeySetup::full);
        self
    }

    /// Makes the workspace.
    ///
    /// # Errors
    /// Something refers to what is not there, or two things have one name. Nothing is made then.
    pub(crate) fn make(self, engine: &Engine) -> Result<FreshWorkspace> {
        let id = engine.ids.fresh("ws");
        let mut making = Making {
            engine,
            now: engine.clock.now(),
            workspace: Workspace::new(id.clone()),
            ids: BTreeMap::from([(WORKSPACE.to_owned(), id)]),
            apis: BTreeMap::new(),
        };
        making.workspace.enabled = self.workspace.enabled.unwrap_or(true);
        making.workspace.limit_per_minute = self.workspace.limit_per_minute;
        for (alias, setup) in self.apis {
            setup.make(&mut making, &alias)?;
        }
        for (alias, setup) in self.identities {
            setup.make(&mut making, &alias)?;
        }
        for (alias, setup) in self.permissions {
            setup.make(&mut making, &alias)?;
        }
        for (alias, setup) in self.roles {
            setup.make(&mut making, &alias)?;
        }
        for (alias, setup) in self.namespaces {
            setup.make(&mut making, &alias)?;
        }
        for (alias, setup) in self.migrations {
            setup.make(&mut making, &alias)?;
        }
        let keys = self.keys.make(&mut making)?;

        let Making { workspace, ids, .. } = making;
        let root_keys = root_keys::make(self.root_keys, engine, &ids, &workspace.id);
        engine.state().store.workspaces.insert(workspace.id.clone(), workspace);
        let ids = ids.into_iter().map(|(alias, id)| (alias, id.into())).collect();
        Ok(FreshWorkspace { root_keys, ids, keys })
    }
}
