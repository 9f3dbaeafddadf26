//! Answers that are odd, cut, oversized, or from something else.

use super::*;
use crate::{
    RetryPolicy,
    error::{Effect, ErrorCode, ErrorKind},
};

fn cut(status: &str, body: &str) -> Reply {
    Reply::Raw(format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n{body}"
    ))
}

#[tokio::test]
async fn an_error_knows_its_call() {
    let reply =
        Reply::refusal(403, "unkey/authorization/insufficient_permissions", "Missing permission: 'a.b.c'");
    let error = refusal(reply).await;
    assert_eq!((error.status(), error.request_id(), error.attempts()), (Some(403), Some("req_bad"), 1));
    assert!(error.operation().unwrap().starts_with("keys."));
    assert_eq!(error.missing(), ["a.b.c"]);
}

#[tokio::test]
async fn either_media_type_of_errors_and_a_wrong_one_are_read_alike() {
    let Reply::Answer(status, _, body) = Reply::error(404, "unkey/data/key_not_found") else {
        unreachable!()
    };
    for header in ["Content-Type: application/problem+json", "Content-Type: text/html", "X-None: none"] {
        let error = refusal(Reply::Answer(status, vec![header.to_owned()], body.clone())).await;
        assert_eq!(error.code(), Some(&ErrorCode::KEY_NOT_FOUND), "{header}");
    }
}

#[tokio::test]
async fn a_success_of_another_media_type_is_a_success() {
    let server = Server::replies([Reply::empty().with("Content-Type: text/plain")]).await;
    delete(&client(&server, &Time::new())).await.unwrap();
}

#[tokio::test]
async fn a_success_that_cannot_be_read_was_applied() {
    for (body, why) in [
        ("", "cut short"),
        (r#"{"meta":{"requestId":"#, "cut short"),
        ("<html>welcome to the hotel</html>", "not JSON"),
        (r#"{"error":{}}"#, "unexpected form"),
        ("null", "unexpected form"),
    ] {
        let error = refusal(Reply::json(200, body.to_owned())).await;
        assert_eq!((error.kind(), error.effect()), (ErrorKind::UnexpectedAnswer, Effect::Applied), "{body}");
        assert_eq!((error.status(), error.attempts()), (Some(200), 1));
        assert!(error.detail().contains(why) && !error.detail().contains("hotel"), "{}", error.detail());
    }
}

#[tokio::test]
async fn a_success_whose_connection_breaks_was_applied_and_a_failure_may_have_been() {
    let error = refusal(cut("200 OK", r#"{"meta":"#)).await;
    assert_eq!(
        (error.kind(), error.effect(), error.status()),
        (ErrorKind::Connection, Effect::Applied, Some(200))
    );
    let error = refusal(cut("404 Not Found", r#"{"meta":"#)).await;
    assert_eq!(
        (error.kind(), error.effect(), error.status()),
        (ErrorKind::Connection, Effect::Unknown, Some(404))
    );
}

#[tokio::test]
async fn a_connection_that_closes_without_an_answer_may_have_been_applied() {
    for reply in [Reply::Close, Reply::Raw("HTTP/1.1 2".to_owned()), Reply::Raw("SSH-2.0-x\r\n".to_owned())] {
        let error = refusal(reply).await;
        assert_eq!(
            (error.kind(), error.effect(), error.status()),
            (ErrorKind::Connection, Effect::Unknown, None)
        );
    }
}

#[tokio::test]
async fn the_plain_text_of_another_server_is_no_word_about_a_key() {
    for (status, body) in [(404, "404 page not found\n"), (405, "Method Not Allowed\n")] {
        let error = refusal(Reply::text(status, body)).await;
        assert_eq!((error.kind(), error.code()), (ErrorKind::UnexpectedAnswer, None));
        assert_eq!((error.status(), error.effect()), (Some(status), Effect::Unknown));
        assert!(!error.detail().contains(body.trim()));
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let elsewhere = Server::start(|_, _| Reply::empty()).await;
    for status in [301, 302, 307, 308] {
        let location = format!("Location: {}/v2/other", elsewhere.url);
        let error = refusal(Reply::text(status, "").with(&location)).await;
        assert_eq!((error.kind(), error.status()), (ErrorKind::UnexpectedAnswer, Some(status)));
        assert!(error.detail().contains("redirect"));
    }
    assert_eq!(elsewhere.seen().len(), 0);
}

#[tokio::test]
async fn an_answer_that_is_too_long_is_given_up_as_it_comes() {
    let endless = Reply::Raw(format!("HTTP/1.1 200 OK\r\n\r\n{}", " ".repeat(2_000)));
    let exact = Reply::json(200, format!("{:<1000}", r#"{"meta":{"requestId":"r"},"data":{}}"#));
    for (reply, accepted) in [(exact, true), (endless, false)] {
        let server = Server::replies([reply]).await;
        let small = builder(&server, &Time::new()).max_answer_bytes(1_000).retry(RetryPolicy::never());
        let result = delete(&small.build().unwrap()).await;
        assert_eq!(result.is_ok(), accepted);
        if let Err(error) = result {
            assert_eq!((error.kind(), error.effect()), (ErrorKind::UnexpectedAnswer, Effect::Applied));
            assert_eq!(error.status(), Some(200));
        }
    }
}

#[tokio::test]
async fn an_echo_of_the_root_key_or_of_a_presented_key_is_redacted() {
    let echo = format!("no {ROOT_KEY}, no sk_presented");
    let server = Server::replies([Reply::refusal(400, "unkey/application/invalid_input", &echo)]).await;
    let request = crate::VerifyKey::new("sk_presented");
    let error = client(&server, &Time::new()).keys().verify(request).await.unwrap_err();
    assert_eq!(error.detail(), "no [redacted], no [redacted]");
    assert!(server.seen()[0].body.contains("sk_presented"));
}
