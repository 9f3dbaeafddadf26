//! Rate limits that keys and identities carry.

use serde::Deserialize;

use crate::ids::Ids;
use crate::store::RateLimit;

/// A rate limit as requests give it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct RateLimitForm {
    pub(super) name: Box<str>,
    limit: i64,
    duration: i64,
    auto_apply: bool,
}

/// Makes rate limits of the forms: of one name, in whatever letter case, the last counts, and a name that was there in
/// this letter case keeps its id.
pub(super) fn rate_limits(forms: &[RateLimitForm], before: &[RateLimit], ids: &Ids) -> Vec<RateLimit> {
    let folded = |form: &RateLimitForm| form.name.to_lowercase();
    let last_of_its_name =
        |at: usize, form: &RateLimitForm| forms[at + 1..].iter().all(|later| folded(later) != folded(form));
    forms
        .iter()
        .enumerate()
        .filter(|(at, form)| last_of_its_name(*at, form))
        .map(|(_, form)| {
            let known = before.iter().find(|limit| limit.name == form.name);
            RateLimit {
                id: known.map_or_else(|| ids.fresh("rl"), |limit| limit.id.clone()),
                name: form.name.clone(),
                limit: form.limit,
                duration: form.duration,
                auto_apply: form.auto_apply,
            }
        })
        .collect()
}
