//! The table from the name of a call, as conformance cases have it, to the typed call.

use heck::ToLowerCamelCase;

use super::{facade::text_of, path};
use crate::{
    emit::{File, HEADER, Text},
    model::{Argument, Definition, Shape, Type},
};

/// `test/generated/calls.mjs`
pub(super) fn file(definition: &Definition) -> File {
    let mut text = Text::new("  ");
    text.line(format!("// {HEADER}")).line("");
    text.block("export const CALLS = {", "};", |text| {
        for (handle, method) in definition.methods() {
            let is_call =
                matches!(method.shape, Shape::Answer(_) | Shape::Value(_) | Shape::Done | Shape::Items(_));
            let on = match handle.map(|handle| handle.accessor.as_deref()) {
                None => "unkey".to_owned(),
                Some(Some(accessor)) => format!("unkey.{}", accessor.to_lower_camel_case()),
                Some(None) => continue,
            };
            if is_call {
                let name = method.name.to_lower_camel_case();
                let passed: Vec<String> = match method.arguments.as_slice() {
                    // A request is the case's arguments themselves.
                    [Argument { ty: Type::Named(_), .. }] => vec!["given".to_owned()],
                    arguments => arguments
                        .iter()
                        .map(|one| format!("given.{}", one.name.to_lower_camel_case()))
                        .collect(),
                };
                let passed = passed.into_iter().chain(["options".to_owned()]).collect::<Vec<_>>().join(", ");
                text.line(format!(
                    "{}: (unkey, given, options) => {on}.{name}({passed}),",
                    text_of(&path(handle, method))
                ));
            }
        }
    });
    File { path: "bindings-node/test/generated/calls.mjs".to_owned(), text: text.finish() }
}
