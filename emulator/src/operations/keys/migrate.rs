//! `keys.migrateKeys`.

use serde::Deserialize;

use crate::error::{MIGRATION_NOT_FOUND, Result};
use crate::ids::Id;
use crate::operations::{Answer, Call, apis};
use crate::permission::Need;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MigrateKeys {
    api_id: Id,
}

/// Refuses as it does for every workspace that Unkey's staff has prepared no migration for.
pub(crate) fn migrate_keys(call: &mut Call<'_>) -> Result<Answer> {
    let request: MigrateKeys = call.read()?;
    call.require(&Need::any([format!("api.{}.create_key", request.api_id), "api.*.create_key".to_owned()]))?;
    apis::live_api(call, &request.api_id)?;
    Err(MIGRATION_NOT_FOUND.because("There is no such migration in this workspace."))
}
