//! Connections: kept, shared, limited, given up.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::*;
use crate::{
    RetryPolicy,
    error::{Effect, ErrorKind},
};

fn spawn(unkey: &Unkey) -> tokio::task::JoinHandle<Result<()>> {
    let unkey = unkey.clone();
    tokio::spawn(async move { read(&unkey).await })
}

#[tokio::test]
async fn a_connection_is_used_again_also_after_an_error() {
    let server = Server::replies([a_key(), Reply::error(404, "unkey/data/key_not_found"), a_key()]).await;
    let unkey = client(&server, &Time::new());
    read(&unkey).await.unwrap();
    read(&unkey).await.unwrap_err();
    read(&unkey.clone()).await.unwrap();
    assert!(server.seen().iter().all(|seen| seen.connection == 1));
}

#[tokio::test]
async fn dropping_a_call_closes_its_connection() {
    let server = Server::start(|_, _| Reply::Stall).await;
    let unkey = client(&server, &Time::new());
    let call = spawn(&unkey);
    server.wait_for(1).await;
    call.abort();
    server.wait_for_hang_ups(1).await;
}

#[tokio::test]
async fn no_more_calls_are_in_flight_than_allowed_and_the_others_take_their_turn() {
    let gate = Arc::new(Semaphore::new(0));
    let held = Arc::clone(&gate);
    let server = Server::start(move |_, _| Reply::After(Arc::clone(&held), Box::new(a_key()))).await;
    let unkey = builder(&server, &Time::new()).max_in_flight(2).build().unwrap();
    let calls: Vec<_> = (0..5).map(|_| spawn(&unkey)).collect();
    for done in 0..5 {
        let seen = server.wait_for((done + 2).min(5)).await.len();
        assert_eq!(seen, (done + 2).min(5), "requests seen when {done} were answered");
        gate.add_permits(1);
    }
    for call in calls {
        call.await.unwrap().unwrap();
    }
}

#[tokio::test]
async fn a_call_that_waits_to_be_repeated_leaves_its_place_to_others() {
    let server = Server::replies([Reply::error(500, UNAVAILABLE), a_key()]).await;
    let unkey = builder(&server, &Time::new()).max_in_flight(1).build().unwrap();
    read(&unkey).await.unwrap();
    assert_eq!(unkey.shared().in_flight.available_permits(), 1);
}

#[tokio::test]
async fn a_dropped_call_gives_its_place_back() {
    let server = Server::replies([Reply::Stall, a_key()]).await;
    let unkey = builder(&server, &Time::new()).max_in_flight(1).build().unwrap();
    let call = spawn(&unkey);
    server.wait_for(1).await;
    call.abort();
    read(&unkey).await.unwrap();
}

#[tokio::test]
async fn nothing_below_the_client_sends_a_request_twice() {
    // The second request goes out on a kept connection, which is where HTTP libraries repeat by themselves.
    let server = Server::replies([a_key(), Reply::Close]).await;
    let unkey = builder(&server, &Time::new()).retry(RetryPolicy::never()).build().unwrap();
    read(&unkey).await.unwrap();
    let error = read(&unkey).await.unwrap_err();
    assert_eq!((error.kind(), error.effect(), error.attempts()), (ErrorKind::Connection, Effect::Unknown, 1));
    let connections: Vec<_> = server.seen().iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [1, 1]);
}
