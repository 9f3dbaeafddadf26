//! Building and testing the package.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::Result;

use super::{Found, Toolchain, bindings, readme, servers::Server, xcframework};
use crate::{
    process,
    steps::{Counts, Outcome},
    test::{conformance_server, unkey_kit},
    workspace::Workspace,
};

/// The package with a toolchain that builds it.
pub(crate) struct Package<'a> {
    workspace: &'a Workspace,
    toolchain: Toolchain,
    /// Where cargo put the native library.
    library: PathBuf,
    /// As Swift names it: `debug` or `release`.
    configuration: &'static str,
}

impl<'a> Package<'a> {
    /// Builds the native library for tests.
    pub(crate) fn with_library(workspace: &'a Workspace, toolchain: Toolchain) -> Result<Self> {
        let library = bindings::build(workspace)?;
        if cfg!(target_os = "macos") {
            xcframework::for_tests(workspace)?;
        }
        Ok(Self { workspace, toolchain, library, configuration: "debug" })
    }

    /// Builds the native library as it is released.
    pub(crate) fn released(workspace: &'a Workspace, toolchain: Toolchain) -> Result<Self> {
        let mut cargo = workspace.cargo();
        process::run(cargo.args(["build", "--release", "--locked", "-p", "unkey-kit-swift"]))?;
        let library = workspace.target().join("release");
        Ok(Self { workspace, toolchain, library, configuration: "release" })
    }

    /// `swift SUBCOMMAND` for the package in this folder, without leave for warnings.
    pub(crate) fn swift(&self, subcommand: &str, folder: &Path, environment: &[(&str, &str)]) -> Command {
        let library = self.library.to_string_lossy();
        let mut environment = environment.to_vec();
        environment.push(("LD_LIBRARY_PATH", &library));
        let mut swift = self.toolchain.swift(self.workspace, &environment);
        swift.arg(subcommand).arg("--package-path").arg(self.workspace.path(folder));
        let name = folder.file_name().unwrap_or(folder.as_os_str());
        swift.arg("--scratch-path").arg(self.workspace.target().join("swift").join(name));
        swift.args(["--configuration", self.configuration, "-Xswiftc", "-warnings-as-errors"]);
        if cfg!(not(target_os = "macos")) {
            swift.args(["-Xlinker", &format!("-L{library}")]);
        }
        swift
    }
}

/// Runs the tests of the native library, holds what uniffi wrote against it, and runs the tests of the package and the
/// README's program in a package of its own.
pub(crate) fn test(workspace: &Workspace) -> Result<Outcome> {
    let toolchain = match Toolchain::find(workspace)? {
        Found::Here(toolchain) => toolchain,
        Found::Nowhere(reason) => return Ok(Outcome::Skipped(reason)),
    };
    let mut counts = Counts::default();
    let mut cargo = workspace.cargo();
    cargo.args(["test", "--locked", "-p", "unkey-kit-swift", "--features", "testing,bindgen"]);
    if let Outcome::Counted(counted) = process::tests(&mut cargo, process::libtest)? {
        counts += counted;
    }
    bindings::check(workspace)?;
    let package = Package::with_library(workspace, toolchain)?;
    let conformance = Server::start(&mut workspace.command(conformance_server(workspace)?))?;
    let emulator = Server::start(workspace.command(unkey_kit(workspace)?).args(["emulator", "--json"]))?;
    let environment = [
        ("UNKEY_CONFORMANCE_URL", conformance.told("url")?),
        ("UNKEY_ROOT_KEY", emulator.told("rootKey")?),
        ("UNKEY_BASE_URL", emulator.told("url")?),
    ];
    let mut swift = package.swift("test", Path::new("bindings-swift"), &environment);
    if let Outcome::Counted(counted) = process::tests(&mut swift, process::swift_testing)? {
        counts += counted;
    }
    readme::run(workspace, &package, &environment)?;
    counts += Counts { passed: 1, failed: 0 };
    Ok(Outcome::Counted(counts))
}
