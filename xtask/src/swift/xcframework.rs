//! The native library for Apple's systems, as an XCFramework. Only a Mac can build it, so nothing that runs on Linux
//! proves it.

use std::{fs, path::PathBuf};

use anyhow::{Result, bail};

use crate::{process, workspace::Workspace};

/// Each slice and the targets of Rust in it.
const SLICES: [(&str, &[&str]); 3] = [
    ("ios", &["aarch64-apple-ios"]),
    ("ios-simulator", &["aarch64-apple-ios-sim", "x86_64-apple-ios"]),
    ("macos", &["aarch64-apple-darwin", "x86_64-apple-darwin"]),
];

/// Where `Package.swift` looks for it.
const FRAMEWORK: &str = "bindings-swift/UnkeyNativeFFI.xcframework";
const LIBRARY: &str = "libunkey_kit_swift.a";

/// Builds it for release: for every system, without emulator and command unless it is for testing.
pub(super) fn build(workspace: &Workspace, testing: bool) -> Result<()> {
    needs()?;
    let mut slices = Vec::new();
    for (name, targets) in SLICES {
        let mut built = Vec::new();
        for target in targets {
            process::run(workspace.command("rustup").args(["target", "add", target]))?;
            let mut cargo = workspace.cargo();
            cargo.args(["build", "--locked", "--release", "-p", "unkey-kit-swift", "--target", target]);
            if testing {
                cargo.args(["--features", "testing"]);
            }
            process::run(&mut cargo)?;
            built.push(workspace.target().join(target).join("release").join(LIBRARY));
        }
        slices.push(joined(workspace, name, built)?);
    }
    assemble(workspace, &slices)
}

/// Builds it for this machine alone, from the library that cargo has built for tests.
pub(super) fn for_tests(workspace: &Workspace) -> Result<()> {
    needs()?;
    assemble(workspace, &[workspace.target().join("debug").join(LIBRARY)])
}

fn needs() -> Result<()> {
    if cfg!(not(target_os = "macos")) {
        bail!(
            "an XCFramework is built on a Mac, with Xcode and its command line tools (xcodebuild, lipo) and with rustup; \
             this is {}. On Linux, `cargo xtask test swift` builds and tests the package against a plain library, which \
             says nothing about iOS.",
            std::env::consts::OS
        );
    }
    for tool in ["xcodebuild", "lipo", "rustup"] {
        // The first knows no `--version`.
        let mut which = std::process::Command::new("which");
        if !which.arg(tool).output().is_ok_and(|output| output.status.success()) {
            bail!("an XCFramework needs {tool}: install Xcode, and rustup for Rust");
        }
    }
    Ok(())
}

/// One library of several targets.
fn joined(workspace: &Workspace, name: &str, built: Vec<PathBuf>) -> Result<PathBuf> {
    let folder = workspace.cache("xcframework")?.join(name);
    fs::create_dir_all(&folder)?;
    let library = folder.join(LIBRARY);
    let mut lipo = workspace.command("lipo");
    process::run(lipo.arg("-create").args(built).arg("-output").arg(&library))?;
    Ok(library)
}

/// The framework of these libraries, each with the C header.
fn assemble(workspace: &Workspace, libraries: &[PathBuf]) -> Result<()> {
    let framework = workspace.path(FRAMEWORK);
    if framework.exists() {
        fs::remove_dir_all(&framework)?;
    }
    let mut xcodebuild = workspace.command("xcodebuild");
    xcodebuild.arg("-create-xcframework");
    for library in libraries {
        xcodebuild.arg("-library").arg(library);
        xcodebuild.arg("-headers").arg(workspace.path("bindings-swift/Sources/UnkeyNativeFFI"));
    }
    process::run(xcodebuild.arg("-output").arg(&framework))
}
