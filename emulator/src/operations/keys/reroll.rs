//! `keys.rerollKey`.

use serde::Deserialize;

use super::create::{CreatedKey, USUAL_BYTES};
use super::target::Target;
use crate::error::Result;
use crate::ids::Id;
use crate::operations::{Answer, Call};
use crate::store::{Key, KeyDetails, RateLimit};

const MINUTE: i64 = 60_000;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RerollKey {
    key_id: Id,
    /// Milliseconds that the old key has left.
    expiration: i64,
}

/// Makes a key like another, and gives the other a time to live, be it longer than the one it had.
///
/// No cache learns of it: the old key verifies as before until it is refreshed.
pub(crate) fn reroll_key(call: &mut Call<'_>) -> Result<Answer> {
    let request: RerollKey = call.read()?;
    let target = Target::find(call, &request.key_id)?;
    call.require(&target.may_create())?;

    let workspace = &mut *call.workspace;
    let old = workspace.keys.get(target.slot);
    let api = workspace.apis.get(old.keyspace);
    // A prefix with an underscore in it loses what follows: `start` does not tell where it ends.
    let prefix = match old.start.split_once('_') {
        Some((prefix, _)) if !prefix.is_empty() => prefix,
        _ => api.default_prefix.as_deref().unwrap_or_default(),
    };
    let minted = call.ids.mint(prefix, api.default_bytes.unwrap_or(USUAL_BYTES));
    let mut new = Key::new(call.ids.fresh("key"), minted.start, old.keyspace, call.now);
    new.enabled = old.enabled;
    new.expires = old.expires;
    new.remaining = old.remaining;
    let afresh = |limit: &RateLimit| RateLimit { id: call.ids.fresh("rl"), ..limit.clone() };
    new.set_details(KeyDetails {
        ratelimits: old.ratelimits().iter().map(afresh).collect(),
        pending_migration: None,
        ..old.details().cloned().unwrap_or_default()
    });
    let new = new.with_identity(old.identity());
    let id = new.id.clone();

    let old = workspace.keys.get_mut(target.slot);
    old.expires = Some(end_of_life(call.now, request.expiration));
    old.updated_at = None;
    workspace.keys.insert(new, minted.hash);
    Ok(Answer::data(&CreatedKey { key_id: &id, key: &minted.secret }))
}

/// When a key ends that has `left` milliseconds: now, or on the full minute.
fn end_of_life(now: i64, left: i64) -> i64 {
    if left == 0 { now } else { (now + left + MINUTE - 1).div_euclid(MINUTE) * MINUTE }
}

#[cfg(test)]
mod tests {
    use super::{MINUTE, end_of_life};

    #[test]
    fn a_key_in_grace_ends_on_the_full_minute_and_one_without_at_once() {
        assert_eq!(end_of_life(61_234, 0), 61_234);
        assert_eq!(end_of_life(61_234, 1), 2 * MINUTE);
        assert_eq!(end_of_life(61_234, MINUTE), 3 * MINUTE);
    }
}
