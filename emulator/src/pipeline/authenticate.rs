//! Who calls.

use std::sync::Arc;

use http::{HeaderMap, header};

use crate::clock::Clock;
use crate::error::{
    FORBIDDEN, KEY_DISABLED, MALFORMED, ROOT_KEY_NOT_FOUND, Result, WORKSPACE_DISABLED, WORKSPACE_NOT_FOUND,
};
use crate::ids::KeyHash;
use crate::node::{CachedKey, Credential, Lookup, Node};
use crate::operations::Caller;
use crate::store::{RootKey, Store, Workspace};

/// Reads the token of the header; the scheme is `Bearer`, in exactly this letter case.
///
/// # Errors
/// 400 `malformed`.
pub(crate) fn bearer(headers: &HeaderMap) -> Result<&str> {
    let value = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let token = value.trim().strip_prefix("Bearer ").map(str::trim).unwrap_or_default();
    if token.is_empty() {
        return Err(MALFORMED.because("The Authorization header is not of the form 'Bearer' and a root key."));
    }
    Ok(token)
}

/// Finds the root key, through the node's cache.
///
/// # Errors
/// 401 `key_not_found` for a token that is no root key; 403 for one that is disabled or expired.
pub(crate) fn authenticate(
    token: &str,
    store: &Store,
    node: &mut Node,
    clock: &Clock,
    lookups: &mut Vec<Lookup>,
) -> Result<Caller> {
    let hash = KeyHash::of(token);
    let (credential, lookup) = node.keys.get(&hash, clock, || Some(load(store, hash)));
    lookups.push(lookup);
    let now = clock.now();
    match credential.unwrap_or(Credential::Unknown) {
        Credential::Root(key) => {
            if store.workspaces.get(&key.workspace).is_some_and(|workspace| !workspace.enabled) {
                return Err(workspace_disabled());
            }
            check_state(key.enabled, key.expires, now)?;
            Ok(Caller { workspace: key.workspace.clone(), grants: Arc::clone(&key.grants) })
        }
        // Its state is looked at before it turns out to be no root key, so that its existence leaks.
        Credential::Ordinary(key) => {
            if !key.workspace_enabled {
                return Err(workspace_disabled());
            }
            check_state(key.enabled, key.expires, now)?;
            Err(not_found())
        }
        Credential::Unknown => Err(not_found()),
    }
}

/// Finds the workspace that the caller acts on.
///
/// # Errors
/// 404 `workspace_not_found`.
pub(crate) fn workspace_of<'a>(caller: &Caller, store: &'a mut Store) -> Result<&'a mut Workspace> {
    store
        .workspaces
        .get_mut(&caller.workspace)
        .ok_or_else(|| WORKSPACE_NOT_FOUND.because("The workspace of this root key does not exist."))
}

fn load(store: &Store, hash: KeyHash) -> Credential {
    if let Some(key) = store.root_keys.get(&hash) {
        let live = Some(key).filter(|key| !key.deleted).cloned().map(Arc::<RootKey>::new);
        return live.map_or(Credential::Unknown, Credential::Root);
    }
    let found = store.workspaces.values().find_map(|workspace| {
        let slot = workspace.keys.find_hash(hash)?;
        CachedKey::load(workspace, slot)
    });
    found.map_or(Credential::Unknown, |key| Credential::Ordinary(Arc::new(key)))
}

fn check_state(enabled: bool, expires: Option<i64>, now: i64) -> Result<()> {
    if !enabled {
        return Err(KEY_DISABLED.because("This key is disabled."));
    }
    if let Some(expires) = expires.filter(|expires| *expires <= now) {
        let at = crate::clock::rfc3339(expires);
        return Err(FORBIDDEN.because(format!("This key expired at {at}.")));
    }
    Ok(())
}

fn not_found() -> crate::error::ApiError {
    ROOT_KEY_NOT_FOUND.because("This root key is invalid. No key with this secret exists.")
}

fn workspace_disabled() -> crate::error::ApiError {
    WORKSPACE_DISABLED.because("The workspace of this key is disabled.")
}
