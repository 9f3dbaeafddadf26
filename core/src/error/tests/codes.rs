//! The table of codes, and how a code is found in it.

use std::collections::HashSet;

use crate::error::{ErrorCode, ErrorKind, KnownCode, code::KNOWN, explain, parse::kind_of, similar_codes};

fn constants(found: &[&KnownCode]) -> Vec<&'static str> {
    found.iter().map(|known| known.constant).collect()
}

#[test]
fn the_table_has_each_code_and_each_constant_once_in_order() {
    assert_eq!(KNOWN.len(), 89);
    assert!(KNOWN.windows(2).all(|pair| pair[0].code < pair[1].code), "not in order of the codes");
    let constants: HashSet<_> = KNOWN.iter().map(|known| known.constant).collect();
    assert_eq!(constants.len(), KNOWN.len());
}

#[test]
fn a_code_has_three_segments_and_is_found_by_its_type_url() {
    for known in KNOWN {
        let code = &known.code;
        let (system, category, name) = (code.system(), code.category(), code.name());
        assert_eq!(code.as_str(), format!("err:{system}:{category}:{name}"));
        let url = format!("https://unkey.com/docs/errors/{system}/{category}/{name}");
        assert_eq!(ErrorCode::from_type_url(&url).as_ref(), Some(code));
        assert_eq!(code.known(), Some(known));
    }
}

#[test]
fn a_constant_is_the_last_segment_in_capitals_unless_that_occurs_twice() {
    let odd: Vec<_> = KNOWN
        .iter()
        .filter(|known| known.constant != known.code.name().to_ascii_uppercase())
        .map(|known| (known.constant, known.code.as_str()))
        .collect();
    assert_eq!(
        odd,
        [
            ("FRONTLINE_INSUFFICIENT_PERMISSIONS", "err:frontline:client:insufficient_permissions"),
            ("FRONTLINE_DEPLOYMENT_NOT_FOUND", "err:frontline:routing:deployment_not_found"),
            ("FRONTLINE_SERVICE_UNAVAILABLE", "err:frontline:upstream:service_unavailable"),
            ("ROOT_KEY_NOT_FOUND", "err:unkey:authentication:key_not_found"),
        ]
    );
}

#[test]
fn the_kind_follows_from_the_status_but_for_credentials_sent_wrongly_and_two_oddities() {
    let odd: Vec<_> = KNOWN
        .iter()
        .filter(|known| known.kind != kind_of(known.status))
        .map(|known| (known.constant, known.kind))
        .collect();
    assert_eq!(
        odd,
        [
            ("INVALID_CONFIGURATION", ErrorKind::PreconditionFailed),
            ("MALFORMED", ErrorKind::Authentication),
            ("MISSING", ErrorKind::Authentication),
            ("PORTAL_TOKEN_MISSING", ErrorKind::Authentication),
            ("MISSING_REQUIRED_HEADER", ErrorKind::BadRequest),
        ]
    );
}

#[test]
fn only_what_can_pass_by_itself_is_worth_a_repeat() {
    let passing = [ErrorKind::Server, ErrorKind::Timeout, ErrorKind::RateLimited, ErrorKind::Connection];
    for known in KNOWN.iter().filter(|known| known.retry) {
        let disturbed = known.code == ErrorCode::REQUEST_BODY_UNREADABLE;
        assert!(disturbed || passing.contains(&known.kind), "{}", known.constant);
    }
    for code in [ErrorCode::QUERY_QUOTA_EXCEEDED, ErrorCode::ASSERTION_FAILED, ErrorCode::USAGE_EXCEEDED] {
        assert!(!code.known().unwrap().retry, "{code}");
    }
}

#[test]
fn meaning_and_advice_are_one_line_each() {
    for known in KNOWN {
        for text in [known.meaning, known.advice] {
            assert!(text.ends_with('.') && !text.contains('\n') && text.trim() == text, "{text:?}");
            assert!(text.len() > 10, "{text:?}");
        }
    }
}

#[test]
fn a_type_url_is_read_by_its_path_alone() {
    for url in [
        "https://unkey.com/docs/errors/unkey/data/key_not_found",
        "https://unkey.com/docs/api-reference/errors-v2/unkey/data/key_not_found",
        "http://errors.example/errors/docs/errors/unkey/data/key_not_found",
        "https://www.unkey.dev/errors/unkey/data/key_not_found/",
        "https://unkey.com/docs/errors/unkey/data/key_not_found?from=/errors/a/b/c#top",
        "/errors/unkey/data/key_not_found",
    ] {
        assert_eq!(ErrorCode::from_type_url(url), Some(ErrorCode::KEY_NOT_FOUND), "{url}");
    }
}

#[test]
fn the_two_codes_named_key_not_found_are_told_apart() {
    let root_key =
        ErrorCode::from_type_url("https://unkey.com/docs/errors/unkey/authentication/key_not_found");
    assert_eq!(root_key, Some(ErrorCode::ROOT_KEY_NOT_FOUND));
    assert_ne!(ErrorCode::ROOT_KEY_NOT_FOUND, ErrorCode::KEY_NOT_FOUND);
}

#[test]
fn a_leftover_of_four_segments_is_an_alias() {
    for (tail, code) in [
        ("unkey/data/permission/duplicate", ErrorCode::PERMISSION_ALREADY_EXISTS),
        ("unkey/data/role/duplicate/", ErrorCode::ROLE_ALREADY_EXISTS),
        ("unkey/data/identity/not_found?x", ErrorCode::IDENTITY_NOT_FOUND),
    ] {
        let url = format!("https://unkey.com/docs/errors/{tail}");
        assert_eq!(ErrorCode::from_type_url(&url), Some(code), "{url}");
    }
}

#[test]
fn a_url_of_another_form_has_no_code() {
    for url in [
        "",
        "about:blank",
        "https://unkey.com/docs/errors/validation-error",
        "https://unkey.com/docs/errors/unauthorized",
        "https://unkey.com/docs/errors/unkey/data",
        "https://unkey.com/docs/errors/unkey//key_not_found",
        "https://unkey.com/docs/errors/unkey/data/key_not_found/more",
        "https://unkey.com/docs/errors/unkey/data/[redacted]",
        "https://unkey.com/docs/unkey/data/key_not_found",
    ] {
        assert_eq!(ErrorCode::from_type_url(url), None, "{url}");
    }
}

#[test]
fn an_unknown_code_survives_as_text() {
    let code = ErrorCode::from_type_url("https://unkey.com/docs/errors/unkey/moon/phase_wrong").unwrap();
    assert_eq!((code.system(), code.category(), code.name()), ("unkey", "moon", "phase_wrong"));
    assert_eq!(code.known(), None);
    let json = serde_json::to_string(&code).unwrap();
    assert_eq!(json, r#""err:unkey:moon:phase_wrong""#);
    assert_eq!(serde_json::from_str::<ErrorCode>(&json).unwrap(), code);
    assert_eq!("err:unkey:moon:phase_wrong".parse::<ErrorCode>().unwrap(), code);
}

#[test]
fn explain_takes_a_code_however_it_was_copied() {
    for text in [
        "err:unkey:authorization:key_disabled",
        "https://unkey.com/docs/errors/unkey/authorization/key_disabled",
        "key_disabled",
        " KEY_DISABLED ",
        "authorization:key_disabled",
        "unkey/authorization/key_disabled",
    ] {
        assert_eq!(constants(&explain(text)), ["KEY_DISABLED"], "{text}");
    }
    assert_eq!(constants(&explain("ROOT_KEY_NOT_FOUND")), ["ROOT_KEY_NOT_FOUND"]);
}

#[test]
fn explain_gives_every_code_of_an_ambiguous_name() {
    assert_eq!(constants(&explain("key_not_found")), ["ROOT_KEY_NOT_FOUND", "KEY_NOT_FOUND"]);
    assert_eq!(constants(&explain("data:key_not_found")), ["KEY_NOT_FOUND"]);
}

#[test]
fn explain_gives_nothing_for_what_is_no_code() {
    for text in ["", ":", "found", "err:unkey:moon:phase_wrong", "not_found"] {
        assert_eq!(constants(&explain(text)), [""; 0], "{text}");
    }
}

#[test]
fn a_near_miss_is_suggested_best_first() {
    assert_eq!(similar_codes("key_disbaled").first().unwrap().constant, "KEY_DISABLED");
    assert_eq!(similar_codes("err:unkey:authorization:key-disabled")[0].constant, "KEY_DISABLED");
    assert!(constants(&similar_codes("disabled")).contains(&"WORKSPACE_DISABLED"));
    assert!(similar_codes("key").len() <= 5 && similar_codes("not_found").len() == 5);
    assert_eq!(constants(&similar_codes("zzzzzzzzzz")), [""; 0]);
    assert_eq!(constants(&similar_codes("")), [""; 0]);
}
