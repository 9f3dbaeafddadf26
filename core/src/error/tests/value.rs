//! The error as a value: its size, its texts, its sources.

use std::{collections::HashSet, error::Error as _, io, sync::Arc, time::Duration};

use crate::error::{Details, Effect, Error, ErrorCode, ErrorKind, FieldError};

fn full() -> Error {
    Details {
        code: Some(ErrorCode::KEY_DISABLED),
        status: Some(403),
        request_id: Some("req_1".to_owned()),
        operation: Some("things.break".to_owned()),
        attempts: 2,
        retry_after: Some(Duration::from_secs(1)),
        missing: vec!["api.*.delete_key".to_owned()],
        errors: vec![FieldError::default()],
        source: Some(Arc::new(io::Error::other("outer"))),
        ..Details::new(ErrorKind::PermissionDenied, "the detail")
    }
    .into()
}

#[test]
fn an_error_is_one_word_and_goes_between_threads() {
    fn bounds<T: Clone + Send + Sync + std::error::Error + 'static>() {}
    bounds::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
    assert_eq!(size_of::<Result<(), Error>>(), size_of::<usize>());
}

#[test]
fn the_text_says_what_where_how_often_and_by_which_id() {
    assert_eq!(full().to_string(), "things.break: 403 key_disabled: the detail, after 2 attempts (req_1)");
    assert_eq!(Error::configuration("no root key").to_string(), "configuration: no root key");
}

#[test]
fn the_text_names_the_first_refused_field_and_quotes_no_value() {
    let at = |location: &str, message: &str| FieldError {
        location: location.to_owned(),
        message: message.to_owned(),
        fix: None,
    };
    let error = Error::from(Details {
        code: Some(ErrorCode::INVALID_INPUT),
        status: Some(400),
        request_id: Some("req_1".to_owned()),
        errors: vec![
            at("/properties/keyId/pattern", "'planted' does not match"),
            at("/properties/name/type", ""),
        ],
        ..Details::new(ErrorKind::BadRequest, "the body does not fit")
    });
    assert_eq!(
        error.to_string(),
        "400 invalid_input: the body does not fit [keyId: pattern, and 1 more] (req_1)"
    );
}

#[test]
fn debug_shows_what_is_known_and_no_more() {
    let shown = format!("{:?}", full());
    for part in
        ["PermissionDenied", "err:unkey:authorization:key_disabled", "req_1", "api.*.delete_key", "outer"]
    {
        assert!(shown.contains(part), "{part} is not in {shown}");
    }
    let shown = format!("{:?}", Error::configuration("no root key"));
    assert_eq!(shown, r#"Error { kind: Configuration, detail: "no root key", attempts: 0, effect: None }"#);
}

#[test]
fn the_source_is_at_hand_and_not_repeated_in_the_text() {
    let error = full();
    assert_eq!(error.source().unwrap().to_string(), "outer");
    assert!(!error.to_string().contains("outer"));
}

#[test]
fn advice_comes_from_the_code_or_else_from_the_kind() {
    assert_eq!(full().advice(), ErrorCode::KEY_DISABLED.known().unwrap().advice);
    let uncoded = Error::from(Details::new(ErrorKind::Timeout, ""));
    assert_eq!(uncoded.advice(), ErrorKind::Timeout.advice());
}

#[test]
fn the_worst_effect_is_the_greatest() {
    assert!(Effect::None < Effect::Unknown && Effect::Unknown < Effect::Applied);
}

#[test]
fn names_in_texts_and_in_json_agree() {
    let names: HashSet<_> = ErrorKind::ALL.map(ErrorKind::as_str).into();
    assert_eq!(names.len(), ErrorKind::ALL.len());
    for kind in ErrorKind::ALL {
        assert_eq!(serde_json::to_value(kind).unwrap(), kind.as_str());
    }
    for effect in [Effect::None, Effect::Unknown, Effect::Applied] {
        assert_eq!(serde_json::to_value(effect).unwrap(), effect.as_str());
    }
}
