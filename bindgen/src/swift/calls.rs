//! For the tests: from the name of a call, as conformance cases have it, to the typed call.

use super::{
    begin,
    methods::{is_bare, is_call},
    names::{literal, member},
    test,
    wire::taken,
};
use crate::{
    dispatch::path,
    emit::File,
    model::{Definition, Method, Shape, Type},
};

/// `Calls.swift`
pub(super) fn file(definition: &Definition) -> File {
    let mut text = begin();
    text.line("import UnkeyKit").line("");
    text.line("/// Makes the call of this name; what it gives is taken as `take` says.");
    let signature = "func call(_ name: String, on unkey: Unkey, with given: JSONValue, into outcome: Played) async throws {";
    text.block(signature, "}", |text| {
        text.line("switch name {");
        for (handle, method) in definition.methods().filter(|(_, method)| is_call(method)) {
            let on = match handle.map(|handle| handle.accessor.as_deref()) {
                None => "unkey".to_owned(),
                Some(Some(accessor)) => format!("unkey.{}", member(accessor)),
                Some(None) => continue,
            };
            text.line(format!("case {}:", literal(&path(handle, method))));
            let called = format!("{on}.{}({})", member(&method.name), arguments(definition, method));
            text.line(match method.shape {
                Shape::Items(_) => format!("    try await outcome.drain({called})"),
                Shape::Done => format!("    try await {called}"),
                _ => format!("    try await outcome.note({called})"),
            });
        }
        text.line("default: throw NotOfTheWire(text: name)").line("}");
    });
    test("Calls", text)
}

fn arguments(definition: &Definition, method: &Method) -> String {
    if let Some(request) = definition.spread(method) {
        return taken(&request.fields, "given");
    }
    let arguments = method.arguments.iter().enumerate().map(|(index, argument)| {
        let bare = is_bare(index, argument);
        let label = if bare { String::new() } else { format!("{}: ", member(&argument.name)) };
        // A request that is no more than a list is the case's arguments themselves.
        match &argument.ty {
            Type::Named(_) => format!("{label}try .init(wire: given)"),
            _ => format!("{label}try given.member({})", literal(&argument.name)),
        }
    });
    arguments.collect::<Vec<_>>().join(", ")
}
