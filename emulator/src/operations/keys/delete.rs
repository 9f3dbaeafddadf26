//! `keys.deleteKey`.

use serde::Deserialize;

use super::target::Target;
use crate::error::Result;
use crate::ids::Id;
use crate::operations::{Answer, Call};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct DeleteKey {
    key_id: Id,
    #[serde(default)]
    permanent: bool,
}

pub(crate) fn delete_key(call: &mut Call<'_>) -> Result<Answer> {
    let request: DeleteKey = call.read()?;
    let target = Target::find(call, &request.key_id)?;
    call.require(&target.permitted("delete_key"))?;
    call.workspace.keys.delete(target.slot, request.permanent);
    target.evict(call);
    Ok(Answer::empty())
}
