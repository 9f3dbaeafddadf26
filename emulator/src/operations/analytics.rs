//! `analytics.*`, without a warehouse behind it.

use super::{Answer, Call};
use crate::error::{ANALYTICS_NOT_CONFIGURED, Result};
use crate::permission::Need;

/// Refuses as a server without analytics does, once it knows that the caller may ask.
pub(super) fn get_verifications(call: &mut Call<'_>) -> Result<Answer> {
    // Any API will do: the answer would be about those that the caller may read.
    if !call.caller.grants.hold_for_some_id("api", "read_analytics") {
        call.require(&Need::one("api.*.read_analytics"))?;
    }
    Err(ANALYTICS_NOT_CONFIGURED.because("This workspace has no analytics: the emulator keeps none."))
}
