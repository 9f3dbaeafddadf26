//! `cargo xtask gen`: writes every generated file, or checks that it is current.

use std::fs;

use anyhow::{Context, Result, bail};
use unkey_kit_bindgen::File;

use crate::{errors_doc, workspace::Workspace};

/// Every generated file, as it should be.
fn files(workspace: &Workspace) -> Result<Vec<File>> {
    let mut files = unkey_kit_bindgen::files(&workspace.path(""))?;
    files.push(File { path: "docs/errors.md".to_owned(), text: errors_doc::render() });
    Ok(files)
}

/// Writes the files that are not current.
pub(crate) fn write(workspace: &Workspace) -> Result<()> {
    for file in files(workspace)? {
        if !is_current(workspace, &file)? {
            let path = workspace.path(&file.path);
            let folder = path.parent().unwrap_or(&path);
            let written = fs::create_dir_all(folder).and_then(|()| fs::write(&path, &file.text));
            written.with_context(|| format!("cannot write {}", path.display()))?;
            println!("wrote {}", file.path);
        }
    }
    Ok(())
}

/// Fails if a file is not current.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let mut stale = Vec::new();
    for file in files(workspace)? {
        if !is_current(workspace, &file)? {
            stale.push(file.path);
        }
    }
    if !stale.is_empty() {
        bail!("not current: {}; run `cargo xtask gen`", stale.join(", "));
    }
    Ok(())
}

fn is_current(workspace: &Workspace, file: &File) -> Result<bool> {
    match fs::read_to_string(workspace.path(&file.path)) {
        Ok(text) => Ok(text == file.text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", file.path)),
    }
}
