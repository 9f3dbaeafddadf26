//! The admin address: state that no call of the API can reach, and the clock.

mod setup;

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use self::setup::Setup;
use crate::ids::Id;
use crate::pipeline::Engine;

/// Makes the workspace that an emulator starts with, and its root key.
pub(crate) fn first_workspace(engine: &Engine) -> (Id, String) {
    let mut made = Setup::with_full_root_key().make(engine);
    let root_key = made.root_keys.remove(setup::FULL_ROOT_KEY).unwrap_or_default();
    (made.ids.remove("workspace").unwrap_or_default(), root_key)
}

/// Why an admin call is refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Refusal {
    #[error("there is no admin call {0} {1}")]
    NoSuchCall(Method, String),
    #[error("the body is not what this call takes: {0}")]
    Body(#[from] serde_json::Error),
}

impl Refusal {
    fn status(&self) -> StatusCode {
        match self {
            Self::NoSuchCall(..) => StatusCode::NOT_FOUND,
            Self::Body(_) => StatusCode::BAD_REQUEST,
        }
    }
}

#[derive(Serialize)]
struct Refused {
    error: String,
}

/// The body of `POST /clock`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    /// Milliseconds.
    advance: u64,
}

#[derive(Serialize)]
struct Time {
    /// Milliseconds since 1970.
    now: i64,
}

/// Answers an admin call.
pub(crate) fn respond(engine: &Engine, request: &Request<Bytes>) -> Response<Bytes> {
    let (status, body) = match route(engine, request) {
        Ok(body) => (StatusCode::OK, body),
        Err(refusal) => (refusal.status(), crate::json::encode(&Refused { error: refusal.to_string() })),
    };
    let mut response = Response::new(Bytes::from(body));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

fn route(engine: &Engine, request: &Request<Bytes>) -> Result<Vec<u8>, Refusal> {
    let path = request.uri().path();
    let segments: Vec<&str> = path.split('/').filter(|segment| !segment.is_empty()).collect();
    match (request.method(), segments.as_slice()) {
        (&Method::POST, ["workspaces"]) => answer(&read::<Setup>(request)?.make(engine)),
        (&Method::POST, ["clock"]) => {
            let Advance { advance } = read(request)?;
            engine.clock.advance(Duration::from_millis(advance));
            answer(&Time { now: engine.clock.now() })
        }
        (method, _) => Err(Refusal::NoSuchCall(method.clone(), path.to_owned())),
    }
}

fn read<T: DeserializeOwned>(request: &Request<Bytes>) -> Result<T, Refusal> {
    Ok(serde_json::from_slice(request.body())?)
}

fn answer(value: &impl Serialize) -> Result<Vec<u8>, Refusal> {
    Ok(serde_json::to_vec(value)?)
}
