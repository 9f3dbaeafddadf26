//! `cargo xtask test`: sets up whatever is missing and runs every test.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::{
    node, process, projection, python,
    steps::{Outcome, Step},
    swift,
    workspace::{self, Workspace},
};

const OPENAPI: &str = "UNKEY_OPENAPI";
const RECORDINGS: &str = "UNKEY_RECORDINGS";

/// The parts, in order.
pub(crate) const STEPS: [Step; 11] = [
    Step {
        name: "rust",
        about: "every test of the workspace, with the examples in its documentation",
        within: None,
        run: rust,
    },
    Step {
        name: "conformance",
        about: "the client against written exchanges, and whether they cover every call and field",
        within: Some("rust"),
        run: conformance,
    },
    Step {
        name: "documents",
        about: "the blocks of code in the pages for people",
        within: None,
        run: documents,
    },
    Step {
        name: "contract",
        about: "client and emulator against the API's OpenAPI file",
        within: None,
        run: contract,
    },
    Step {
        name: "recordings",
        about: "the emulator against recorded exchanges of a real server",
        within: None,
        run: recordings,
    },
    Step {
        name: "node",
        about: "the Node binding: conformance, idioms, types, its README, its package",
        within: None,
        run: node,
    },
    Step {
        name: "python",
        about: "the Python binding: conformance, idioms, processes, types, its README",
        within: None,
        run: python_binding,
    },
    Step {
        name: "swift",
        about: "the Swift binding: conformance, idioms, revocation, its README; installs Swift where there is none",
        within: None,
        run: swift::test,
    },
    Step {
        name: "projection",
        about: "a made-up operation and handle, in a copy of the workspace, used from every language",
        within: None,
        run: projection::test,
    },
    Step {
        name: "sdk-python",
        about: "the official Python SDK against the emulator",
        within: None,
        run: sdk_python,
    },
    Step {
        name: "sdk-node",
        about: "the official TypeScript SDK against the emulator",
        within: None,
        run: sdk_node,
    },
];

fn rust(workspace: &Workspace) -> Result<Outcome> {
    let mut cargo = workspace.cargo();
    // The default members: the libraries of the bindings need their languages to be linked.
    cargo.args(["test", "--locked", "--no-fail-fast"]);
    // What they name is for the parts below.
    process::tests(cargo.env_remove(OPENAPI).env_remove(RECORDINGS), process::libtest)
}

fn conformance(workspace: &Workspace) -> Result<Outcome> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--locked", "--test", "conformance", "--test", "conformance_cases"]);
    process::tests(&mut cargo, process::libtest)
}

fn documents(workspace: &Workspace) -> Result<Outcome> {
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--locked", "--test", "documents"]);
    process::tests(cargo.env("UNKEY_KIT", unkey_kit(workspace)?), process::libtest)
}

fn contract(workspace: &Workspace) -> Result<Outcome> {
    let Some(openapi) = workspace::path_from_environment(OPENAPI)? else {
        return Ok(Outcome::Skipped(format!("{OPENAPI} names no OpenAPI file")));
    };
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--locked", "--test", "contract", "--", "--ignored"]);
    process::tests(cargo.env(OPENAPI, openapi), process::libtest)
}

fn recordings(workspace: &Workspace) -> Result<Outcome> {
    let Some(folder) = workspace::path_from_environment(RECORDINGS)? else {
        return Ok(Outcome::Skipped(format!("{RECORDINGS} names no folder of recordings")));
    };
    if let Some(reason) = workspace::lacks(&["python3"])? {
        return Ok(Outcome::Skipped(reason));
    }
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--locked", "--test", "recordings", "--", "--nocapture"]);
    process::tests(cargo.env(RECORDINGS, folder), process::libtest)
}

fn sdk_python(workspace: &Workspace) -> Result<Outcome> {
    if let Some(reason) = workspace::lacks(&["python3"])? {
        return Ok(Outcome::Skipped(reason));
    }
    let folder = Path::new("tests/sdk/python");
    let python = python::environment(workspace, "sdk", &folder.join("requirements.txt"))?;
    let mut tests = workspace.command(python);
    tests.args(["-B", "run.py"]).current_dir(workspace.path(folder)).env("UNKEY_KIT", unkey_kit(workspace)?);
    process::tests(&mut tests, process::totals)
}

fn sdk_node(workspace: &Workspace) -> Result<Outcome> {
    if let Some(reason) = workspace::lacks(&["node", "npm"])? {
        return Ok(Outcome::Skipped(reason));
    }
    let folder = Path::new("tests/sdk/node");
    node::install(workspace, folder)?;
    let mut tests = workspace.command("node");
    tests.args(["--test", "--test-reporter=tap"]).current_dir(workspace.path(folder));
    process::tests(tests.env("UNKEY_KIT", unkey_kit(workspace)?), process::node_tap)
}

fn node(workspace: &Workspace) -> Result<Outcome> {
    if let Some(reason) = workspace::lacks(&["node", "npm"])? {
        return Ok(Outcome::Skipped(reason));
    }
    let folder = Path::new("bindings-node");
    node::install(workspace, folder)?;
    let server = conformance_server(workspace)?;
    let mut build = workspace.command("npm");
    process::run(build.args(["run", "--silent", "build:debug"]).current_dir(workspace.path(folder)))?;
    let mut tests = workspace.command("node");
    tests.args(["--test", "--test-reporter=tap", "test/"]).current_dir(workspace.path(folder));
    process::tests(tests.env("UNKEY_CONFORMANCE_SERVER", server), process::node_tap)
}

fn python_binding(workspace: &Workspace) -> Result<Outcome> {
    if let Some(reason) = workspace::lacks(&["python3", "node"])? {
        return Ok(Outcome::Skipped(reason));
    }
    let folder = Path::new("bindings-python");
    let python = python::environment(workspace, "binding", &folder.join("tests/requirements.txt"))?;
    let server = conformance_server(workspace)?;
    python::install_package(workspace, &python, folder, &[])?;
    let mut tests = workspace.command(python);
    tests.args(["-B", "-m", "pytest", "-q"]).current_dir(workspace.path(folder));
    process::tests(tests.env("UNKEY_CONFORMANCE_SERVER", server), process::pytest)
}

/// Builds the server that plays the conformance cases, and gives its path.
pub(crate) fn conformance_server(workspace: &Workspace) -> Result<PathBuf> {
    program(workspace, "conformance-server", "conformance_server")
}

/// Builds the command `unkey-kit`, and gives its path.
pub(crate) fn unkey_kit(workspace: &Workspace) -> Result<PathBuf> {
    program(workspace, "unkey-kit", "command")
}

/// Builds a program as the test of that name does, for which it is built anyway. A plain build would give shared
/// dependencies fewer features, and compile them again.
fn program(workspace: &Workspace, name: &str, test: &str) -> Result<PathBuf> {
    process::run(workspace.cargo().args(["test", "--locked", "--no-run", "--test", test]))?;
    Ok(workspace.target().join("debug").join(name))
}
