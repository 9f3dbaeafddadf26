//! `keys.addPermissions`, `keys.removePermissions` and `keys.setPermissions`.

use serde::Deserialize;

use super::target::Target;
use crate::error::Result;
use crate::ids::Id;
use crate::operations::links::{Wanted, permissions_with_slugs};
use crate::operations::permissions::views;
use crate::operations::{Answer, Call};
use crate::store::PermissionSlot;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    key_id: Id,
    /// Slugs.
    permissions: Vec<Box<str>>,
}

/// Adds permissions; those that do not exist yet are made.
pub(crate) fn add_permissions(call: &mut Call<'_>) -> Result<Answer> {
    let (request, target) = begin(call, &["add_permission_to_key"])?;
    let mut slots = call.workspace.keys.get(target.slot).permissions().to_vec();
    slots.extend(obtain(call, &request.permissions)?);
    let answer = link(call, &target, slots);
    target.evict(call);
    Ok(answer)
}

/// Removes permissions; those that the key does not have are ignored, and if it has none of them, it stays in the
/// node's cache as it is.
pub(crate) fn remove_permissions(call: &mut Call<'_>) -> Result<Answer> {
    let (request, target) = begin(call, &["remove_permission_from_key"])?;
    let removed = permissions_with_slugs(&call.workspace.permissions, &request.permissions)?;
    let mut slots = call.workspace.keys.get(target.slot).permissions().to_vec();
    let before = slots.len();
    slots.retain(|slot| !removed.contains(slot));
    let changed = slots.len() < before;
    let answer = link(call, &target, slots);
    if changed {
        target.evict(call);
    }
    Ok(answer)
}

/// Replaces all permissions.
pub(crate) fn set_permissions(call: &mut Call<'_>) -> Result<Answer> {
    let (request, target) = begin(call, &["add_permission_to_key", "remove_permission_from_key"])?;
    let slots = obtain(call, &request.permissions)?;
    let answer = link(call, &target, slots);
    target.evict(call);
    Ok(answer)
}

fn begin(call: &Call<'_>, changes: &[&str]) -> Result<(Change, Target)> {
    let request: Change = call.read()?;
    let target = Target::find(call, &request.key_id)?;
    call.require(&target.may_link(changes))?;
    Ok((request, target))
}

fn obtain(call: &mut Call<'_>, slugs: &[Box<str>]) -> Result<Vec<PermissionSlot>> {
    let wanted = Wanted::look_up(&call.workspace.permissions, slugs).deduplicated();
    wanted.require_creation(call)?;
    wanted.check(&call.workspace.permissions)?;
    Ok(wanted.make(&mut call.workspace.permissions, call.ids, |_| None))
}

/// Links the key to these permissions, and answers with those that exist.
fn link(call: &mut Call<'_>, target: &Target, mut slots: Vec<PermissionSlot>) -> Answer {
    let workspace = &mut *call.workspace;
    slots.retain(|slot| workspace.permissions.get(*slot).is_some());
    slots.sort_unstable();
    slots.dedup();
    let answer = Answer::data(&views(&slots, &workspace.permissions));
    workspace.keys.get_mut(target.slot).change_details(|details| details.permissions = slots);
    answer
}
