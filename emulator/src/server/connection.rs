//! One connection.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{Request, Response};
use http_body_util::{BodyExt, Full};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;

use crate::emulator::Emulator;
use crate::pipeline::Arrival;

/// How long a connection may be idle, and a request take to arrive.
const READ_TIMEOUT: Duration = Duration::from_secs(10);
/// A larger body counts as an empty one.
const LARGEST_BODY: usize = 10 * 1024 * 1024;

/// What answers on a connection.
#[derive(Clone, Copy, Debug)]
pub(super) enum Target {
    Node(usize),
    Admin,
}

/// Answers the requests of a connection, one after the other, until it ends.
pub(super) async fn serve(stream: TcpStream, peer: SocketAddr, target: Target, emulator: Emulator) {
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
    peer: SocketAddr,
    target: Target,
    emulator: &Emulator,
) -> Result<Response<Full<Bytes>>, Infallible> {
    let (head, body) = request.into_parts();
    let response = match target {
        Target::Admin => {
            let body = body.collect().await.map(http_body_util::Collected::to_bytes).unwrap_or_default();
            emulator.handle_admin(Request::from_parts(head, body))
        }
        Target::Node(node) => {
            let body = tokio::time::timeout(READ_TIMEOUT, read(body)).await.unwrap_or_default();
            let peer = peer.ip().to_string();
            let (method, uri, headers) = (head.method, head.uri, head.headers);
            emulator.engine.respond(&Arrival { method, uri, headers, body, peer, node })
        }
    };
    Ok(response.map(Full::new))
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
