//! `keys.migrateKeys`, and the migration of a key when it is first verified.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::create::credits;
use super::fields::{Credits, Patch, meta};
use crate::error::{ApiError, MALFORMED, MIGRATION_NOT_FOUND, Result, SERVICE_UNAVAILABLE, UNEXPECTED_ERROR};
use crate::ids::{Id, KeyHash};
use crate::operations::links::Wanted;
use crate::operations::rate_limits::{RateLimitForm, rate_limits};
use crate::operations::{Answer, Call, apis};
use crate::permission::Need;
use crate::store::{Key, KeyDetails, KeyspaceSlot, Migration, Role, RoleSlot};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MigrateKeys {
    migration_id: Id,
    api_id: Id,
    keys: Vec<KeyForm>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KeyForm {
    hash: String,
    name: Option<Box<str>>,
    external_id: Option<Box<str>>,
    #[serde(default)]
    meta: Value,
    #[serde(default)]
    roles: Vec<Box<str>>,
    #[serde(default)]
    permissions: Vec<Box<str>>,
    expires: Option<i64>,
    enabled: Option<bool>,
    credits: Option<Credits>,
    #[serde(default)]
    ratelimits: Vec<RateLimitForm>,
}

#[derive(Serialize)]
struct Outcome {
    migrated: Vec<Migrated>,
    /// `null` rather than empty.
    failed: Option<Vec<String>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Migrated {
    hash: String,
    key_id: Id,
}

/// Takes in keys of which only the hash is known; what is known already fails, whoever has it.
pub(crate) fn migrate_keys(call: &mut Call<'_>) -> Result<Answer> {
    let request: MigrateKeys = call.read()?;
    call.require(&Need::any([format!("api.{}.create_key", request.api_id), "api.*.create_key".to_owned()]))?;
    let keyspace = apis::live_api(call, &request.api_id)?;
    if !call.workspace.migrations.contains_key(&request.migration_id) {
        return Err(MIGRATION_NOT_FOUND.because("There is no such migration in this workspace."));
    }
    if request.keys.iter().any(|form| matches!(&form.credits, Some(Credits { remaining: Patch::Null, .. }))) {
        // The service reads such credits without looking whether there are any, and recovers from its panic.
        return Err(ApiError {
            plain_json: true,
            ..UNEXPECTED_ERROR.because("The request could not be handled.")
        });
    }
    for form in &request.keys {
        form.check(call)?;
    }
    let mut outcome = Outcome { migrated: Vec::new(), failed: None };
    for form in request.keys {
        let hash = KeyHash::imported(&form.hash);
        if call.workspace.keys.find_hash(hash).is_some() {
            outcome.failed.get_or_insert_default().push(form.hash);
            continue;
        }
        let key = form.to_key(call, keyspace, &request.migration_id)?;
        outcome.migrated.push(Migrated { hash: form.hash, key_id: key.id.clone() });
        call.workspace.keys.insert(key, hash);
    }
    Ok(Answer::data(&outcome))
}

impl KeyForm {
    /// Finds what would make the service give up, before anything is written.
    fn check(&self, call: &Call<'_>) -> Result<()> {
        self.credits.as_ref().map_or(Ok((None, None)), credits)?;
        meta(self.meta.clone())?;
        let mut roles = HashSet::new();
        if !self.roles.iter().all(|name| roles.insert(name)) {
            return Err(SERVICE_UNAVAILABLE.because("A role could not be linked to a key."));
        }
        let permissions = &call.workspace.permissions;
        Wanted::look_up(permissions, &self.permissions).deduplicated().check(permissions)
    }

    fn to_key(&self, call: &mut Call<'_>, keyspace: KeyspaceSlot, migration: &Id) -> Result<Key> {
        let (remaining, refill) = self.credits.as_ref().map_or(Ok((None, None)), credits)?;
        let meta = meta(self.meta.clone())?;
        let wanted = Wanted::look_up(&call.workspace.permissions, &self.permissions).deduplicated();
        wanted.check(&call.workspace.permissions)?;
        let permissions = wanted.make(&mut call.workspace.permissions, call.ids, |_| None);
        let roles = self.roles(call);
        let ids = call.ids;
        let identity = self
            .external_id
            .as_deref()
            .map(|external_id| call.workspace.identities.obtain(external_id, || ids.fresh("id")));
        // Nothing of the secret is known that could be shown.
        let start = Id::default();
        let mut key = Key::new(ids.fresh("key"), start, keyspace, call.now).with_identity(identity);
        key.enabled = self.enabled.unwrap_or(true);
        key.expires = self.expires;
        key.remaining = remaining;
        key.set_details(KeyDetails {
            name: self.name.clone(),
            meta,
            refill,
            permissions,
            roles,
            ratelimits: rate_limits(&self.ratelimits, &[], ids),
            pending_migration: Some(migration.clone()),
        });
        Ok(key)
    }

    /// Finds the roles, and makes those that do not exist, as no other operation on keys does.
    fn roles(&self, call: &mut Call<'_>) -> Vec<RoleSlot> {
        self.roles
            .iter()
            .filter_map(|name| {
                let roles = &mut call.workspace.roles;
                roles.find_name(name).or_else(|| {
                    let id = call.ids.fresh("role");
                    roles.insert(Role { id, name: name.clone(), description: None, permissions: Vec::new() })
                })
            })
            .collect()
    }
}

/// Lets a migrated key be known by its secret from now on, if the migration has it; tells whether it did.
///
/// # Errors
/// 400 `malformed` if the migration is one of prefixed keys and the secret has no such form.
pub(super) fn migrate_on_demand(call: &mut Call<'_>, migration: &str, secret: &str) -> Result<bool> {
    match call.workspace.migrations.get(migration) {
        // A SHA-256 is what the service stores itself: such a key has been looked for in vain.
        None | Some(Migration::Sha256) => return Ok(false),
        Some(Migration::PrefixedApiKey) => {}
    }
    let long = secret.rsplit('_').next().filter(|_| secret.split('_').count() >= 3);
    let long = long.ok_or_else(|| {
        MALFORMED
            .because("The key is not of the form that this migration expects: prefix, short and long token.")
    })?;
    let imported = KeyHash::imported(&hex(&Sha256::digest(long.as_bytes())));
    let Some(slot) = call.workspace.keys.find_hash(imported) else { return Ok(false) };
    let key = call.workspace.keys.get_mut(slot);
    if key.pending_migration() != Some(migration) {
        return Ok(false);
    }
    key.change_details(|details| details.pending_migration = None);
    let shown: String = long.chars().take(4).collect();
    let (hash, start) = (KeyHash::of(secret), Id::from(&secret[..secret.len() - long.len()]) + &shown);
    call.workspace.keys.rehash(slot, hash, start);
    call.node.keys.evict(&hash);
    Ok(true)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
