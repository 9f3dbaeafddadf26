//! A repeated deletion that finds its target gone.

use super::*;
use crate::{
    RetryPolicy,
    error::{Effect, ErrorCode},
};

fn gone() -> Reply {
    Reply::error(404, "unkey/data/key_not_found")
}

async fn deletion(replies: impl IntoIterator<Item = Reply>) -> (Result<()>, usize) {
    outcome(replies, |unkey| async move { delete(&unkey).await }).await
}

#[tokio::test]
async fn a_target_that_is_gone_after_our_own_lost_deletion_is_success() {
    let cut = Reply::Raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{".to_owned());
    for lost in [Reply::Close, Reply::error(500, UNAVAILABLE), Reply::text(504, "<html>"), cut] {
        let (result, requests) = deletion([lost, gone()]).await;
        assert_eq!((result.is_ok(), requests), (true, 2), "{result:?}");
    }
}

#[tokio::test]
async fn the_lost_deletion_may_be_several_attempts_ago() {
    let (result, requests) = deletion([Reply::Close, Reply::error(429, RATE_LIMITED), gone()]).await;
    assert_eq!((result.is_ok(), requests), (true, 3));
}

#[tokio::test]
async fn a_target_that_is_gone_at_once_is_not_found() {
    let (result, requests) = deletion([gone()]).await;
    let error = result.unwrap_err();
    assert_eq!((error.code(), error.effect()), (Some(&ErrorCode::KEY_NOT_FOUND), Effect::None));
    assert_eq!(requests, 1);
}

#[tokio::test]
async fn a_target_that_is_gone_after_attempts_that_did_nothing_is_not_found() {
    let (result, requests) = deletion([Reply::error(429, RATE_LIMITED), gone()]).await;
    assert_eq!((result.unwrap_err().effect(), requests), (Effect::None, 2));
}

#[tokio::test]
async fn another_404_after_a_lost_deletion_is_no_success() {
    for code in ["unkey/data/workspace_not_found", "unkey/data/api_not_found", "unkey/moon/key_not_found"] {
        let (result, _) = deletion([Reply::Close, Reply::error(404, code)]).await;
        let error = result.unwrap_err();
        assert_eq!((error.status(), error.effect()), (Some(404), Effect::Unknown), "{code}");
    }
    let (result, _) = deletion([Reply::Close, Reply::text(404, "404 page not found")]).await;
    assert!(result.is_err(), "a 404 without a code");
}

#[tokio::test]
async fn a_read_that_finds_nothing_after_a_lost_answer_is_not_found() {
    let (result, requests) = outcome([Reply::Close, gone()], |unkey| async move { read(&unkey).await }).await;
    assert_eq!((result.unwrap_err().code(), requests), (Some(&ErrorCode::KEY_NOT_FOUND), 2));
}

#[tokio::test]
async fn an_answer_to_a_repeat_has_the_request_id_of_the_404() {
    let server = Server::replies([Reply::Close, gone()]).await;
    let unkey = client(&server, &Time::new());
    let answer = unkey.keys().delete(DeleteKey::new("key_1")).await.unwrap();
    assert_eq!(answer.meta.request_id, "req_bad");
    // Without repeats there is nothing to conclude from a 404.
    let server = Server::replies([gone()]).await;
    let once = builder(&server, &Time::new()).retry(RetryPolicy::never()).build().unwrap();
    assert!(delete(&once).await.is_err());
}
