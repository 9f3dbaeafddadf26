//! Calls against a server on loopback, with time held still.

mod answers;
mod connections;
mod deadlines;
mod deletes;
mod provider;
mod requests;
mod retries;
mod server;
mod time;

use server::{Reply, Server};
use time::Time;

use crate::{
    api::{CreateKey, DeleteKey, GetKey},
    client::{Unkey, UnkeyBuilder},
    error::{Error, Result},
};

const ROOT_KEY: &str = "unkey_test_root_key";
const RATE_LIMITED: &str = "user/too_many_requests/workspace_rate_limited";
const UNAVAILABLE: &str = "unkey/application/service_unavailable";

/// A builder for a client of this server, on this clock.
fn builder(server: &Server, time: &Time) -> UnkeyBuilder {
    Unkey::builder().root_key(ROOT_KEY).base_url(&server.url).clock(time.clock())
}

fn client(server: &Server, time: &Time) -> Unkey {
    builder(server, time).build().unwrap()
}

/// A change that must not be repeated.
async fn create(unkey: &Unkey) -> Result<()> {
    unkey.keys().create(CreateKey::new("api_1")).await.map(drop)
}

/// A change that may be repeated.
async fn delete(unkey: &Unkey) -> Result<()> {
    unkey.keys().delete(DeleteKey::new("key_1")).await.map(drop)
}

/// A call that changes nothing.
async fn read(unkey: &Unkey) -> Result<()> {
    unkey.keys().get(GetKey::new("key_1")).await.map(drop)
}

fn a_created_key() -> Reply {
    Reply::data(r#"{"keyId":"key_1","key":"sk_made"}"#)
}

fn a_key() -> Reply {
    Reply::data(r#"{"keyId":"key_1","start":"sk_","enabled":true,"createdAt":1}"#)
}

/// One call against a server with these replies: what came of it, and how many requests arrived.
async fn outcome<F>(
    replies: impl IntoIterator<Item = Reply>,
    call: impl FnOnce(Unkey) -> F,
) -> (Result<()>, usize)
where
    F: Future<Output = Result<()>>,
{
    let server = Server::replies(replies).await;
    let result = call(client(&server, &Time::new())).await;
    let requests = server.seen().len();
    if let Err(error) = &result {
        assert_eq!(error.attempts() as usize, requests, "an error counts the requests: {error:?}");
    }
    (result, requests)
}

/// The error of one call, which is sent once.
async fn refusal(reply: Reply) -> Error {
    let server = Server::replies([reply]).await;
    let once = builder(&server, &Time::new()).retry(crate::RetryPolicy::never()).build().unwrap();
    let error = delete(&once).await.unwrap_err();
    assert_eq!(server.seen().len(), 1);
    error
}
