//! Answers that are no success, read into errors.

use std::time::Duration;

use serde_json::{Value, json};

use crate::error::{Answered, Effect, Error, ErrorCode, ErrorKind, parse};

fn read(status: u16, body: impl AsRef<[u8]>) -> Error {
    let answered = Answered { status, retry_after: None, body: body.as_ref() };
    parse(answered, ["unkey_rootkey123", "sk_secret456"].into_iter()).into()
}

fn read_json(status: u16, body: &Value) -> Error {
    read(status, body.to_string())
}

fn envelope(code: &str, detail: &str) -> Value {
    json!({
        "meta": { "requestId": "req_1" },
        "error": {
            "title": "Some title",
            "detail": detail,
            "status": 0,
            "type": format!("https://unkey.com/docs/errors/{code}"),
        },
    })
}

fn missing(detail: &str) -> Vec<String> {
    read_json(403, &envelope("unkey/authorization/insufficient_permissions", detail)).missing().to_vec()
}

#[test]
fn every_field_of_the_envelope_is_kept() {
    let mut body = envelope("unkey/application/invalid_input", "a detail");
    body["error"]["errors"] = json!([
        { "location": "/required", "message": "missing property 'keyId'" },
        { "location": "security", "message": "no header", "fix": "send one", "more": true },
    ]);
    let body = body.to_string().into_bytes();
    let answered = Answered { status: 400, retry_after: Some(Duration::from_secs(3)), body: &body };
    let error = Error::from(parse(answered, std::iter::empty()));
    assert_eq!(error.kind(), ErrorKind::BadRequest);
    assert_eq!(error.code(), Some(&ErrorCode::INVALID_INPUT));
    assert_eq!(error.status(), Some(400));
    assert_eq!(error.title(), Some("Some title"));
    assert_eq!(error.detail(), "a detail");
    assert_eq!(error.request_id(), Some("req_1"));
    assert_eq!(error.docs_url(), Some("https://unkey.com/docs/errors/unkey/application/invalid_input"));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(3)));
    assert_eq!(error.errors().len(), 2);
    assert_eq!(error.errors()[0].location, "/required");
    assert_eq!(error.errors()[0].fix, None);
    assert_eq!(error.errors()[1].fix.as_deref(), Some("send one"));
}

#[test]
fn the_code_decides_the_kind_and_the_title_nothing() {
    for (status, code, kind) in [
        (401, "unkey/authentication/key_not_found", ErrorKind::Authentication),
        (400, "unkey/authentication/malformed", ErrorKind::Authentication),
        (403, "unkey/authorization/key_disabled", ErrorKind::PermissionDenied),
        (404, "unkey/data/key_not_found", ErrorKind::NotFound),
        (412, "unkey/application/protected_resource", ErrorKind::PreconditionFailed),
        (429, "user/too_many_requests/workspace_rate_limited", ErrorKind::RateLimited),
        (500, "unkey/application/service_unavailable", ErrorKind::Server),
    ] {
        for title in ["Forbidden", "Key is disabled", ""] {
            let mut body = envelope(code, "");
            body["error"]["title"] = title.into();
            let error = read_json(status, &body);
            assert_eq!((error.kind(), error.code().unwrap().known().unwrap().kind), (kind, kind), "{code}");
        }
    }
}

#[test]
fn four_answers_behind_one_403_are_told_apart() {
    for (name, code) in [
        ("forbidden", ErrorCode::FORBIDDEN),
        ("insufficient_permissions", ErrorCode::INSUFFICIENT_PERMISSIONS),
        ("key_disabled", ErrorCode::KEY_DISABLED),
        ("workspace_disabled", ErrorCode::WORKSPACE_DISABLED),
    ] {
        let error = read_json(403, &envelope(&format!("unkey/authorization/{name}"), ""));
        assert_eq!(error.code(), Some(&code));
    }
}

#[test]
fn an_unknown_code_survives_and_the_status_decides_the_kind() {
    let error = read_json(409, &envelope("unkey/moon/phase_wrong", "wait"));
    assert_eq!(error.code().unwrap().as_str(), "err:unkey:moon:phase_wrong");
    assert_eq!(error.kind(), ErrorKind::Conflict);
}

#[test]
fn a_placeholder_url_gives_no_code_and_the_rest_is_kept() {
    let error = read_json(400, &envelope("validation-error", "a detail"));
    assert_eq!((error.code(), error.kind(), error.effect()), (None, ErrorKind::BadRequest, Effect::None));
    assert_eq!((error.detail(), error.request_id()), ("a detail", Some("req_1")));
}

#[test]
fn the_permission_of_a_denial_of_one_is_data() {
    assert_eq!(missing("Missing permission: 'api.*.create_api'"), ["api.*.create_api"]);
    assert_eq!(
        missing("No. Missing permission: 'rbac.*.create_permission' Ask someone."),
        ["rbac.*.create_permission"]
    );
}

#[test]
fn the_permissions_of_a_denial_of_several_are_data() {
    let urn = "unkey:v1:ws_1:keyspaces/ks_1/keys/key_1#delete_key";
    let names = ["api.*.delete_key", "api.api_1.delete_key", urn];
    let list = names.join(" or ");
    assert_eq!(missing(&format!("Missing one of these permissions: {list}")), names);
    assert_eq!(missing(&format!("Denied. Missing one of these permissions: {list} Ask an admin.")), names);
    assert_eq!(missing(&format!("Missing one of these permissions: {list}, have: [api.*.read_key]")), names);
    assert_eq!(missing("Missing one of these permissions: rbac.*.read_role"), ["rbac.*.read_role"]);
    assert_eq!(
        missing("Missing one of these permissions: a.b.c or d.e.f and g.h.i"),
        ["a.b.c", "d.e.f", "g.h.i"]
    );
}

#[test]
fn a_formatting_accident_does_not_reach_the_permissions() {
    let accident = "%!(EXTRA string=key_1)";
    assert_eq!(
        missing(&format!("Missing one of these permissions: a.*.b or a.c.b{accident}")),
        ["a.*.b", "a.c.b"]
    );
    assert_eq!(missing(&format!("Missing permission: 'a.*.b'{accident}")), ["a.*.b"]);
    let error = read_json(404, &envelope("unkey/data/key_not_found", &format!("No such key.{accident}")));
    assert_eq!(error.detail(), format!("No such key.{accident}"));
}

#[test]
fn a_denial_in_other_words_names_no_permissions() {
    for detail in ["", "You shall not pass.", "Missing permission: '", "Missing one of these permissions: "] {
        assert_eq!(missing(detail), [""; 0], "{detail:?}");
    }
}

#[test]
fn the_404_of_a_masked_denial_carries_permissions_too() {
    let detail = "Missing one of these permissions: api.*.read_key or api.api_1.read_key";
    let error = read_json(404, &envelope("unkey/data/key_not_found", detail));
    assert_eq!(error.missing(), ["api.*.read_key", "api.api_1.read_key"]);
    assert_eq!(error.kind(), ErrorKind::NotFound);
}

#[test]
fn an_empty_detail_leaves_no_trace_in_the_text() {
    let error = read_json(403, &envelope("unkey/authorization/insufficient_permissions", ""));
    assert_eq!(error.detail(), "");
    assert_eq!(error.to_string(), "403 insufficient_permissions (req_1)");
}

#[test]
fn only_a_refusal_in_unkeys_own_words_proves_that_nothing_was_done() {
    let ours = |status| read_json(status, &envelope("unkey/data/some_code", "")).effect();
    for status in [400, 401, 403, 404, 409, 410, 412, 413, 422, 429] {
        assert_eq!(ours(status), Effect::None, "{status}");
        assert_eq!(read(status, "<html>").effect(), Effect::Unknown, "{status}");
        let others = json!({ "error": { "type": "invalid_request_error", "message": "no" } });
        assert_eq!(read_json(status, &others).effect(), Effect::Unknown, "{status}");
    }
    for status in [408, 499, 500, 502, 503, 504] {
        assert_eq!(ours(status), Effect::Unknown, "{status}");
    }
}

#[test]
fn an_answer_of_something_else_is_named_for_what_it_is_and_not_quoted() {
    for (body, what) in [
        ("", "empty"),
        ("  <!doctype html><h1>marker", "an HTML page"),
        ("404 page not found: marker", "something other than JSON"),
        (r#"{"error":{"title":"marker"#, "JSON that is cut short or malformed"),
        (r#"{"error":{"message":"marker","code":"NOT_FOUND"}}"#, "JSON of an unexpected form"),
        (r#"["marker"]"#, "JSON of an unexpected form"),
        (r#"{"error":"marker"}"#, "JSON of an unexpected form"),
        (r#"{"meta":{"requestId":"marker"},"data":{}}"#, "JSON of an unexpected form"),
    ] {
        let error = read(502, body);
        assert!(error.detail().contains(what), "{body}: {error}");
        assert!(!format!("{error} {error:?}").contains("marker"), "{body}");
        assert_eq!((error.kind(), error.status()), (ErrorKind::Server, Some(502)));
    }
}

#[test]
fn what_something_else_says_about_keys_and_permissions_is_not_believed() {
    for status in [302, 400, 401, 403, 404, 405, 407, 409, 413] {
        assert_eq!(read(status, "<html>").kind(), ErrorKind::UnexpectedAnswer, "{status}");
    }
    assert_eq!(read(408, "").kind(), ErrorKind::Timeout);
    assert_eq!(read(429, "").kind(), ErrorKind::RateLimited);
    assert_eq!(read(504, "").kind(), ErrorKind::Server);
    assert!(read(307, "").detail().contains("redirect"));
}

#[test]
fn a_field_of_another_type_does_not_lose_the_rest() {
    for (place, odd) in [
        ("/meta", json!(null)),
        ("/meta/requestId", json!(7)),
        ("/error/title", json!({ "en": "x" })),
        ("/error/detail", json!(null)),
        ("/error/detail", json!(["a", "b"])),
        ("/error/errors", json!(null)),
        ("/error/errors", json!("none")),
        ("/error/status", json!("404")),
    ] {
        let mut body = envelope("unkey/data/key_not_found", "a detail");
        body["error"]["errors"] = json!([]);
        *body.pointer_mut(place).unwrap() = odd;
        assert_eq!(read_json(404, &body).code(), Some(&ErrorCode::KEY_NOT_FOUND), "{place}");
    }
    let mut body = envelope("x", "a detail");
    body["error"]["type"] = json!(null);
    let error = read_json(404, &body);
    assert_eq!((error.request_id(), error.detail(), error.code()), (Some("req_1"), "a detail", None));
}

#[test]
fn a_violation_of_another_form_does_not_lose_the_others() {
    let mut body = envelope("unkey/application/invalid_input", "");
    body["error"]["errors"] =
        json!([7, { "location": 7, "message": "first" }, null, { "location": "/second" }]);
    let error = read_json(400, &body);
    let seen: Vec<_> = error.errors().iter().map(|e| (e.location.as_str(), e.message.as_str())).collect();
    assert_eq!(seen, [("", "first"), ("/second", "")]);
}

#[test]
fn an_echoed_secret_is_redacted_wherever_it_stands() {
    let echo = "of unkey_rootkey123 and sk_secret456.";
    let body = json!({
        "meta": { "requestId": echo },
        "error": {
            "title": echo,
            "detail": format!("Missing permission: 'unkey_rootkey123' {echo}"),
            "type": "https://unkey.com/docs/errors/unkey/data/unkey_rootkey123",
            "errors": [{ "location": echo, "message": echo, "fix": echo }],
        },
    });
    let error = read_json(400, &body);
    let all = format!("{error} {error:?} {:?} {:?} {:?}", error.code(), error.missing(), error.errors());
    assert!(!all.contains("rootkey123") && !all.contains("secret456"), "{all}");
    assert_eq!(error.title(), Some("of [redacted] and [redacted]."));
}

#[test]
fn a_secret_that_is_an_ordinary_word_does_not_hide_the_code() {
    let body = envelope("unkey/data/key_not_found", "No data.").to_string();
    let answered = Answered { status: 404, retry_after: None, body: body.as_bytes() };
    let error = Error::from(parse(answered, ["data", "unkey"].into_iter()));
    assert_eq!(error.code(), Some(&ErrorCode::KEY_NOT_FOUND));
    assert_eq!(error.detail(), "No [redacted].");
}

#[test]
fn texts_of_the_service_are_one_bounded_line() {
    let detail = format!("first\nsecond \u{1b}[31mred {}", "x".repeat(100_000));
    let error = read_json(400, &envelope("unkey/application/invalid_input", &detail));
    assert!(error.detail().starts_with("first second  [31mred x"));
    assert!(error.detail().len() < 5_000 && error.detail().ends_with('…'));
}
