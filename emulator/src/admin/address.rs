//! From a request to the admin address to what it does.

use std::time::Duration;

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{FreshWorkspace, Setup, keys};
use crate::fault::{Fault, Faults};
use crate::json::encode;
use crate::pipeline::{Engine, State};
use crate::store::Workspace;

/// Why a call of the admin address is refused.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    sentence: String,
    allow: Option<&'static str>,
}

impl Refusal {
    pub(super) fn bad(sentence: impl ToString) -> Self {
        Self { status: StatusCode::BAD_REQUEST, sentence: sentence.to_string(), allow: None }
    }

    fn not_found(sentence: impl Into<String>) -> Self {
        Self { status: StatusCode::NOT_FOUND, sentence: sentence.into(), allow: None }
    }

    fn method(allow: &'static str) -> Self {
        let sentence = format!("This path takes {allow}.");
        Self { status: StatusCode::METHOD_NOT_ALLOWED, sentence, allow: Some(allow) }
    }
}

type Result<T> = std::result::Result<T, Refusal>;

/// A fresh workspace, and where it is.
#[derive(Serialize)]
struct Reachable<'a> {
    /// The base URL of each node.
    urls: &'a [String],
    #[serde(flatten)]
    made: FreshWorkspace,
}

/// Answers a call of the admin address.
pub(crate) fn respond(engine: &Engine, request: &Request<Bytes>) -> Response<Bytes> {
    let (status, body, allow) = match route(engine, request) {
        Ok(answer) => (StatusCode::OK, answer, None),
        Err(refusal) => (refusal.status, encode(&json!({"error": refusal.sentence})), refusal.allow),
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Some(allow) = allow {
        response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
    }
    response
}

fn route(engine: &Engine, request: &Request<Bytes>) -> Result<Vec<u8>> {
    let segments: Vec<&str> = request.uri().path().trim_matches('/').split('/').collect();
    match (segments.as_slice(), request.method()) {
        (["workspaces"], &Method::POST) => {
            let setup: Setup = read(request)?;
            let made = setup.make(engine).map_err(Refusal::bad)?;
            Ok(encode(&Reachable { urls: engine.urls(), made }))
        }
        (["workspaces"], _) => Err(Refusal::method("POST")),
        (["workspaces", id, "keys"], &Method::GET) => {
            let page = keys::PageRequest::from_query(request.uri().query().unwrap_or_default())?;
            in_workspace(engine, id, |workspace| Ok(encode(&keys::page(workspace, &page))))
        }
        (["workspaces", _, "keys"], _) => Err(Refusal::method("GET")),
        (["workspaces", id, "requests"], method) => {
            in_workspace(engine, id, |workspace| journal(workspace, method))
        }
        (["workspaces", id, "faults"], method) => {
            in_workspace(engine, id, |workspace| faults(&mut workspace.faults, method, request))
        }
        (["faults"], method) => faults(&mut engine.state().faults, method, request),
        (["clock"], &Method::GET) => Ok(time(engine)),
        (["clock"], &Method::POST) => {
            #[derive(Deserialize)]
            #[serde(deny_unknown_fields)]
            struct Advance {
                /// Milliseconds.
                advance: u64,
            }
            engine.clock.advance(Duration::from_millis(read::<Advance>(request)?.advance));
            Ok(time(engine))
        }
        (["clock"], _) => Err(Refusal::method("GET, POST")),
        _ => Err(Refusal::not_found("The admin address has no such path.")),
    }
}

fn read<T: for<'de> Deserialize<'de>>(request: &Request<Bytes>) -> Result<T> {
    let mut body = serde_json::Deserializer::from_slice(request.body());
    let read = serde_path_to_error::deserialize(&mut body).map_err(|error| {
        Refusal::bad(format!("The body does not fit at `{}`: {}.", error.path(), error.inner()))
    })?;
    body.end().map_err(|error| Refusal::bad(format!("The body does not fit: {error}.")))?;
    Ok(read)
}

fn in_workspace<T>(engine: &Engine, id: &str, work: impl FnOnce(&mut Workspace) -> Result<T>) -> Result<T> {
    let State { store, .. } = &mut *engine.state();
    let workspace = store.workspaces.get_mut(id);
    work(workspace.ok_or_else(|| Refusal::not_found(format!("There is no workspace {id}.")))?)
}

fn faults(faults: &mut Faults, method: &Method, request: &Request<Bytes>) -> Result<Vec<u8>> {
    match *method {
        Method::POST => {
            let id = faults.arm(read::<Fault>(request)?).map_err(Refusal::bad)?;
            Ok(encode(&json!({"id": id})))
        }
        Method::GET => Ok(encode(&json!({"faults": faults.list()}))),
        Method::DELETE => {
            faults.clear();
            Ok(encode(&json!({})))
        }
        _ => Err(Refusal::method("GET, POST, DELETE")),
    }
}

fn journal(workspace: &mut Workspace, method: &Method) -> Result<Vec<u8>> {
    match *method {
        Method::GET => {
            let requests: Vec<_> = workspace.journal.entries().collect();
            Ok(encode(&json!({"requests": requests})))
        }
        Method::DELETE => {
            workspace.journal.clear();
            Ok(encode(&json!({})))
        }
        _ => Err(Refusal::method("GET, DELETE")),
    }
}

fn time(engine: &Engine) -> Vec<u8> {
    encode(&json!({"now": engine.clock.now()}))
}
