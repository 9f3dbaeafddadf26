//! `keys.getKey` and `keys.whoami`.

use serde::Deserialize;

use super::object::KeyObject;
use super::target::{Target, not_found};
use crate::error::{KEY_NOT_FOUND, PRECONDITION_FAILED, Result};
use crate::ids::{Id, KeyHash};
use crate::operations::{Answer, Call};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct GetKey {
    key_id: Id,
    #[serde(default)]
    decrypt: bool,
}

#[derive(Deserialize)]
struct Whoami {
    key: String,
}

pub(crate) fn get_key(call: &mut Call<'_>) -> Result<Answer> {
    let request: GetKey = call.read()?;
    let target = Target::find(call, &request.key_id)?;
    call.require(&target.permitted("read_key"))?;
    if request.decrypt {
        return Err(PRECONDITION_FAILED.because("This server has no vault to decrypt keys with."));
    }
    Ok(Answer::data(&KeyObject::of(call.workspace, target.slot)))
}

/// Finds a key by its secret. A denial looks like an unknown key, and yet says what is missing.
pub(crate) fn whoami(call: &mut Call<'_>) -> Result<Answer> {
    let request: Whoami = call.read()?;
    let slot = call.workspace.keys.find_hash(KeyHash::of(&request.key)).ok_or_else(not_found)?;
    let target = Target::at(call, slot)?;
    if let Some(missing) = target.permitted("read_key").missing(&call.caller.grants) {
        let masked = not_found();
        return Err(KEY_NOT_FOUND.because(format!("{} {missing}", masked.detail)));
    }
    Ok(Answer::data(&KeyObject::of(call.workspace, target.slot)))
}
