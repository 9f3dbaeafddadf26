//! The rate limits that a verification counts against.

use serde::{Deserialize, Serialize};

use crate::error::{PRECONDITION_FAILED, Result};
use crate::ids::Id;
use crate::limiter::{Bucket, Draw, Limiter, SHORTEST_WINDOW, in_nanoseconds};
use crate::node::CachedKey;
use crate::store::RateLimit;

/// A rate limit that a verification names.
#[derive(Deserialize)]
pub(super) struct LimitForm {
    name: Box<str>,
    cost: Option<i64>,
    limit: Option<i64>,
    duration: Option<i64>,
}

/// What one limit said.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LimitResult {
    /// Empty for a limit that only the request knows.
    id: Id,
    name: Box<str>,
    limit: i64,
    duration: i64,
    reset: i64,
    remaining: i64,
    exceeded: bool,
    auto_apply: bool,
}

/// The limits of one verification, each name once.
pub(super) struct Limits {
    chosen: Vec<Chosen>,
}

struct Chosen {
    id: Id,
    name: Box<str>,
    /// Whose uses are counted: the key's or its user's.
    identifier: Id,
    limit: i64,
    duration: i64,
    cost: i64,
    auto_apply: bool,
}

impl Chosen {
    fn stored(limit: &RateLimit, identifier: &Id, cost: i64) -> Self {
        Self {
            id: limit.id.clone(),
            name: limit.name.clone(),
            identifier: identifier.clone(),
            limit: limit.limit,
            duration: in_nanoseconds(limit.duration),
            cost,
            auto_apply: limit.auto_apply,
        }
    }
}

impl Limits {
    /// Chooses the limits: the stored ones that always apply, and those that the request names.
    ///
    /// Of equal names the key's own goes before its user's, and the request's before both.
    ///
    /// # Errors
    /// 412 `precondition_failed` for a name that is neither stored nor comes with limit and duration.
    pub(super) fn of(key: &CachedKey, forms: &[LimitForm]) -> Result<Self> {
        let of_key = key.ratelimits.iter().map(|limit| (limit, &key.id));
        let of_user = key
            .identity
            .iter()
            .flat_map(|identity| identity.ratelimits.iter().map(move |limit| (limit, &identity.id)));
        let stored: Vec<(&RateLimit, &Id)> = of_key.chain(of_user).collect();

        let automatic = stored.iter().filter(|(limit, _)| limit.auto_apply);
        let mut limits = Self {
            chosen: automatic.map(|(limit, identifier)| Chosen::stored(limit, identifier, 1)).collect(),
        };
        for form in forms {
            let cost = form.cost.unwrap_or(1);
            if let (Some(limit), Some(duration)) = (form.limit, form.duration) {
                limits.choose(Chosen {
                    id: Id::default(),
                    name: form.name.clone(),
                    identifier: key.id.clone(),
                    limit,
                    duration: in_nanoseconds(duration),
                    cost,
                    auto_apply: false,
                });
                continue;
            }
            let Some((limit, identifier)) = stored.iter().find(|(limit, _)| limit.name == form.name) else {
                let detail = format!("The key has no rate limit '{}'.", form.name);
                return Err(PRECONDITION_FAILED.because(detail));
            };
            limits.choose(Chosen::stored(limit, identifier, cost));
        }
        Ok(limits)
    }

    fn choose(&mut self, chosen: Chosen) {
        match self.chosen.iter_mut().find(|known| known.name == chosen.name) {
            Some(known) => *known = chosen,
            None => self.chosen.push(chosen),
        }
    }

    /// Counts against all limits or none, and tells whether all passed.
    ///
    /// A limit that the limiter refuses to work with lets everything pass, and shows nothing.
    pub(super) fn draw(self, limiter: &mut Limiter, now: i64) -> (Vec<LimitResult>, bool) {
        if self
            .chosen
            .iter()
            .any(|limit| limit.limit < 1 || limit.duration < SHORTEST_WINDOW || limit.cost < 0)
        {
            return (Vec::new(), true);
        }
        let draw = |chosen: &Chosen| Draw {
            bucket: Bucket {
                name: format!("key limit {}", chosen.name),
                identifier: chosen.identifier.to_string(),
                duration: chosen.duration,
            },
            limit: chosen.limit,
            cost: chosen.cost,
        };
        let draws: Vec<Draw> = self.chosen.iter().map(draw).collect();
        let standings = limiter.draw(now, &draws);
        let passed = standings.iter().all(|standing| standing.passed);
        let result = |(chosen, standing): (Chosen, crate::limiter::Standing)| LimitResult {
            id: chosen.id,
            name: chosen.name,
            limit: chosen.limit,
            duration: chosen.duration,
            reset: standing.reset,
            remaining: standing.remaining,
            exceeded: !standing.passed,
            auto_apply: chosen.auto_apply,
        };
        (self.chosen.into_iter().zip(standings).map(result).collect(), passed)
    }
}
