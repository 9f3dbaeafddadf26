//! `cargo xtask bench`: measures, and prints tables.

use anyhow::Result;

use crate::{
    process,
    steps::{Outcome, Step},
    workspace::Workspace,
};

/// The tables.
pub(crate) const STEPS: [Step; 1] = [Step {
    name: "page",
    about: "what a page of 100 keys costs the emulator, by the number of keys",
    within: None,
    run: page,
}];

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
