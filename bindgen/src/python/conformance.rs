//! The table of the conformance runner: from an operation to its typed call, from JSON to typed arguments and from a
//! typed answer to JSON.

use super::{Surface, python_name};
use crate::{
    emit::{File, HEADER, Text},
    model::{Definition, Field, Shape, Type, TypeDef},
};

/// `tests/conformance_table.py`
pub(super) fn file(surface: &Surface<'_>) -> File {
    let definition = surface.definition;
    let mut text = Text::new("    ");
    text.line("\"\"\"From operations to typed calls, and between JSON and typed values.\"\"\"");
    text.line(format!("# {HEADER}")).line("");
    text.line("import unkey_kit")
        .line("from conformance_values import fields, listed, mapped, shown")
        .line("")
        .line("");
    for (name, def) in &definition.types {
        let TypeDef::Struct(found) = def else { continue };
        if found.transparent {
            continue;
        }
        if found.taken {
            text.block(format!("def take_{name}(json):"), "", |text| {
                text.block("return fields(", ")", |text| {
                    text.line("json,");
                    found.fields.iter().for_each(|field| {
                        let name = python_name(&field.name);
                        text.line(format!("{name}=(\"{}\", {}),", field.wire, taken(definition, &field.ty)));
                    });
                });
            });
            text.line("").line("");
        }
        if found.given {
            give(&mut text, definition, name, &found.fields);
        }
    }
    text.block("CALLS = {", "}", |text| {
        for (handle, method) in definition.methods() {
            let accessor = match handle {
                None => String::new(),
                Some(handle) => match &handle.accessor {
                    Some(accessor) => format!("{}.", python_name(accessor)),
                    None => continue,
                },
            };
            let (path, give) = match &method.shape {
                Shape::Answer(ty) => ("answer", given(definition, ty)),
                Shape::Value(ty) => ("value", given(definition, ty)),
                Shape::Items(ty) => ("items", given(definition, ty)),
                _ => continue,
            };
            let name = format!("{}{}", accessor.trim_end_matches('_'), method.name);
            let call = format!("unkey.{accessor}{}", python_name(&method.name));
            let arguments = match definition.spread(method) {
                Some(request) => format!("**take_{}(json)", request.name),
                None => method
                    .arguments
                    .iter()
                    .map(|argument| match argument.ty {
                        // A request is the case's arguments themselves.
                        Type::Named(_) => format!("{}(json)", taken(definition, &argument.ty)),
                        _ => format!("{}(json[\"{}\"])", taken(definition, &argument.ty), argument.name),
                    })
                    .collect::<Vec<_>>()
                    .join(", "),
            };
            text.line(format!("\"{name}\": (\"{path}\", lambda unkey, json: {call}({arguments}), {give}),"));
        }
    });
    File { path: "bindings-python/tests/conformance_table.py".to_owned(), text: text.finish() }
}

fn give(text: &mut Text, definition: &Definition, name: &str, fields: &[Field]) {
    text.block(format!("def give_{name}(value):"), "", |text| {
        text.line(format!("assert isinstance(value, unkey_kit.{name})"));
        text.block("return shown(", ")", |text| {
            for field in fields {
                let give = given(definition, &field.ty);
                text.line(format!("(\"{}\", value.{}, {give}),", field.wire, python_name(&field.name)));
            }
        });
    });
    text.line("").line("");
}

/// The function from JSON to an argument of this type.
fn taken(definition: &Definition, ty: &Type) -> String {
    match ty {
        Type::Option(inner) | Type::Patch(inner) => taken(definition, inner),
        Type::Vec(inner) => format!("listed({})", taken(definition, inner)),
        Type::Map(inner) => format!("mapped({})", taken(definition, inner)),
        Type::KeySecret => "unkey_kit.KeySecret".to_owned(),
        Type::Named(name) => match definition.types.get(name) {
            Some(TypeDef::Struct(found)) if found.transparent => taken(definition, &found.fields[0].ty),
            Some(TypeDef::Struct(_)) => format!("(lambda json: unkey_kit.{name}(**take_{name}(json)))"),
            _ => "str".to_owned(),
        },
        _ => "(lambda json: json)".to_owned(),
    }
}

/// The function from a value of this type to JSON.
fn given(definition: &Definition, ty: &Type) -> String {
    match ty {
        Type::Option(inner) | Type::Patch(inner) => given(definition, inner),
        Type::Vec(inner) => format!("listed({})", given(definition, inner)),
        Type::Map(inner) => format!("mapped({})", given(definition, inner)),
        Type::KeySecret => "(lambda value: value.reveal())".to_owned(),
        Type::Empty => "(lambda value: {} if value is None else value)".to_owned(),
        Type::Named(name) => match definition.types.get(name) {
            Some(TypeDef::Struct(found)) if found.transparent => given(definition, &found.fields[0].ty),
            Some(TypeDef::Struct(_)) => format!("give_{name}"),
            _ => "str".to_owned(),
        },
        _ => "(lambda value: value)".to_owned(),
    }
}
