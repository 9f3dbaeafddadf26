//! Root keys that come from a provider.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::*;
use crate::{
    RetryPolicy,
    error::{Effect, ErrorCode, ErrorKind},
    secret::RootKey,
};

type Given = Result<RootKey, std::io::Error>;

/// A client whose provider gives `give(n)` when asked for the nth time; and how often it was asked.
fn provided(
    server: &Server,
    give: impl Fn(usize) -> Given + Send + Sync + 'static,
) -> (Unkey, Arc<AtomicUsize>) {
    let asked = Arc::new(AtomicUsize::new(0));
    let count = Arc::clone(&asked);
    let provider = move || {
        let given = give(count.fetch_add(1, Ordering::SeqCst) + 1);
        async move {
            // Gives other calls the chance to ask, too.
            tokio::task::yield_now().await;
            given
        }
    };
    let unkey = Unkey::builder().root_key_provider(provider).base_url(&server.url).clock(Time::new().clock());
    (unkey.build().unwrap(), asked)
}

fn key_number(n: usize) -> Given {
    Ok(RootKey::new(format!("unkey_number_{n}")).unwrap())
}

fn unavailable() -> Given {
    Err(std::io::Error::other("the vault is sealed"))
}

/// A server that accepts no root key but this, and refuses others with this.
async fn accepting(key: &'static str, refusal: Reply) -> Server {
    Server::start(move |seen, _| {
        let accepted = seen.header("authorization") == Some(&format!("Bearer {key}"));
        if accepted { a_key() } else { refusal.clone() }
    })
    .await
}

fn unknown_root_key() -> Reply {
    Reply::error(401, "unkey/authentication/key_not_found")
}

#[tokio::test]
async fn a_provider_is_asked_at_the_first_call_and_not_again() {
    let server = accepting("unkey_number_1", unknown_root_key()).await;
    let (unkey, asked) = provided(&server, key_number);
    assert_eq!(asked.load(Ordering::SeqCst), 0);
    read(&unkey).await.unwrap();
    read(&unkey).await.unwrap();
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_provider_is_asked_again_after_each_of_the_refusals_of_a_rotated_key() {
    for (status, code) in [
        (401, "unkey/authentication/key_not_found"),
        (403, "unkey/authorization/key_disabled"),
        (403, "unkey/authorization/forbidden"),
    ] {
        let server = accepting("unkey_number_2", Reply::error(status, code)).await;
        let (unkey, asked) = provided(&server, key_number);
        read(&unkey).await.unwrap();
        assert_eq!((asked.load(Ordering::SeqCst), server.seen().len()), (2, 2), "{code}");
        read(&unkey).await.unwrap();
        assert_eq!((asked.load(Ordering::SeqCst), server.seen().len()), (2, 3), "{code}");
    }
}

#[tokio::test]
async fn other_refusals_do_not_ask_the_provider() {
    for (status, code) in [
        (403, "unkey/authorization/insufficient_permissions"),
        (403, "unkey/authorization/workspace_disabled"),
        (404, "unkey/data/key_not_found"),
        (400, "unkey/authentication/malformed"),
    ] {
        let server = accepting("unkey_number_2", Reply::error(status, code)).await;
        let (unkey, asked) = provided(&server, key_number);
        read(&unkey).await.unwrap_err();
        assert_eq!((asked.load(Ordering::SeqCst), server.seen().len()), (1, 1), "{code}");
    }
}

#[tokio::test]
async fn the_second_refusal_surfaces() {
    let server = accepting("none", unknown_root_key()).await;
    let (unkey, asked) = provided(&server, key_number);
    let error = read(&unkey).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some(&ErrorCode::ROOT_KEY_NOT_FOUND), 2));
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_provider_is_asked_again_even_where_nothing_else_is_repeated() {
    let server = accepting("unkey_number_2", unknown_root_key()).await;
    let (unkey, _) = provided(&server, key_number);
    let once = unkey.with_options(crate::CallOptions::default().retry(RetryPolicy::never()));
    read(&once).await.unwrap();
    assert_eq!(server.seen().len(), 2);
}

#[tokio::test]
async fn calls_that_are_refused_together_ask_once() {
    let server = accepting("unkey_number_2", unknown_root_key()).await;
    let (unkey, asked) = provided(&server, key_number);
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let unkey = unkey.clone();
            tokio::spawn(async move { read(&unkey).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(asked.load(Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_provider_that_fails_at_first_fails_the_call_before_anything_is_sent() {
    let server = Server::replies([a_key()]).await;
    let (unkey, asked) = provided(&server, |n| if n == 1 { unavailable() } else { key_number(n) });
    let error = read(&unkey).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.effect(), error.attempts()),
        (ErrorKind::Authentication, Effect::None, 0)
    );
    let source = std::error::Error::source(&error).unwrap();
    let shared = source.downcast_ref::<Arc<dyn std::error::Error + Send + Sync>>().unwrap();
    assert_eq!(shared.downcast_ref::<std::io::Error>().unwrap().to_string(), "the vault is sealed");
    let texts = format!("{error} {error:?} {} {}", error.detail(), serde_json::to_string(&error).unwrap());
    assert!(texts.contains("the root-key provider gave no root key") && !texts.contains("sealed"), "{texts}");
    assert_eq!((asked.load(Ordering::SeqCst), server.seen().len()), (1, 0));
    read(&unkey).await.unwrap();
}

#[tokio::test]
async fn a_provider_that_fails_later_leaves_what_the_service_said() {
    let server = accepting("unkey_number_3", unknown_root_key()).await;
    let (unkey, asked) = provided(&server, |n| if n == 2 { unavailable() } else { key_number(n) });
    let error = read(&unkey).await.unwrap_err();
    assert_eq!((error.code(), error.attempts()), (Some(&ErrorCode::ROOT_KEY_NOT_FOUND), 1));
    // The next call does not send the refused key again: it asks.
    read(&unkey).await.unwrap();
    assert_eq!((asked.load(Ordering::SeqCst), server.seen().len()), (3, 2));
}

#[tokio::test]
async fn calls_that_wait_for_a_provider_that_fails_do_not_ask_it_one_by_one() {
    let server = Server::start(|_, _| a_key()).await;
    let (unkey, asked) = provided(&server, |_| unavailable());
    let calls: Vec<_> = (0..20)
        .map(|_| {
            let unkey = unkey.clone();
            tokio::spawn(async move { read(&unkey).await })
        })
        .collect();
    for call in calls {
        assert_eq!(call.await.unwrap().unwrap_err().kind(), ErrorKind::Authentication);
    }
    assert_eq!(asked.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_root_key_that_is_a_value_is_sent_once() {
    let server = Server::start(|_, _| unknown_root_key()).await;
    let error = read(&client(&server, &Time::new())).await.unwrap_err();
    assert_eq!((error.code(), server.seen().len()), (Some(&ErrorCode::ROOT_KEY_NOT_FOUND), 1));
}
