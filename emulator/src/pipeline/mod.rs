//! What happens to a request, in the order of the service: routing, the check of the request itself,
//! authentication, the limit of the workspace, the operation.

mod authenticate;
mod mux;
mod reading;
mod reply;
mod tally;
mod visit;
mod workspace_limit;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use bytes::Bytes;
use http::{HeaderMap, Method, Response, Uri, header};
use parking_lot::{Mutex, MutexGuard};
use serde_json::Value;

use self::mux::Route;
use self::reply::Reply;
pub(crate) use self::visit::{Delivery, Visit};
use crate::clock::Clock;
use crate::error::{ApiError, INVALID_INPUT, Result, UNEXPECTED_ERROR};
use crate::fault::Faults;
use crate::ids::Ids;
use crate::limiter::Limiter;
use crate::node::Node;
use crate::operations::{Answer, Call, Handler, Kind, Operation};
use crate::schema;
use crate::store::Store;

/// The service: its state, and everything that a request passes through.
pub(crate) struct Engine {
    pub(crate) clock: Clock,
    pub(crate) ids: Ids,
    state: Mutex<State>,
    nodes: usize,
    urls: OnceLock<Vec<String>>,
    connections: AtomicU64,
}

/// What requests share. One lock holds it together, and is held for the operation only, not while a request is
/// read, checked, or answered.
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) nodes: Vec<Node>,
    /// The faults that strike requests of every workspace.
    pub(crate) faults: Faults,
    /// What the limits of the workspaces have counted.
    pub(crate) limiter: Limiter,
}

/// A request as it arrived at a node.
pub(crate) struct Arrival {
    pub(crate) method: Method,
    pub(crate) uri: Uri,
    pub(crate) headers: HeaderMap,
    /// Empty also for a body that is too large or came too slowly: the service goes on with what it could read.
    pub(crate) body: Bytes,
    /// The address of the other end of the connection.
    pub(crate) peer: String,
    /// The number of the connection; `None` for a request that came without one.
    pub(crate) connection: Option<u64>,
    /// The index of the node.
    pub(crate) node: usize,
}

impl Engine {
    pub(crate) fn new(clock: Clock, ids: Ids, nodes: usize) -> Self {
        let nodes = nodes.max(1);
        let state = State {
            store: Store::default(),
            nodes: (0..nodes).map(|_| Node::new()).collect(),
            faults: Faults::default(),
            limiter: Limiter::default(),
        };
        Self {
            clock,
            ids,
            state: Mutex::new(state),
            nodes,
            urls: OnceLock::new(),
            connections: AtomicU64::new(0),
        }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock()
    }

    /// How many nodes there are.
    pub(crate) fn nodes(&self) -> usize {
        self.nodes
    }

    /// The base URL of each node; none before the emulator listens.
    pub(crate) fn urls(&self) -> &[String] {
        self.urls.get().map_or(&[], Vec::as_slice)
    }

    /// Numbers a connection, from 1.
    pub(crate) fn next_connection(&self) -> u64 {
        self.connections.fetch_add(1, Ordering::Relaxed) + 1
    }

    /// Notes where the nodes listen; the first start counts.
    pub(crate) fn set_urls(&self, urls: &[String]) {
        self.urls.get_or_init(|| urls.to_vec());
    }

    /// Answers a request.
    pub(crate) fn respond(&self, arrival: &Arrival) -> Response<Bytes> {
        reading::with_room_for(&arrival.body, || {
            catch_unwind(AssertUnwindSafe(|| self.route(arrival))).unwrap_or_else(|_| {
                let mut recovered = UNEXPECTED_ERROR.because("The emulator failed to handle this request.");
                recovered.plain_json = true;
                self.finish(arrival, Err(recovered), Reply::default())
            })
        })
    }

    fn route(&self, arrival: &Arrival) -> Response<Bytes> {
        match mux::route(&arrival.method, &arrival.uri) {
            Route::Operation(operation) => self.call(arrival, operation),
            Route::Redirect(location) => reply::redirect(&arrival.method, &location, self.clock.now()),
            Route::NotFound => reply::not_found(self.clock.now()),
            Route::MethodNotAllowed(allow) => {
                reply::method_not_allowed(&arrival.method, allow, self.clock.now())
            }
        }
    }

    fn call(&self, arrival: &Arrival, operation: &Operation) -> Response<Bytes> {
        let mut reply = Reply::default();
        let result = match operation.kind {
            Kind::Open(handler) => Ok(handler()),
            Kind::Protected(handler) => reading::check(arrival, operation.name)
                .and_then(|body| self.perform(arrival, operation.name, handler, &body, &mut reply)),
        };
        self.finish(arrival, result, reply)
    }

    /// Authenticates the caller, counts the request against the limit of its workspace, and runs the operation.
    fn perform(
        &self,
        arrival: &Arrival,
        operation: &'static str,
        handler: Handler,
        body: &Value,
        reply: &mut Reply,
    ) -> Result<Answer> {
        let now = self.clock.now();
        let token = authenticate::bearer(&arrival.headers)?;
        let mut state = self.state();
        let State { store, nodes, limiter, .. } = &mut *state;
        let node = &mut nodes[arrival.node];
        let caller = authenticate::authenticate(token, store, node, &self.clock, &mut reply.lookups)?;
        let workspace = authenticate::workspace_of(&caller, store)?;
        reply.rate_limit = workspace_limit::count(workspace, limiter, now);
        reply.rate_limit.check()?;
        schema::bind(operation, body).map_err(|_| {
            INVALID_INPUT.because("A number of the request body is not a whole number of 64 bits.")
        })?;
        let changes = tally::Changes::expect(workspace, operation, body);
        let answer = handler(&mut Call {
            body,
            caller: &caller,
            client_ip: client_ip(arrival),
            workspace: &mut *workspace,
            node,
            ids: &self.ids,
            clock: &self.clock,
            now,
            lookups: &mut reply.lookups,
        })?;
        changes.count(workspace);
        Ok(answer)
    }

    fn finish(&self, arrival: &Arrival, result: Result<Answer>, reply: Reply) -> Response<Bytes> {
        match result {
            Ok(answer) => reply.success(&answer, &self.ids.fresh("req"), self.clock.now()),
            Err(error) => self.refuse(arrival, &error, reply),
        }
    }

    fn refuse(&self, arrival: &Arrival, error: &ApiError, reply: Reply) -> Response<Bytes> {
        let problem_json = accepts_problem_json(&arrival.headers);
        reply.failure(error, problem_json, &self.ids.fresh("req"), self.clock.now())
    }
}

/// Tells whether an error may be sent as `application/problem+json`: weights and letter case play no part.
fn accepts_problem_json(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    ["application/problem+json", "application/*", "*/*"].iter().any(|wanted| accept.contains(wanted))
}

/// The first address in `X-Forwarded-For`, without its port, or else the peer's.
fn client_ip(arrival: &Arrival) -> &str {
    let forwarded = arrival.headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let mut addresses = forwarded.unwrap_or_default().split(',').map(str::trim);
    addresses.find(|address| !address.is_empty()).map_or(&arrival.peer, |address| without_port(address))
}

/// An address alone, of `1.2.3.4:80` or `[::1]:80`; anything else stays as it is.
fn without_port(address: &str) -> &str {
    match address.rsplit_once(':') {
        Some((host, _)) if !host.contains([':', '[', ']']) => host,
        Some((host, _)) => host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(address),
        None => address,
    }
}

#[cfg(test)]
mod tests {
    use super::without_port;

    #[test]
    fn a_port_is_no_part_of_an_address() {
        for (address, expected) in [
            ("1.2.3.4", "1.2.3.4"),
            ("1.2.3.4:80", "1.2.3.4"),
            ("[::1]:80", "::1"),
            ("::1", "::1"),
            ("[::1]", "[::1]"),
        ] {
            assert_eq!(without_port(address), expected);
        }
    }
}
