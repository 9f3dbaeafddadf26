//! Overrides: other limits for some identifiers of a namespace.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::{keys_of, look_up, namespace_not_found, override_for};
use crate::error::{ApiError, OVERRIDE_NOT_FOUND, Result};
use crate::ids::Id;
use crate::operations::{Answer, Call};
use crate::permission::Need;
use crate::store::{Namespace, Override, page};

#[derive(Deserialize)]
struct OneOverride {
    /// The namespace's id or name.
    namespace: String,
    identifier: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct OverrideView<'a> {
    override_id: &'a str,
    duration: i64,
    identifier: &'a str,
    limit: i64,
}

impl<'a> From<&'a Override> for OverrideView<'a> {
    fn from(row: &'a Override) -> Self {
        Self { override_id: &row.id, duration: row.duration, identifier: &row.identifier, limit: row.limit }
    }
}

/// Reads the override that counts for an identifier, which may be one with a wildcard. Who may not is told that there
/// is none.
pub(crate) fn get_override(call: &mut Call<'_>) -> Result<Answer> {
    let request: OneOverride = call.read()?;
    let namespace = remembered(call, &request.namespace)?;
    let found = override_for(&namespace, &request.identifier)?.ok_or_else(not_found)?;
    let need = Need::any([
        format!(
            "unkey:v1:{}:ratelimits/namespaces/{}/overrides/{}#read_override",
            call.workspace.id, namespace.id, found.id
        ),
        format!("ratelimit.{}.read_override", namespace.id),
        "ratelimit.*.read_override".to_owned(),
    ]);
    call.require(&need).map_err(|_| not_found())?;
    Ok(Answer::data(&OverrideView::from(found)))
}

/// Lists the overrides of a namespace.
pub(crate) fn list_overrides(call: &mut Call<'_>) -> Result<Answer> {
    #[derive(Deserialize)]
    struct Request {
        namespace: String,
        #[serde(default)]
        cursor: String,
        /// The documentation says 10.
        #[serde(default = "fifty")]
        limit: usize,
    }
    const fn fifty() -> usize {
        50
    }

    let request: Request = call.read()?;
    let namespace = live(call, &request.namespace)?;
    call.require(&need(&namespace.id, "read_override"))?;
    let found = page(namespace.order(), &request.cursor, request.limit, |slot| !namespace.get(slot).deleted);
    let rows: Vec<OverrideView<'_>> =
        found.items.iter().map(|slot| OverrideView::from(namespace.get(*slot))).collect();
    Ok(Answer::page(&rows, found.next))
}

/// Sets an override. One that was deleted takes the new numbers and stays deleted: the service forgets to revive it.
pub(crate) fn set_override(call: &mut Call<'_>) -> Result<Answer> {
    #[derive(Deserialize)]
    struct Request {
        namespace: String,
        identifier: String,
        limit: i64,
        duration: i64,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Set {
        override_id: Id,
    }

    let request: Request = call.read()?;
    call.require(&need(&live(call, &request.namespace)?.id, "set_override"))?;
    let fresh = || call.ids.fresh("rlor");
    let namespace = call.workspace.namespaces.find_mut(&request.namespace).ok_or_else(namespace_not_found)?;
    let override_id = namespace.set_override(&request.identifier, request.limit, request.duration, fresh);
    let keys = keys_of(&call.workspace.id, namespace);
    keys.iter().for_each(|key| call.node.namespaces.evict(key));
    Ok(Answer::data(&Set { override_id }))
}

/// Deletes an override by its identifier, not by what that matches.
pub(crate) fn delete_override(call: &mut Call<'_>) -> Result<Answer> {
    let request: OneOverride = call.read()?;
    let namespace = remembered(call, &request.namespace)?;
    call.require(&need(&namespace.id, "delete_override"))?;
    namespace.override_called(&request.identifier).filter(|row| !row.deleted).ok_or_else(not_found)?;
    let row = call.workspace.namespaces.find_mut(&namespace.id).ok_or_else(namespace_not_found)?;
    row.override_called_mut(&request.identifier).ok_or_else(not_found)?.deleted = true;
    keys_of(&call.workspace.id, &namespace).iter().for_each(|key| call.node.namespaces.evict(key));
    Ok(Answer::empty())
}

/// Finds a namespace through the node's cache.
fn remembered(call: &mut Call<'_>, reference: &str) -> Result<Arc<Namespace>> {
    look_up(call, reference).filter(|namespace| !namespace.deleted).ok_or_else(namespace_not_found)
}

fn live<'a>(call: &'a Call<'_>, reference: &str) -> Result<&'a Namespace> {
    call.workspace
        .namespaces
        .find(reference)
        .filter(|namespace| !namespace.deleted)
        .ok_or_else(namespace_not_found)
}

fn need(namespace: &Id, action: &str) -> Need {
    Need::any([format!("ratelimit.{namespace}.{action}"), format!("ratelimit.*.{action}")])
}

fn not_found() -> ApiError {
    OVERRIDE_NOT_FOUND.because("There is no such override in this namespace.")
}
