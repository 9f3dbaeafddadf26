//! How answers are read in TypeScript: a function for each type that they hold, and one expression for all else. The form
//! is described in `bindings-node/src/crossing/positional`.

use super::{
    facade::text_of,
    writers::{is_id, is_optional},
};
use crate::{
    emit::{File, HEADER, Text},
    model::{Definition, Enum, Field, Type, TypeDef, Variant},
};

/// `ts/src/generated/readers.ts`
pub(super) fn file(definition: &Definition) -> File {
    let mut text = Text::new("  ");
    text.line(format!("// {HEADER}")).line("");
    text.line("import type { Open, Reader } from \"../reader.js\";");
    let names: Vec<_> = read(definition).map(|(name, _)| name).collect();
    text.line(format!("import type {{ {} }} from \"./types.js\";", names.join(", "))).line("");
    for (name, def) in read(definition) {
        text.block(format!("export function read{name}(from: Reader): {name} {{"), "}", |text| match def {
            TypeDef::Struct(found) => fields(text, definition, &[], &found.fields, name),
            TypeDef::Enum(found) => variants(text, definition, found),
        });
        text.line("");
    }
    File { path: "bindings-node/ts/src/generated/readers.ts".to_owned(), text: text.finish() }
}

/// The names of the functions.
pub(super) fn names(definition: &Definition) -> impl Iterator<Item = String> {
    read(definition).map(|(name, _)| format!("read{name}"))
}

/// The types of answers that have fields.
fn read(definition: &Definition) -> impl Iterator<Item = (&str, &TypeDef)> {
    definition.types.values().filter_map(|def| match def {
        TypeDef::Struct(found) if found.given && !found.transparent => Some((found.name.as_str(), def)),
        TypeDef::Enum(found) if found.given && found.has_data() => Some((found.name.as_str(), def)),
        _ => None,
    })
}

/// An object of the fields that are always there, then those that may be absent, in the order in which they come.
fn fields(text: &mut Text, definition: &Definition, known: &[&str], fields: &[Field], ty: &str) {
    let first = fields.iter().position(is_optional).unwrap_or(fields.len());
    let (there, rest) = fields.split_at(first);
    let known = known.iter().map(|&name| name.to_owned());
    let read = |field, ty| if is_id(field) { "from.json()".to_owned() } else { expression(definition, ty) };
    let there = there.iter().map(|field| format!("{}: {}", field.wire, read(field, &field.ty)));
    let literal = known.chain(there).collect::<Vec<_>>().join(", ");
    if rest.is_empty() {
        text.line(format!("return {{ {literal} }};"));
        return;
    }
    text.line("const there = from.bits();");
    text.line(format!("const read = {{ {literal} }} as Open<{ty}>;"));
    let mut bit = 1_u64;
    for field in rest {
        let place = format!("read.{}", field.wire);
        match &field.ty {
            Type::Option(inner) => {
                // JavaScript's own bits are 32.
                let is_there =
                    if bit < 1 << 31 { format!("there & {bit}") } else { format!("there / {bit} & 1") };
                text.line(format!("if ({is_there}) {place} = {};", read(field, inner)));
                bit *= 2;
            }
            ty => {
                text.line(format!("{place} = {};", read(field, ty)));
            }
        }
    }
    text.line("return read;");
}

fn variants(text: &mut Text, definition: &Definition, found: &Enum) {
    let (name, tag) = (&found.name, found.tag.as_deref().unwrap_or_default());
    text.line(format!("const {tag} = from.text<{name}[{}]>();", text_of(tag)));
    text.block(format!("switch ({tag}) {{"), "}", |text| {
        for Variant { wire, fields: own, .. } in &found.variants {
            let wire = text_of(wire);
            text.block(format!("case {wire}: {{"), "}", |text| {
                fields(text, definition, &[tag], own, &format!("Extract<{name}, {{ {tag}: {wire} }}>"));
            });
        }
    });
}

/// The function that reads a value of this type.
pub(super) fn reader(definition: &Definition, ty: &Type) -> String {
    match ty {
        Type::Named(name) if is_read(definition, name) => format!("read{name}"),
        Type::Empty => "() => ({})".to_owned(),
        _ => format!("(from) => {}", expression(definition, ty)),
    }
}

/// The expression that reads a value of this type.
fn expression(definition: &Definition, ty: &Type) -> String {
    match ty {
        Type::Bool => "from.bool()".to_owned(),
        Type::Integer(_) | Type::Millis => "from.integer()".to_owned(),
        Type::Float => "from.float()".to_owned(),
        Type::String => "from.text()".to_owned(),
        Type::Json | Type::JsonObject => "from.json()".to_owned(),
        Type::Empty => "{}".to_owned(),
        Type::KeySecret => "from.secret()".to_owned(),
        Type::Wide => "from.wide()".to_owned(),
        Type::Option(inner) | Type::Patch(inner) => {
            format!("from.present() ? {} : undefined", expression(definition, inner))
        }
        Type::Vec(inner) if **inner == Type::String => "from.json()".to_owned(),
        Type::Vec(inner) => format!("from.list({})", reader(definition, inner)),
        Type::Map(inner) => format!("from.map({})", reader(definition, inner)),
        Type::Named(name) => match definition.structure(name).filter(|found| found.transparent) {
            Some(found) => expression(definition, &found.fields[0].ty),
            None if is_read(definition, name) => format!("read{name}(from)"),
            None => "from.text()".to_owned(),
        },
    }
}

fn is_read(definition: &Definition, name: &str) -> bool {
    read(definition).any(|(read, _)| read == name)
}
