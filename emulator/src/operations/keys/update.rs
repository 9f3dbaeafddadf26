//! `keys.updateKey`.

use serde::Deserialize;
use serde_json::Value;

use super::fields::{Credits, Patch, meta};
use super::target::Target;
use crate::error::Result;
use crate::ids::Id;
use crate::operations::links::{Wanted, distinct_roles_named};
use crate::operations::rate_limits::{RateLimitForm, rate_limits};
use crate::operations::{Answer, Call};
use crate::store::Refill;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateKey {
    key_id: Id,
    #[serde(default)]
    name: Patch<Box<str>>,
    #[serde(default)]
    external_id: Patch<Box<str>>,
    #[serde(default)]
    meta: Patch<Value>,
    #[serde(default)]
    expires: Patch<i64>,
    #[serde(default)]
    credits: Patch<Credits>,
    enabled: Option<bool>,
    ratelimits: Option<Vec<RateLimitForm>>,
    roles: Option<Vec<Box<str>>>,
    permissions: Option<Vec<Box<str>>>,
}

/// Changes a key: what is absent stays, what is null is cleared, lists are replaced as a whole.
pub(crate) fn update_key(call: &mut Call<'_>) -> Result<Answer> {
    let request: UpdateKey = call.read()?;
    let target = Target::find(call, &request.key_id)?;
    call.require(&target.permitted("update_key"))?;

    // Whatever may fail comes before the first change.
    let ids = call.ids;
    let workspace = &mut *call.workspace;
    let key = workspace.keys.get(target.slot);
    let (remaining, refill) = changed_credits(&request.credits, key.remaining, key.refill())?;
    let meta = match request.meta {
        Patch::Absent => None,
        Patch::Null => Some(None),
        Patch::Set(value) => Some(meta(value)?),
    };
    let slugs = request.permissions.as_deref();
    let wanted = slugs.map(|slugs| Wanted::look_up(&workspace.permissions, slugs));
    wanted.iter().try_for_each(|wanted| wanted.check(&workspace.permissions))?;
    let roles = request.roles.map(|names| distinct_roles_named(&workspace.roles, &names)).transpose()?;

    let describe = |slug: &str| Some(format!("Auto-created permission: {slug}"));
    let permissions = wanted.map(|wanted| wanted.make(&mut workspace.permissions, ids, describe));

    match request.external_id {
        Patch::Absent => {}
        Patch::Null => workspace.keys.set_identity(target.slot, None),
        Patch::Set(external_id) => {
            let identity = workspace.identities.obtain(&external_id, || ids.fresh("id"));
            workspace.keys.set_identity(target.slot, Some(identity));
        }
    }
    let key = workspace.keys.get_mut(target.slot);
    key.updated_at = Some(call.now);
    key.remaining = remaining;
    apply(request.expires, &mut key.expires);
    if let Some(enabled) = request.enabled {
        key.enabled = enabled;
    }
    key.change_details(|details| {
        details.refill = refill;
        apply(request.name, &mut details.name);
        if let Some(meta) = meta {
            details.meta = meta;
        }
        if let Some(forms) = request.ratelimits {
            details.ratelimits = rate_limits(&forms, &details.ratelimits, ids);
        }
        if let Some(roles) = roles {
            details.roles = roles;
        }
        if let Some(permissions) = permissions {
            details.permissions = permissions;
        }
    });
    target.evict(call);
    Ok(Answer::empty())
}

fn apply<T>(patch: Patch<T>, field: &mut Option<T>) {
    match patch {
        Patch::Absent => {}
        Patch::Null => *field = None,
        Patch::Set(value) => *field = Some(value),
    }
}

/// Credits after the change; unlimited credits lose their refill, unless the same request brings one.
///
/// # Errors
/// 400 `invalid_input` for a monthly refill without a day, and a daily one with.
fn changed_credits(
    patch: &Patch<Credits>,
    mut remaining: Option<i64>,
    mut refill: Option<Refill>,
) -> Result<(Option<i64>, Option<Refill>)> {
    let credits = match patch {
        Patch::Absent => return Ok((remaining, refill)),
        Patch::Null => return Ok((None, None)),
        Patch::Set(credits) => credits,
    };
    match credits.remaining {
        Patch::Absent => {}
        Patch::Null => (remaining, refill) = (None, None),
        Patch::Set(value) => remaining = Some(value),
    }
    match &credits.refill {
        Patch::Absent => {}
        Patch::Null => refill = None,
        Patch::Set(form) => refill = Some(form.strict()?),
    }
    Ok((remaining, refill))
}
