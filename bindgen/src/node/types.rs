//! The TypeScript types of requests and answers, and how answers are brought into their form.

use std::collections::BTreeSet;

use super::facade::text_of;
use crate::{
    emit::{File, HEADER, Text},
    model::{Definition, Enum, Field, Struct, Type, TypeDef},
};

/// `ts/src/generated/types.ts`
pub(super) fn file(definition: &Definition) -> File {
    let mut text = Text::new("  ");
    text.line(format!("// {HEADER}")).line("");
    text.line("import { KeySecret, wide, type JsonObject, type JsonValue } from \"../values.js\";").line("");
    for def in definition.types.values() {
        match def {
            TypeDef::Struct(found) => structure(&mut text, found),
            TypeDef::Enum(found) => enumeration(&mut text, found),
        }
    }
    for (name, fields) in revived(definition) {
        reviver(&mut text, definition, name, &fields);
    }
    File { path: "bindings-node/ts/src/generated/types.ts".to_owned(), text: text.finish() }
}

fn structure(text: &mut Text, found: &Struct) {
    text.star_comment(&found.docs);
    if found.transparent {
        let ty = spell(&found.fields[0].ty, found.taken);
        text.line(format!("export type {} = {ty};", found.name)).line("");
        return;
    }
    text.block(format!("export interface {} {{", found.name), "}", |text| {
        found.fields.iter().for_each(|one| field(text, one, found.taken));
    });
    text.line("");
}

fn field(text: &mut Text, field: &Field, taken: bool) {
    text.star_comment(&field.docs);
    let (optional, ty) = match &field.ty {
        Type::Option(inner) => ("?", spell(inner, taken)),
        Type::Patch(inner) => ("?", format!("{} | null", spell(inner, taken))),
        // An answer's list is always there; a request's may be left out.
        ty => (if taken && !field.required { "?" } else { "" }, spell(ty, taken)),
    };
    let undefined = if optional.is_empty() { "" } else { " | undefined" };
    let readonly = if taken { "" } else { "readonly " };
    text.line(format!("{readonly}{}{optional}: {ty}{undefined};", field.wire));
}

fn enumeration(text: &mut Text, found: &Enum) {
    text.star_comment(&found.docs);
    if let (true, Some(tag)) = (found.has_data(), &found.tag) {
        text.block(format!("export type {} =", found.name), "", |text| {
            for variant in &found.variants {
                text.star_comment(&variant.docs);
                text.block("| {", "}", |text| {
                    text.line(format!("readonly {tag}: \"{}\";", variant.wire));
                    variant.fields.iter().for_each(|one| field(text, one, found.taken));
                });
            }
        });
        text.line(";").line("");
        return;
    }
    let mut values: Vec<String> =
        found.variants.iter().map(|variant| format!("\"{}\"", variant.wire)).collect();
    if found.other.is_some() {
        // Keeps completion of the known values, and takes any other text.
        values.push("(string & {})".to_owned());
    }
    text.line(format!("export type {} = {};", found.name, values.join(" | "))).line("");
}

/// A type in TypeScript; what methods take is laxer than what they give.
pub(super) fn spell(ty: &Type, taken: bool) -> String {
    match ty {
        Type::Bool => "boolean".to_owned(),
        Type::Integer(_) | Type::Float | Type::Millis => "number".to_owned(),
        Type::String => "string".to_owned(),
        Type::Json => "JsonValue".to_owned(),
        Type::JsonObject => "JsonObject".to_owned(),
        Type::KeySecret if taken => "KeySecret | string".to_owned(),
        Type::KeySecret => "KeySecret".to_owned(),
        Type::Wide => "number | bigint".to_owned(),
        Type::Empty => "Record<string, never>".to_owned(),
        Type::Named(name) => name.clone(),
        Type::Option(inner) => format!("{} | undefined", spell(inner, taken)),
        Type::Patch(inner) => format!("{} | null | undefined", spell(inner, taken)),
        Type::Map(inner) => format!("Record<string, {}>", spell(inner, taken)),
        Type::Vec(inner) => {
            let item = spell(inner, taken);
            let item = if item.contains(' ') { format!("({item})") } else { item };
            if taken { format!("readonly {item}[]") } else { format!("{item}[]") }
        }
    }
}

/// Whether answers of this type hold what `JSON.parse` cannot give: secrets in their wrapper, wide integers, and lists
/// that JSON leaves out when they are empty.
pub(super) fn needs_revival(definition: &Definition, ty: &Type) -> bool {
    holds(definition, ty, &mut BTreeSet::new())
}

/// Whether this is a list that an answer leaves out when it is empty.
fn may_be_left_out(field: &Field) -> bool {
    !field.required && matches!(field.ty, Type::Vec(_))
}

fn holds(definition: &Definition, ty: &Type, seen: &mut BTreeSet<String>) -> bool {
    match ty {
        Type::KeySecret | Type::Wide => true,
        Type::Option(inner) | Type::Patch(inner) | Type::Vec(inner) | Type::Map(inner) => {
            holds(definition, inner, seen)
        }
        Type::Named(name) if seen.insert(name.clone()) => match definition.types.get(name) {
            Some(TypeDef::Struct(found)) => {
                found.fields.iter().any(|field| may_be_left_out(field) || holds(definition, &field.ty, seen))
            }
            Some(TypeDef::Enum(found)) => found
                .variants
                .iter()
                .flat_map(|variant| &variant.fields)
                .any(|field| holds(definition, &field.ty, seen)),
            None => false,
        },
        _ => false,
    }
}

/// The types of answers that need revival, each with its fields, those of all variants together.
pub(super) fn revived(definition: &Definition) -> impl Iterator<Item = (&str, Vec<&Field>)> {
    definition.types.values().filter_map(|def| {
        let (name, given, fields): (_, _, Vec<&Field>) = match def {
            TypeDef::Struct(found) => (&found.name, found.given, found.fields.iter().collect()),
            TypeDef::Enum(found) => (
                &found.name,
                found.given,
                found.variants.iter().flat_map(|variant| &variant.fields).collect(),
            ),
        };
        (given && needs_revival(definition, &Type::Named(name.clone()))).then_some((name.as_str(), fields))
    })
}

fn reviver(text: &mut Text, definition: &Definition, name: &str, fields: &[&Field]) {
    text.line("/** @internal */");
    text.block(format!("export function revive{name}(value: {name}): {name} {{"), "}", |text| {
        text.line("const open = value as unknown as Record<string, never>;");
        let mut seen = BTreeSet::new();
        for field in fields.iter().filter(|field| seen.insert(&field.wire)) {
            let place = format!("open[{}]", text_of(&field.wire));
            if may_be_left_out(field) {
                text.line(format!("{place} ??= [] as never;"));
            }
            if needs_revival(definition, &field.ty) {
                let revived = revive(&field.ty, &place);
                text.line(format!("if ({place} != null) {place} = {revived} as never;"));
            }
        }
        text.line("return value;");
    });
    text.line("");
}

/// The expression that brings a value of this type into its form.
pub(super) fn revive(ty: &Type, value: &str) -> String {
    match ty {
        Type::KeySecret => format!("new KeySecret({value})"),
        Type::Wide => format!("wide({value})"),
        Type::Named(name) => format!("revive{name}({value})"),
        Type::Option(inner) | Type::Patch(inner) => revive(inner, value),
        Type::Vec(inner) => format!("({value} as never[]).map((item) => {})", revive(inner, "item")),
        Type::Map(inner) => {
            format!(
                "Object.fromEntries(Object.entries({value} as object).map(([name, item]) => [name, {}]))",
                revive(inner, "item as never")
            )
        }
        _ => value.to_owned(),
    }
}
