//! The Swift package: its toolchain, what uniffi writes for it, its tests, its XCFramework.

mod bindings;
mod package;
mod readme;
mod servers;
mod toolchain;
mod xcframework;

use anyhow::{Result, bail};

pub(crate) use package::{Package, test};
pub(crate) use toolchain::{Found, Toolchain};

use crate::workspace::Workspace;

/// `cargo xtask swift TASK`.
pub(crate) fn run(workspace: &Workspace, arguments: &[String]) -> Result<()> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["toolchain"] => match Toolchain::find(workspace)? {
            Found::Here(toolchain) => toolchain.describe(workspace),
            Found::Nowhere(reason) => bail!("{reason}"),
        },
        ["bindings"] => bindings::write(workspace),
        ["xcframework"] => xcframework::build(workspace, false),
        ["xcframework", "--testing"] => xcframework::build(workspace, true),
        _ => bail!("swift takes one of: toolchain, bindings, xcframework [--testing]"),
    }
}
