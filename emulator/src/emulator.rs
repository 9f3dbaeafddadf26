//! The emulator as a value: built, asked, started.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use bytes::Bytes;
use http::{Request, Response};

use crate::admin;
use crate::clock::Clock;
use crate::ids::{Id, Ids};
use crate::pipeline::{Arrival, Engine};
use crate::server::{EmulatorHandle, LOOPBACK};

/// A local Unkey v2 API, with its whole state in memory.
///
/// Clones are the same emulator.
#[derive(Clone)]
pub struct Emulator {
    pub(crate) engine: Arc<Engine>,
    root_key: Arc<str>,
    workspace: Id,
}

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
        let engine = Engine::new(self.clock, Ids::new(self.seed), self.nodes);
        let (workspace, root_key) = admin::first_workspace(&engine);
        Emulator { engine: Arc::new(engine), root_key: root_key.into(), workspace }
    }

    /// Makes the emulator and starts to listen, on the current tokio runtime.
    ///
    /// # Errors
    /// The address cannot be bound.
    pub async fn start(self) -> io::Result<EmulatorHandle> {
        let bind = self.bind;
        EmulatorHandle::start(self.build(), bind).await
    }
}

impl Emulator {
    /// Starts to set an emulator up.
    pub fn builder() -> EmulatorBuilder {
        EmulatorBuilder { nodes: 1, seed: None, clock: Clock::system(), bind: LOOPBACK }
    }

    /// Answers a request without a socket, as the first node would.
    pub fn handle(&self, request: Request<Bytes>) -> Response<Bytes> {
        self.handle_on(0, request)
    }

    /// Answers a request without a socket, as the given node would (counted from 0).
    ///
    /// # Panics
    /// If there is no such node.
    pub fn handle_on(&self, node: usize, request: Request<Bytes>) -> Response<Bytes> {
        let (head, body) = request.into_parts();
        self.engine.respond(&Arrival {
            method: head.method,
            uri: head.uri,
            headers: head.headers,
            body,
            peer: "127.0.0.1".to_owned(),
            node,
        })
    }

    /// Answers an admin call without a socket.
    pub fn handle_admin(&self, request: Request<Bytes>) -> Response<Bytes> {
        admin::respond(&self.engine, &request)
    }

    /// Gives the first workspace's root key, which may do everything.
    pub fn root_key(&self) -> &str {
        &self.root_key
    }

    /// Gives the id of the first workspace.
    pub fn workspace_id(&self) -> &str {
        &self.workspace
    }

    /// Gives the clock that the emulator goes by.
    pub fn clock(&self) -> &Clock {
        &self.engine.clock
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator").field("workspace", &self.workspace).finish_non_exhaustive()
    }
}
