//! A server between client and emulator, which keeps what goes by.

use std::sync::{Arc, Mutex};

use axum::{Router, body, extract::Request, response::Response};
use http::header::CONTENT_TYPE;
use serde_json::{Value, json};
use tokio::{net::TcpListener, task::JoinHandle};
use unkey_kit::{RetryPolicy, Unkey};
use unkey_kit_emulator::Emulator;

/// A request and its answer.
#[derive(Clone, Debug)]
pub(crate) struct Exchange {
    /// The path below `/v2/`.
    pub(crate) operation: String,
    pub(crate) method: String,
    pub(crate) request: Option<Value>,
    pub(crate) status: u16,
    pub(crate) media_type: String,
    pub(crate) answer: Option<Value>,
}

/// The server; it stops when this is dropped.
pub(crate) struct Observer {
    url: String,
    emulator: Emulator,
    exchanges: Arc<Mutex<Vec<Exchange>>>,
    serving: JoinHandle<()>,
}

impl Observer {
    pub(crate) async fn start(emulator: Emulator) -> Self {
        let exchanges = Arc::new(Mutex::new(Vec::new()));
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (asked, kept) = (emulator.clone(), Arc::clone(&exchanges));
        let pass = move |request: Request| pass(request, asked.clone(), Arc::clone(&kept));
        let serving = tokio::spawn(async move {
            axum::serve(listener, Router::new().fallback(pass)).await.unwrap();
        });
        Self { url, emulator, exchanges, serving }
    }

    /// A client whose calls go by here. It repeats nothing.
    pub(crate) fn client(&self, root_key: &str) -> Unkey {
        let builder = Unkey::builder().root_key(root_key).base_url(&self.url).retry(RetryPolicy::never());
        builder.build().unwrap()
    }

    pub(crate) fn root_key(&self) -> &str {
        self.emulator.root_key()
    }

    /// Makes a fresh workspace and gives its root keys by alias.
    pub(crate) fn workspace(&self, setup: &Value) -> Value {
        self.admin("/workspaces", setup)["rootKeys"].take()
    }

    /// Answers every call of this operation with that error.
    pub(crate) fn fail(&self, operation: &str, code: &str) {
        self.admin("/faults", &json!({ "operation": operation, "effect": { "error": { "code": code } } }));
    }

    fn admin(&self, path: &str, body: &Value) -> Value {
        let request = http::Request::post(path).body(body.to_string().into()).unwrap();
        let answer = self.emulator.handle_admin(request);
        assert!(answer.status().is_success(), "{path}: {answer:?}");
        serde_json::from_slice(answer.body()).unwrap()
    }

    /// Everything that went by so far.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.exchanges.lock().unwrap().clone()
    }
}

impl Drop for Observer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn pass(request: Request, emulator: Emulator, exchanges: Arc<Mutex<Vec<Exchange>>>) -> Response {
    let (head, content) = request.into_parts();
    let content = body::to_bytes(content, usize::MAX).await.unwrap();
    let operation = head.uri.path().trim_start_matches("/v2/").to_owned();
    let method = head.method.as_str().to_lowercase();
    let sent = serde_json::from_slice(&content).ok();
    let answer = emulator.handle(Request::from_parts(head, content));
    let media_type = answer.headers().get(CONTENT_TYPE).map_or("", |value| value.to_str().unwrap());
    exchanges.lock().unwrap().push(Exchange {
        operation,
        method,
        request: sent,
        status: answer.status().as_u16(),
        media_type: media_type.to_owned(),
        answer: serde_json::from_slice(answer.body()).ok(),
    });
    answer.map(Into::into)
}
