//! APIs, identities, permissions, roles and namespaces of a setup.

use serde::Deserialize;
use serde_json::Value;

use super::{Making, Result, SetupError};
use crate::ids::{Id, Ids};
use crate::json;
use crate::store::{
    Api, Identity, Migration, Namespace, Permission, PermissionSlot, RateLimit, Role, Workspace,
};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ApiSetup {
    name: Option<Box<str>>,
    #[serde(default)]
    delete_protection: bool,
    #[serde(default)]
    ip_whitelist: Vec<Box<str>>,
    default_prefix: Option<Box<str>>,
    default_bytes: Option<usize>,
}

impl ApiSetup {
    pub(super) fn make(self, making: &mut Making<'_>, alias: &str) -> Result<()> {
        let (id, keyspace) = (making.engine.ids.fresh("api"), making.engine.ids.fresh("ks"));
        let api = Api {
            delete_protection: self.delete_protection,
            ip_whitelist: self.ip_whitelist,
            default_prefix: self.default_prefix,
            default_bytes: self.default_bytes,
            ..Api::new(id, self.name.unwrap_or_else(|| alias.into()), keyspace)
        };
        making.add_api(alias, api)
    }
}

impl Making<'_> {
    /// Adds an API under an alias, and its keyspace.
    pub(super) fn add_api(&mut self, alias: &str, api: Api) -> Result<()> {
        self.name(&format!("{alias}.keyspace"), api.keyspace.clone())?;
        self.name(alias, api.id.clone())?;
        let slot = self.workspace.apis.insert(api);
        self.apis.insert(alias.to_owned(), slot);
        Ok(())
    }
}

/// A rate limit of a key or of an identity.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RateLimitSetup {
    name: Box<str>,
    limit: i64,
    /// Milliseconds.
    duration: i64,
    #[serde(default)]
    auto_apply: bool,
}

impl RateLimitSetup {
    pub(super) fn make(self, ids: &Ids) -> RateLimit {
        RateLimit {
            id: ids.fresh("rl"),
            name: self.name,
            limit: self.limit,
            duration: self.duration,
            auto_apply: self.auto_apply,
        }
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct IdentitySetup {
    external_id: Option<Box<str>>,
    meta: Option<Value>,
    #[serde(default)]
    ratelimits: Vec<RateLimitSetup>,
    /// Its keys, if it has any, outlive it.
    #[serde(default)]
    deleted: bool,
}

impl IdentitySetup {
    pub(super) fn make(self, making: &mut Making<'_>, alias: &str) -> Result<()> {
        let external_id = self.external_id.unwrap_or_else(|| alias.into());
        if making.workspace.identities.find_external(&external_id).is_some() {
            return Err(SetupError::new(format!("two identities have the external id {external_id}")));
        }
        let id = making.engine.ids.fresh("id");
        making.name(alias, id.clone())?;
        let slot = making.workspace.identities.insert(Identity {
            id,
            external_id,
            meta: self.meta.and_then(json::keep),
            ratelimits: self.ratelimits.into_iter().map(|limit| limit.make(&making.engine.ids)).collect(),
            deleted: false,
        });
        if self.deleted {
            making.workspace.identities.delete(slot);
        }
        Ok(())
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct PermissionSetup {
    slug: Option<Box<str>>,
    name: Option<Box<str>>,
    description: Option<Box<str>>,
}

impl PermissionSetup {
    pub(super) fn make(self, making: &mut Making<'_>, alias: &str) -> Result<()> {
        let id = making.engine.ids.fresh("perm");
        making.name(alias, id.clone())?;
        let slug = self.slug.unwrap_or_else(|| alias.into());
        let permission = Permission {
            id,
            name: self.name.unwrap_or_else(|| slug.clone()),
            slug,
            description: self.description,
        };
        let inserted = making.workspace.permissions.insert(permission);
        inserted.map(drop).ok_or_else(|| SetupError::new(format!("the slug of permission {alias} is taken")))
    }
}

/// Finds a permission by slug, or makes it.
pub(super) fn permission(workspace: &mut Workspace, ids: &Ids, slug: &str) -> Result<PermissionSlot> {
    let permissions = &mut workspace.permissions;
    let found = permissions.find_slug(slug).or_else(|| {
        permissions.insert(Permission {
            id: ids.fresh("perm"),
            name: slug.into(),
            slug: slug.into(),
            description: None,
        })
    });
    found.ok_or_else(|| SetupError::new(format!("the slug {slug} is taken in other letter case")))
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct RoleSetup {
    name: Option<Box<str>>,
    description: Option<Box<str>>,
    /// Slugs; those that do not exist yet are made.
    #[serde(default)]
    permissions: Vec<String>,
}

impl RoleSetup {
    pub(super) fn make(self, making: &mut Making<'_>, alias: &str) -> Result<()> {
        let ids = &making.engine.ids;
        let permissions = self
            .permissions
            .iter()
            .map(|slug| permission(&mut making.workspace, ids, slug))
            .collect::<Result<_>>()?;
        let id = ids.fresh("role");
        making.name(alias, id.clone())?;
        let name = self.name.unwrap_or_else(|| alias.into());
        let inserted =
            making.workspace.roles.insert(Role { id, name, description: self.description, permissions });
        inserted.map(drop).ok_or_else(|| SetupError::new(format!("the name of role {alias} is taken")))
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct NamespaceSetup {
    name: Option<Box<str>>,
    /// A deleted namespace answers 410 to `ratelimit.limit`.
    #[serde(default)]
    deleted: bool,
    #[serde(default)]
    overrides: Vec<OverrideSetup>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct OverrideSetup {
    identifier: String,
    limit: i64,
    /// Milliseconds.
    duration: i64,
}

impl NamespaceSetup {
    pub(super) fn make(self, making: &mut Making<'_>, alias: &str) -> Result<()> {
        let ids = &making.engine.ids;
        let id: Id = ids.fresh("rlns");
        making.name(alias, id.clone())?;
        let name = self.name.unwrap_or_else(|| alias.into());
        if making.workspace.namespaces.find(&name).is_some() {
            return Err(SetupError::new(format!("two namespaces are called {name}")));
        }
        let mut namespace = Namespace::new(id, name);
        namespace.deleted = self.deleted;
        for setup in self.overrides {
            namespace.set_override(&setup.identifier, setup.limit, setup.duration, || ids.fresh("rlor"));
        }
        making.workspace.namespaces.insert(namespace);
        Ok(())
    }
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct MigrationSetup {
    algorithm: Migration,
}

impl MigrationSetup {
    pub(super) fn make(self, making: &mut Making<'_>, alias: &str) -> Result<()> {
        let id = making.engine.ids.fresh("migration");
        making.name(alias, id.clone())?;
        making.workspace.migrations.insert(id, self.algorithm);
        Ok(())
    }
}
