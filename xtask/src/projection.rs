//! What a new operation costs: in a copy of the workspace, one is added to the definition, and a handle to the
//! revocation surface, and nothing else is edited. After `gen`, every language has both, typed.

use std::{
    fs,
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Stdio},
};

use anyhow::{Context, Result, ensure};
use serde_json::{Value, json};

use crate::{
    node, process, python,
    steps::{Counts, Outcome},
    swift::{Found, Package, Toolchain},
    workspace::{self, Workspace},
};

/// What is appended to which file of the definition, and the case that goes with it.
const EDITS: [(&str, &str); 2] =
    [("keys.rs.in", "core/src/api/keys/mod.rs"), ("surface.rs.in", "core/src/revoke/surface.rs")];
const CASE: &str = "keys.frobnicate.json";

/// Makes the copy, and uses what was added from every language.
pub(crate) fn test(workspace: &Workspace) -> Result<Outcome> {
    if let Some(reason) = workspace::lacks(&["node", "npm", "python3"])? {
        return Ok(Outcome::Skipped(reason));
    }
    let copy = Copy::make(workspace)?;
    process::run(copy.workspace.cargo().args(["run", "--quiet", "--locked", "-p", "xtask", "--", "gen"]))?;
    in_rust(&copy)?;
    in_node(&copy)?;
    in_python(&copy, workspace)?;
    let in_swift = in_swift(&copy)?;
    Ok(Outcome::Counted(Counts { passed: 3 + u64::from(in_swift), failed: 0 }))
}

/// A copy of the workspace, with the additions.
struct Copy {
    workspace: Workspace,
    original: PathBuf,
}

impl Copy {
    fn make(workspace: &Workspace) -> Result<Self> {
        let folder = workspace.cache("projection")?;
        let root = folder.join("workspace");
        if root.exists() {
            fs::remove_dir_all(&root)?;
        }
        for file in workspace.files()? {
            let place = root.join(&file);
            fs::create_dir_all(place.parent().context("a file has a folder")?)?;
            fs::copy(workspace.path(&file), place)?;
        }
        let snippets = workspace.path("tests/projection");
        for (snippet, file) in EDITS {
            let added = fs::read_to_string(snippets.join(snippet))?;
            let file = root.join(file);
            fs::write(&file, fs::read_to_string(&file)? + &added)?;
        }
        fs::copy(snippets.join(CASE), root.join("tests/conformance/cases").join(CASE))?;
        // Not where cargo builds the original: it takes crates at one place below their workspaces for one and the same,
        // and `xtask` itself is among them. Kept for the next run.
        let target = folder.join("target");
        Ok(Self { workspace: Workspace::at(root, target), original: workspace.path("") })
    }
}

/// The Rust runner's generated table has the call.
fn in_rust(copy: &Copy) -> Result<()> {
    let mut cargo = copy.workspace.cargo();
    cargo.args(["test", "--quiet", "--locked", "-p", "unkey-kit-tests", "--test", "conformance", "--"]);
    process::run(cargo.arg("keys.frobnicate"))
}

/// The package's types take the program strictly, and the program runs.
fn in_node(copy: &Copy) -> Result<()> {
    let home = copy.workspace.path("bindings-node");
    node::install(&copy.workspace, Path::new("bindings-node"))?;
    let mut build = copy.workspace.command("npm");
    process::run(build.args(["run", "--silent", "build:debug"]).current_dir(&home))?;
    let program = home.join("test/projection.mts");
    fs::copy(copy.original.join("tests/projection/node.mts"), &program)?;
    let mut compiler = copy.workspace.command("node");
    compiler.args([
        "node_modules/typescript/bin/tsc",
        "--strict",
        "--target",
        "es2022",
        "--module",
        "nodenext",
    ]);
    process::run(compiler.args(["--types", "node"]).arg(&program).current_dir(&home))?;
    Stub::play(copy, |url| {
        process::run(copy.workspace.command("node").arg(program.with_extension("mjs")).arg(url))
    })
}

/// The package's stubs take the program strictly, and the program runs.
fn in_python(copy: &Copy, workspace: &Workspace) -> Result<()> {
    let folder = Path::new("bindings-python");
    // Not in the copy, which is made anew each time.
    let python = python::environment(workspace, "projection", &folder.join("tests/requirements.txt"))?;
    python::install_package(
        &copy.workspace,
        &python,
        folder,
        &[("CARGO_TARGET_DIR", &copy.workspace.target())],
    )?;
    let program = copy.original.join("tests/projection/python.py");
    for checker in [&["mypy", "--strict"][..], &["pyright", "--pythonpath", &python.to_string_lossy()]] {
        let mut check = copy.workspace.command(&python);
        process::run(check.arg("-m").args(checker).arg(&program).current_dir(copy.workspace.path(folder)))?;
    }
    Stub::play(copy, |url| process::run(copy.workspace.command(&python).arg(&program).arg(url)))
}

/// The package takes the program in Swift 6 mode, and the program runs. Whether there is a Swift to do it.
fn in_swift(copy: &Copy) -> Result<bool> {
    let toolchain = match Toolchain::find(&copy.workspace)? {
        Found::Here(toolchain) => toolchain,
        Found::Nowhere(reason) => {
            println!("not in Swift: {reason}");
            return Ok(false);
        }
    };
    let folder = Path::new("projection-swift");
    let sources = copy.workspace.path(folder).join("Sources/Projection");
    fs::create_dir_all(&sources)?;
    let snippets = copy.original.join("tests/projection");
    fs::copy(snippets.join("Package.swift.in"), copy.workspace.path(folder).join("Package.swift"))?;
    fs::copy(snippets.join("projection.swift.in"), sources.join("Projection.swift"))?;
    let package = Package::with_library(&copy.workspace, toolchain)?;
    process::run(&mut package.swift("build", folder, &[]))?;
    Stub::play(copy, |url| process::run(package.swift("run", folder, &[]).args(["Projection", url])))?;
    Ok(true)
}

/// The server of the conformance cases, playing the one case.
struct Stub {
    address: String,
    _child: Child,
    /// The server ends when this does.
    _input: ChildStdin,
}

impl Stub {
    /// Runs a program against the case, and fails if the exchange was not the case's.
    fn play(copy: &Copy, program: impl FnOnce(&str) -> Result<()>) -> Result<()> {
        process::run(copy.workspace.cargo().args([
            "build",
            "--quiet",
            "--locked",
            "-p",
            "unkey-kit-tests",
            "--bins",
        ]))?;
        let mut server = copy.workspace.command(copy.workspace.target().join("debug/conformance-server"));
        let mut child = server.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take().context("its input is not connected")?;
        let mut line = String::new();
        BufReader::new(child.stdout.take().context("its output is not connected")?).read_line(&mut line)?;
        let ready: Value = serde_json::from_str(&line)?;
        let address = ready["url"].as_str().context("the server names no URL")?.replace("http://", "");
        let stub = Self { address, _child: child, _input: input };

        let begun = stub.ask("/begin", &json!({ "name": "keys.frobnicate/sends_every_kind_of_field" }))?;
        let url = begun["url"].as_str().context("the server plays nothing")?;
        program(url)?;
        let ended = stub.ask("/end", &json!({ "url": url }))?;
        ensure!(ended["problems"] == json!([]), "{}", ended["problems"]);
        Ok(())
    }

    /// A request over a connection of its own: this is loopback, and two requests in all.
    fn ask(&self, path: &str, body: &Value) -> Result<Value> {
        let body = body.to_string();
        let mut stream = TcpStream::connect(&self.address)?;
        write!(
            stream,
            "POST {path} HTTP/1.0\r\nhost: {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        )?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (_, told) = answer.split_once("\r\n\r\n").context("the server did not answer")?;
        serde_json::from_str(told).with_context(|| format!("the server answered {told}"))
    }
}
