//! `cargo xtask bench`: measures, and prints tables.

mod bindings;
mod table;

use anyhow::Result;

use crate::{
    process,
    steps::{Outcome, Step},
    workspace::Workspace,
};

/// The tables.
pub(crate) const STEPS: [Step; 2] = [
    Step {
        name: "page",
        about: "what a page of 100 keys costs the emulator, by the number of keys",
        within: None,
        run: page,
    },
    Step {
        name: "bindings",
        about: "calls, pages and starts of the bindings beside the official SDKs and the core",
        within: None,
        run: bindings::measure,
    },
];

fn page(workspace: &Workspace) -> Result<Outcome> {
    let mut cargo = workspace.cargo();
    cargo.args([
        "run",
        "--quiet",
        "--release",
        "--locked",
        "-p",
        "unkey-kit-emulator",
        "--example",
        "page_cost",
    ]);
    process::run(&mut cargo)?;
    Ok(Outcome::Done)
}
