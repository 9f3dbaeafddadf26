//! `keys.updateCredits`.

use serde::{Deserialize, Serialize};

use super::fields::Patch;
use super::object::RefillObject;
use super::target::Target;
use crate::error::{INVALID_INPUT, Result, SERVICE_UNAVAILABLE};
use crate::ids::Id;
use crate::operations::{Answer, Call};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UpdateCredits {
    key_id: Id,
    operation: Change,
    #[serde(default)]
    value: Patch<i64>,
}

#[derive(Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Change {
    Set,
    Increment,
    Decrement,
}

#[derive(Serialize)]
struct Credits {
    /// Null, and not absent, for unlimited credits.
    remaining: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    refill: Option<RefillObject>,
}

pub(crate) fn update_credits(call: &mut Call<'_>) -> Result<Answer> {
    let request: UpdateCredits = call.read()?;
    let target = Target::find(call, &request.key_id)?;
    call.require(&target.permitted("update_key"))?;

    let key = call.workspace.keys.get_mut(target.slot);
    let remaining = match (request.operation, &request.value) {
        (Change::Set, Patch::Set(value)) => Some(*value),
        (Change::Set, Patch::Null | Patch::Absent) => None,
        (change, Patch::Set(by)) => Some(step(change, key.remaining, *by)?),
        (_, Patch::Null | Patch::Absent) => {
            return Err(INVALID_INPUT.because("An increment or decrement needs a `value`."));
        }
    };
    key.remaining = remaining;
    if matches!((request.operation, &request.value), (Change::Set, Patch::Null)) {
        key.change_details(|details| details.refill = None);
    }
    let answer = Answer::data(&Credits { remaining, refill: key.refill().map(Into::into) });
    target.evict(call);
    Ok(answer)
}

/// Adds, or takes away down to zero.
fn step(change: Change, remaining: Option<i64>, by: i64) -> Result<i64> {
    let Some(remaining) = remaining else {
        return Err(INVALID_INPUT.because("The credits of this key are unlimited."));
    };
    if change == Change::Decrement {
        return Ok(remaining.saturating_sub(by).max(0));
    }
    remaining.checked_add(by).ok_or_else(|| SERVICE_UNAVAILABLE.because("The credits could not be written."))
}
