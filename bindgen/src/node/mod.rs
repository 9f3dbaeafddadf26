//! Node: methods over JSON text in Rust, and a typed TypeScript facade over them.

mod calls;
mod dispatch;
mod facade;
mod types;

use heck::ToLowerCamelCase;

use crate::{emit::File, model::Definition};

/// The files of `bindings-node`.
#[must_use]
pub(crate) fn files(definition: &Definition) -> Vec<File> {
    let definition = &definition.worded(|name| name.to_lower_camel_case());
    vec![
        dispatch::file(definition),
        types::file(definition),
        facade::file(definition),
        facade::errors(definition),
        facade::codes(definition),
        calls::file(definition),
    ]
}

/// How the native side names a method: `keys.create`, `Plan.apply`, `liveness`.
fn path(handle: Option<&crate::model::Handle>, method: &crate::model::Method) -> String {
    match handle {
        None => method.name.clone(),
        Some(handle) => format!("{}.{}", handle.accessor.as_ref().unwrap_or(&handle.name), method.name),
    }
}
