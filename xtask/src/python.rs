//! Python programs with pinned packages, in an environment of their own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use crate::{process, workspace::Workspace};

/// Gives the interpreter of an environment that holds exactly what the requirements file pins; makes it if needed.
pub(crate) fn environment(workspace: &Workspace, name: &str, requirements: &Path) -> Result<PathBuf> {
    let folder = workspace.cache("python")?.join(name);
    let python = folder.join("bin").join("python");
    let wanted = fs::read_to_string(workspace.path(requirements))
        .with_context(|| format!("cannot read {}", requirements.display()))?;
    let stamp = folder.join("requirements.installed");
    if python.exists() && fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(python);
    }
    make(workspace, &folder)?;
    let mut pip = pip(workspace, &python);
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]);
    process::run(pip.arg(workspace.path(requirements)))?;
    fs::write(&stamp, wanted)?;
    Ok(python)
}

/// Builds the package of a folder and installs it into an environment that has maturin. `cargo` is the environment
/// variables that cargo is to have.
pub(crate) fn install_package(
    workspace: &Workspace,
    python: &Path,
    folder: &Path,
    cargo: &[(&str, &Path)],
) -> Result<()> {
    let wheels = workspace.cache("python")?.join("wheels");
    if wheels.exists() {
        fs::remove_dir_all(&wheels)?;
    }
    let mut build = workspace.command(python);
    build.args(["-m", "maturin", "build", "--quiet", "--locked", "--profile", "dev", "--interpreter"]);
    build.arg(python).arg("--out").arg(&wheels).envs(cargo.iter().copied());
    process::run(build.current_dir(workspace.path(folder)))?;
    let wheel = fs::read_dir(&wheels)?.next().context("maturin built no wheel")??.path();
    let mut pip = pip(workspace, python);
    pip.args([
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-index",
        "--no-deps",
        "--force-reinstall",
    ]);
    process::run(pip.arg(wheel))
}

/// Whether the machine's Python has a module.
fn can_import(workspace: &Workspace, module: &str) -> bool {
    let mut try_it = workspace.command("python3");
    try_it.args(["-c", &format!("import {module}")]).stderr(Stdio::null());
    try_it.status().is_ok_and(|status| status.success())
}

/// The `pip` that installs into an environment. Some systems keep what puts pip into an environment in a package of its
/// own; their own pip will do.
fn pip(workspace: &Workspace, python: &Path) -> Command {
    if can_import(workspace, "ensurepip") {
        let mut pip = workspace.command(python);
        pip.args(["-m", "pip"]);
        return pip;
    }
    let mut pip = workspace.command("python3");
    pip.args(["-m", "pip", "--python"]).arg(python);
    pip
}

/// Makes an empty environment.
fn make(workspace: &Workspace, folder: &Path) -> Result<()> {
    let mut venv = workspace.command("python3");
    venv.args(["-m", "venv", "--clear"]).arg(folder);
    if can_import(workspace, "ensurepip") {
        return process::run(&mut venv);
    }
    ensure!(can_import(workspace, "pip"), "python3 has neither ensurepip nor pip: install python3-venv");
    process::run(venv.arg("--without-pip"))
}
