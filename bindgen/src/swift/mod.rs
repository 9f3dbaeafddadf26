//! Swift: methods by name in Rust, and a typed Swift facade over them.

mod calls;
mod codes;
mod methods;
mod names;
mod readme;
mod types;
mod wire;

use heck::ToLowerCamelCase;

use crate::{
    dispatch,
    emit::{File, HEADER, Text},
    layout,
    model::{Definition, Docs},
};

/// The files of `bindings-swift`; `readme` is its page for people.
pub(crate) fn files(definition: &Definition, readme: &str) -> Vec<File> {
    let definition = &definition.worded(|name| name.to_lower_camel_case());
    vec![
        dispatch::file(definition, "bindings-swift/src/generated/dispatch.rs", false),
        layout::file(definition, "bindings-swift/src/generated/layout.rs"),
        sources(definition),
        types::structs(definition),
        types::enums(definition),
        methods::file(definition),
        codes::file(definition),
        wire::file(definition),
        calls::file(definition),
        readme::file(readme),
    ]
}

/// `Layout.swift`: which definition the sources are built from.
fn sources(definition: &Definition) -> File {
    let mut text = begin();
    text.line("/// A fingerprint of everything that crosses: the native library must have the same.");
    text.line(format!("let layoutOfSources: UInt64 = {}", layout::fingerprint(definition)));
    source("Layout", text)
}

/// A generated file of the module.
fn source(name: &str, text: Text) -> File {
    File { path: format!("bindings-swift/Sources/UnkeyKit/Generated/{name}.swift"), text: text.finish() }
}

/// A generated file of the tests.
fn test(name: &str, text: Text) -> File {
    File { path: format!("bindings-swift/Tests/UnkeyKitTests/Generated/{name}.swift"), text: text.finish() }
}

/// The beginning of a file.
fn begin() -> Text {
    let mut text = Text::new("    ");
    text.line(format!("// {HEADER}")).line("");
    text
}

/// Writes a documentation comment.
fn comment<'a>(text: &'a mut Text, docs: &Docs) -> &'a mut Text {
    for line in &docs.0 {
        text.line(format!("/// {}", names::reworded(line)).trim_end());
    }
    text
}

/// Writes a `switch`, whose cases stand where it does.
fn switch(text: &mut Text, on: &str, cases: impl FnOnce(&mut Text)) {
    text.line(format!("switch {on} {{"));
    cases(text);
    text.line("}");
}
