//! Time limits of an attempt and of a call.

use std::{sync::Arc, time::Duration};

use tokio::sync::Semaphore;

use super::*;
use crate::{
    RetryPolicy,
    config::CallOptions,
    error::{Effect, ErrorKind},
};

#[tokio::test]
async fn a_wait_that_would_pass_the_deadline_fails_now() {
    let limited = |seconds| Reply::error(429, RATE_LIMITED).with(&format!("Retry-After: {seconds}"));
    let server = Server::replies([limited(5), limited(55)]).await;
    let time = Time::new();
    let unkey = builder(&server, &time).deadline(Duration::from_secs(60)).build().unwrap();
    let error = read(&unkey).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::RateLimited, 2));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(55)));
    assert_eq!(time.slept(), [Duration::from_millis(5100)]);
}

#[tokio::test]
async fn durations_beyond_all_measure_overflow_nothing() {
    let limited = Reply::error(429, RATE_LIMITED).with("Retry-After: 18446744073709551615");
    let server = Server::replies([limited, a_key()]).await;
    let unkey = client(&server, &Time::new());
    let error = read(&unkey).await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(u64::MAX)));
    let endless = CallOptions::default().deadline(Duration::MAX).attempt_timeout(Duration::MAX);
    read(&unkey.with_options(endless)).await.unwrap();
}

#[tokio::test]
async fn an_attempt_that_takes_too_long_is_given_up_and_may_have_been_applied() {
    let server = Server::start(|_, _| Reply::Stall).await;
    let time = Time::new();
    let unkey = builder(&server, &time).retry(RetryPolicy::never()).build().unwrap();
    let call = tokio::spawn(async move { create(&unkey).await });
    server.wait_for(1).await;
    time.advance(Duration::from_secs(29));
    tokio::task::yield_now().await;
    assert!(!call.is_finished());
    time.advance(Duration::from_secs(1));
    let error = call.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.effect(), error.status()), (ErrorKind::Timeout, Effect::Unknown, None));
    server.wait_for_hang_ups(1).await;
}

#[tokio::test]
async fn a_call_that_may_be_repeated_is_sent_again_after_a_time_out() {
    let server = Server::replies([Reply::Stall, a_key()]).await;
    let time = Time::new();
    let unkey = client(&server, &time);
    let call = tokio::spawn(async move { read(&unkey).await });
    server.wait_for(1).await;
    time.advance(Duration::from_secs(30));
    call.await.unwrap().unwrap();
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn the_deadline_ends_the_last_attempt_before_its_own_limit() {
    let server = Server::start(|_, _| Reply::Stall).await;
    let time = Time::new();
    let options = CallOptions::default().deadline(Duration::from_secs(12));
    let unkey = client(&server, &time).with_options(options);
    let call = tokio::spawn(async move { read(&unkey).await });
    server.wait_for(1).await;
    time.advance(Duration::from_secs(12));
    let error = call.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Timeout, 1));
}

#[tokio::test]
async fn a_call_that_never_gets_its_turn_was_not_sent() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Reply::After(Arc::clone(&gate), Box::new(a_key()));
    let server = Server::replies([held]).await;
    let time = Time::new();
    let unkey = builder(&server, &time).max_in_flight(1).build().unwrap();
    let first = tokio::spawn({
        let unkey = unkey.clone();
        async move { read(&unkey).await }
    });
    server.wait_for(1).await;
    let options = CallOptions::default().deadline(Duration::from_secs(11));
    let second = tokio::spawn(async move { create(&unkey.with_options(options)).await });
    tokio::task::yield_now().await;
    time.advance(Duration::from_secs(11));
    let error = second.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.effect(), error.attempts()), (ErrorKind::Timeout, Effect::None, 0));
    gate.add_permits(1);
    first.await.unwrap().unwrap();
    assert_eq!(server.seen().len(), 1);
}

#[tokio::test]
async fn a_repeat_that_never_gets_its_turn_leaves_the_error_that_asked_for_it() {
    let gate = Arc::new(Semaphore::new(0));
    let failing = Reply::After(Arc::clone(&gate), Box::new(Reply::error(500, UNAVAILABLE)));
    let server = Server::replies([failing, Reply::Stall]).await;
    let time = Time::new();
    let unkey = builder(&server, &time).max_in_flight(1).build().unwrap();
    let options = CallOptions::default().deadline(Duration::from_secs(15));
    let first = unkey.with_options(options);
    let first = tokio::spawn(async move { delete(&first).await });
    server.wait_for(1).await;
    // Waits for the only turn, and keeps it.
    let second = tokio::spawn(async move { read(&unkey).await });
    tokio::task::yield_now().await;
    gate.add_permits(1);
    server.wait_for(2).await;
    time.advance(Duration::from_secs(15));
    let error = first.await.unwrap().unwrap_err();
    assert_eq!((error.kind(), error.status(), error.attempts()), (ErrorKind::Server, Some(500), 1));
    assert_eq!((error.request_id(), error.effect()), (Some("req_bad"), Effect::Unknown));
    second.abort();
}
