//! `ratelimit.*`: limits over namespaces and identifiers of the caller's own.

mod overrides;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub(super) use self::overrides::{delete_override, get_override, list_overrides, set_override};
use super::{Answer, Call};
use crate::error::{ApiError, NAMESPACE_GONE, NAMESPACE_NOT_FOUND, Result, UNEXPECTED_ERROR};
use crate::ids::Id;
use crate::limiter::{Bucket, Draw, SHORTEST_WINDOW, Standing, in_nanoseconds};
use crate::permission::Need;
use crate::store::{Namespace, Override, SeveralLines};

#[derive(Deserialize)]
struct LimitRequest {
    /// Its id or its name.
    namespace: String,
    identifier: String,
    limit: i64,
    duration: i64,
    #[serde(default = "one")]
    cost: i64,
}

const fn one() -> i64 {
    1
}

/// Counts one use of an identifier, in a namespace that is made if there is none.
pub(super) fn limit(call: &mut Call<'_>) -> Result<Answer> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Verdict {
        limit: i64,
        remaining: i64,
        reset: i64,
        success: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        override_id: Option<Id>,
    }

    let request: LimitRequest = call.read()?;
    let namespace = obtain(call, &request.namespace)?;
    check_not_gone(&namespace)?;
    call.require(&Need::any([format!("ratelimit.{}.limit", namespace.id), "ratelimit.*.limit".to_owned()]))?;
    let (draw, override_id) = effective(&namespace, &request)?;
    let limit = draw.limit;
    let Standing { passed, remaining, reset } = call.workspace.limiter.draw(call.now, &[draw])[0];
    Ok(Answer::data(&Verdict { limit, remaining, reset, success: passed, override_id }))
}

/// Counts several uses, all of them or none.
pub(super) fn multi_limit(call: &mut Call<'_>) -> Result<Answer> {
    #[derive(Serialize)]
    #[serde(rename_all = "camelCase")]
    struct Verdict<'a> {
        namespace: &'a str,
        identifier: &'a str,
        limit: i64,
        remaining: i64,
        reset: i64,
        passed: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        override_id: Option<Id>,
    }
    #[derive(Serialize)]
    struct Verdicts<'a> {
        passed: bool,
        limits: Vec<Verdict<'a>>,
    }

    let requests: Vec<LimitRequest> = call.read()?;
    let namespaces: Vec<Arc<Namespace>> =
        requests.iter().map(|request| obtain(call, &request.namespace)).collect::<Result<_>>()?;
    let each = namespaces.iter().map(|namespace| Need::one(format!("ratelimit.{}.limit", namespace.id)));
    call.require(&Need::Any(vec![Need::one("ratelimit.*.limit"), Need::All(each.collect())]))?;
    let (draws, override_ids): (Vec<Draw>, Vec<Option<Id>>) = requests
        .iter()
        .zip(&namespaces)
        .map(|(request, namespace)| {
            check_not_gone(namespace)?;
            effective(namespace, request)
        })
        .collect::<Result<Vec<_>>>()?
        .into_iter()
        .unzip();
    let standings = call.workspace.limiter.draw(call.now, &draws);
    let limits = requests
        .iter()
        .zip(&draws)
        .zip(&standings)
        .zip(override_ids)
        .map(|(((request, draw), standing), override_id)| Verdict {
            namespace: &request.namespace,
            identifier: &request.identifier,
            limit: draw.limit,
            remaining: standing.remaining,
            reset: standing.reset,
            passed: standing.passed,
            override_id,
        })
        .collect();
    let passed = standings.iter().all(|standing| standing.passed);
    Ok(Answer::data(&Verdicts { passed, limits }))
}

/// Finds a namespace, deleted or not, through the node's cache.
fn look_up(call: &mut Call<'_>, reference: &str) -> Option<Arc<Namespace>> {
    let workspace = &*call.workspace;
    let load = || Some(workspace.namespaces.find(reference).cloned().map(Arc::new));
    let key = (workspace.id.clone(), reference.into());
    let (found, lookup) = call.node.namespaces.get(&key, call.clock, load);
    call.lookups.push(lookup);
    found.flatten()
}

/// Gives a namespace, made now if there is none, or if the node does not know yet that there is one.
fn obtain(call: &mut Call<'_>, reference: &str) -> Result<Arc<Namespace>> {
    if let Some(namespace) = look_up(call, reference) {
        return Ok(namespace);
    }
    call.require(&Need::one("ratelimit.*.create_namespace"))?;
    let namespaces = &mut call.workspace.namespaces;
    let namespace = match namespaces.find(reference) {
        Some(namespace) => namespace.clone(),
        None => namespaces.insert(Namespace::new(call.ids.fresh("rlns"), reference.into())).clone(),
    };
    let namespace = Arc::new(namespace);
    for key in keys_of(&call.workspace.id, &namespace) {
        call.node.namespaces.put(key, Some(Arc::clone(&namespace)), call.now);
    }
    Ok(namespace)
}

/// The names that a node remembers a namespace under.
fn keys_of(workspace: &Id, namespace: &Namespace) -> [(Id, Box<str>); 2] {
    [namespace.id.as_str(), &namespace.name].map(|reference| (workspace.clone(), reference.into()))
}

fn check_not_gone(namespace: &Namespace) -> Result<()> {
    if namespace.deleted {
        return Err(NAMESPACE_GONE.because("This namespace was deleted, and its name cannot be used again."));
    }
    Ok(())
}

/// The limit that counts for a request: its own, or that of an override.
fn effective(namespace: &Namespace, request: &LimitRequest) -> Result<(Draw, Option<Id>)> {
    let found = override_for(namespace, &request.identifier)?;
    let (limit, duration) = found.map_or((request.limit, request.duration), |row| (row.limit, row.duration));
    let duration = in_nanoseconds(duration);
    if limit < 1 || duration < SHORTEST_WINDOW {
        // The limiter takes no fewer uses and no shorter windows, and nothing but an override asks it to.
        return Err(UNEXPECTED_ERROR.because("The limit could not be checked."));
    }
    let bucket = Bucket { name: namespace.id.to_string(), identifier: request.identifier.clone(), duration };
    Ok((Draw { bucket, limit, cost: request.cost }, found.map(|row: &Override| row.id.clone())))
}

/// Finds the override that counts for an identifier.
///
/// # Errors
/// 500 `unexpected_error` where a pattern is compared over several lines, which the service does not do.
fn override_for<'a>(namespace: &'a Namespace, identifier: &str) -> Result<Option<&'a Override>> {
    namespace
        .override_for(identifier)
        .map_err(|SeveralLines| UNEXPECTED_ERROR.because("The overrides could not be compared."))
}

fn namespace_not_found() -> ApiError {
    NAMESPACE_NOT_FOUND.because("There is no such namespace in this workspace.")
}
