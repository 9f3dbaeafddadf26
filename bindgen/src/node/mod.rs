//! Node: methods over JSON text in Rust, and a typed TypeScript facade over them.

mod calls;
mod facade;
mod types;

use heck::ToLowerCamelCase;

use crate::{
    dispatch::{self, path},
    emit::File,
    model::Definition,
};

/// The files of `bindings-node`.
#[must_use]
pub(crate) fn files(definition: &Definition) -> Vec<File> {
    let definition = &definition.worded(|name| name.to_lower_camel_case());
    vec![
        dispatch::file(definition, "bindings-node/src/generated.rs", true),
        types::file(definition),
        facade::file(definition),
        facade::errors(definition),
        facade::codes(definition),
        calls::file(definition),
    ]
}
