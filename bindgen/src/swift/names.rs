//! Names and types as Swift spells them.

use heck::{ToLowerCamelCase, ToSnakeCase, ToUpperCamelCase};

use crate::model::{Definition, Field, Type};

/// Names that Swift's library, Foundation or SwiftUI have for something else: a user imports both. They get a prefix.
const TAKEN: &[&str] = &[
    "Actor",
    "Array",
    "Bundle",
    "Character",
    "Clock",
    "Color",
    "Data",
    "Date",
    "Decoder",
    "Dictionary",
    "Duration",
    "Encoder",
    "Environment",
    "Error",
    "Group",
    "Host",
    "Image",
    "Label",
    "Link",
    "List",
    "Locale",
    "Menu",
    "Notification",
    "Operation",
    "Path",
    "Port",
    "Process",
    "Progress",
    "Result",
    "Scanner",
    "Section",
    "Selector",
    "Sequence",
    "Set",
    "State",
    "Stream",
    "String",
    "Task",
    "Text",
    "Thread",
    "Timer",
    "Type",
    "Unit",
    "View",
];

/// Words of the language that a name must not be bare.
const KEYWORDS: &[&str] = &[
    "as",
    "break",
    "case",
    "catch",
    "class",
    "continue",
    "default",
    "defer",
    "do",
    "else",
    "enum",
    "extension",
    "fallthrough",
    "false",
    "for",
    "func",
    "guard",
    "if",
    "import",
    "in",
    "init",
    "inout",
    "internal",
    "is",
    "let",
    "nil",
    "operator",
    "private",
    "protocol",
    "public",
    "repeat",
    "return",
    "self",
    "static",
    "struct",
    "subscript",
    "super",
    "switch",
    "throw",
    "throws",
    "true",
    "try",
    "typealias",
    "var",
    "where",
    "while",
];

/// The name of a type.
pub(super) fn type_name(name: &str) -> String {
    if TAKEN.contains(&name) { format!("Unkey{name}") } else { name.to_owned() }
}

/// The name of a field, an argument, a method or a case, from a Rust name of any casing.
pub(super) fn member(name: &str) -> String {
    let name = name.to_lower_camel_case();
    if KEYWORDS.contains(&name.as_str()) { format!("`{name}`") } else { name }
}

/// The name of an error code's constant.
pub(super) fn constant(name: &str) -> String {
    member(&name.to_ascii_lowercase())
}

/// A text as a literal.
pub(super) fn literal(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"").replace('\n', "\\n"))
}

/// A type in Swift. A wrapper that JSON does not show is what it wraps.
pub(super) fn spell(definition: &Definition, ty: &Type) -> String {
    let spell = |ty| spell(definition, ty);
    match ty {
        Type::Bool => "Bool".to_owned(),
        Type::Integer(_) | Type::Millis | Type::Wide => "Int".to_owned(),
        Type::Float => "Double".to_owned(),
        Type::String => "String".to_owned(),
        Type::Json => "JSONValue".to_owned(),
        Type::JsonObject => "[String: JSONValue]".to_owned(),
        Type::KeySecret => "KeySecret".to_owned(),
        Type::Empty => "NoData".to_owned(),
        Type::Named(name) => match definition.structure(name) {
            Some(found) if found.transparent => spell(&found.fields[0].ty),
            _ => type_name(name),
        },
        Type::Option(inner) => format!("{}?", spell(inner)),
        Type::Vec(inner) => format!("[{}]", spell(inner)),
        Type::Map(inner) => format!("[String: {}]", spell(inner)),
        Type::Patch(inner) => format!("Patch<{}>", spell(inner)),
    }
}

/// A field as a parameter, with the value that it has when it is left out.
pub(super) fn parameter(definition: &Definition, field: &Field) -> String {
    let default = if field.required { "" } else { default(&field.ty) };
    format!("{}: {}{default}", member(&field.name), spell(definition, &field.ty))
}

/// What a field of a request is when it is left out.
fn default(ty: &Type) -> &'static str {
    match ty {
        Type::Option(_) => " = nil",
        Type::Patch(_) => " = .keep",
        Type::Vec(_) => " = []",
        Type::Map(_) | Type::JsonObject => " = [:]",
        Type::Bool => " = false",
        Type::Integer(_) | Type::Millis | Type::Wide | Type::Float => " = 0",
        Type::String => " = \"\"",
        Type::Json => " = .null",
        Type::KeySecret | Type::Empty | Type::Named(_) => "",
    }
}

/// The fields as parameters: those that must be given come first.
pub(super) fn ordered(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| field.required).chain(fields.iter().filter(|field| !field.required))
}

/// A line of documentation in Swift's words: what stands between back-ticks as Swift spells it.
pub(super) fn reworded(line: &str) -> String {
    let pieces: Vec<&str> = line.split('`').collect();
    let worded = pieces.iter().enumerate().map(|(i, piece)| {
        if i % 2 == 0 {
            return (*piece).to_owned();
        }
        let is_kind = pieces.get(i - 1).is_some_and(|before| before.ends_with("kind "));
        match *piece {
            "None" => "nil".to_owned(),
            piece if is_kind || is_constant(piece) => constant(&piece.to_snake_case()),
            piece => match (piece.split_once('.'), setting(piece)) {
                (Some(("CallOptions", option)), _) => format!("withOptions({option}:)"),
                (_, Some((name, value))) => format!("{}: {value}", member(name)),
                _ => piece.to_owned(),
            },
        }
    });
    worded.collect::<Vec<_>>().join("`")
}

/// The name and the value of `name(value)`, which sets a field in Rust.
fn setting(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.strip_suffix(')')?.split_once('(')?;
    let is_name = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    (is_name && !value.is_empty()).then_some((name, value))
}

/// Whether this is the name of a constant of more than one word, such as `KEY_NOT_FOUND`.
fn is_constant(text: &str) -> bool {
    let shouted = text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'_');
    shouted && text.contains('_') && !text.starts_with("UNKEY_") && text.to_upper_camel_case() != text
}
