//! The true state of every key: `GET /workspaces/ID/keys`.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::value::RawValue;

use super::address::Refusal;
use crate::store::{Key, KeySlot, Tally, Workspace};

/// How many keys a page has unless the call says otherwise, and at most.
const PAGE: usize = 1_000;

/// Which page is wanted.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct PageRequest {
    cursor: usize,
    limit: usize,
}

impl PageRequest {
    pub(super) fn from_query(query: &str) -> Result<Self, Refusal> {
        let mut page = Self { cursor: 0, limit: PAGE };
        for (name, value) in query.split('&').filter_map(|pair| pair.split_once('=')) {
            let number = value.parse().map_err(|_| Refusal::bad(format!("{name} is a whole number.")))?;
            match name {
                "cursor" => page.cursor = number,
                "limit" if (1..=PAGE).contains(&number) => page.limit = number,
                "limit" => return Err(Refusal::bad(format!("limit goes from 1 to {PAGE}."))),
                _ => return Err(Refusal::bad(format!("{name} is no parameter of this call."))),
            }
        }
        Ok(page)
    }
}

/// A page of keys, in the order of their creation.
#[derive(Serialize)]
pub(super) struct Page {
    keys: Vec<KeyState>,
    /// Where the next page starts; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<usize>,
}

/// What a key really is, whatever a cache believes.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct KeyState {
    /// The id of the key.
    pub key_id: String,
    /// The API that it belongs to.
    pub api_id: String,
    /// The user that it belongs to, whose identity may be deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its free-form data.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meta: Option<Box<RawValue>>,
    /// Whether it is enabled; a deleted key keeps what it was.
    pub enabled: bool,
    /// How it was deleted; absent from a key that lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted: Option<Deleted>,
    /// When it was made, in milliseconds since 1970.
    pub created_at: i64,
    /// When it was last updated, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated_at: Option<i64>,
    /// When it expires, in milliseconds since 1970.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expires: Option<i64>,
    /// Credits left; absent for a key without a limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub remaining: Option<i64>,
    /// The slugs of its own permissions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub permissions: Vec<String>,
    /// The names of its roles.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// What was asked of it, by operation.
    pub operations: BTreeMap<&'static str, OperationCounts>,
}

/// How a key was deleted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Deleted {
    /// The row is kept, and its secret's hash stays taken.
    Soft,
    /// The row is gone for every operation.
    Permanent,
}

/// How often an operation named a key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct OperationCounts {
    /// Requests that arrived, whatever became of them.
    pub seen: u64,
    /// Requests that were carried out, whether or not the client heard of it.
    pub applied: u64,
}

/// Every key that the workspace ever had, in the order of creation.
pub(crate) fn key_states(workspace: &Workspace) -> Vec<KeyState> {
    workspace.keys.all().iter().enumerate().map(|(at, key)| state(workspace, key, at)).collect()
}

/// Reads a page.
pub(super) fn page(workspace: &Workspace, request: &PageRequest) -> Page {
    let all = workspace.keys.all();
    let from = request.cursor.min(all.len());
    let to = from.saturating_add(request.limit).min(all.len());
    let keys = (from..to).map(|at| state(workspace, &all[at], at)).collect();
    Page { keys, cursor: Some(to).filter(|to| *to < all.len()) }
}

fn state(workspace: &Workspace, key: &Key, at: usize) -> KeyState {
    let slot = KeySlot(u32::try_from(at).unwrap_or(u32::MAX));
    let counts = |tally: &Tally| OperationCounts { seen: tally.seen, applied: tally.applied };
    let permissions = key.permissions().iter().filter_map(|slot| workspace.permissions.get(*slot));
    let roles = key.roles().iter().filter_map(|slot| workspace.roles.get(*slot));
    KeyState {
        key_id: key.id.to_string(),
        api_id: workspace.apis.get(key.keyspace).id.to_string(),
        external_id: key.identity().map(|slot| workspace.identities.get(slot).external_id.to_string()),
        name: key.name().map(Into::into),
        meta: key.meta().cloned(),
        enabled: key.enabled,
        deleted: key.deletion().map(|deletion| match deletion.permanent {
            true => Deleted::Permanent,
            false => Deleted::Soft,
        }),
        created_at: key.created_at,
        updated_at: key.updated_at,
        expires: key.expires,
        remaining: key.remaining,
        permissions: permissions.map(|permission| permission.slug.to_string()).collect(),
        roles: roles.map(|role| role.name.to_string()).collect(),
        operations: workspace.tallies.of(slot).iter().map(|tally| (tally.operation, counts(tally))).collect(),
    }
}
