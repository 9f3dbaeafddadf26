//! `apis.*`.

use serde::{Deserialize, Serialize};

use super::keys::KeyObject;
use super::{Answer, Call};
use crate::error::{API_NOT_FOUND, ApiError, PRECONDITION_FAILED, PROTECTED_RESOURCE, Result};
use crate::ids::Id;
use crate::node::LiveApi;
use crate::permission::Need;
use crate::store::{Api, KeyspaceSlot, page};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateApi {
    name: Box<str>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OneApi {
    api_id: Id,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Created<'a> {
    api_id: &'a str,
}

#[derive(Serialize)]
struct ApiObject<'a> {
    id: &'a str,
    name: &'a str,
}

pub(super) fn create_api(call: &mut Call<'_>) -> Result<Answer> {
    let CreateApi { name } = call.read()?;
    call.require(&Need::one("api.*.create_api"))?;
    let id = call.ids.fresh("api");
    let keyspace = call.ids.fresh("ks");
    call.workspace.apis.insert(Api::new(id.clone(), name, keyspace));
    Ok(Answer::data(&Created { api_id: &id }))
}

pub(super) fn get_api(call: &mut Call<'_>) -> Result<Answer> {
    let OneApi { api_id } = call.read()?;
    call.require(&permitted("read_api", &api_id))?;
    let slot = live_api(call, &api_id)?;
    let api = call.workspace.apis.get(slot);
    Ok(Answer::data(&ApiObject { id: &api.id, name: &api.name }))
}

pub(super) fn delete_api(call: &mut Call<'_>) -> Result<Answer> {
    let OneApi { api_id } = call.read()?;
    call.require(&permitted("delete_api", &api_id))?;
    let found = call.workspace.apis.find(&api_id).filter(|(_, api)| !api.deleted);
    let (slot, api) = found.ok_or_else(not_found)?;
    if api.delete_protection {
        return Err(PROTECTED_RESOURCE.because("This API is protected against deletion."));
    }
    call.workspace.apis.get_mut(slot).deleted = true;
    // The entries of its keys stay: they verify until they are refreshed.
    call.node.apis.put(api_id, None, call.now);
    Ok(Answer::empty())
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListKeys {
    api_id: Id,
    limit: Option<usize>,
    #[serde(default)]
    cursor: String,
    external_id: Option<Box<str>>,
    #[serde(default)]
    decrypt: bool,
}

pub(super) fn list_keys(call: &mut Call<'_>) -> Result<Answer> {
    let request: ListKeys = call.read()?;
    let slot = live_api(call, &request.api_id)?;
    let api = call.workspace.apis.get(slot);
    let keyspace = format!("unkey:v1:{}:keyspaces/{}", call.workspace.id, api.keyspace);
    let may_read = Need::Any(vec![
        Need::All(vec![
            Need::One(format!("{keyspace}/keys/*#read_key")),
            Need::One(format!("{keyspace}#read_keyspace")),
        ]),
        Need::All(vec![permitted("read_key", &api.id), permitted("read_api", &api.id)]),
    ]);
    if !may_read.is_met_by(&call.caller.grants) {
        return Err(not_found());
    }
    if request.decrypt {
        return Err(PRECONDITION_FAILED.because("This server has no vault to decrypt keys with."));
    }
    let identity = match &request.external_id {
        None => None,
        Some(external_id) => match call.workspace.identities.find_external(external_id) {
            Some(identity) => Some(identity),
            None => return Ok(Answer::page::<KeyObject<'_>>(&[], None)),
        },
    };
    let workspace = &*call.workspace;
    let order = workspace.keys.order(slot, identity);
    let page = page(order, &request.cursor, request.limit.unwrap_or(100), |_| true);
    let items: Vec<_> = page.items.iter().map(|slot| KeyObject::of(workspace, *slot)).collect();
    Ok(Answer::page(&items, page.next))
}

/// What lets a root key do something with an API, or with any.
fn permitted(action: &str, api: &str) -> Need {
    Need::any([format!("api.*.{action}"), format!("api.{api}.{action}")])
}

/// Finds an API of the caller's workspace through the node's cache.
///
/// # Errors
/// 404 `api_not_found`.
pub(super) fn live_api(call: &mut Call<'_>, id: &Id) -> Result<KeyspaceSlot> {
    let workspace = &*call.workspace;
    // What this workspace has never had may be another one's, and is not remembered as unknown.
    let load = || {
        let (slot, api) = workspace.apis.find(id)?;
        Some((!api.deleted).then(|| LiveApi { workspace: workspace.id.clone(), slot }))
    };
    let (api, lookup) = call.node.apis.get(id, call.clock, load);
    call.lookups.push(lookup);
    let own = api.flatten().filter(|api| api.workspace == call.workspace.id);
    own.map(|api| api.slot).ok_or_else(not_found)
}

pub(super) fn not_found() -> ApiError {
    API_NOT_FOUND.because("There is no such API in this workspace.")
}
