//! `cargo xtask lint`: every check of the source.

mod source;

use anyhow::Result;

use crate::{
    generate, process,
    steps::{Outcome, Step},
    workspace::Workspace,
};

/// The checks, in order: the quick ones first.
pub(crate) const STEPS: [Step; 9] = [
    Step { name: "fmt", about: "the source is formatted", within: None, run: fmt },
    Step { name: "gen", about: "the generated files are current", within: None, run: generated },
    Step { name: "size", about: "no hand-written source file is too long", within: None, run: source::size },
    Step {
        name: "wire-names",
        about: "operations are named in the API's definition alone",
        within: None,
        run: source::wire_names,
    },
    Step {
        name: "self",
        about: "the files name no machine and no registry",
        within: None,
        run: source::own_words,
    },
    Step {
        name: "reasons",
        about: "every dependency has its reason in ARCHITECTURE.md",
        within: None,
        run: source::dependencies,
    },
    Step { name: "clippy", about: "clippy, with warnings denied", within: None, run: clippy },
    Step { name: "doc", about: "the documentation builds, with warnings denied", within: None, run: doc },
    Step { name: "deny", about: "licences, bans and sources of the dependencies", within: None, run: deny },
];

/// The version of cargo-deny that the checks are written for.
const CARGO_DENY: &str = "0.20.2";

fn fmt(workspace: &Workspace) -> Result<Outcome> {
    process::run(workspace.cargo().args(["fmt", "--all", "--check"]))?;
    Ok(Outcome::Done)
}

fn generated(workspace: &Workspace) -> Result<Outcome> {
    generate::check(workspace)?;
    Ok(Outcome::Done)
}

fn clippy(workspace: &Workspace) -> Result<Outcome> {
    let mut cargo = workspace.cargo();
    cargo.args(["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"]);
    process::run(&mut cargo)?;
    Ok(Outcome::Done)
}

fn doc(workspace: &Workspace) -> Result<Outcome> {
    let mut cargo = workspace.cargo();
    cargo.args(["doc", "--locked", "--workspace", "--no-deps"]).env("RUSTDOCFLAGS", "-D warnings");
    process::run(&mut cargo)?;
    Ok(Outcome::Done)
}

/// Advisories are left out: their database is on a site that a build machine need not reach.
fn deny(workspace: &Workspace) -> Result<Outcome> {
    let tools = workspace.cache("tools")?;
    let program = tools.join("bin").join("cargo-deny");
    let installed = process::output(workspace.command(&program).arg("--version")).unwrap_or_default();
    if installed.trim() != format!("cargo-deny {CARGO_DENY}") {
        let mut cargo = workspace.cargo();
        // It runs for a second: optimising it would take longer than it saves.
        cargo.args(["install", "--quiet", "--locked", "--debug", "--no-default-features", "--force"]);
        cargo.args(["cargo-deny", "--version", CARGO_DENY, "--root"]).arg(&tools);
        process::run(cargo.env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
    }
    process::run(workspace.command(program).args(["--locked", "check", "licenses", "bans", "sources"]))?;
    Ok(Outcome::Done)
}
