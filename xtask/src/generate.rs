//! `cargo xtask gen`: writes every generated file, or checks that it is current.

use std::fs;

use anyhow::{Context, Result, bail};

use crate::{errors_doc, workspace::Workspace};

/// A generated file: its path below the root, and what makes its text.
struct Generated {
    path: &'static str,
    text: fn() -> String,
}

const FILES: [Generated; 1] = [Generated { path: "docs/errors.md", text: errors_doc::render }];

/// Writes the files that are not current.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    for file in &FILES {
        if !is_current(workspace, file)? {
            let path = workspace.path(file.path);
            fs::write(&path, (file.text)()).with_context(|| format!("cannot write {}", path.display()))?;
            println!("wrote {}", file.path);
        }
    }
    Ok(())
}

/// Fails if a file is not current.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut stale = Vec::new();
    for file in &FILES {
        if !is_current(workspace, file)? {
            stale.push(file.path);
        }
    }
    if !stale.is_empty() {
        bail!("not current: {}; run `cargo xtask gen`", stale.join(", "));
    }
    Ok(())
}

fn is_current(workspace: &Workspace, file: &Generated) -> Result<bool> {
    match fs::read_to_string(workspace.path(file.path)) {
        Ok(text) => Ok(text == (file.text)()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", file.path)),
    }
}
