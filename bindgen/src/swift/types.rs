//! The structs and enums of requests and answers.

use super::{
    begin, comment,
    names::{literal, member, ordered, parameter, spell, type_name},
    source, switch,
};
use crate::{
    emit::{File, Text},
    model::{Definition, Docs, Enum, Field, Shape, Struct, Type, TypeDef, Variant},
};

/// `Structs.swift`
pub(super) fn structs(definition: &Definition) -> File {
    let mut text = begin();
    for def in definition.types.values() {
        if let TypeDef::Struct(found) = def
            && is_seen(definition, found)
        {
            structure(&mut text, definition, found);
        }
    }
    source("Structs", text)
}

/// `Enums.swift`
pub(super) fn enums(definition: &Definition) -> File {
    let mut text = begin();
    for def in definition.types.values() {
        if let TypeDef::Enum(found) = def {
            if found.has_data() {
                with_data(&mut text, definition, found);
            } else {
                plain(&mut text, found);
            }
        }
    }
    source("Enums", text)
}

/// Whether a struct has a name in Swift: not if it only wraps a list, nor if all that takes it spreads it into arguments.
pub(super) fn is_seen(definition: &Definition, found: &Struct) -> bool {
    if found.transparent {
        return false;
    }
    if found.given {
        return true;
    }
    let spread = definition
        .methods()
        .any(|(_, method)| definition.spread(method).is_some_and(|request| request.name == found.name));
    !spread || is_named_elsewhere(definition, &found.name)
}

/// Whether a field, or an argument that is not spread, names the type.
fn is_named_elsewhere(definition: &Definition, name: &str) -> bool {
    let in_types = definition.types.values().any(|def| match def {
        TypeDef::Struct(found) => found.fields.iter().any(|field| mentions(&field.ty, name)),
        TypeDef::Enum(found) => {
            found.variants.iter().flat_map(|variant| &variant.fields).any(|field| mentions(&field.ty, name))
        }
    });
    in_types
        || definition.methods().any(|(_, method)| {
            let taken = method.arguments.iter().any(|argument| mentions(&argument.ty, name));
            taken && definition.spread(method).is_none()
                || matches!(&method.shape, Shape::Answer(ty) | Shape::Value(ty) | Shape::Items(ty) | Shape::Events(ty) | Shape::Getter(ty) if mentions(ty, name))
        })
}

fn mentions(ty: &Type, name: &str) -> bool {
    match ty {
        Type::Named(named) => named == name,
        Type::Option(inner) | Type::Vec(inner) | Type::Map(inner) | Type::Patch(inner) => {
            mentions(inner, name)
        }
        _ => false,
    }
}

/// The field by which a struct is `Identifiable`: its first, if that is a text `id` or `..._id` that is always there. An
/// id in any other place may be that of something else, or shared.
fn identity(found: &Struct) -> Option<&Field> {
    let first = found.fields.first()?;
    (first.is_called_id() && first.required && first.ty == Type::String).then_some(first)
}

fn structure(text: &mut Text, definition: &Definition, found: &Struct) {
    let name = type_name(&found.name);
    let identity = identity(found);
    comment(text, &found.docs);
    let identifiable = if identity.is_some() { ", Identifiable" } else { "" };
    text.block(format!("public struct {name}: Hashable{identifiable}, Sendable {{"), "}", |text| {
        for field in &found.fields {
            comment(text, &field.docs);
            text.line(format!("public var {}: {}", member(&field.name), spell(definition, &field.ty)));
        }
        text.line("");
        if let Some(field) = identity.filter(|field| field.name != "id") {
            let name = member(&field.name);
            text.line(format!("/// As `{name}`, for lists of SwiftUI."));
            text.line(format!("public var id: String {{ {name} }}")).line("");
        }
        initialiser(text, definition, found);
    });
    text.line("");
    if found.given {
        text.block(format!("extension {name}: FromNative {{"), "}", |text| {
            text.block("init(from reader: inout Reader) throws {", "}", |text| {
                text.line("try reader.expect(.structure)");
                for field in &found.fields {
                    text.line(format!("{} = try reader.next()", member(&field.name)));
                }
            });
        });
        text.line("");
    }
    if found.taken {
        text.block(format!("extension {name}: ToNative {{"), "}", |text| {
            text.block("func write(to writer: inout JSONWriter) {", "}", |text| {
                text.line("writer.beginObject()");
                for field in &found.fields {
                    text.line(format!("writer.field({}, {})", literal(&field.wire), member(&field.name)));
                }
                text.line("writer.endObject()");
            });
        });
        text.line("");
    }
}

fn initialiser(text: &mut Text, definition: &Definition, found: &Struct) {
    // An answer that a test makes up may leave out what may be absent.
    let fields: Vec<Field> = found
        .fields
        .iter()
        .map(|field| Field {
            required: field.required && !matches!(field.ty, Type::Option(_)),
            ..field.clone()
        })
        .collect();
    let parameters: Vec<String> = ordered(&fields).map(|field| parameter(definition, field)).collect();
    text.line("/// Takes each field; what may be left out has a default.");
    text.block(format!("public init({}) {{", parameters.join(", ")), "}", |text| {
        for field in &found.fields {
            let name = member(&field.name);
            text.line(format!("self.{} = {name}", name.trim_matches('`')));
        }
    });
}

/// An enum of texts: its cases, and for an open set one for any other text.
fn plain(text: &mut Text, found: &Enum) {
    let name = type_name(&found.name);
    comment(text, &found.docs);
    text.block(format!("public enum {name}: RawRepresentable, Hashable, Sendable {{"), "}", |text| {
        for variant in &found.variants {
            comment(text, &variant.docs);
            text.line(format!("case {}", member(&variant.name)));
        }
        if let Some(other) = &found.other {
            comment(
                text,
                &Docs(vec!["A value that this version does not know, as the service sent it.".to_owned()]),
            );
            text.line(format!("case {}(String)", member(other)));
        }
        text.line("");
        from_text(text, found);
        text.line("");
        text.line("/// The value as the service has it.");
        text.block("public var rawValue: String {", "}", |text| {
            switch(text, "self", |text| {
                for variant in &found.variants {
                    text.line(format!("case .{}: {}", member(&variant.name), literal(&variant.wire)));
                }
                if let Some(other) = &found.other {
                    text.line(format!("case .{}(let text): text", member(other)));
                }
            });
        });
    });
    text.line("").line(format!("extension {name}: TextNative {{}}")).line("");
}

fn from_text(text: &mut Text, found: &Enum) {
    let open = found.other.is_some();
    let doc =
        if open { "/// Takes any value." } else { "/// Takes a value; `nil` for one that is none of these." };
    text.line(doc);
    text.block(format!("public init{}(rawValue: String) {{", if open { "" } else { "?" }), "}", |text| {
        switch(text, "rawValue", |text| {
            for variant in &found.variants {
                text.line(format!("case {}: self = .{}", literal(&variant.wire), member(&variant.name)));
            }
            match &found.other {
                Some(other) => text.line(format!("default: self = .{}(rawValue)", member(other))),
                None => text.line("default: return nil"),
            };
        });
    });
}

/// An enum whose cases carry data.
fn with_data(text: &mut Text, definition: &Definition, found: &Enum) {
    let name = type_name(&found.name);
    let tag = found.tag.as_deref().unwrap_or_default();
    comment(text, &found.docs);
    text.block(format!("public enum {name}: Hashable, Sendable {{"), "}", |text| {
        for variant in &found.variants {
            comment(text, &variant.docs);
            for field in &variant.fields {
                let first = field.docs.first();
                text.line(format!("/// - `{}`: {first}", member(&field.name).trim_matches('`')).trim_end());
            }
            let data: Vec<String> = variant.fields.iter().map(|field| parameter(definition, field)).collect();
            text.line(format!("case {}{}", member(&variant.name), within_parentheses(&data)));
        }
    });
    text.line("");
    if found.given {
        text.block(format!("extension {name}: FromNative {{"), "}", |text| {
            text.block("init(from reader: inout Reader) throws {", "}", |text| read(text, found));
        });
        text.line("");
    }
    if found.taken {
        text.block(format!("extension {name}: ToNative {{"), "}", |text| {
            text.block("func write(to writer: inout JSONWriter) {", "}", |text| {
                text.line("writer.beginObject()");
                switch(text, "self", |text| {
                    found.variants.iter().for_each(|variant| written(text, tag, variant));
                });
                text.line("writer.endObject()");
            });
        });
        text.line("");
    }
}

fn read(text: &mut Text, found: &Enum) {
    text.line("try reader.expect(.structure)");
    switch(text, "try reader.next() as String", |text| {
        for variant in &found.variants {
            let data: Vec<String> = variant
                .fields
                .iter()
                .map(|field| format!("{}: try reader.next()", member(&field.name)))
                .collect();
            let built = format!("self = .{}{}", member(&variant.name), within_parentheses(&data));
            text.line(format!("case {}: {built}", literal(&variant.wire)));
        }
        text.line("default: throw OtherVersion()");
    });
}

fn written(text: &mut Text, tag: &str, variant: &Variant) {
    let bound: Vec<String> =
        variant.fields.iter().map(|field| format!("let {}", member(&field.name))).collect();
    text.block(format!("case .{}{}:", member(&variant.name), within_parentheses(&bound)), "", |text| {
        text.line(format!("writer.field({}, {})", literal(tag), literal(&variant.wire)));
        for field in &variant.fields {
            text.line(format!("writer.field({}, {})", literal(&field.wire), member(&field.name)));
        }
    });
}

/// `(a, b)`, or nothing for an empty list.
pub(super) fn within_parentheses(items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!("({})", items.join(", ")) }
}
