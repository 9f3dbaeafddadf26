//! Root keys that come from a provider.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use super::*;
use crate::{
    ListKeys, PlanRevocation, RetryPolicy, Selector,
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

/// What a caller can read of an error.
fn fields(error: &Error) -> Vec<String> {
    let Some(shared) = std::error::Error::source(error) else { panic!("{error:?} has no source") };
    let shared = shared.downcast_ref::<Arc<dyn std::error::Error + Send + Sync>>().unwrap();
    let source = shared.downcast_ref::<std::io::Error>().unwrap();
    let known = (error.kind(), error.status(), error.code(), error.request_id(), error.effect());
    vec![format!("{known:?}"), format!("{:?}", (error.attempts(), error.detail())), source.to_string()]
}

#[tokio::test]
async fn a_listing_and_a_plan_fail_with_a_providers_failure_as_a_call_does() {
    let server = Server::start(|_, _| Reply::data("[]")).await;
    let (unkey, _) = provided(&server, |_| unavailable());
    let call = read(&unkey).await.unwrap_err();
    assert_eq!((call.kind(), call.status(), call.attempts()), (ErrorKind::Authentication, None, 0));
    let list = || unkey.keys().list(ListKeys::new("api_1"));

    let (mut items, mut pages) = (list(), list().pages());
    for error in [items.try_next().await.unwrap_err(), pages.try_next().await.unwrap_err()] {
        assert_eq!(fields(&error), fields(&call));
        assert_eq!(error.operation(), Some("apis.listKeys"));
        let texts = format!("{error} {error:?} {}", serde_json::to_string(&error).unwrap());
        assert!(!texts.contains("sealed"), "{texts}");
    }
    assert!(items.try_next().await.unwrap().is_none() && pages.try_next().await.unwrap().is_none());
    assert_eq!(fields(&list().try_collect().await.unwrap_err()), fields(&call));

    let plan = unkey.revoke().plan(PlanRevocation::new(Selector::api("api_1")));
    assert_eq!(fields(&plan.summary().await.unwrap_err()), fields(&call));
    assert_eq!(server.seen().len(), 0);
}

#[tokio::test]
async fn a_provider_that_fails_in_the_middle_of_a_listing_leaves_what_the_service_said() {
    let page = r#"{"meta":{"requestId":"req_1"},"data":[],"pagination":{"hasMore":true,"cursor":"key_2"}}"#;
    let server = Server::replies([Reply::json(200, page.to_owned()), unknown_root_key()]).await;
    let (unkey, asked) = provided(&server, |n| if n == 1 { key_number(n) } else { unavailable() });
    let mut pages = unkey.keys().list(ListKeys::new("api_1")).pages();
    assert!(pages.try_next().await.unwrap().is_some());
    let error = pages.try_next().await.unwrap_err();
    assert_eq!((error.code(), error.status()), (Some(&ErrorCode::ROOT_KEY_NOT_FOUND), Some(401)));
    assert_eq!((asked.load(Ordering::SeqCst), server.seen().len()), (2, 2));
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
