//! What the bindings cost, beside the official SDKs and the Rust library in one run, and the budgets for it.

use std::{
    fs,
    io::{BufRead, BufReader},
    os::unix::fs::symlink,
    path::Path,
    process::{Child, ChildStdin, Command, Stdio},
};

use anyhow::{Context, Result};
use serde_json::Value;

use super::table::{Row, Than, print};
use crate::{
    node, process, python,
    steps::Outcome,
    swift::{Found, Package, Toolchain},
    workspace::Workspace,
};

/// Measures and prints the table; a row that misses its budget is marked, and fails nothing: machines differ.
pub(super) fn measure(workspace: &Workspace) -> Result<Outcome> {
    let server = Server::start(workspace)?;
    let core = told(Command::new(workspace.target().join("release/bench-core")).arg(&server.url))?;
    let node = in_node(workspace, &server)?;
    let python = in_python(workspace, &server)?;
    let swift = in_swift(workspace, &server)?;
    print(&rows(&core, &node, &python, &swift));
    Ok(Outcome::Done)
}

fn rows(core: &Value, node: &Value, python: &Value, swift: &Value) -> Vec<Row> {
    let at = |told: &Value, path: &str| told.pointer(path).and_then(Value::as_f64).unwrap_or(f64::NAN);
    let beside = |name, told, what: &str, unit, budget| {
        Row::new(
            name,
            unit,
            at(told, &format!("/{what}/ours")),
            at(told, &format!("/{what}/official")),
            budget,
        )
    };
    let page_of_core = at(core, "/page");
    vec![
        beside("Python, call, CPU", python, "call", "us", Than::AtMost(1.0 / 15.0)),
        beside("Python, 32 in flight, calls/s", python, "rate", "", Than::AtLeast(40.0)),
        beside("Python, page of 100 keys, CPU", python, "page", "us", Than::AtMost(1.0 / 8.0)),
        beside("Node, call, CPU", node, "call", "us", Than::AtMost(1.0 / 10.0)),
        beside("Node, page of 100 keys, CPU", node, "page", "us", Than::AtMost(1.0 / 5.0)),
        Row::new(
            "Python, page, beside the core",
            "us",
            at(python, "/page/ours"),
            page_of_core,
            Than::AtMost(1.5),
        ),
        Row::new(
            "Python async, page, beside sync",
            "us",
            at(python, "/page/ours_async"),
            at(python, "/page/ours"),
            Than::AtMost(1.5),
        ),
        Row::new(
            "Node, page, beside the core",
            "us",
            at(node, "/page/ours"),
            page_of_core,
            Than::AtMost(1.5),
        ),
        Row::new("Swift, page, beside the core", "us", at(swift, "/page"), page_of_core, Than::AtMost(2.0)),
        beside("Python, import and client, over bare", python, "start", "ms", Than::Within(20.0)),
        beside("Node, require and client, over bare", node, "start", "ms", Than::Within(15.0)),
    ]
}

/// Node, in a folder that has this package and the official one.
fn in_node(workspace: &Workspace, server: &Server) -> Result<Value> {
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
    told(
        workspace
            .command("node")
            .arg(workspace.path("tests/bench/node.mjs"))
            .arg(&server.url)
            .current_dir(folder),
    )
}

/// Python, in an environment that has this package and the official one.
fn in_python(workspace: &Workspace, server: &Server) -> Result<Value> {
    let interpreter =
        python::environment(workspace, "bench", Path::new("tests/sdk/python/requirements.txt"))?;
    let mut pip = workspace.command(&interpreter);
    pip.args([
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-deps",
        "--force-reinstall",
    ]);
    process::run(pip.arg("./bindings-python"))?;
    told(workspace.command(interpreter).arg("tests/bench/python.py").arg(&server.url))
}

/// Swift, optimised, if there is one.
fn in_swift(workspace: &Workspace, server: &Server) -> Result<Value> {
    let toolchain = match Toolchain::find(workspace)? {
        Found::Here(toolchain) => toolchain,
        Found::Nowhere(reason) => {
            println!("not in Swift: {reason}");
            return Ok(Value::Null);
        }
    };
    let package = Package::released(workspace, toolchain)?;
    told(package.swift("run", Path::new("tests/bench/swift"), &[]).args(["Bench", &server.url]))
}

/// The last line that a program prints, as JSON.
fn told(command: &mut Command) -> Result<Value> {
    let output = process::output(command)?;
    let line = output.lines().last().context("a benchmark printed nothing")?;
    serde_json::from_str(line).with_context(|| format!("a benchmark printed no JSON: {line}"))
}

fn link(target: &Path, place: &Path) -> Result<()> {
    if place.symlink_metadata().is_ok() {
        fs::remove_file(place)?;
    }
    symlink(target, place).with_context(|| format!("cannot link {}", place.display()))
}

/// The server that answers at once. It ends when this is dropped, since its standard input then does.
struct Server {
    url: String,
    _child: Child,
    _input: Option<ChildStdin>,
}

impl Server {
    fn start(workspace: &Workspace) -> Result<Self> {
        let mut build = workspace.cargo();
        build.args(["build", "--release", "--locked", "-p", "unkey-kit-tests"]);
        process::run(build.args(["--bin", "bench-server", "--bin", "bench-core"]))?;
        let mut server = Command::new(workspace.target().join("release/bench-server"));
        let mut child = server.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take();
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("its output is not connected")?).read_line(&mut line)?;
        let ready: Value = serde_json::from_str(&line)?;
        let url = ready["url"].as_str().context("the server names no URL")?.to_owned();
        Ok(Self { url, _child: child, _input: input })
    }
}
