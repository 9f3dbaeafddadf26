//! From an outcome to an HTTP response.

use bytes::Bytes;
use http::header::{ALLOW, CONTENT_TYPE, DATE, LOCATION, X_CONTENT_TYPE_OPTIONS};
use http::{HeaderName, HeaderValue, Method, Response, StatusCode};

use super::workspace_limit::Limited;
use crate::clock::http_date;
use crate::error::ApiError;
use crate::node::Lookup;
use crate::operations::Answer;

const JSON: &str = "application/json";
const PROBLEM_JSON: &str = "application/problem+json";
const HTML: &str = "text/html; charset=utf-8";
const TEXT: &str = "text/plain; charset=utf-8";

/// The headers that a request gathers on its way.
#[derive(Default)]
pub(crate) struct Reply {
    pub(crate) lookups: Vec<Lookup>,
    pub(crate) rate_limit: Limited,
}

impl Reply {
    pub(crate) fn success(self, answer: &Answer, request_id: &str, now: i64) -> Response<Bytes> {
        self.build(StatusCode::OK, JSON, answer.to_json(request_id), now)
    }

    pub(crate) fn failure(
        self,
        error: &ApiError,
        problem_json: bool,
        request_id: &str,
        now: i64,
    ) -> Response<Bytes> {
        let status = StatusCode::from_u16(error.code.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let content_type = if problem_json && !error.plain_json { PROBLEM_JSON } else { JSON };
        self.build(status, content_type, error.to_json(request_id), now)
    }

    fn build(
        self,
        status: StatusCode,
        content_type: &'static str,
        body: Vec<u8>,
        now: i64,
    ) -> Response<Bytes> {
        let mut response = response(status, content_type, body, now);
        let headers = response.headers_mut();
        self.rate_limit.write_headers(headers);
        for lookup in &self.lookups {
            if let Ok(value) = HeaderValue::try_from(lookup.to_string()) {
                headers.append(HeaderName::from_static("x-unkey-timing"), value);
            }
        }
        response
    }
}

pub(super) fn response(
    status: StatusCode,
    content_type: &'static str,
    body: impl Into<Bytes>,
    now: i64,
) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
    set_date(&mut response, now);
    response
}

fn set_date(response: &mut Response<Bytes>, now: i64) {
    if let Ok(date) = HeaderValue::try_from(http_date(now)) {
        response.headers_mut().insert(DATE, date);
    }
}

/// The router's own 404: no envelope.
pub(crate) fn not_found(now: i64) -> Response<Bytes> {
    plain(StatusCode::NOT_FOUND, "404 page not found\n", now)
}

fn plain(status: StatusCode, text: &'static str, now: i64) -> Response<Bytes> {
    let mut response = response(status, TEXT, text, now);
    response.headers_mut().insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

/// The router's own 405: no envelope.
pub(crate) fn method_not_allowed(method: &Method, allow: &'static str, now: i64) -> Response<Bytes> {
    let body = if *method == Method::HEAD { "" } else { "Method Not Allowed\n" };
    let mut response = plain(StatusCode::METHOD_NOT_ALLOWED, body, now);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static(allow));
    response
}

/// The router's way from an unclean path to the clean one; only who follows links gets a body.
pub(crate) fn redirect(method: &Method, location: &str, now: i64) -> Response<Bytes> {
    let mut response = match *method {
        Method::GET => {
            let link = location.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&#34;");
            let text = format!("<a href=\"{link}\">Temporary Redirect</a>.\n\n");
            response(StatusCode::TEMPORARY_REDIRECT, HTML, text, now)
        }
        Method::HEAD => response(StatusCode::TEMPORARY_REDIRECT, HTML, Bytes::new(), now),
        _ => Response::new(Bytes::new()),
    };
    *response.status_mut() = StatusCode::TEMPORARY_REDIRECT;
    if let Ok(location) = HeaderValue::try_from(location) {
        response.headers_mut().insert(LOCATION, location);
    }
    set_date(&mut response, now);
    response
}
