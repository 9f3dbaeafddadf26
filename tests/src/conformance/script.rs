//! What a request must be, and what its answer is, as HTTP.

use std::convert::Infallible;

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::{HeaderMap, HeaderName, HeaderValue, Response, StatusCode, header, request::Parts};
use http_body_util::{BodyExt, Full, StreamBody, combinators::BoxBody};
use hyper::body::Frame;
use serde_json::Value;

use super::{Answer, Cut, Expect, Extra, difference, plain};

pub(super) type Body = BoxBody<Bytes, Broken>;

/// The server breaks off, as the case demands.
#[derive(Debug)]
pub(super) struct Broken;

impl std::fmt::Display for Broken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the case breaks this answer off")
    }
}

impl std::error::Error for Broken {}

/// Says in what the request is not as expected.
pub(super) fn check(expect: &Expect, root_key: &str, request: &Parts, body: &[u8]) -> Vec<String> {
    let path = request.uri.path_and_query().map_or("", |path| path.as_str());
    let mut problems = Vec::new();
    if request.method != expect.method.as_str() || path != expect.path {
        let wanted = format!("{} {}", expect.method, expect.path);
        problems.push(format!("expected {wanted}, found {} {path}", request.method));
    }
    problems.extend(standing_headers(expect, root_key).filter_map(|(name, wanted)| {
        let overridden = expect.headers.keys().any(|own| own.eq_ignore_ascii_case(name));
        if overridden { None } else { header_difference(&request.headers, name, wanted.as_deref()) }
    }));
    problems.extend(
        expect
            .headers
            .iter()
            .filter_map(|(name, wanted)| header_difference(&request.headers, name, wanted.as_deref())),
    );
    problems.extend(accept_problem(&request.headers));
    problems.extend(body_problem(expect.body.as_ref(), body));
    problems
}

/// The headers that every request has, whether its case names them or not.
fn standing_headers(
    expect: &Expect,
    root_key: &str,
) -> impl Iterator<Item = (&'static str, Option<String>)> + use<> {
    let json = expect.body.is_some().then(|| "application/json".to_owned());
    [("authorization", Some(format!("Bearer {root_key}"))), ("content-type", json)].into_iter()
}

fn header_difference(headers: &HeaderMap, name: &str, wanted: Option<&str>) -> Option<String> {
    let found: Vec<_> = headers.get_all(name).iter().map(|value| value.to_str().unwrap_or("?")).collect();
    (found != Vec::from_iter(wanted)).then(|| format!("header {name}: expected {wanted:?}, found {found:?}"))
}

/// The service labels its errors by this header, and both labels must be let in.
fn accept_problem(headers: &HeaderMap) -> Option<String> {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let lets_in = |media: &str| accept.split(',').any(|range| range.trim().starts_with(media));
    let both = lets_in("application/json") && lets_in("application/problem+json");
    (!both).then(|| format!("header accept: expected both media types, found {accept:?}"))
}

fn body_problem(expected: Option<&Value>, body: &[u8]) -> Option<String> {
    match (expected, serde_json::from_slice(body)) {
        (None, _) => (!body.is_empty()).then(|| format!("expected no body, found {} bytes", body.len())),
        (Some(expected), Ok(found)) => difference(&plain(expected), &found, Extra::Forbidden)
            .map(|difference| format!("body {difference}")),
        (Some(_), Err(error)) => Some(format!("expected a JSON body: {error}")),
    }
}

/// Makes the answer; `Err` where the connection closes without one.
pub(super) async fn respond(answer: &Answer) -> Result<Response<Body>, Broken> {
    match (answer.close, answer.stall) {
        (Some(Cut::Before), _) => return Err(Broken),
        (_, Some(Cut::Before)) => std::future::pending().await,
        _ => {}
    }
    let bytes = body_bytes(answer);
    let mut response = Response::new(body(answer, &bytes));
    *response.status_mut() = StatusCode::from_u16(answer.status).expect("a status has three digits");
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(bytes.len()));
    for (name, value) in &answer.headers {
        let name: HeaderName = name.parse().expect("a header's name is one");
        match value {
            Some(value) => drop(headers.insert(name, value.parse().expect("a header's value is one"))),
            None => drop(headers.remove(name)),
        }
    }
    Ok(response)
}

/// An answer to a request that no case expects: no error that a client would repeat the request after.
pub(super) fn unexpected(problem: &str) -> Response<Body> {
    let body = Full::new(Bytes::from(problem.to_owned()));
    let mut response = Response::new(body.map_err(|never: Infallible| match never {}).boxed());
    *response.status_mut() = StatusCode::BAD_REQUEST;
    response
}

fn body_bytes(answer: &Answer) -> Bytes {
    match (&answer.body, &answer.body_base64) {
        (Some(Value::String(text)), _) => Bytes::from(text.clone()),
        (Some(json), _) => Bytes::from(plain(json).to_string()),
        (None, Some(text)) => Bytes::from(STANDARD.decode(text).expect("`bodyBase64` is base64")),
        (None, None) => Bytes::new(),
    }
}

fn body(answer: &Answer, bytes: &Bytes) -> Body {
    let Some(cut) = answer.close.or(answer.stall) else {
        return Full::new(bytes.clone()).map_err(|never| match never {}).boxed();
    };
    let sent = if cut == Cut::Body { bytes.slice(..bytes.len() / 2) } else { Bytes::new() };
    let closes = answer.close.is_some();
    let end = stream::once(async move {
        // Lets the server flush what it has before the connection breaks.
        tokio::task::yield_now().await;
        if !closes {
            std::future::pending::<()>().await;
        }
        Err(Broken)
    });
    let sent = (!sent.is_empty()).then(|| Ok(Frame::data(sent)));
    BodyExt::boxed(StreamBody::new(stream::iter(sent).chain(end)))
}
