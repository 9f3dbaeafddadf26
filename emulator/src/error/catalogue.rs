//! Every code that the service defines, for faults: most of them no request can provoke.

use super::code::{self, Code};

/// Why a text names no code.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Unnamed {
    #[error("no error code is called {0:?}")]
    Unknown(String),
    #[error("{0:?} is the end of several error codes: {1}")]
    Ambiguous(String, String),
}

/// Finds a code by its path (`unkey/data/key_not_found`), its URN (`err:unkey:data:key_not_found`), its documentation
/// URL, or its last segment where that is unique.
///
/// # Errors
/// No code, or several, are called so.
pub(crate) fn find(name: &str) -> Result<Code, Unnamed> {
    let path = name.rsplit_once("/errors/").map_or(name, |(_, path)| path).trim_end_matches('/');
    let path = path.strip_prefix("err:").unwrap_or(path).replace(':', "/");
    let named: Vec<Code> = codes()
        .filter(|code| code.path == path || code.path.rsplit('/').next() == Some(path.as_str()))
        .collect();
    match named.as_slice() {
        [] => Err(Unnamed::Unknown(name.to_owned())),
        [code] => Ok(*code),
        several => {
            let paths = several.iter().map(|code| code.path).collect::<Vec<_>>().join(", ");
            Err(Unnamed::Ambiguous(name.to_owned(), paths))
        }
    }
}

fn codes() -> impl Iterator<Item = Code> {
    let with_usual_titles =
        PATHS.iter().flat_map(|(status, paths)| paths.iter().map(|path| Code::new(*status, path)));
    with_usual_titles.chain([
        code::INSUFFICIENT_PERMISSIONS,
        code::KEY_DISABLED,
        code::WORKSPACE_DISABLED,
        code::PROTECTED_RESOURCE,
    ])
}

/// The codes whose title is that of their status.
const PATHS: &[(u16, &[&str])] = &[
    (
        400,
        &[
            "frontline/client/openapi_validation_failed",
            "unkey/application/invalid_environment_settings",
            "unkey/application/invalid_input",
            "unkey/authentication/malformed",
            "unkey/authentication/missing",
            "unkey/authentication/portal_token_missing",
            "user/bad_request/invalid_analytics_function",
            "user/bad_request/invalid_analytics_query",
            "user/bad_request/invalid_analytics_query_type",
            "user/bad_request/invalid_analytics_table",
            "user/bad_request/permissions_query_syntax_error",
            "user/bad_request/query_range_exceeds_retention",
            "user/bad_request/request_body_unreadable",
        ],
    ),
    (
        401,
        &[
            "frontline/client/invalid_key",
            "frontline/client/missing_credentials",
            "unkey/authentication/key_not_found",
            "unkey/authentication/portal_session_not_found",
        ],
    ),
    (402, &["frontline/capacity/spend_limit_reached"]),
    (
        403,
        &[
            "frontline/client/firewall_denied",
            "frontline/client/insufficient_permissions",
            "unkey/authorization/forbidden",
            "unkey/limits/custom_domain_limit_exceeded",
        ],
    ),
    (
        404,
        &[
            "frontline/routing/config_not_found",
            "frontline/routing/deployment_not_found",
            "unkey/data/api_not_found",
            "unkey/data/app_not_found",
            "unkey/data/audit_log_not_found",
            "unkey/data/deployment_not_found",
            "unkey/data/domain_not_found",
            "unkey/data/environment_not_found",
            "unkey/data/identity_not_found",
            "unkey/data/key_auth_not_found",
            "unkey/data/key_not_found",
            "unkey/data/key_space_not_found",
            "unkey/data/migration_not_found",
            "unkey/data/permission_not_found",
            "unkey/data/policy_not_found",
            "unkey/data/portal_not_found",
            "unkey/data/project_not_found",
            "unkey/data/ratelimit_namespace_not_found",
            "unkey/data/ratelimit_override_not_found",
            "unkey/data/role_not_found",
            "unkey/data/workspace_not_found",
        ],
    ),
    (408, &["user/bad_request/request_timeout"]),
    (
        409,
        &[
            "unkey/data/app_already_exists",
            "unkey/data/domain_already_exists",
            "unkey/data/identity_already_exists",
            "unkey/data/permission_already_exists",
            "unkey/data/project_already_exists",
            "unkey/data/role_already_exists",
        ],
    ),
    (410, &["unkey/data/ratelimit_namespace_gone"]),
    (
        412,
        &[
            "unkey/application/deployment_is_current",
            "unkey/application/deployment_is_production",
            "unkey/application/deployment_is_stopping",
            "unkey/application/deployment_no_current",
            "unkey/application/deployment_not_production",
            "unkey/application/deployment_not_ready",
            "unkey/application/deployment_not_running",
            "unkey/application/deployment_not_stopped",
            "unkey/application/precondition_failed",
            "unkey/data/analytics_not_configured",
        ],
    ),
    (413, &["user/bad_request/request_body_too_large"]),
    (
        422,
        &[
            "frontline/config/invalid_configuration",
            "user/unprocessable_entity/query_execution_timeout",
            "user/unprocessable_entity/query_memory_limit_exceeded",
            "user/unprocessable_entity/query_rows_limit_exceeded",
        ],
    ),
    (
        429,
        &[
            "frontline/client/rate_limited",
            "frontline/client/usage_exceeded",
            "user/too_many_requests/query_quota_exceeded",
            "user/too_many_requests/workspace_rate_limited",
        ],
    ),
    (499, &["user/bad_request/client_closed_request"]),
    (
        500,
        &[
            "frontline/platform/config_load_failed",
            "frontline/platform/deployment_selection_failed",
            "frontline/platform/internal_server_error",
            "unkey/application/assertion_failed",
            "unkey/application/service_unavailable",
            "unkey/application/unexpected_error",
            "user/bad_request/missing_required_header",
        ],
    ),
    (502, &["frontline/upstream/bad_gateway", "frontline/upstream/proxy_forward_failed"]),
    (
        503,
        &[
            "frontline/capacity/deployment_offline",
            "frontline/capacity/no_running_instances",
            "frontline/upstream/service_unavailable",
            "unkey/data/analytics_connection_failed",
        ],
    ),
    (504, &["frontline/upstream/gateway_timeout"]),
];

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn all_89_codes_are_there_once() {
        let paths: HashSet<&str> = codes().map(|code| code.path).collect();
        assert_eq!((paths.len(), codes().count()), (89, 89));
    }

    #[test]
    fn a_code_goes_by_path_urn_url_and_unique_last_segment() {
        for name in [
            "unkey/authorization/key_disabled",
            "err:unkey:authorization:key_disabled",
            "https://unkey.com/docs/errors/unkey/authorization/key_disabled/",
            "key_disabled",
        ] {
            assert_eq!(find(name), Ok(code::KEY_DISABLED), "{name}");
        }
    }

    #[test]
    fn a_shared_last_segment_is_ambiguous_and_an_unknown_one_is_said_to_be() {
        let ambiguous = find("key_not_found").unwrap_err().to_string();
        assert!(ambiguous.contains("unkey/data/key_not_found"), "{ambiguous}");
        assert!(ambiguous.contains("unkey/authentication/key_not_found"), "{ambiguous}");
        assert_eq!(find("nonsense"), Err(Unnamed::Unknown("nonsense".to_owned())));
    }
}
