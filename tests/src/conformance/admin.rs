//! The address at which a runner of any language asks for the next case and for the verdict.

use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::net::TcpListener;

use super::{Case, Stage};

/// The server that runners talk to.
#[derive(Debug)]
pub struct Admin {
    listener: TcpListener,
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    cases: Vec<Value>,
    /// The cases that are being played, by base URL.
    stages: Mutex<HashMap<String, Stage>>,
}

#[derive(Deserialize)]
struct Begin {
    name: String,
}

#[derive(Deserialize)]
struct End {
    url: String,
}

type Refusal = (StatusCode, String);

impl Admin {
    /// Takes a port of this machine for these cases, which [`load`](super::load) gives.
    ///
    /// # Errors
    /// If no port can be had.
    pub async fn bind(cases: Vec<Value>) -> io::Result<Self> {
        let listener = TcpListener::bind(SocketAddr::from(([127, 0, 0, 1], 0))).await?;
        Ok(Self { listener, shared: Arc::new(Shared { cases, stages: Mutex::default() }) })
    }

    /// The URL for runners.
    ///
    /// # Errors
    /// If the system does not know the port.
    pub fn url(&self) -> io::Result<String> {
        Ok(format!("http://{}", self.listener.local_addr()?))
    }

    /// Serves until the future is dropped.
    ///
    /// # Errors
    /// If the port can no longer be listened on.
    pub async fn serve(self) -> io::Result<()> {
        let router = Router::new()
            .route("/cases", get(cases))
            .route("/begin", post(begin))
            .route("/end", post(end))
            .with_state(self.shared);
        axum::serve(self.listener, router).await
    }
}

async fn cases(State(shared): State<Arc<Shared>>) -> Json<Value> {
    Json(Value::from(shared.cases.clone()))
}

async fn begin(
    State(shared): State<Arc<Shared>>,
    Json(request): Json<Begin>,
) -> Result<Json<Value>, Refusal> {
    let case = shared.cases.iter().find(|case| case["name"] == *request.name);
    let case = case.and_then(|case| Case::deserialize(case).ok());
    let case = case.ok_or_else(|| (StatusCode::NOT_FOUND, format!("there is no case `{}`", request.name)))?;
    let stage = Stage::start(case).map_err(|error| (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()))?;
    let url = stage.url().to_owned();
    shared.stages.lock().unwrap_or_else(PoisonError::into_inner).insert(url.clone(), stage);
    Ok(Json(json!({ "url": url })))
}

async fn end(State(shared): State<Arc<Shared>>, Json(request): Json<End>) -> Result<Json<Value>, Refusal> {
    let stage = shared.stages.lock().unwrap_or_else(PoisonError::into_inner).remove(&request.url);
    let stage =
        stage.ok_or_else(|| (StatusCode::NOT_FOUND, format!("no case is played at {}", request.url)))?;
    Ok(Json(json!({ "problems": stage.finish() })))
}
