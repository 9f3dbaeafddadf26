//! The codes of the service, each with the status and the title that come with it.

use super::ApiError;

/// One error code: its path in the `type` URL, its status and its title.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Code {
    /// `system/category/name`.
    pub(crate) path: &'static str,
    pub(crate) status: u16,
    pub(crate) title: &'static str,
}

impl Code {
    pub(super) const fn new(status: u16, path: &'static str) -> Self {
        Self { path, status, title: usual_title(status) }
    }

    const fn titled(status: u16, path: &'static str, title: &'static str) -> Self {
        Self { path, status, title }
    }

    pub(crate) fn because(self, detail: impl Into<String>) -> ApiError {
        ApiError::new(self, detail)
    }

    pub(crate) fn url(self) -> String {
        format!("https://unkey.com/docs/errors/{}", self.path)
    }

    /// Tells whether the envelope of this status has the field `errors`.
    pub(crate) const fn lists_findings(self) -> bool {
        matches!(self.status, 400 | 408 | 413 | 499)
    }
}

/// The title that a status has unless its code brings one of its own.
pub(crate) const fn usual_title(status: u16) -> &'static str {
    match status {
        400 => "Bad Request",
        401 => "Unauthorized",
        402 => "Payment Required",
        403 => "Forbidden",
        404 => "Not Found",
        408 => "Request Timeout",
        409 => "Conflicting Resource",
        410 => "Resource Gone",
        412 => "Precondition Failed",
        413 => "Request Entity Too Large",
        422 => "Unprocessable Entity",
        429 => "Too Many Requests",
        499 => "Client Closed Request",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        504 => "Gateway Timeout",
        _ => "Internal Server Error",
    }
}

pub(crate) const INVALID_INPUT: Code = Code::new(400, "unkey/application/invalid_input");
pub(crate) const MALFORMED: Code = Code::new(400, "unkey/authentication/malformed");
pub(crate) const QUERY_SYNTAX_ERROR: Code = Code::new(400, "user/bad_request/permissions_query_syntax_error");
pub(crate) const ROOT_KEY_NOT_FOUND: Code = Code::new(401, "unkey/authentication/key_not_found");
pub(crate) const FORBIDDEN: Code = Code::new(403, "unkey/authorization/forbidden");
pub(crate) const INSUFFICIENT_PERMISSIONS: Code =
    Code::titled(403, "unkey/authorization/insufficient_permissions", "Insufficient Permissions");
pub(crate) const KEY_DISABLED: Code =
    Code::titled(403, "unkey/authorization/key_disabled", "Key is disabled");
pub(crate) const WORKSPACE_DISABLED: Code =
    Code::titled(403, "unkey/authorization/workspace_disabled", "Workspace is disabled");
pub(crate) const WORKSPACE_NOT_FOUND: Code = Code::new(404, "unkey/data/workspace_not_found");
pub(crate) const API_NOT_FOUND: Code = Code::new(404, "unkey/data/api_not_found");
pub(crate) const KEY_NOT_FOUND: Code = Code::new(404, "unkey/data/key_not_found");
pub(crate) const IDENTITY_NOT_FOUND: Code = Code::new(404, "unkey/data/identity_not_found");
pub(crate) const MIGRATION_NOT_FOUND: Code = Code::new(404, "unkey/data/migration_not_found");
pub(crate) const PERMISSION_NOT_FOUND: Code = Code::new(404, "unkey/data/permission_not_found");
pub(crate) const ROLE_NOT_FOUND: Code = Code::new(404, "unkey/data/role_not_found");
pub(crate) const NAMESPACE_NOT_FOUND: Code = Code::new(404, "unkey/data/ratelimit_namespace_not_found");
pub(crate) const OVERRIDE_NOT_FOUND: Code = Code::new(404, "unkey/data/ratelimit_override_not_found");
pub(crate) const IDENTITY_ALREADY_EXISTS: Code = Code::new(409, "unkey/data/identity_already_exists");
pub(crate) const PERMISSION_ALREADY_EXISTS: Code = Code::new(409, "unkey/data/permission_already_exists");
pub(crate) const ROLE_ALREADY_EXISTS: Code = Code::new(409, "unkey/data/role_already_exists");
pub(crate) const NAMESPACE_GONE: Code = Code::new(410, "unkey/data/ratelimit_namespace_gone");
pub(crate) const ANALYTICS_NOT_CONFIGURED: Code = Code::new(412, "unkey/data/analytics_not_configured");
pub(crate) const PRECONDITION_FAILED: Code = Code::new(412, "unkey/application/precondition_failed");
pub(crate) const PROTECTED_RESOURCE: Code =
    Code::titled(412, "unkey/application/protected_resource", "Resource is protected");
pub(crate) const WORKSPACE_RATE_LIMITED: Code =
    Code::new(429, "user/too_many_requests/workspace_rate_limited");
pub(crate) const UNEXPECTED_ERROR: Code = Code::new(500, "unkey/application/unexpected_error");
pub(crate) const SERVICE_UNAVAILABLE: Code = Code::new(500, "unkey/application/service_unavailable");
