//! What is repeated, when, and how often.

use std::time::Duration;

use super::*;
use crate::{
    config::{CallOptions, RetryPolicy},
    error::{Effect, ErrorKind},
};

const SECOND: Duration = Duration::from_secs(1);

#[tokio::test]
async fn a_rate_limited_call_waits_at_least_as_long_as_it_is_told() {
    for (header, least) in
        [("Retry-After: 7", 7 * SECOND), ("Retry-After: 0", SECOND), ("X-Other: 7", SECOND)]
    {
        let limited = Reply::error(429, RATE_LIMITED).with(header);
        let server = Server::replies([limited, a_created_key()]).await;
        let time = Time::new();
        create(&client(&server, &time)).await.unwrap();
        // Half of the first back-off is the jitter on top.
        assert_eq!(time.slept(), [least + Duration::from_millis(100)], "{header}");
    }
}

#[tokio::test]
async fn a_failure_of_the_service_is_ridden_out_where_a_repeat_does_no_harm() {
    let failures = [Reply::error(500, UNAVAILABLE), Reply::text(502, "<html>"), Reply::Close];
    let (result, requests) =
        outcome(failures.clone().into_iter().chain([a_key()]), |c| async move { read(&c).await }).await;
    assert_eq!((result.is_ok(), requests), (true, 4));
    let (result, requests) =
        outcome(failures.into_iter().chain([Reply::empty()]), |c| async move { delete(&c).await }).await;
    assert_eq!((result.is_ok(), requests), (true, 4));
}

#[tokio::test]
async fn back_off_grows() {
    let server = Server::start(|_, _| Reply::error(500, UNAVAILABLE)).await;
    let time = Time::new();
    let error = read(&client(&server, &time)).await.unwrap_err();
    assert_eq!(time.slept(), [100, 200, 400].map(Duration::from_millis));
    assert_eq!((error.attempts(), server.seen().len()), (4, 4));
}

#[tokio::test]
async fn a_creation_is_never_repeated_once_it_may_have_been_applied() {
    let request_timeout = Reply::error(408, "user/bad_request/request_timeout");
    for reply in [
        Reply::error(500, UNAVAILABLE),
        Reply::text(504, ""),
        request_timeout,
        Reply::text(429, "a proxy's word"),
        Reply::Close,
        Reply::Raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_owned()),
    ] {
        let (result, requests) = outcome([reply, a_created_key()], |c| async move { create(&c).await }).await;
        let error = result.unwrap_err();
        assert_eq!(requests, 1, "{error:?}");
        assert_ne!(error.effect(), Effect::None, "{error:?}");
    }
}

#[tokio::test]
async fn a_creation_is_repeated_while_nothing_was_done() {
    let unreadable = Reply::error(400, "user/bad_request/request_body_unreadable");
    let limited = Reply::error(429, RATE_LIMITED);
    let (result, requests) =
        outcome([limited.clone(), unreadable, limited, a_created_key()], |c| async move { create(&c).await })
            .await;
    assert_eq!((result.is_ok(), requests), (true, 4));
}

#[tokio::test]
async fn the_effect_is_the_worst_over_all_attempts() {
    let replies =
        [Reply::error(500, UNAVAILABLE), Reply::error(403, "unkey/authorization/insufficient_permissions")];
    let (result, _) = outcome(replies, |c| async move { delete(&c).await }).await;
    let error = result.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::PermissionDenied, Effect::Unknown));
    assert_eq!(error.attempts(), 2);
}

#[tokio::test]
async fn a_raw_call_is_repeated_after_a_failure_only_on_the_callers_word() {
    for (word, attempts) in [(false, 1), (true, 3)] {
        let failed = Reply::error(500, UNAVAILABLE);
        let server = Server::replies([failed, Reply::error(429, RATE_LIMITED), Reply::empty()]).await;
        let options = CallOptions::default().safe_to_repeat(word);
        let unkey = client(&server, &Time::new()).with_options(options);
        let result = unkey.call_raw("things.make", crate::Json::Null).await;
        assert_eq!((result.is_ok(), server.seen().len()), (word, attempts));
    }
    // Of other calls the client knows it better.
    let server = Server::replies([Reply::error(500, UNAVAILABLE), a_created_key()]).await;
    let unkey = client(&server, &Time::new()).with_options(CallOptions::default().safe_to_repeat(true));
    assert_eq!(create(&unkey).await.unwrap_err().effect(), Effect::Unknown);
}

#[tokio::test]
async fn what_cannot_pass_by_itself_is_not_repeated() {
    for (status, code) in [
        (400, "unkey/application/invalid_input"),
        (401, "unkey/authentication/key_not_found"),
        (403, "unkey/authorization/key_disabled"),
        (404, "unkey/data/key_not_found"),
        (409, "unkey/data/identity_already_exists"),
        (412, "unkey/application/protected_resource"),
        (429, "user/too_many_requests/query_quota_exceeded"),
        (500, "unkey/application/assertion_failed"),
    ] {
        let (result, requests) =
            outcome([Reply::error(status, code), a_key()], |c| async move { read(&c).await }).await;
        assert_eq!((result.is_err(), requests), (true, 1), "{code}");
    }
}

#[tokio::test]
async fn a_policy_of_one_attempt_repeats_nothing() {
    let server = Server::start(|_, _| Reply::error(429, RATE_LIMITED)).await;
    let time = Time::new();
    let once = client(&server, &time).with_options(CallOptions::default().retry(RetryPolicy::never()));
    assert_eq!(read(&once).await.unwrap_err().attempts(), 1);
    assert_eq!((server.seen().len(), time.slept().len()), (1, 0));
}

#[tokio::test]
async fn a_connection_that_cannot_be_made_is_tried_again_and_changed_nothing() {
    let address = {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        listener.local_addr().unwrap()
    };
    let time = Time::new();
    let unkey = Unkey::builder().root_key(ROOT_KEY).base_url(format!("http://{address}")).clock(time.clock());
    let error = create(&unkey.build().unwrap()).await.unwrap_err();
    assert_eq!((error.kind(), error.effect(), error.attempts()), (ErrorKind::Connection, Effect::None, 4));
    assert!(error.detail().contains("refused"), "names the root cause: {}", error.detail());
    assert!(error.detail().contains(&format!("no connection to http://{address}")), "{}", error.detail());
    assert_eq!(error.status(), None);
}
