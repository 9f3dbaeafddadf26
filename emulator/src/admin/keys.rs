//! The true state of every key: `GET /workspaces/ID/keys`.

use std::collections::BTreeMap;

use serde::Serialize;

use super::address::Refusal;
use crate::json::Raw;
use crate::store::{Key, KeySlot, Workspace};

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
pub(super) struct Page<'a> {
    keys: Vec<KeyState<'a>>,
    /// Where the next page starts; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<usize>,
}

/// What a key really is, whatever a cache believes.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct KeyState<'a> {
    key_id: &'a str,
    api_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    external_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<&'a Raw>,
    enabled: bool,
    /// `soft` or `permanent`; absent from a key that lives.
    #[serde(skip_serializing_if = "Option::is_none")]
    deleted: Option<&'static str>,
    created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_at: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    remaining: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    permissions: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<&'a str>,
    operations: BTreeMap<&'static str, Counts>,
}

#[derive(Serialize)]
struct Counts {
    seen: u64,
    applied: u64,
}

/// Reads a page.
pub(super) fn page<'a>(workspace: &'a Workspace, request: &PageRequest) -> Page<'a> {
    let all = workspace.keys.all();
    let from = request.cursor.min(all.len());
    let to = from.saturating_add(request.limit).min(all.len());
    let keys = (from..to).map(|at| state(workspace, &all[at], at)).collect();
    Page { keys, cursor: Some(to).filter(|to| *to < all.len()) }
}

fn state<'a>(workspace: &'a Workspace, key: &'a Key, at: usize) -> KeyState<'a> {
    let slot = KeySlot(u32::try_from(at).unwrap_or(u32::MAX));
    let tallies = workspace.tallies.of(slot).iter();
    KeyState {
        key_id: &key.id,
        api_id: &workspace.apis.get(key.keyspace).id,
        external_id: key.identity().map(|identity| &*workspace.identities.get(identity).external_id),
        name: key.name(),
        meta: key.meta(),
        enabled: key.enabled,
        deleted: key.deletion().map(|deletion| if deletion.permanent { "permanent" } else { "soft" }),
        created_at: key.created_at,
        updated_at: key.updated_at,
        expires: key.expires,
        remaining: key.remaining,
        permissions: key
            .permissions()
            .iter()
            .filter_map(|slot| workspace.permissions.get(*slot))
            .map(|permission| &*permission.slug)
            .collect(),
        roles: key
            .roles()
            .iter()
            .filter_map(|slot| workspace.roles.get(*slot))
            .map(|role| &*role.name)
            .collect(),
        operations: tallies
            .map(|tally| (tally.operation, Counts { seen: tally.seen, applied: tally.applied }))
            .collect(),
    }
}
