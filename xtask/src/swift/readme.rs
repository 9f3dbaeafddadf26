//! The package of a user's that the README shows: its manifest, with the README's first program in it.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use super::Package;
use crate::{process, workspace::Workspace};

const README: &str = "bindings-swift/README.md";

/// Builds the program and runs it, against the service that the environment names.
pub(super) fn run(workspace: &Workspace, package: &Package<'_>, environment: &[(&str, &str)]) -> Result<()> {
    let readme = fs::read_to_string(workspace.path(README))?;
    let folder = workspace.cache("swift-readme")?;
    // The manifest has the checkout beside the user's package.
    let checkout = folder.join("unkey-kit");
    if !checkout.is_symlink() {
        std::os::unix::fs::symlink(workspace.path(""), &checkout)?;
    }
    let tool = folder.join("tool");
    fs::create_dir_all(tool.join("Sources/Tool"))?;
    fs::write(tool.join("Package.swift"), manifest(block(&readme, "swift Package.swift")?))?;
    fs::write(tool.join("Sources/Tool/main.swift"), block(&readme, "swift")?)?;
    process::run(package.swift("run", Path::new(&tool), environment).arg("Tool"))
}

/// The whole manifest of what the README shows of it.
fn manifest(shown: &str) -> String {
    let begin =
        "// swift-tools-version:6.0\nimport PackageDescription\n\nlet package = Package(\nname: \"Tool\",\n";
    format!("{begin}{shown})\n")
}

/// The first block of this language.
fn block<'a>(readme: &'a str, language: &str) -> Result<&'a str> {
    let (_, after) = readme
        .split_once(&format!("\n```{language}\n"))
        .with_context(|| format!("{README} has no block of `{language}`"))?;
    let (block, _) = after.split_once("```\n").context("the block has no end")?;
    Ok(block)
}
