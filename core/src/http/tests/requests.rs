//! What a request looks like on the wire, and what may be set about it.

use std::time::Duration;

use super::*;
use crate::{
    config::{CallOptions, RetryPolicy},
    error::ErrorKind,
};

#[tokio::test]
async fn a_call_is_a_post_of_json_with_the_root_key() {
    let server = Server::replies([Reply::empty()]).await;
    delete(&client(&server, &Time::new())).await.unwrap();
    let seen = &server.seen()[0];
    assert!(seen.head.starts_with("POST /v2/keys."), "{}", seen.head);
    assert_eq!(seen.header("authorization"), Some("Bearer unkey_test_root_key"));
    assert_eq!(seen.header("content-type"), Some("application/json"));
    assert_eq!(seen.body, r#"{"keyId":"key_1"}"#);
}

#[tokio::test]
async fn both_media_types_of_errors_are_accepted_and_no_compression() {
    let server = Server::replies([Reply::empty()]).await;
    delete(&client(&server, &Time::new())).await.unwrap();
    let seen = &server.seen()[0];
    assert_eq!(seen.header("accept"), Some("application/json, application/problem+json"));
    assert_eq!(seen.header("accept-encoding"), None);
}

#[tokio::test]
async fn the_user_agent_names_the_version_unless_it_is_set() {
    let server = Server::replies([Reply::empty(), Reply::empty()]).await;
    let time = Time::new();
    delete(&client(&server, &time)).await.unwrap();
    delete(&builder(&server, &time).user_agent("my-app/1").build().unwrap()).await.unwrap();
    let agents: Vec<_> =
        server.seen().iter().map(|seen| seen.header("user-agent").unwrap().to_owned()).collect();
    assert_eq!(agents, [concat!("unkey-kit/", env!("CARGO_PKG_VERSION")), "my-app/1"]);
}

#[tokio::test]
async fn headers_are_added_to_every_request() {
    let server = Server::replies([Reply::empty()]).await;
    let unkey = builder(&server, &Time::new()).header("X-Gateway", "secret-of-the-gateway").build().unwrap();
    delete(&unkey).await.unwrap();
    assert_eq!(server.seen()[0].header("x-gateway"), Some("secret-of-the-gateway"));
}

#[test]
fn headers_that_are_the_clients_own_or_cannot_be_sent_are_refused_without_their_value() {
    for (name, value) in [
        ("Authorization", "planted"),
        ("accept", "planted"),
        ("Content-Type", "planted"),
        ("content-length", "planted"),
        ("Host", "planted"),
        ("Connection", "planted"),
        ("Transfer-Encoding", "planted"),
        ("User-Agent", "planted"),
        ("not a name", "planted"),
        ("", "planted"),
        ("X-Fine", "planted\r\nX-Injected: yes"),
    ] {
        let error = Unkey::builder().root_key(ROOT_KEY).header(name, value).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration, "{name}");
        assert!(!format!("{error} {error:?}").contains("planted"), "{error}");
    }
}

#[test]
fn settings_that_cannot_be_used_are_refused_in_words_that_fit_every_language() {
    let build = |change: fn(UnkeyBuilder) -> UnkeyBuilder| {
        let error = change(Unkey::builder().root_key(ROOT_KEY)).build().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Configuration);
        error.detail().to_owned()
    };
    assert!(build(|b| b.user_agent("line\nbreak")).contains("user agent"));
    assert!(build(|b| b.proxy("::")).contains("proxy"));
    assert!(build(|b| b.ca_certificates("")).contains("the CA certificates hold no certificate"));
    for (what, change) in [
        ("the limit on requests in flight", (|b| b.max_in_flight(0)) as fn(UnkeyBuilder) -> UnkeyBuilder),
        ("the limit on the bytes of an answer", |b| b.max_answer_bytes(0)),
        ("the timeout of one request", |b| b.attempt_timeout(Duration::ZERO)),
        ("the deadline of a call", |b| b.deadline(Duration::ZERO)),
        ("the timeout for connecting", |b| b.connect_timeout(Duration::ZERO)),
        ("the limit on the attempts of a call", |b| {
            b.retry(RetryPolicy { max_attempts: 0, ..RetryPolicy::default() })
        }),
    ] {
        let detail = build(change);
        assert!(detail.starts_with(&format!("{what} is 0")) && !detail.contains('_'), "{detail}");
    }
}

#[tokio::test]
async fn options_that_leave_no_time_or_no_attempt_fail_the_call_before_anything_is_sent() {
    let server = Server::replies([a_key()]).await;
    let no_attempt = RetryPolicy { max_attempts: 0, ..RetryPolicy::default() };
    let none = CallOptions::default();
    for (what, options) in [
        ("the timeout of one request", none.clone().attempt_timeout(Duration::ZERO)),
        ("the deadline of a call", none.clone().deadline(Duration::ZERO)),
        ("the limit on the attempts of a call", none.retry(no_attempt)),
    ] {
        let error = read(&client(&server, &Time::new()).with_options(options)).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Configuration, 0));
        assert!(error.detail().starts_with(what), "{error}");
        assert_eq!(error.operation(), Some("keys.getKey"));
    }
    assert_eq!(server.seen().len(), 0);
}
