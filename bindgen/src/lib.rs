//! Projects the definition in `core/src/api`, `core/src/revoke/surface.rs` and `core/src/error/code.rs` into Python, Node
//! and Swift.
//!
//! [`read`] parses plain Rust (as cbindgen does) into a [`model::Definition`]; the emitters write each binding from it.

#![forbid(unsafe_code)]

mod command;
mod conformance;
mod dispatch;
mod emit;
pub mod error;
mod errors;
mod layout;
pub mod model;
mod node;
mod python;
mod read;
mod swift;
mod wording;

pub use emit::File;
pub use error::Error;
pub use read::read;

use std::path::Path;

/// Every generated file of the bindings, the command and the conformance runner, from the core crate in `root/core`.
///
/// # Errors
/// If the definition cannot be read, or has something that the grammar does not know.
pub fn files(root: &Path) -> Result<Vec<File>, Error> {
    let definition = read(&root.join("core"))?;
    let readme = text(&root.join("bindings-swift/README.md"))?;
    let mut files =
        [node::files(&definition), python::files(&definition), swift::files(&definition, &readme)].concat();
    files.push(command::file(&definition));
    files.push(conformance::file(&definition));
    Ok(files)
}

fn text(path: &Path) -> Result<String, Error> {
    std::fs::read_to_string(path).map_err(|source| Error::Io { path: path.to_owned(), source })
}
