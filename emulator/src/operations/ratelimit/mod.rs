//! `ratelimit.*`: limits over namespaces and identifiers of the caller's own.

mod overrides;

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
    call.require(&Need::any([format!("ratelimit.{namespace}.limit"), "ratelimit.*.limit".to_owned()]))?;
    let (draw, override_id) = effective(call, &namespace, &request)?;
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
    let namespaces: Vec<Id> =
        requests.iter().map(|request| obtain(call, &request.namespace)).collect::<Result<_>>()?;
    let each = namespaces.iter().map(|namespace| Need::one(format!("ratelimit.{namespace}.limit"))).collect();
    call.require(&Need::Any(vec![Need::one("ratelimit.*.limit"), Need::All(each)]))?;
    let (draws, override_ids): (Vec<Draw>, Vec<Option<Id>>) = requests
        .iter()
        .zip(&namespaces)
        .map(|(request, namespace)| effective(call, namespace, request))
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

/// Gives the id of a namespace, made now if there is none.
fn obtain(call: &mut Call<'_>, reference: &str) -> Result<Id> {
    match call.workspace.namespaces.find(reference) {
        Some(namespace) if namespace.deleted => {
            Err(NAMESPACE_GONE.because("This namespace was deleted, and its name cannot be used again."))
        }
        Some(namespace) => Ok(namespace.id.clone()),
        None => {
            call.require(&Need::one("ratelimit.*.create_namespace"))?;
            let id = call.ids.fresh("rlns");
            call.workspace.namespaces.insert(Namespace::new(id.clone(), reference.into()));
            Ok(id)
        }
    }
}

/// The limit that counts for a request: its own, or that of an override.
fn effective(call: &Call<'_>, namespace: &Id, request: &LimitRequest) -> Result<(Draw, Option<Id>)> {
    let row = call.workspace.namespaces.find(namespace).ok_or_else(namespace_not_found)?;
    let found = override_for(row, &request.identifier)?;
    let (limit, duration) = found.map_or((request.limit, request.duration), |row| (row.limit, row.duration));
    let duration = in_nanoseconds(duration);
    if limit < 1 || duration < SHORTEST_WINDOW {
        // The limiter takes no fewer uses and no shorter windows, and nothing but an override asks it to.
        return Err(UNEXPECTED_ERROR.because("The limit could not be checked."));
    }
    let bucket = Bucket { name: namespace.to_string(), identifier: request.identifier.clone(), duration };
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
