//! Builds the programs that measure, each with its package, and the server that all of them call.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::symlink,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use anyhow::{Context, Result};
use serde_json::Value;

use crate::{
    node, process, python,
    swift::{Found, Package, Toolchain},
    workspace::Workspace,
};

/// A program that measures one client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Program {
    Core,
    CoreOneThread,
    Python,
    PythonOfficial,
    PythonAsync,
    PythonAsyncOfficial,
    Node,
    NodeOfficial,
    Swift,
}

/// Everything that is measured, ready to be started, beside the running server.
pub(super) struct Built<'a> {
    workspace: &'a Workspace,
    server: Server,
    /// An interpreter that has this package and the official one.
    python: PathBuf,
    /// A folder that has this package and the official one.
    node: PathBuf,
    swift: Option<Package<'a>>,
}

impl<'a> Built<'a> {
    pub(super) fn build(workspace: &'a Workspace) -> Result<Self> {
        let (python, node, swift) = (python(workspace)?, node(workspace)?, swift(workspace)?);
        Ok(Self { workspace, server: Server::start(workspace)?, python, node, swift })
    }

    /// How a program is started, unless there is no toolchain for it.
    pub(super) fn command(&self, program: Program) -> Option<Command> {
        let url = self.server.url.as_str();
        let run = |interpreter: &Path, source, client| {
            let mut command = self.workspace.command(interpreter);
            command.arg(self.workspace.path("tests/bench").join(source)).args([url, client]);
            command
        };
        let in_rust = |runtime| {
            let mut command = Command::new(self.workspace.target().join("release/bench-core"));
            command.args([url, runtime]);
            command
        };
        let in_node = |client| {
            let mut command = run(Path::new("node"), "node.mjs", client);
            command.current_dir(&self.node);
            command
        };
        Some(match program {
            Program::Core => in_rust("default"),
            Program::CoreOneThread => in_rust("one_thread"),
            Program::Python => run(&self.python, "python.py", "ours"),
            Program::PythonOfficial => run(&self.python, "python.py", "official"),
            Program::PythonAsync => run(&self.python, "python_async.py", "ours"),
            Program::PythonAsyncOfficial => run(&self.python, "python_async.py", "official"),
            Program::Node => in_node("ours"),
            Program::NodeOfficial => in_node("official"),
            Program::Swift => {
                let mut swift = self.swift.as_ref()?.swift("run", Path::new(IN_SWIFT), &[]);
                swift.args(["--skip-build", "Bench", url]);
                swift
            }
        })
    }

    /// Starts of Python: bare, with our client, and with the official one.
    pub(super) fn python_starts(&self) -> [Command; 3] {
        let url = &self.server.url;
        [
            String::new(),
            format!("import unkey_kit; unkey_kit.Unkey(root_key='bench_root_key', base_url='{url}')"),
            format!("import unkey.py; unkey.py.Unkey(root_key='bench_root_key', server_url='{url}')"),
        ]
        .map(|program| {
            let mut python = self.workspace.command(&self.python);
            python.args(["-c", &program]);
            python
        })
    }

    /// Starts of Node: bare, with our client, and with the official one.
    pub(super) fn node_starts(&self) -> [Command; 3] {
        let made = |package, url| {
            let url = format!("{url}: '{}'", self.server.url);
            format!(
                "const {{ Unkey }} = require('{package}'); new Unkey({{ rootKey: 'bench_root_key', {url} }})"
            )
        };
        [String::new(), made("unkey-kit", "baseUrl"), made("@unkey/api", "serverURL")].map(|program| {
            let mut node = self.workspace.command("node");
            node.args(["-e", &program]).current_dir(&self.node);
            node
        })
    }
}

const IN_SWIFT: &str = "tests/bench/swift";

fn python(workspace: &Workspace) -> Result<PathBuf> {
    let requirements = Path::new("tests/sdk/python/requirements.txt");
    let interpreter = python::environment(workspace, "bench", requirements)?;
    let mut pip = workspace.command(&interpreter);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    process::run(pip.args(["--no-deps", "--force-reinstall", "./bindings-python"]))?;
    Ok(interpreter)
}

fn node(workspace: &Workspace) -> Result<PathBuf> {
    let (ours, official) = (Path::new("bindings-node"), Path::new("tests/sdk/node"));
    node::install(workspace, ours)?;
    node::install(workspace, official)?;
    let mut build = workspace.command("npm");
    process::run(build.args(["run", "--silent", "build"]).current_dir(workspace.path(ours)))?;
    let folder = workspace.cache("bench")?.join("node");
    let modules = folder.join("node_modules");
    fs::create_dir_all(&modules)?;
    link(&workspace.path(ours), &modules.join("unkey-kit"))?;
    link(&workspace.path(official).join("node_modules/@unkey"), &modules.join("@unkey"))?;
    fs::write(folder.join("package.json"), "{}")?;
    Ok(folder)
}

/// Optimised, if there is a toolchain.
fn swift(workspace: &Workspace) -> Result<Option<Package<'_>>> {
    let toolchain = match Toolchain::find(workspace)? {
        Found::Here(toolchain) => toolchain,
        Found::Nowhere(reason) => {
            println!("not in Swift: {reason}");
            return Ok(None);
        }
    };
    let package = Package::released(workspace, toolchain)?;
    process::run(&mut package.swift("build", Path::new(IN_SWIFT), &[]))?;
    Ok(Some(package))
}

fn link(target: &Path, place: &Path) -> Result<()> {
    if place.symlink_metadata().is_ok() {
        fs::remove_file(place)?;
    }
    symlink(target, place).with_context(|| format!("cannot link {}", place.display()))
}

/// The server that answers at once.
struct Server {
    url: String,
    child: Child,
}

impl Server {
    fn start(workspace: &Workspace) -> Result<Self> {
        let mut build = workspace.cargo();
        build.args(["build", "--release", "--locked", "-p", "unkey-kit-tests"]);
        process::run(build.args(["--bin", "bench-server", "--bin", "bench-core"]))?;
        let mut server = Command::new(workspace.target().join("release/bench-server"));
        let child = server.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let mut server = Self { url: String::new(), child };
        let mut line = String::new();
        let output = server.child.stdout.take().context("its output is not connected")?;
        BufReader::new(output).read_line(&mut line)?;
        let ready: Value = serde_json::from_str(&line)?;
        ready["url"].as_str().context("the server names no URL")?.clone_into(&mut server.url);
        Ok(server)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
