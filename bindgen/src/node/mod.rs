//! Node: methods by name in Rust, and a typed TypeScript facade over them.

mod calls;
mod facade;
mod readers;
mod types;
mod writers;

use heck::ToLowerCamelCase;

use crate::{
    dispatch::{self, path},
    emit::{File, HEADER},
    layout,
    model::Definition,
};

/// The files of `bindings-node`.
#[must_use]
pub(crate) fn files(definition: &Definition) -> Vec<File> {
    let definition = &definition.worded(|name| name.to_lower_camel_case());
    vec![
        dispatch::file(definition, "bindings-node/src/generated/dispatch.rs", true),
        layout::file(definition, "bindings-node/src/generated/layout.rs"),
        sources(definition),
        types::file(definition),
        writers::file(definition),
        readers::file(definition),
        facade::file(definition),
        facade::errors(definition),
        facade::codes(definition),
        calls::file(definition),
    ]
}

/// `ts/src/generated/layout.ts`: which definition the sources are built from.
fn sources(definition: &Definition) -> File {
    let text = format!(
        "// {HEADER}\n\n/** A fingerprint of everything that crosses: the native library must have the same. @internal */\n\
         export const LAYOUT = {}n;\n",
        layout::fingerprint(definition)
    );
    File { path: "bindings-node/ts/src/generated/layout.ts".to_owned(), text }
}
