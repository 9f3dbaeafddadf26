//! `keys.addRoles`, `keys.removeRoles` and `keys.setRoles`.

use serde::Deserialize;

use super::target::Target;
use crate::error::Result;
use crate::ids::Id;
use crate::operations::links::roles_named;
use crate::operations::permissions::RoleView;
use crate::operations::{Answer, Call};
use crate::permission::Need;
use crate::store::RoleSlot;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Change {
    key_id: Id,
    /// Names.
    roles: Vec<Box<str>>,
}

/// Adds roles; a key that has them all stays in the node's cache as it is.
pub(crate) fn add_roles(call: &mut Call<'_>) -> Result<Answer> {
    let (request, target) = begin(call, |target| target.may_link(&["add_role_to_key"]))?;
    let mut slots = call.workspace.keys.get(target.slot).roles().to_vec();
    let before = slots.len();
    for added in roles_named(&call.workspace.roles, &request.roles)? {
        if !slots.contains(&added) {
            slots.push(added);
        }
    }
    let changed = slots.len() > before;
    let answer = link(call, &target, slots);
    if changed {
        target.evict(call);
    }
    Ok(answer)
}

/// Removes roles; those that the key does not have are ignored, and if it has none of them, it stays in the node's
/// cache as it is.
pub(crate) fn remove_roles(call: &mut Call<'_>) -> Result<Answer> {
    let (request, target) = begin(call, |target| target.permitted("update_key"))?;
    let removed = roles_named(&call.workspace.roles, &request.roles)?;
    let mut slots = call.workspace.keys.get(target.slot).roles().to_vec();
    let before = slots.len();
    slots.retain(|slot| !removed.contains(slot));
    let changed = slots.len() < before;
    let answer = link(call, &target, slots);
    if changed {
        target.evict(call);
    }
    Ok(answer)
}

/// Replaces all roles.
pub(crate) fn set_roles(call: &mut Call<'_>) -> Result<Answer> {
    let (request, target) = begin(call, |target| target.permitted("update_key"))?;
    let slots = roles_named(&call.workspace.roles, &request.roles)?;
    let answer = link(call, &target, slots);
    target.evict(call);
    Ok(answer)
}

fn begin(call: &Call<'_>, need: impl FnOnce(&Target) -> Need) -> Result<(Change, Target)> {
    let request: Change = call.read()?;
    let target = Target::find(call, &request.key_id)?;
    call.require(&need(&target))?;
    Ok((request, target))
}

/// Links the key to these roles, and answers with those that exist.
fn link(call: &mut Call<'_>, target: &Target, mut slots: Vec<RoleSlot>) -> Answer {
    let workspace = &mut *call.workspace;
    slots.retain(|slot| workspace.roles.get(*slot).is_some());
    slots.sort_unstable();
    slots.dedup();
    let rows = slots.iter().filter_map(|slot| workspace.roles.get(*slot));
    let views: Vec<_> = rows.map(|role| RoleView::new(role, &workspace.permissions)).collect();
    workspace.keys.get_mut(target.slot).change_details(|details| details.roles = slots);
    Answer::data(&views)
}
