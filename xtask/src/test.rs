//! `cargo xtask test`: sets up whatever is missing and runs every test.

use std::path::Path;

use anyhow::Result;

use crate::{
    emulator::{self, Emulator},
    node, process, python,
    steps::{Outcome, Step},
    workspace::{self, Workspace},
};

/// The parts, in order.
pub(crate) const STEPS: [Step; 5] = [
    Step {
        name: "rust",
        about: "every test of the workspace, with the examples in its documentation",
        run: rust,
    },
    Step { name: "contract", about: "client and emulator against the API's OpenAPI file", run: contract },
    Step {
        name: "recordings",
        about: "the emulator against recorded exchanges of a real server",
        run: recordings,
    },
    Step { name: "sdk-python", about: "the official Python SDK against the emulator", run: sdk_python },
    Step { name: "sdk-node", about: "the official TypeScript SDK against the emulator", run: sdk_node },
];

fn rust(workspace: &Workspace) -> Result<Outcome> {
    let mut cargo = workspace.cargo();
    process::tests(cargo.args(["test", "--locked", "--workspace", "--no-fail-fast"]), process::libtest)
}

fn contract(workspace: &Workspace) -> Result<Outcome> {
    let Some(openapi) = workspace::path_from_environment("UNKEY_OPENAPI")? else {
        return Ok(Outcome::Skipped("UNKEY_OPENAPI names no OpenAPI file".to_owned()));
    };
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--locked", "--workspace", "--test", "contract", "--", "--ignored"]);
    process::tests(cargo.env("UNKEY_OPENAPI", openapi), process::libtest)
}

fn recordings(workspace: &Workspace) -> Result<Outcome> {
    let Some(folder) = workspace::path_from_environment("UNKEY_RECORDINGS")? else {
        return Ok(Outcome::Skipped("UNKEY_RECORDINGS names no folder of recordings".to_owned()));
    };
    if let Some(reason) = workspace::lacks(&["python3"])? {
        return Ok(Outcome::Skipped(reason));
    }
    let emulator = Emulator::start(workspace)?;
    let mut player = workspace.command("python3");
    player.arg(folder.join("play.py")).args(["--admin", emulator.admin_url()?]);
    // These two need several nodes.
    player.args(["--without", "stale_nodes", "--without", "not_found_is_cached"]);
    player.args(["--allow", "tests/recordings.allow"]);
    process::run(&mut player)?;
    Ok(Outcome::Done)
}

fn sdk_python(workspace: &Workspace) -> Result<Outcome> {
    if let Some(reason) = workspace::lacks(&["python3"])? {
        return Ok(Outcome::Skipped(reason));
    }
    let folder = Path::new("tests/sdk/python");
    let python = python::environment(workspace, "sdk", &folder.join("requirements.txt"))?;
    let mut tests = workspace.command(python);
    tests.arg("run.py").current_dir(workspace.path(folder)).env("UNKEY_KIT", emulator::command(workspace)?);
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
    process::tests(tests.env("UNKEY_KIT", emulator::command(workspace)?), process::node_tap)
}
