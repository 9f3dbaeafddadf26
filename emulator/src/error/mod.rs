//! Refusals: the code, what people read about it, and the envelope that both travel in.

mod catalogue;
mod code;

use serde::Serialize;

pub(crate) use self::catalogue::find as find_code;
pub(crate) use self::code::*;
use crate::schema::Violation;

/// A request refused.
#[derive(Debug)]
pub(crate) struct ApiError {
    pub(crate) code: Code,
    pub(crate) detail: String,
    /// What the check of the request itself found; empty for any other refusal.
    pub(crate) findings: Vec<Finding>,
    /// The request's own check and the recovery from a panic do not look at `Accept`: always `application/json`.
    pub(crate) plain_json: bool,
}

/// One entry of `errors` in the envelope.
#[derive(Debug, Serialize)]
pub(crate) struct Finding {
    pub(crate) location: String,
    pub(crate) message: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) fix: Option<String>,
}

impl From<Violation> for Finding {
    fn from(violation: Violation) -> Self {
        Self { location: violation.location, message: violation.message, fix: None }
    }
}

impl ApiError {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self { code, detail: detail.into(), findings: Vec::new(), plain_json: false }
    }

    /// Refuses what the check of the request itself found: negotiated by nobody.
    pub(crate) fn invalid_request(detail: impl Into<String>, findings: Vec<Finding>) -> Self {
        Self { findings, plain_json: true, ..Self::new(INVALID_INPUT, detail) }
    }
}

#[derive(Serialize)]
struct Envelope<'a> {
    meta: Meta<'a>,
    error: Body<'a>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
    request_id: &'a str,
}

#[derive(Serialize)]
struct Body<'a> {
    title: &'a str,
    detail: &'a str,
    status: u16,
    r#type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    errors: Option<&'a [Finding]>,
}

impl ApiError {
    /// Writes the envelope; `errors` is there for the statuses that have the field, empty or not.
    pub(crate) fn to_json(&self, request_id: &str) -> Vec<u8> {
        let errors = self.code.lists_findings().then_some(self.findings.as_slice());
        crate::json::encode(&Envelope {
            meta: Meta { request_id },
            error: Body {
                title: self.code.title,
                detail: &self.detail,
                status: self.code.status,
                r#type: self.code.url(),
                errors,
            },
        })
    }
}

pub(crate) type Result<T, E = ApiError> = std::result::Result<T, E>;
