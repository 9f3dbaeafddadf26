//! `identities.*`.

use std::collections::HashSet;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::rate_limits::{RateLimitForm, rate_limits};
use super::{Answer, Call};
use crate::error::{IDENTITY_ALREADY_EXISTS, IDENTITY_NOT_FOUND, INVALID_INPUT, Result};
use crate::ids::Id;
use crate::json::{self, Raw};
use crate::permission::Need;
use crate::store::{Identity, IdentitySlot, RateLimit, page};

/// How much JSON the service keeps of one identity.
const META_BYTES: usize = 1024 * 1024;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct IdentityView<'a> {
    id: &'a str,
    external_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<&'a Raw>,
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    ratelimits: &'a [RateLimit],
}

impl<'a> From<&'a Identity> for IdentityView<'a> {
    fn from(row: &'a Identity) -> Self {
        Self {
            id: &row.id,
            external_id: &row.external_id,
            meta: row.meta.as_ref(),
            ratelimits: &row.ratelimits,
        }
    }
}

/// Makes an identity.
pub(super) fn create_identity(call: &mut Call<'_>) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Request {
        external_id: String,
        meta: Option<Value>,
        #[serde(default)]
        ratelimits: Vec<RateLimitForm>,
    }
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Created {
        identity_id: Id,
    }

    let request: Request = call.read()?;
    call.require(&over_all_identities(call, "create_identity"))?;
    let meta = small_enough(request.meta.and_then(json::keep))?;
    if call.workspace.identities.find_external(&request.external_id).is_some() {
        return Err(IDENTITY_ALREADY_EXISTS.because("An identity with this external id exists already."));
    }
    let identity = Identity {
        id: call.ids.fresh("id"),
        external_id: request.external_id.into(),
        meta,
        ratelimits: rate_limits(&request.ratelimits, &[], call.ids),
        deleted: false,
    };
    let created = Created { identity_id: identity.id.clone() };
    call.workspace.identities.insert(identity);
    Ok(Answer::data(&created))
}

#[derive(Deserialize)]
struct OneIdentity {
    /// Its id or its external id.
    identity: String,
}

/// Deletes an identity; its keys stay, and stay valid.
pub(super) fn delete_identity(call: &mut Call<'_>) -> Result<Answer> {
    let request: OneIdentity = call.read()?;
    call.require(&over_all_identities(call, "delete_identity"))?;
    let slot = find(call, &request.identity)?;
    call.workspace.identities.delete(slot);
    Ok(Answer::without_data())
}

/// Reads an identity; that there is none is said before anybody asks for permission.
pub(super) fn get_identity(call: &mut Call<'_>) -> Result<Answer> {
    let request: OneIdentity = call.read()?;
    let slot = find(call, &request.identity)?;
    let identity = call.workspace.identities.get(slot);
    call.require(&Need::any([
        "identity.*.read_identity".to_owned(),
        format!("identity.{}.read_identity", identity.id),
        identity_urn(call, "read_identity"),
    ]))?;
    Ok(Answer::data(&IdentityView::from(identity)))
}

/// Lists identities; the permission is checked for each one on the page, so that an empty page needs none.
pub(super) fn list_identities(call: &mut Call<'_>) -> Result<Answer> {
    #[derive(Deserialize)]
    #[serde(default)]
    struct Request {
        limit: usize,
        cursor: String,
        search: String,
    }
    impl Default for Request {
        fn default() -> Self {
            Self { limit: 100, cursor: String::new(), search: String::new() }
        }
    }

    let request: Request = call.read()?;
    let wanted = request.search.trim().to_lowercase();
    let identities = &call.workspace.identities;
    let found = page(identities.order(), &request.cursor, request.limit, |slot| {
        let identity = identities.get(slot);
        [&*identity.id, &*identity.external_id].iter().any(|text| text.to_lowercase().contains(&wanted))
    });
    let rows: Vec<IdentityView<'_>> =
        found.items.iter().map(|slot| IdentityView::from(identities.get(*slot))).collect();
    for row in &rows {
        call.require(&Need::any([
            format!("identity.{}.read_identity", row.id),
            "identity.*.read_identity".to_owned(),
            identity_urn(call, "read_identity"),
        ]))?;
    }
    Ok(Answer::page(&rows, found.next))
}

/// Replaces what the request gives, and keeps what it does not.
pub(super) fn update_identity(call: &mut Call<'_>) -> Result<Answer> {
    #[derive(Deserialize)]
    struct Request {
        identity: String,
        meta: Option<Value>,
        ratelimits: Option<Vec<RateLimitForm>>,
    }

    let request: Request = call.read()?;
    call.require(&over_all_identities(call, "update_identity"))?;
    if let Some(limits) = &request.ratelimits {
        let names: HashSet<&str> = limits.iter().map(|limit| &*limit.name).collect();
        if names.len() < limits.len() {
            return Err(INVALID_INPUT.because("Two rate limits have the same name."));
        }
    }
    let meta_was_given = request.meta.is_some();
    let meta = small_enough(request.meta.and_then(json::keep))?;
    let slot = find(call, &request.identity)?;
    let identity = call.workspace.identities.get_mut(slot);
    if meta_was_given {
        identity.meta = meta;
    }
    if let Some(limits) = request.ratelimits {
        identity.ratelimits = rate_limits(&limits, &identity.ratelimits, call.ids);
    }
    // The answer repeats `meta` only if the request had it, whatever is kept.
    let mut view = IdentityView::from(&*identity);
    view.meta = view.meta.filter(|_| meta_was_given);
    Ok(Answer::data(&view))
}

fn find(call: &Call<'_>, reference: &str) -> Result<IdentitySlot> {
    call.workspace
        .identities
        .find(reference)
        .ok_or_else(|| IDENTITY_NOT_FOUND.because("There is no such identity in this workspace."))
}

fn over_all_identities(call: &Call<'_>, action: &str) -> Need {
    Need::any([format!("identity.*.{action}"), identity_urn(call, action)])
}

/// Identities have no path of their own: a grant must cover the asterisks as they stand.
fn identity_urn(call: &Call<'_>, action: &str) -> String {
    format!("unkey:v1:{}:projects/*/identities/*#{action}", call.workspace.id)
}

fn small_enough(meta: Option<Raw>) -> Result<Option<Raw>> {
    if meta.as_ref().is_some_and(|meta| meta.get().len() > META_BYTES) {
        return Err(INVALID_INPUT.because("The metadata of an identity must not exceed 1 MiB."));
    }
    Ok(meta)
}
