//! `keys.verifyKey`.

mod limits;

use std::collections::HashSet;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use self::limits::{LimitForm, LimitResult, Limits};
use super::migrate::migrate_on_demand;
use super::object::IdentityObject;
use super::target::Target;
use crate::error::{QUERY_SYNTAX_ERROR, Result};
use crate::ids::KeyHash;
use crate::json::Raw;
use crate::node::{CachedKey, Credential};
use crate::operations::{Answer, Call};
use crate::permission::Query;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct VerifyKey {
    key: String,
    permissions: Option<String>,
    credits: Option<Cost>,
    #[serde(default)]
    ratelimits: Vec<LimitForm>,
    migration_id: Option<String>,
}

#[derive(Clone, Copy, Deserialize)]
struct Cost {
    #[serde(default = "one")]
    cost: i64,
}

const fn one() -> i64 {
    1
}

/// What a verification says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Verdict {
    Valid,
    NotFound,
    Disabled,
    Expired,
    Forbidden,
    InsufficientPermissions,
    RateLimited,
    UsageExceeded,
}

/// The answer to a key that is unknown, or that the caller must not know of.
#[derive(Serialize)]
struct Unknown {
    valid: bool,
    code: Verdict,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Verified<'a> {
    valid: bool,
    code: Verdict,
    key_id: &'a str,
    enabled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<&'a Raw>,
    #[serde(skip_serializing_if = "Option::is_none")]
    expires: Option<i64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credits: Option<i64>,
    #[serde(skip_serializing_if = "<[Box<str>]>::is_empty")]
    permissions: &'a [Box<str>],
    #[serde(skip_serializing_if = "<[Box<str>]>::is_empty")]
    roles: &'a [Box<str>],
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<IdentityObject<'a>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    ratelimits: Vec<LimitResult>,
}

/// Judges a secret: always with 200, unless the request itself makes no sense for the key.
pub(crate) fn verify_key(call: &mut Call<'_>) -> Result<Answer> {
    let request: VerifyKey = call.read()?;
    let mut found = look_up(call, &request.key);
    if let (None, Some(migration)) = (&found, &request.migration_id)
        && migrate_on_demand(call, migration, &request.key)?
    {
        found = look_up(call, &request.key);
    }
    let Some(key) = found else { return Ok(unknown()) };
    let target = Target::named(key.slot, &key.workspace, &key.api, &key.keyspace, &key.id);
    if !target.permitted("verify_key").is_met_by(&call.caller.grants) {
        return Ok(unknown());
    }
    let query = request.permissions.as_deref().map(Query::parse).transpose();
    let query = query.map_err(|error| QUERY_SYNTAX_ERROR.because(error.0))?;

    let mut examination = Examination { key: &key, credits: key.remaining, ratelimits: Vec::new() };
    let code = examination.run(call, query.as_ref(), &request)?;
    Ok(Answer::data(&Verified {
        valid: code == Verdict::Valid,
        code,
        key_id: &key.id,
        enabled: key.enabled,
        name: key.name.as_deref(),
        meta: key.meta.as_ref(),
        expires: key.expires.filter(|expires| *expires != 0),
        credits: examination.credits,
        permissions: &key.permissions,
        roles: &key.roles,
        identity: key.identity.as_ref().map(Into::into),
        ratelimits: examination.ratelimits,
    }))
}

fn unknown() -> Answer {
    Answer::data(&Unknown { valid: false, code: Verdict::NotFound })
}

/// Finds a key of the caller's workspace through the node's cache.
fn look_up(call: &mut Call<'_>, secret: &str) -> Option<Arc<CachedKey>> {
    let hash = KeyHash::of(secret);
    let workspace = &*call.workspace;
    // What this workspace has never had may be another one's, and is not remembered as unknown.
    let load = || {
        let key = CachedKey::load(workspace, workspace.keys.find_hash(hash)?);
        Some(key.map_or(Credential::Unknown, |key| Credential::Ordinary(Arc::new(key))))
    };
    let (credential, lookup) = call.node.keys.get(&hash, call.clock, load);
    call.lookups.push(lookup);
    match credential? {
        Credential::Ordinary(key) => Some(key).filter(|key| key.workspace == call.workspace.id),
        Credential::Root(_) | Credential::Unknown => None,
    }
}

/// One verification under way.
struct Examination<'a> {
    key: &'a CachedKey,
    /// What the answer shows: the count as cached, until the credits themselves are looked at.
    credits: Option<i64>,
    ratelimits: Vec<LimitResult>,
}

impl Examination<'_> {
    /// Goes through the checks; the first that fails decides, and nothing after it is counted.
    fn run(&mut self, call: &mut Call<'_>, query: Option<&Query>, request: &VerifyKey) -> Result<Verdict> {
        let key = self.key;
        if !key.workspace_enabled {
            return Ok(Verdict::Forbidden);
        }
        if !key.enabled {
            return Ok(Verdict::Disabled);
        }
        if key.expires.is_some_and(|expires| expires <= call.now) {
            return Ok(Verdict::Expired);
        }
        if !key.ip_whitelist.is_empty() && !key.ip_whitelist.iter().any(|ip| **ip == *call.client_ip) {
            return Ok(Verdict::Forbidden);
        }
        let permissions: HashSet<&str> = key.permissions.iter().map(|slug| &**slug).collect();
        if query.is_some_and(|query| !query.is_met_by(&permissions)) {
            return Ok(Verdict::InsufficientPermissions);
        }
        let limits = Limits::of(key, &request.ratelimits)?;
        let (results, passed) = limits.draw(&mut call.workspace.limiter, call.now);
        self.ratelimits = results;
        if !passed {
            return Ok(Verdict::RateLimited);
        }
        Ok(self.spend(call, request.credits.map_or(1, |credits| credits.cost)))
    }

    /// Takes credits, unless they are unlimited.
    fn spend(&mut self, call: &mut Call<'_>, cost: i64) -> Verdict {
        if self.key.remaining.is_none() {
            return Verdict::Valid;
        }
        let Some(remaining) = call.workspace.keys.get_mut(self.key.slot).remaining.as_mut() else {
            // The node does not know yet that they are; the service has this number for it.
            self.credits = Some(-1);
            return Verdict::Valid;
        };
        let affordable = *remaining >= cost;
        if affordable {
            *remaining -= cost;
        }
        self.credits = Some(*remaining);
        if affordable { Verdict::Valid } else { Verdict::UsageExceeded }
    }
}
