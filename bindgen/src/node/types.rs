//! The TypeScript types of requests and answers.

use crate::{
    emit::{File, HEADER, Text},
    model::{Definition, Enum, Field, Struct, Type, TypeDef},
};

/// `ts/src/generated/types.ts`
pub(super) fn file(definition: &Definition) -> File {
    let mut text = Text::new("  ");
    text.line(format!("// {HEADER}")).line("");
    text.line("import type { JsonObject, JsonValue, KeySecret } from \"../values.js\";").line("");
    for def in definition.types.values() {
        match def {
            TypeDef::Struct(found) => structure(&mut text, found),
            TypeDef::Enum(found) => enumeration(&mut text, found),
        }
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
