//! A server for one case: it plays the case's exchanges, and notes what is not as the case says.

use std::{
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use http::{Request, Response};
use http_body_util::BodyExt;
use hyper::{body::Incoming, service::service_fn};
use hyper_util::rt::TokioIo;
use tokio::{
    net::{TcpListener, TcpSocket},
    task::{JoinHandle, JoinSet},
};

use super::{
    Case, DEFAULT_ROOT_KEY,
    script::{self, Body, Broken},
};

/// A server for one case, on a port of its own. It ends when it is dropped.
#[derive(Debug)]
pub struct Stage {
    url: String,
    play: Arc<Play>,
    serving: Serving,
}

#[derive(Debug)]
enum Serving {
    Listening(JoinHandle<()>),
    /// Bound but not listening: connecting is refused, and nobody else gets the port.
    Refusing(#[expect(dead_code, reason = "held to keep the port")] TcpSocket),
}

#[derive(Debug)]
struct Play {
    case: Case,
    progress: Mutex<Progress>,
}

#[derive(Debug, Default)]
struct Progress {
    played: usize,
    problems: Vec<String>,
}

impl Stage {
    /// Starts a server for this case, within a Tokio runtime.
    ///
    /// # Errors
    /// If no port can be had.
    pub fn start(case: Case) -> io::Result<Self> {
        let (unreachable, play) = (case.unreachable, Arc::new(Play { case, progress: Mutex::default() }));
        let socket = TcpSocket::new_v4()?;
        socket.bind(SocketAddr::from(([127, 0, 0, 1], 0)))?;
        let url = format!("http://{}", socket.local_addr()?);
        let serving = if unreachable {
            Serving::Refusing(socket)
        } else {
            Serving::Listening(tokio::spawn(serve(socket.listen(16)?, Arc::clone(&play))))
        };
        Ok(Self { url, play, serving })
    }

    /// The base URL for the client under test.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Ends the server and says what was not as the case says; nothing if all was.
    #[must_use]
    pub fn finish(self) -> Vec<String> {
        let mut progress = self.play.progress.lock().unwrap_or_else(PoisonError::into_inner);
        let mut problems = std::mem::take(&mut progress.problems);
        let expected = self.play.case.exchanges.len();
        if progress.played < expected {
            problems.push(format!("requests: expected {expected}, found {}", progress.played));
        }
        problems
    }
}

impl Drop for Stage {
    fn drop(&mut self) {
        if let Serving::Listening(task) = &self.serving {
            task.abort();
        }
    }
}

async fn serve(listener: TcpListener, play: Arc<Play>) {
    // Dropped with this future, and every connection with it.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let play = Arc::clone(&play);
        connections.spawn(async move {
            let service = service_fn(|request| play.answer(request));
            // A connection that breaks is what some cases are about.
            let _ = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(stream), service)
                .await;
        });
    }
}

impl Play {
    async fn answer(&self, request: Request<Incoming>) -> Result<Response<Body>, Broken> {
        let (parts, body) = request.into_parts();
        // A client that hangs up in the middle of its request gets no answer either.
        let body = body.collect().await.map_err(|_| Broken)?.to_bytes();
        let index = {
            let mut progress = self.progress.lock().unwrap_or_else(PoisonError::into_inner);
            progress.played += 1;
            progress.played - 1
        };
        let Some(exchange) = self.case.exchanges.get(index) else {
            let problem = format!("request {}: {} {} was not expected", index + 1, parts.method, parts.uri);
            return Ok(self.refuse(vec![problem]));
        };
        let problems = script::check(&exchange.expect, self.root_key(), &parts, &body);
        if problems.is_empty() {
            return script::respond(&exchange.answer).await;
        }
        Ok(self.refuse(problems.iter().map(|problem| format!("request {}: {problem}", index + 1)).collect()))
    }

    fn refuse(&self, problems: Vec<String>) -> Response<Body> {
        let response = script::unexpected(&problems.join("\n"));
        self.progress.lock().unwrap_or_else(PoisonError::into_inner).problems.extend(problems);
        response
    }

    /// The root key that a request carries unless its case names another `authorization`.
    fn root_key(&self) -> &str {
        let client = &self.case.client;
        let provided = client.root_keys.as_ref().and_then(|keys| keys.first());
        provided.or(client.root_key.as_ref()).map_or(DEFAULT_ROOT_KEY, String::as_str)
    }
}
