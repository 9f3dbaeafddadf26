//! The emulator as a value: built, asked, started.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::admin::{self, FULL_ROOT_KEY, FreshWorkspace, KeyState, Setup, SetupError, WORKSPACE};
use crate::clock::Clock;
use crate::ids::Ids;
use crate::pipeline::{Arrival, Delivery, Engine, Visit};
use crate::server::{EmulatorHandle, LOOPBACK};

/// A local Unkey v2 API, with its whole state in memory.
///
/// Clones are the same emulator.
#[derive(Clone)]
pub struct Emulator {
    pub(crate) engine: Arc<Engine>,
    first: Arc<FreshWorkspace>,
}

/// Marks an answer that a fault cut short, by closing the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConnectionClosed;

/// Sets an [`Emulator`] up.
#[derive(Clone, Debug)]
pub struct EmulatorBuilder {
    nodes: usize,
    seed: Option<u64>,
    clock: Clock,
    bind: SocketAddr,
}

impl EmulatorBuilder {
    /// Sets how many nodes answer, each with caches of its own (default 1).
    #[must_use]
    pub fn nodes(mut self, nodes: usize) -> Self {
        self.nodes = nodes;
        self
    }

    /// Makes every id and secret follow from this number (default: random).
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// Sets the clock that the emulator goes by (default [`Clock::system`]).
    #[must_use]
    pub fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }

    /// Sets the address to listen on (default: loopback, at a free port).
    ///
    /// Whoever reaches another address can use every workspace, and the admin calls.
    #[must_use]
    pub fn bind(mut self, address: SocketAddr) -> Self {
        self.bind = address;
        self
    }

    /// Makes the emulator, with one workspace and one root key that may do everything.
    pub fn build(self) -> Emulator {
        let engine = self.engine();
        let first = Setup::with_full_root_key().make(&engine).unwrap_or_default();
        Emulator::over(engine, first)
    }

    /// Makes the emulator, with one workspace as the setup describes it, and a root key that may do everything.
    ///
    /// # Errors
    /// Something in the setup refers to what is not there, or two things in it have one name.
    pub fn build_with(self, setup: Setup) -> Result<Emulator, SetupError> {
        let engine = self.engine();
        let first = setup.and_full_root_key().make(&engine)?;
        Ok(Emulator::over(engine, first))
    }

    /// Makes the emulator and starts to listen, on the current tokio runtime.
    ///
    /// # Errors
    /// The address cannot be bound.
    pub async fn start(self) -> io::Result<EmulatorHandle> {
        let bind = self.bind;
        EmulatorHandle::start(self.build(), bind).await
    }

    /// Makes the emulator with a setup, and starts to listen, on the current tokio runtime.
    ///
    /// # Errors
    /// The address cannot be bound, or, as [`io::ErrorKind::InvalidInput`], the setup cannot be made.
    pub async fn start_with(self, setup: Setup) -> io::Result<EmulatorHandle> {
        let bind = self.bind;
        let emulator =
            self.build_with(setup).map_err(|error| io::Error::new(io::ErrorKind::InvalidInput, error))?;
        EmulatorHandle::start(emulator, bind).await
    }

    fn engine(&self) -> Engine {
        Engine::new(self.clock.clone(), Ids::new(self.seed), self.nodes)
    }
}

impl Emulator {
    fn over(engine: Engine, first: FreshWorkspace) -> Self {
        Self { engine: Arc::new(engine), first: Arc::new(first) }
    }

    /// Starts to set an emulator up.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder { nodes: 1, seed: None, clock: Clock::system(), bind: LOOPBACK }
    }

    /// Answers a request without a socket, as the first node would.
    ///
    /// Nothing waits here: a fault's delay passes at once. A connection that a fault closes shows as
    /// [`ConnectionClosed`] among the extensions of an answer, whose body is what arrived before.
    pub fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.handle_on(0, request)
    }

    /// Answers a request without a socket, as the given node would (counted from 0); see [`Emulator::handle`].
    ///
    /// # Panics
    /// If there is no such node.
    pub fn handle_on(&self, node: usize, request: Request<Bytes>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        let arrival = Arrival {
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            body,
            peer: "127.0.0.1".to_owned(),
            connection: None,
            node,
        };
        let visit = Visit::begin(Arc::clone(&self.engine), arrival);
        let delivery = visit.carry_out();
        visit.end(&delivery);
        let (mut response, kept) = match delivery {
            Delivery::Whole(response) => return response,
            Delivery::Cut(response, kept) => (response, kept),
            Delivery::Closed => {
                let mut nothing = Response::new(Bytes::new());
                *nothing.status_mut() = StatusCode::BAD_GATEWAY;
                (nothing, 0)
            }
        };
        response.body_mut().truncate(kept);
        response.extensions_mut().insert(ConnectionClosed);
        response
    }

    /// Answers a request to the admin address without a socket; `docs/emulator.md` lists its calls.
    pub fn handle_admin(&self, request: Request<Bytes>) -> Response<Bytes> {
        admin::respond(&self.engine, &request)
    }

    /// Gives the first workspace's root key, which may do everything.
    pub fn root_key(&self) -> &str {
        self.first.root_keys.get(FULL_ROOT_KEY).map_or("", String::as_str)
    }

    /// Gives the id of the first workspace.
    pub fn workspace_id(&self) -> &str {
        self.first.ids.get(WORKSPACE).map_or("", String::as_str)
    }

    /// Gives the ids and secrets of the first workspace, by the aliases of its setup. The root key that may do
    /// everything has the alias `root`.
    pub fn first_workspace(&self) -> &FreshWorkspace {
        &self.first
    }

    /// Gives the true state of every key that a workspace ever had, in the order of creation; none for an unknown
    /// workspace.
    pub fn keys(&self, workspace_id: &str) -> Vec<KeyState> {
        let state = self.engine.state();
        state.store.workspaces.get(workspace_id).map(admin::key_states).unwrap_or_default()
    }

    /// Gives the clock that the emulator goes by.
    pub fn clock(&self) -> &Clock {
        &self.engine.clock
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("workspace", &self.workspace_id()).finish_non_exhaustive()
    }
}
