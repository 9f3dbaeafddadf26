//! `keys.createKey`.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fields::{Credits, Patch, meta};
use crate::error::{INVALID_INPUT, PRECONDITION_FAILED, Result};
use crate::ids::Id;
use crate::operations::links::{Wanted, distinct_roles_named};
use crate::operations::rate_limits::{RateLimitForm, rate_limits};
use crate::operations::{Answer, Call, apis};
use crate::permission::Need;
use crate::store::{Key, KeyDetails, Refill};

/// Random bytes of a key whose request and API say nothing.
pub(super) const USUAL_BYTES: usize = 16;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CreateKey {
    api_id: Id,
    prefix: Option<String>,
    name: Option<Box<str>>,
    byte_length: Option<usize>,
    external_id: Option<Box<str>>,
    #[serde(default)]
    meta: Value,
    #[serde(default)]
    roles: Vec<Box<str>>,
    #[serde(default)]
    permissions: Vec<Box<str>>,
    expires: Option<i64>,
    credits: Option<Credits>,
    #[serde(default)]
    ratelimits: Vec<RateLimitForm>,
    enabled: Option<bool>,
    #[serde(default)]
    recoverable: bool,
}

/// A key's id and secret, the one time that it is shown.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct CreatedKey<'a> {
    pub(super) key_id: &'a str,
    pub(super) key: &'a str,
}

pub(crate) fn create_key(call: &mut Call<'_>) -> Result<Answer> {
    let request: CreateKey = call.read()?;
    // Deleted APIs are found too: their new keys exist, and verify as unknown.
    let (keyspace, api) = call.workspace.apis.find(&request.api_id).ok_or_else(apis::not_found)?;
    let may_create = Need::any([
        format!("api.{}.create_key", api.id),
        "api.*.create_key".to_owned(),
        format!("unkey:v1:{}:keyspaces/{}#create_key", call.workspace.id, api.keyspace),
    ]);
    if !may_create.is_met_by(&call.caller.grants) {
        return Err(apis::not_found());
    }
    if request.recoverable {
        return Err(PRECONDITION_FAILED.because("This server has no vault to keep recoverable keys in."));
    }

    let prefix = request.prefix.as_deref().or(api.default_prefix.as_deref()).unwrap_or_default();
    let bytes = request.byte_length.or(api.default_bytes).unwrap_or(USUAL_BYTES);
    let minted = call.ids.mint(prefix, bytes);
    let (remaining, refill) = request.credits.as_ref().map_or(Ok((None, None)), credits)?;
    let meta = meta(request.meta)?;
    let wanted = Wanted::look_up(&call.workspace.permissions, &request.permissions);
    wanted.check(&call.workspace.permissions)?;
    let roles = distinct_roles_named(&call.workspace.roles, &request.roles)?;
    let permissions = wanted.make(&mut call.workspace.permissions, call.ids, |_| None);

    let ids = call.ids;
    let identity = request
        .external_id
        .map(|external_id| call.workspace.identities.obtain(&external_id, || ids.fresh("id")));
    let mut key = Key::new(ids.fresh("key"), minted.start, keyspace, call.now);
    key.enabled = request.enabled.unwrap_or(true);
    key.expires = request.expires;
    key.remaining = remaining;
    key.set_details(KeyDetails {
        name: request.name,
        meta,
        refill,
        permissions,
        roles,
        ratelimits: rate_limits(&request.ratelimits, &[], ids),
        pending_migration: None,
    });
    let id = key.id.clone();
    call.workspace.keys.insert(key.with_identity(identity), minted.hash);
    Ok(Answer::data(&CreatedKey { key_id: &id, key: &minted.secret }))
}

/// Reads the credits of a new key.
///
/// # Errors
/// 400 `invalid_input` for a refill of nothing, and for a monthly one without a day.
pub(super) fn credits(credits: &Credits) -> Result<(Option<i64>, Option<Refill>)> {
    let remaining = match credits.remaining {
        Patch::Set(remaining) => Some(remaining),
        Patch::Null | Patch::Absent => None,
    };
    let Patch::Set(refill) = &credits.refill else { return Ok((remaining, None)) };
    if remaining.is_none() {
        return Err(INVALID_INPUT.because("A refill needs `credits.remaining`."));
    }
    Ok((remaining, Some(refill.lenient()?)))
}
