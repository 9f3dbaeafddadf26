//! The emulator on sockets: one address for each node, one that spreads connections over them, one for the admin.

mod answer_body;
mod connection;

use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::net::TcpListener;
use tokio::task::JoinSet;

use self::connection::{Peer, Target};
use crate::emulator::Emulator;

/// The address that the emulator listens on unless it is told otherwise: loopback, at a free port.
pub(crate) const LOOPBACK: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// An emulator that listens; it stops when this is dropped.
#[derive(Debug)]
pub struct EmulatorHandle {
    emulator: Emulator,
    url: String,
    urls: Vec<String>,
    admin_url: String,
    listening: JoinSet<()>,
}

impl EmulatorHandle {
    /// Binds the sockets and starts to answer, on the current tokio runtime.
    pub(crate) async fn start(emulator: Emulator, bind: SocketAddr) -> io::Result<Self> {
        let free_port = SocketAddr::new(bind.ip(), 0);
        let mut listening = JoinSet::new();
        let mut urls = Vec::new();
        let nodes = emulator.engine.nodes();
        for node in 0..nodes {
            let address = if nodes == 1 { bind } else { free_port };
            urls.push(listen(&mut listening, &emulator, address, Entry::Node(node)).await?);
        }
        let url = match urls.as_slice() {
            [only] => only.clone(),
            _ => listen(&mut listening, &emulator, bind, Entry::AnyNode(AtomicUsize::new(0))).await?,
        };
        emulator.engine.set_urls(&urls);
        let admin_url = listen(&mut listening, &emulator, free_port, Entry::Admin).await?;
        Ok(Self { emulator, url, urls, admin_url, listening })
    }

    /// Gives the base URL of the API; with several nodes, the one that spreads connections over them.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Gives the base URL of each node.
    pub fn urls(&self) -> &[String] {
        &self.urls
    }

    /// Gives the base URL of the admin calls.
    pub fn admin_url(&self) -> &str {
        &self.admin_url
    }

    /// Gives the first workspace's root key, which may do everything.
    pub fn root_key(&self) -> &str {
        self.emulator.root_key()
    }

    /// Gives the emulator itself, to ask it without a socket.
    pub fn emulator(&self) -> &Emulator {
        &self.emulator
    }

    /// Stops to listen and closes every connection.
    pub async fn shutdown(mut self) {
        self.listening.shutdown().await;
    }
}

/// What an address leads to.
enum Entry {
    Node(usize),
    /// Each connection to the next node.
    AnyNode(AtomicUsize),
    Admin,
}

impl Entry {
    fn target(&self, nodes: usize) -> Target {
        match self {
            Self::Node(node) => Target::Node(*node),
            Self::AnyNode(next) => Target::Node(next.fetch_add(1, Ordering::Relaxed) % nodes),
            Self::Admin => Target::Admin,
        }
    }
}

/// Binds an address, and accepts connections there until the task is aborted; gives the address as a URL.
async fn listen(
    listening: &mut JoinSet<()>,
    emulator: &Emulator,
    address: SocketAddr,
    entry: Entry,
) -> io::Result<String> {
    let listener = TcpListener::bind(address).await?;
    let url = format!("http://{}", listener.local_addr()?);
    listening.spawn(accept(listener, emulator.clone(), entry));
    Ok(url)
}

async fn accept(listener: TcpListener, emulator: Emulator, entry: Entry) {
    // Dropped with this task, it closes the connections.
    let mut connections = JoinSet::new();
    loop {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, address)) => {
                    let target = entry.target(emulator.engine.nodes());
                    let peer = Peer { address, connection: emulator.engine.next_connection() };
                    connections.spawn(connection::serve(stream, peer, target, emulator.clone()));
                }
                // Out of file descriptors: some connection must end first.
                Err(error) => {
                    tracing::warn!(%error, "a connection was not accepted");
                    tokio::task::yield_now().await;
                }
            },
            Some(_) = connections.join_next() => {}
        }
    }
}
