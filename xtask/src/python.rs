//! Python programs with pinned packages, in an environment of their own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use anyhow::{Context, Result};

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
    process::run(workspace.command("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
    let mut pip = Command::new(&python);
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "-r"]);
    process::run(pip.arg(workspace.path(requirements)))?;
    fs::write(&stamp, wanted)?;
    Ok(python)
}
