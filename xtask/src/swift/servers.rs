//! Servers beside the tests: each prints a line of JSON when it is ready, and ends with this.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use serde_json::Value;

/// A running server.
pub(super) struct Server {
    child: Child,
    ready: Value,
}

impl Server {
    /// Starts it and waits until it is ready.
    pub(super) fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut line = String::new();
        let read = child.stdout.take().map(|output| BufReader::new(output).read_line(&mut line));
        let mut server = Self { child, ready: Value::Null };
        read.context("its output is not connected")??;
        server.ready = serde_json::from_str(&line).context("the server is not ready")?;
        Ok(server)
    }

    /// A text of the line.
    pub(super) fn told(&self, name: &str) -> Result<&str> {
        self.ready[name].as_str().with_context(|| format!("the server tells no {name}"))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
