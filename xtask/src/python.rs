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
    let mut pip = make(workspace, &folder, &python)?;
    pip.args(["install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]);
    process::run(pip.arg(workspace.path(requirements)))?;
    fs::write(&stamp, wanted)?;
    Ok(python)
}

/// Makes an empty environment and gives the `pip` that installs into it.
fn make(workspace: &Workspace, folder: &Path, python: &Path) -> Result<Command> {
    let can_import = |module: &str| {
        let mut try_it = workspace.command("python3");
        try_it.args(["-c", &format!("import {module}")]).stderr(Stdio::null());
        try_it.status().is_ok_and(|status| status.success())
    };
    let mut venv = workspace.command("python3");
    venv.args(["-m", "venv", "--clear"]).arg(folder);
    // Some systems keep what puts pip into an environment in a package of its own; their own pip will do.
    if can_import("ensurepip") {
        process::run(&mut venv)?;
        let mut pip = workspace.command(python);
        pip.args(["-m", "pip"]);
        return Ok(pip);
    }
    ensure!(can_import("pip"), "python3 has neither ensurepip nor pip: install python3-venv");
    process::run(venv.arg("--without-pip"))?;
    let mut pip = workspace.command("python3");
    pip.args(["-m", "pip", "--python"]).arg(python);
    Ok(pip)
}
