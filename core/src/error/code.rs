//! The table of error codes. One row is one code, everywhere: matching, retries, advice, `explain`, `docs/errors.md`
//! and the constants of every language.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::ErrorKind;

/// What the service says is wrong, as its error pages print it: `err:unkey:authorization:key_disabled`.
///
/// An open set: a code that this version does not know is the same type, and survives a round trip.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ErrorCode(pub(super) Cow<'static, str>);

/// A row of the table of known codes.
#[derive(Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct KnownCode {
    /// The code.
    pub code: ErrorCode,
    /// The name of its constant, for example `KEY_DISABLED`.
    pub constant: &'static str,
    /// The HTTP status that it usually comes with.
    pub status: u16,
    /// What the caller can do.
    pub kind: ErrorKind,
    /// Whether the same request can succeed within seconds, all else unchanged. Whether it is then sent again also
    /// depends on what the first one may have done: see [`Effect`](super::Effect).
    pub retry: bool,
    /// What it means, in one line.
    pub meaning: &'static str,
    /// What to do about it, in one line.
    pub advice: &'static str,
}

macro_rules! codes {
    ($( $(#[doc = $meaning:literal])+ $constant:ident = $text:literal, $status:literal, $kind:ident, $retry:ident, $advice:literal; )*) => {
        impl ErrorCode {
            $( $(#[doc = $meaning])+ pub const $constant: Self = Self(Cow::Borrowed($text)); )*
        }

        /// Every code that this version knows, in the order of their texts.
        pub(super) static KNOWN: &[KnownCode] = &[ $( KnownCode {
            code: ErrorCode::$constant,
            constant: stringify!($constant),
            status: $status,
            kind: ErrorKind::$kind,
            retry: codes!(@$retry),
            meaning: concat!($($meaning),+).trim_ascii(),
            advice: $advice,
        }, )* ];
    };
    (@retry) => { true };
    (@never) => { false };
}

// constant = code, usual status, kind, retry or never, what to do.
//
// The constant is the last segment in capitals. Of the four names that occur twice, the one of system `frontline` has that
// as a prefix, and the root key's `key_not_found` says so. `frontline` is the gateway in front of deployments: its codes
// reach the visitors of a deployment, never a caller of the API.
codes! {
    /// The deployment behind the gateway is offline.
    DEPLOYMENT_OFFLINE = "err:frontline:capacity:deployment_offline", 503, Server, never,
        "Start the deployment, or send the traffic to one that runs.";
    /// No instance of the deployment behind the gateway is running.
    NO_RUNNING_INSTANCES = "err:frontline:capacity:no_running_instances", 503, Server, retry,
        "Wait until an instance has started; if none does, look at the deployment's logs.";
    /// The workspace has reached its spending limit, and the gateway serves no more traffic.
    SPEND_LIMIT_REACHED = "err:frontline:capacity:spend_limit_reached", 402, PreconditionFailed, never,
        "Raise the spending limit in the dashboard, or wait for the next billing period.";
    /// A firewall rule of the gateway refuses the request.
    FIREWALL_DENIED = "err:frontline:client:firewall_denied", 403, PermissionDenied, never,
        "Change the firewall policy of the environment if this traffic is wanted.";
    /// The key that was presented to the gateway lacks a permission that the gateway's policy asks for.
    FRONTLINE_INSUFFICIENT_PERMISSIONS = "err:frontline:client:insufficient_permissions", 403, PermissionDenied, never,
        "Give the presented key the permission that the gateway's policy names.";
    /// The key that was presented to the gateway is not valid.
    INVALID_KEY = "err:frontline:client:invalid_key", 401, Authentication, never,
        "Present a key that exists, is enabled and has not expired.";
    /// No key was presented to a gateway whose policy asks for one.
    MISSING_CREDENTIALS = "err:frontline:client:missing_credentials", 401, Authentication, never,
        "Send a key where the gateway's policy looks for it.";
    /// The request does not fit the OpenAPI document that the gateway checks requests against.
    OPENAPI_VALIDATION_FAILED = "err:frontline:client:openapi_validation_failed", 400, BadRequest, never,
        "Change the request to what the deployment's OpenAPI document describes.";
    /// A rate limit of the gateway's policy is exceeded.
    RATE_LIMITED = "err:frontline:client:rate_limited", 429, RateLimited, retry,
        "Wait, then send fewer requests at a time.";
    /// The key that was presented to the gateway has no credits left.
    USAGE_EXCEEDED = "err:frontline:client:usage_exceeded", 429, RateLimited, never,
        "Give the key more credits, or wait for its next refill.";
    /// The configuration of the gateway is not valid.
    INVALID_CONFIGURATION = "err:frontline:config:invalid_configuration", 422, PreconditionFailed, never,
        "Correct the policies of the environment, then try again.";
    /// The gateway could not load its configuration.
    CONFIG_LOAD_FAILED = "err:frontline:platform:config_load_failed", 500, Server, retry,
        "Try again later; if it persists, give the request id to Unkey's support.";
    /// The gateway could not choose a deployment for the request.
    DEPLOYMENT_SELECTION_FAILED = "err:frontline:platform:deployment_selection_failed", 500, Server, retry,
        "Try again later; if it persists, give the request id to Unkey's support.";
    /// The gateway failed.
    INTERNAL_SERVER_ERROR = "err:frontline:platform:internal_server_error", 500, Server, retry,
        "Try again later; if it persists, give the request id to Unkey's support.";
    /// The gateway knows no configuration for this host name.
    CONFIG_NOT_FOUND = "err:frontline:routing:config_not_found", 404, NotFound, never,
        "Check the host name, and that its domain is attached to an environment.";
    /// The gateway knows no deployment for this host name.
    FRONTLINE_DEPLOYMENT_NOT_FOUND = "err:frontline:routing:deployment_not_found", 404, NotFound, never,
        "Check the host name, and that its environment has a deployment.";
    /// The deployment gave the gateway an answer that it could not use.
    BAD_GATEWAY = "err:frontline:upstream:bad_gateway", 502, Server, retry,
        "Try again; if it persists, look at the deployment's logs.";
    /// The deployment did not answer the gateway in time.
    GATEWAY_TIMEOUT = "err:frontline:upstream:gateway_timeout", 504, Server, retry,
        "Try again; if it persists, find out what keeps the deployment busy.";
    /// The gateway could not pass the request on to the deployment.
    PROXY_FORWARD_FAILED = "err:frontline:upstream:proxy_forward_failed", 502, Server, retry,
        "Try again; if it persists, check that the deployment listens on its configured port.";
    /// The deployment behind the gateway cannot be reached.
    FRONTLINE_SERVICE_UNAVAILABLE = "err:frontline:upstream:service_unavailable", 503, Server, retry,
        "Try again; if it persists, check that the deployment runs.";

    /// A check inside the service failed: its data is not as it expects.
    ASSERTION_FAILED = "err:unkey:application:assertion_failed", 500, Server, never,
        "Give the request id to Unkey's support: the same request will fail the same way.";
    /// The deployment is the current one already.
    DEPLOYMENT_IS_CURRENT = "err:unkey:application:deployment_is_current", 412, PreconditionFailed, never,
        "Nothing is left to do, or name another deployment.";
    /// The deployment is in production, where it cannot be started or stopped by hand.
    DEPLOYMENT_IS_PRODUCTION = "err:unkey:application:deployment_is_production", 412, PreconditionFailed, never,
        "Promote another deployment first, or name one that is not in production.";
    /// The deployment is being stopped already.
    DEPLOYMENT_IS_STOPPING = "err:unkey:application:deployment_is_stopping", 412, PreconditionFailed, never,
        "Wait until it has stopped.";
    /// The environment has no current deployment to switch from.
    DEPLOYMENT_NO_CURRENT = "err:unkey:application:deployment_no_current", 412, PreconditionFailed, never,
        "Deploy to the environment first.";
    /// Only a deployment in production can be promoted or rolled back to.
    DEPLOYMENT_NOT_PRODUCTION = "err:unkey:application:deployment_not_production", 412, PreconditionFailed, never,
        "Name a deployment of the production environment.";
    /// The deployment is not ready to take traffic.
    DEPLOYMENT_NOT_READY = "err:unkey:application:deployment_not_ready", 412, PreconditionFailed, never,
        "Wait until the deployment is ready, then ask again.";
    /// The deployment is not running, so it cannot be stopped.
    DEPLOYMENT_NOT_RUNNING = "err:unkey:application:deployment_not_running", 412, PreconditionFailed, never,
        "Nothing is left to do, or name another deployment.";
    /// The deployment is not stopped, so it cannot be started.
    DEPLOYMENT_NOT_STOPPED = "err:unkey:application:deployment_not_stopped", 412, PreconditionFailed, never,
        "Nothing is left to do, or stop the deployment first.";
    /// The settings of the environment do not allow a deployment.
    INVALID_ENVIRONMENT_SETTINGS = "err:unkey:application:invalid_environment_settings", 400, BadRequest, never,
        "Correct the environment's settings as the detail says, then deploy again.";
    /// The request does not fit the operation's schema, or has no `Authorization` header at all.
    INVALID_INPUT = "err:unkey:application:invalid_input", 400, BadRequest, never,
        "Change the request as the detail and the listed errors say; a location of `security` means the root key.";
    /// The target is in a state, or the API or server has a setting, that forbids this.
    PRECONDITION_FAILED = "err:unkey:application:precondition_failed", 412, PreconditionFailed, never,
        "Read the detail: often recoverable keys are not set up for the API, or a named rate limit is unknown.";
    /// The target is protected against deletion.
    PROTECTED_RESOURCE = "err:unkey:application:protected_resource", 412, PreconditionFailed, never,
        "Switch delete protection off in the dashboard; no call of the API can do that.";
    /// A part that the service depends on failed, such as its database. Comes with status 500, not 503.
    SERVICE_UNAVAILABLE = "err:unkey:application:service_unavailable", 500, Server, retry,
        "Try again later; after a change, check first whether it was made.";
    /// The service failed in a way that it has no code for.
    UNEXPECTED_ERROR = "err:unkey:application:unexpected_error", 500, Server, retry,
        "Try again later; after a change, check first whether it was made; if it persists, tell Unkey's support.";
    /// The root key is unknown to Unkey, was deleted, or is an ordinary API key.
    ROOT_KEY_NOT_FOUND = "err:unkey:authentication:key_not_found", 401, Authentication, never,
        "Check the root key for missing characters; if it was rotated or deleted, create a new one in the dashboard.";
    /// The credential is not in a form that the service accepts. Comes with status 400, not 401.
    MALFORMED = "err:unkey:authentication:malformed", 400, Authentication, never,
        "Pass the root key alone, with nothing before or after it; a text with two dots is taken for a JWT.";
    /// The request carries no credential that the service can use. Comes with status 400, not 401.
    MISSING = "err:unkey:authentication:missing", 400, Authentication, never,
        "Pass a root key; if you do, the server at this base URL is set up without root keys.";
    /// The session of the portal, or the code to open one with, is unknown or has ended.
    PORTAL_SESSION_NOT_FOUND = "err:unkey:authentication:portal_session_not_found", 401, Authentication, never,
        "Create a new portal session.";
    /// The request carries no portal session. Comes with status 400, not 401.
    PORTAL_TOKEN_MISSING = "err:unkey:authentication:portal_token_missing", 400, Authentication, never,
        "Pass the token of a portal session; a root key is not accepted here.";
    /// The root key is known, but may not be used: it has expired, for example.
    FORBIDDEN = "err:unkey:authorization:forbidden", 403, PermissionDenied, never,
        "Read the detail: most often the root key has expired; create a new one in the dashboard.";
    /// The root key lacks a permission.
    INSUFFICIENT_PERMISSIONS = "err:unkey:authorization:insufficient_permissions", 403, PermissionDenied, never,
        "Give the root key one of the permissions that the error names, or use another root key.";
    /// The root key is disabled. The key that a call is about never causes this.
    KEY_DISABLED = "err:unkey:authorization:key_disabled", 403, PermissionDenied, never,
        "Enable the root key in the dashboard, or use another one.";
    /// The workspace of the root key is disabled.
    WORKSPACE_DISABLED = "err:unkey:authorization:workspace_disabled", 403, PermissionDenied, never,
        "Ask Unkey's support why; no call with a root key of this workspace can succeed.";
    /// The service could not reach its analytics database.
    ANALYTICS_CONNECTION_FAILED = "err:unkey:data:analytics_connection_failed", 503, Server, retry,
        "Try again later.";
    /// The workspace has no analytics.
    ANALYTICS_NOT_CONFIGURED = "err:unkey:data:analytics_not_configured", 412, PreconditionFailed, never,
        "Ask Unkey's support to set up analytics for the workspace.";
    /// No such API, or this root key may not see it.
    API_NOT_FOUND = "err:unkey:data:api_not_found", 404, NotFound, never,
        "Check the API's id and the root key's workspace and permissions: a missing permission can look like this.";
    /// The project has an app of this name already.
    APP_ALREADY_EXISTS = "err:unkey:data:app_already_exists", 409, Conflict, never,
        "Use the app that exists, or choose another name.";
    /// No such app, or this root key may not see it.
    APP_NOT_FOUND = "err:unkey:data:app_not_found", 404, NotFound, never,
        "Check the app's id, its project, and the root key's workspace and permissions.";
    /// No such audit log.
    AUDIT_LOG_NOT_FOUND = "err:unkey:data:audit_log_not_found", 404, NotFound, never,
        "Check the name of the audit log.";
    /// No such deployment, or this root key may not see it.
    DEPLOYMENT_NOT_FOUND = "err:unkey:data:deployment_not_found", 404, NotFound, never,
        "Check the deployment's id, and the root key's workspace and permissions.";
    /// The domain is in use already.
    DOMAIN_ALREADY_EXISTS = "err:unkey:data:domain_already_exists", 409, Conflict, never,
        "Use the domain where it is, or delete it there first.";
    /// No such domain, or this root key may not see it.
    DOMAIN_NOT_FOUND = "err:unkey:data:domain_not_found", 404, NotFound, never,
        "Check the domain's id, and the root key's workspace and permissions.";
    /// No such environment, or this root key may not see it.
    ENVIRONMENT_NOT_FOUND = "err:unkey:data:environment_not_found", 404, NotFound, never,
        "Check the environment's id, its app and project, and the root key's workspace and permissions.";
    /// An identity with this external id exists already.
    IDENTITY_ALREADY_EXISTS = "err:unkey:data:identity_already_exists", 409, Conflict, never,
        "Update the identity that exists.";
    /// No such identity.
    IDENTITY_NOT_FOUND = "err:unkey:data:identity_not_found", 404, NotFound, never,
        "Check the id; external ids are case-sensitive. Keys of a deleted identity stay valid.";
    /// The API has no keyspace.
    KEY_AUTH_NOT_FOUND = "err:unkey:data:key_auth_not_found", 404, NotFound, never,
        "Check the keyspace's id and the root key's workspace.";
    /// No such key, or this root key may not see it.
    KEY_NOT_FOUND = "err:unkey:data:key_not_found", 404, NotFound, never,
        "Check the key's id and the root key's workspace; a deleted key gives the same answer.";
    /// No such keyspace.
    KEY_SPACE_NOT_FOUND = "err:unkey:data:key_space_not_found", 404, NotFound, never,
        "Check the keyspace's id and the root key's workspace.";
    /// No such migration.
    MIGRATION_NOT_FOUND = "err:unkey:data:migration_not_found", 404, NotFound, never,
        "Check the migration's id; only Unkey's support can create one.";
    /// A permission with this slug exists already; letter case does not tell two slugs apart.
    PERMISSION_ALREADY_EXISTS = "err:unkey:data:permission_already_exists", 409, Conflict, never,
        "Use the permission that exists, or choose another slug.";
    /// No such permission.
    PERMISSION_NOT_FOUND = "err:unkey:data:permission_not_found", 404, NotFound, never,
        "Check the permission's id or slug, letter case included.";
    /// No such policy of the gateway.
    POLICY_NOT_FOUND = "err:unkey:data:policy_not_found", 404, NotFound, never,
        "Check the policy's id: list the policies of the environment.";
    /// No such portal.
    PORTAL_NOT_FOUND = "err:unkey:data:portal_not_found", 404, NotFound, never,
        "Check the portal's id, and the root key's workspace and permissions.";
    /// The workspace has a project of this name already.
    PROJECT_ALREADY_EXISTS = "err:unkey:data:project_already_exists", 409, Conflict, never,
        "Use the project that exists, or choose another name.";
    /// No such project, or this root key may not see it.
    PROJECT_NOT_FOUND = "err:unkey:data:project_not_found", 404, NotFound, never,
        "Check the project's id, and the root key's workspace and permissions.";
    /// The rate-limit namespace was deleted.
    RATELIMIT_NAMESPACE_GONE = "err:unkey:data:ratelimit_namespace_gone", 410, NotFound, never,
        "Use a namespace of another name.";
    /// No such rate-limit namespace.
    RATELIMIT_NAMESPACE_NOT_FOUND = "err:unkey:data:ratelimit_namespace_not_found", 404, NotFound, never,
        "Check the namespace's id or name; it is created when a limit in it is first used.";
    /// No override for this identifier, or this root key may not see it.
    RATELIMIT_OVERRIDE_NOT_FOUND = "err:unkey:data:ratelimit_override_not_found", 404, NotFound, never,
        "Check the identifier and the namespace; a missing permission can look like this.";
    /// A role of this name exists already; letter case does not tell two names apart.
    ROLE_ALREADY_EXISTS = "err:unkey:data:role_already_exists", 409, Conflict, never,
        "Use the role that exists, or choose another name.";
    /// No such role.
    ROLE_NOT_FOUND = "err:unkey:data:role_not_found", 404, NotFound, never,
        "Check the role's id or name, letter case included; create the role before assigning it.";
    /// The workspace of the root key does not exist. Any call can answer this: it is about the root key.
    WORKSPACE_NOT_FOUND = "err:unkey:data:workspace_not_found", 404, NotFound, never,
        "Use a root key of a workspace that exists: it is not the target of the call that is missing.";
    /// The workspace has as many custom domains as it may have.
    CUSTOM_DOMAIN_LIMIT_EXCEEDED = "err:unkey:limits:custom_domain_limit_exceeded", 403, PermissionDenied, never,
        "Delete a domain that is not needed, or ask for a higher limit.";

    /// The connection was closed before the service had answered.
    CLIENT_CLOSED_REQUEST = "err:user:bad_request:client_closed_request", 499, Connection, retry,
        "Find out what closed the connection: a proxy's timeout, for example; a change may have been made.";
    /// The analytics query uses a function that is not allowed.
    INVALID_ANALYTICS_FUNCTION = "err:user:bad_request:invalid_analytics_function", 400, BadRequest, never,
        "Write the query without the function that the detail names.";
    /// The analytics query is not valid SQL.
    INVALID_ANALYTICS_QUERY = "err:user:bad_request:invalid_analytics_query", 400, BadRequest, never,
        "Correct the query as the detail says.";
    /// The analytics query is not a SELECT.
    INVALID_ANALYTICS_QUERY_TYPE = "err:user:bad_request:invalid_analytics_query_type", 400, BadRequest, never,
        "Write the query as one SELECT.";
    /// The analytics query reads a table that does not exist or is not allowed.
    INVALID_ANALYTICS_TABLE = "err:user:bad_request:invalid_analytics_table", 400, BadRequest, never,
        "Query one of the tables that Unkey documents.";
    /// The request lacks a header that the operation needs. Comes with status 500.
    MISSING_REQUIRED_HEADER = "err:user:bad_request:missing_required_header", 500, BadRequest, never,
        "Add the header that the detail names.";
    /// The permission query of a verification cannot be parsed.
    PERMISSIONS_QUERY_SYNTAX_ERROR = "err:user:bad_request:permissions_query_syntax_error", 400, BadRequest, never,
        "Write permissions joined by AND and OR, with parentheses; `*` is an ordinary character here.";
    /// The analytics query asks for older data than the workspace keeps.
    QUERY_RANGE_EXCEEDS_RETENTION = "err:user:bad_request:query_range_exceeds_retention", 400, BadRequest, never,
        "Query a shorter period, or move to a plan that keeps data longer.";
    /// The request is longer than the service accepts, 10 MiB unless set otherwise.
    REQUEST_BODY_TOO_LARGE = "err:user:bad_request:request_body_too_large", 413, BadRequest, never,
        "Send less at a time; the service may also call such a request `invalid_input`.";
    /// The service could not read the request to its end.
    REQUEST_BODY_UNREADABLE = "err:user:bad_request:request_body_unreadable", 400, BadRequest, retry,
        "Try again: the connection was disturbed while the request was sent.";
    /// The service gave up on the request after its own time limit.
    REQUEST_TIMEOUT = "err:user:bad_request:request_timeout", 408, Timeout, retry,
        "Try again later; after a change, check first whether it was made.";
    /// The workspace has used up its analytics queries; the window is an hour unless set otherwise.
    QUERY_QUOTA_EXCEEDED = "err:user:too_many_requests:query_quota_exceeded", 429, RateLimited, never,
        "Wait for the next window, or ask for a higher quota: the service does not say how long.";
    /// The workspace has used up its requests of this minute.
    WORKSPACE_RATE_LIMITED = "err:user:too_many_requests:workspace_rate_limited", 429, RateLimited, retry,
        "Wait as long as the error says, then send fewer requests at a time; all root keys of the workspace share one limit.";
    /// The analytics query took longer than is allowed.
    QUERY_EXECUTION_TIMEOUT = "err:user:unprocessable_entity:query_execution_timeout", 422, BadRequest, never,
        "Query a shorter period, or a table of coarser granularity.";
    /// The analytics query needed more memory than is allowed.
    QUERY_MEMORY_LIMIT_EXCEEDED = "err:user:unprocessable_entity:query_memory_limit_exceeded", 422, BadRequest, never,
        "Query a shorter period or a table of coarser granularity, or group by fewer columns.";
    /// The analytics query gives more rows than are allowed.
    QUERY_ROWS_LIMIT_EXCEEDED = "err:user:unprocessable_entity:query_rows_limit_exceeded", 422, BadRequest, never,
        "Add a LIMIT, or group the rows.";
}

/// Codes of an older form with a fourth segment, as the `type` URL has them, and what they are now.
pub(super) const ALIASES: &[(&str, ErrorCode)] = &[
    ("unkey/data/identity/not_found", ErrorCode::IDENTITY_NOT_FOUND),
    ("unkey/data/permission/duplicate", ErrorCode::PERMISSION_ALREADY_EXISTS),
    ("unkey/data/role/duplicate", ErrorCode::ROLE_ALREADY_EXISTS),
];
