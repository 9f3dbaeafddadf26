//! The emulator as a program, for tests that are not written in Rust.

use std::{
    io::{BufRead, BufReader},
    path::PathBuf,
    process::{Child, Stdio},
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{process, workspace::Workspace};

/// Builds the command `unkey-kit` with the features that the tests have built already, and gives its path.
pub(crate) fn command(workspace: &Workspace) -> Result<PathBuf> {
    process::run(workspace.cargo().args(["build", "--locked", "--workspace", "--bin", "unkey-kit"]))?;
    Ok(workspace.target().join("debug").join("unkey-kit"))
}

/// A running emulator; it ends when this is dropped.
pub(crate) struct Emulator {
    child: Child,
    ready: Value,
}

impl Emulator {
    /// Starts `unkey-kit emulator --json` and reads the line that it prints when it listens.
    pub(crate) fn start(workspace: &Workspace) -> Result<Self> {
        let mut command = workspace.command(command(workspace)?);
        command.args(["emulator", "--json"]).stdin(Stdio::null()).stdout(Stdio::piped());
        let mut child = command.spawn().context("cannot start the emulator")?;
        let stdout = child.stdout.take().context("the emulator's output is not connected")?;
        let mut emulator = Self { child, ready: Value::Null };
        let mut line = String::new();
        BufReader::new(stdout).read_line(&mut line)?;
        emulator.ready =
            serde_json::from_str(&line).with_context(|| format!("the emulator printed {line:?}"))?;
        Ok(emulator)
    }

    /// Its admin address.
    pub(crate) fn admin_url(&self) -> Result<&str> {
        self.ready["adminUrl"].as_str().context("the emulator named no adminUrl")
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        // It may have ended by itself, and there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
