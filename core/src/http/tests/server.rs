//! A server on loopback that answers what a test tells it to, and notes what it was asked.

use std::{
    fmt,
    sync::{Arc, Mutex},
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    sync::{Semaphore, watch},
};

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// The number of its connection, from 1.
    pub(crate) connection: usize,
    /// Request line and headers.
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Seen {
    /// The value of a header, by its name in lower case.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (found, value) = line.split_once(": ")?;
            found.eq_ignore_ascii_case(name).then_some(value)
        })
    }
}

/// What the server does about a request.
#[derive(Clone)]
pub(crate) enum Reply {
    /// Answers with this status, these header lines and this body, and keeps the connection.
    Answer(u16, Vec<String>, String),
    /// Writes these bytes as they are, then closes the connection.
    Raw(String),
    /// Closes the connection without an answer.
    Close,
    /// Never answers, and waits until the client closes the connection.
    Stall,
    /// Waits for a permit first.
    After(Arc<Semaphore>, Box<Reply>),
}

impl Reply {
    /// A success with this `data`.
    pub(crate) fn data(data: &str) -> Self {
        Self::json(200, format!(r#"{{"meta":{{"requestId":"req_ok"}},"data":{data}}}"#))
    }

    /// A success without a value.
    pub(crate) fn empty() -> Self {
        Self::data("{}")
    }

    /// A refusal in Unkey's envelope; `code` is the tail of the `type` URL.
    pub(crate) fn error(status: u16, code: &str) -> Self {
        Self::refusal(status, code, "a detail")
    }

    /// The same with this detail.
    pub(crate) fn refusal(status: u16, code: &str, detail: &str) -> Self {
        Self::json(
            status,
            format!(
                r#"{{"meta":{{"requestId":"req_bad"}},"error":{{"title":"A title","detail":"{detail}","status":{status},"type":"https://unkey.com/docs/errors/{code}"}}}}"#
            ),
        )
    }

    pub(crate) fn json(status: u16, body: String) -> Self {
        Self::Answer(status, vec!["Content-Type: application/json".to_owned()], body)
    }

    pub(crate) fn text(status: u16, body: &str) -> Self {
        Self::Answer(status, vec!["Content-Type: text/plain; charset=utf-8".to_owned()], body.to_owned())
    }

    /// The same answer with one more header line.
    pub(crate) fn with(self, header: &str) -> Self {
        match self {
            Self::Answer(status, mut headers, body) => {
                headers.push(header.to_owned());
                Self::Answer(status, headers, body)
            }
            other => other,
        }
    }
}

type Script = dyn Fn(&Seen, usize) -> Reply + Send + Sync;

/// The server. Ends with the test's runtime.
pub(crate) struct Server {
    pub(crate) url: String,
    seen: watch::Receiver<Vec<Seen>>,
    hung_up: watch::Receiver<usize>,
}

struct State {
    script: Box<Script>,
    seen: watch::Sender<Vec<Seen>>,
    hung_up: watch::Sender<usize>,
}

impl Server {
    /// Starts a server that gives these replies, one for each request. More requests are answered 599.
    pub(crate) async fn replies(replies: impl IntoIterator<Item = Reply>) -> Self {
        let replies = Mutex::new(replies.into_iter().collect::<std::collections::VecDeque<_>>());
        Self::start(move |_, _| {
            let next = replies.lock().unwrap().pop_front();
            next.unwrap_or_else(|| Reply::text(599, "the script is over"))
        })
        .await
    }

    /// Starts a server that asks `script` what to do, with the request and its number, from 1.
    pub(crate) async fn start(script: impl Fn(&Seen, usize) -> Reply + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let (seen, seen_by_test) = watch::channel(Vec::new());
        let (hung_up, hung_up_by_test) = watch::channel(0);
        let state = Arc::new(State { script: Box::new(script), seen, hung_up });
        tokio::spawn(async move {
            for connection in 1.. {
                let (stream, _) = listener.accept().await.unwrap();
                let state = Arc::clone(&state);
                tokio::spawn(async move { serve(stream, connection, &state).await });
            }
        });
        Self { url, seen: seen_by_test, hung_up: hung_up_by_test }
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        self.seen.borrow().clone()
    }

    /// Waits for this many requests.
    pub(crate) async fn wait_for(&self, count: usize) -> Vec<Seen> {
        self.seen.clone().wait_for(|seen| seen.len() >= count).await.unwrap().clone()
    }

    /// Waits until the client has closed this many connections that were owed an answer.
    pub(crate) async fn wait_for_hang_ups(&self, count: usize) {
        self.hung_up.clone().wait_for(|hung_up| *hung_up >= count).await.unwrap();
    }
}

impl fmt::Debug for Server {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url)
    }
}

/// Answers the requests of one connection. Errors of the connection end it.
async fn serve(stream: TcpStream, connection: usize, state: &State) -> Option<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let request = read(&mut stream, connection).await?;
        let mut number = 0;
        state.seen.send_modify(|seen| {
            seen.push(request.clone());
            number = seen.len();
        });
        let mut reply = (state.script)(&request, number);
        while let Reply::After(gate, then) = reply {
            gate.acquire().await.ok()?.forget();
            reply = *then;
        }
        match reply {
            Reply::Answer(status, headers, body) => {
                let headers: String = headers.iter().map(|header| format!("{header}\r\n")).collect();
                let length = body.len();
                let head = format!("HTTP/1.1 {status} Reason\r\n{headers}Content-Length: {length}\r\n\r\n");
                stream.write_all((head + &body).as_bytes()).await.ok()?;
            }
            Reply::Raw(bytes) => {
                stream.write_all(bytes.as_bytes()).await.ok()?;
                return stream.shutdown().await.ok();
            }
            Reply::Stall => {
                // Nothing more is sent on this connection, so the end of what can be read is the client's doing.
                let _ = stream.read_to_end(&mut Vec::new()).await;
                state.hung_up.send_modify(|hung_up| *hung_up += 1);
                return None;
            }
            Reply::Close | Reply::After(..) => return None,
        }
    }
}

async fn read(stream: &mut BufReader<TcpStream>, connection: usize) -> Option<Seen> {
    let mut head = String::new();
    while !head.ends_with("\r\n\r\n") {
        if stream.read_line(&mut head).await.ok()? == 0 {
            return None;
        }
    }
    let mut seen = Seen { connection, head, body: String::new() };
    let length = seen.header("content-length").map_or(0, |length| length.parse().unwrap());
    let mut body = vec![0; length];
    stream.read_exact(&mut body).await.ok()?;
    seen.body = String::from_utf8(body).unwrap();
    Some(seen)
}
