//! Node programs with packages pinned by a lock file.

use std::{fs, path::Path};

use anyhow::{Context, Result};

use crate::{process, workspace::Workspace};

/// Installs what the folder's lock file pins, unless that is what is there.
pub(crate) fn install(workspace: &Workspace, folder: &Path) -> Result<()> {
    let folder = workspace.path(folder);
    let lock = folder.join("package-lock.json");
    let wanted = fs::read_to_string(&lock).with_context(|| format!("cannot read {}", lock.display()))?;
    let stamp = folder.join("node_modules").join(".lock-installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    let mut npm = workspace.command("npm");
    npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).current_dir(&folder);
    process::run(&mut npm)?;
    fs::write(&stamp, wanted)?;
    Ok(())
}
