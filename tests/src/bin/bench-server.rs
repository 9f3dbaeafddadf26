//! The server of the benchmarks: answers at once, the same whatever it is asked, so that what is measured is the client.
//!
//! Prints `{"url": "..."}` and ends when its standard input ends.
#![expect(clippy::print_stdout, reason = "the line with the URL is what a benchmark waits for")]

use std::{convert::Infallible, io::Read, net::Ipv4Addr};

use bytes::Bytes;
use http_body_util::{BodyExt, Full};
use hyper::{
    Request, Response, body::Incoming, header::CONTENT_TYPE, server::conn::http1, service::service_fn,
};
use hyper_util::rt::TokioIo;
use serde_json::{Value, json};
use tokio::net::TcpListener;

#[tokio::main(flavor = "current_thread")]
async fn main() -> std::io::Result<()> {
    std::thread::spawn(|| {
        let _ = std::io::stdin().read_to_end(&mut Vec::new());
        std::process::exit(0);
    });
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
    println!("{}", json!({ "url": format!("http://{}", listener.local_addr()?) }));
    let answers = Answers { empty: text(&json!({})), page: text(&page()) };
    loop {
        let (stream, _) = listener.accept().await?;
        stream.set_nodelay(true)?;
        let answers = answers.clone();
        let service = service_fn(move |request| answer(request, answers.clone()));
        tokio::spawn(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    }
}

#[derive(Clone)]
struct Answers {
    empty: Bytes,
    page: Bytes,
}

async fn answer(request: Request<Incoming>, answers: Answers) -> Result<Response<Full<Bytes>>, Infallible> {
    let lists = request.uri().path().contains("list");
    // The body is read to its end, so that the connection stays usable.
    let _ = request.into_body().collect().await;
    let body = if lists { answers.page } else { answers.empty };
    let mut response = Response::new(Full::new(body));
    response.headers_mut().insert(CONTENT_TYPE, http::HeaderValue::from_static("application/json"));
    Ok(response)
}

/// An answer with this data.
fn text(data: &Value) -> Bytes {
    let mut answer = json!({ "meta": { "requestId": "req_bench0001" }, "data": data });
    if data.is_array() {
        answer["pagination"] = json!({ "hasMore": false });
    }
    Bytes::from(answer.to_string())
}

/// 100 keys with everything that a key of a real workspace has.
fn page() -> Value {
    let keys = (0..100).map(|n| {
        json!({
            "keyId": format!("key_bench{n:04}"), "start": "acme_5Yw8", "enabled": true,
            "name": format!("key number {n}"), "createdAt": 1_700_000_000_000_i64, "updatedAt": 1_700_000_060_000_i64,
            "meta": { "plan": "pro", "region": "eu", "nested": { "list": [1, 2, 3] } },
            "permissions": ["docs.read", "docs.write", "users.read"], "roles": ["editor", "viewer"],
            "credits": { "remaining": 1000, "refill": { "interval": "monthly", "amount": 1000, "refillDay": 1 } },
            "identity": { "id": format!("id_bench{n:04}"), "externalId": format!("user_{n}") },
            "ratelimits": [{ "id": "rl_bench0001", "name": "requests", "limit": 100, "duration": 60000, "autoApply": true }],
        })
    });
    Value::Array(keys.collect())
}
