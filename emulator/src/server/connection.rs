//! One connection.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;

use super::answer_body::{AnswerBody, closed_by_fault};
use crate::emulator::Emulator;
use crate::pipeline::{Arrival, Delivery, Visit};

/// How long a connection may be idle, and a request take to arrive.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// A larger body counts as an empty one.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// The other end of a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Peer {
    pub(super) address: SocketAddr,
    /// The number of the connection, over all addresses.
    pub(super) connection: u64,
}

/// What answers on a connection.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Node(usize),
    Admin,
}

/// Answers the requests of a connection, one after the other, until it ends.
pub(super) async fn serve(stream: TcpStream, peer: Peer, target: Target, emulator: Emulator) {
    // An answer is one write: waiting for more would only delay it.
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%error, "the connection keeps Nagle's algorithm");
    }
    let service = service_fn(|request| answer(request, peer, target, &emulator));
    let served = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(READ_TIMEOUT)
        .serve_connection(TokioIo::new(stream), service)
        .await;
    if let Err(error) = served {
        tracing::debug!(%error, "a connection ended early");
    }
}

async fn answer(
    request: Request<Incoming>,
    peer: Peer,
    target: Target,
    emulator: &Emulator,
) -> io::Result<Response<AnswerBody>> {
    let (head, body) = request.into_parts();
    match target {
        Target::Admin => {
            let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
            Ok(emulator.handle_admin(Request::from_parts(head, body)).map(AnswerBody::whole))
        }
        Target::Node(node) => {
            let body = tokio::time::timeout(READ_TIMEOUT, read(body)).await.unwrap_or_default();
            let arrival = Arrival {
                method: head.method,
                uri: head.uri,
                headers: head.headers,
                body,
                peer: peer.address.ip().to_string(),
                connection: Some(peer.connection),
                node,
            };
            // A client that hangs up drops this future, and so the visit, wherever it waits.
            let visit = Visit::begin(Arc::clone(&emulator.engine), arrival);
            wait(visit.delay_before()).await;
            let delivery = visit.carry_out();
            wait(visit.delay_after()).await;
            visit.end(&delivery);
            match delivery {
                Delivery::Whole(response) => Ok(response.map(AnswerBody::whole)),
                Delivery::Cut(response, kept) => Ok(AnswerBody::cut(response, kept)),
                // hyper closes a connection whose service fails.
                Delivery::Closed => Err(closed_by_fault()),
            }
        }
    }
}

async fn wait(delay: Duration) {
    if !delay.is_zero() {
        tokio::time::sleep(delay).await;
    }
}

/// Reads a body to its end, so that the client sees the answer, and forgets one that is too large.
async fn read(mut body: Incoming) -> Bytes {
    let mut bytes = BytesMut::new();
    let mut length = 0_usize;
    while let Some(Ok(frame)) = body.frame().await {
        let Ok(data) = frame.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length <= LARGEST_BODY {
            bytes.extend_from_slice(&data);
        }
    }
    if length > LARGEST_BODY { Bytes::new() } else { bytes.freeze() }
}
