//! For the tests: from a case's JSON to requests, and from answers to JSON in the wire's names.

use super::{
    begin,
    names::{literal, member, ordered, type_name},
    switch, test,
    types::{is_seen, within_parentheses},
};
use crate::{
    emit::{File, Text},
    model::{Definition, Enum, Field, Struct, TypeDef},
};

/// The part that is the same whatever the definition says: texts, numbers, lists, secrets.
const PRELUDE: &str = include_str!("prelude.swift");

/// `Wire.swift`
pub(super) fn file(definition: &Definition) -> File {
    let mut text = begin();
    text.line("import UnkeyKit").line("");
    for line in PRELUDE.lines() {
        text.line(line);
    }
    text.line("");
    for def in definition.types.values() {
        match def {
            TypeDef::Struct(found) if is_seen(definition, found) => structure(&mut text, found),
            TypeDef::Struct(_) => {}
            TypeDef::Enum(found) if found.has_data() => enumeration(&mut text, found),
            TypeDef::Enum(found) => {
                text.line(format!("extension {}: TextWire {{}}", type_name(&found.name))).line("");
            }
        }
    }
    test("Wire", text)
}

fn structure(text: &mut Text, found: &Struct) {
    if found.taken {
        text.block(format!("extension {}: FromWire {{", type_name(&found.name)), "}", |text| {
            text.block("init(wire: JSONValue) throws {", "}", |text| {
                text.line(format!("self.init({})", taken(&found.fields, "wire")));
            });
        });
        text.line("");
    }
    if !found.given {
        return;
    }
    text.block(format!("extension {}: ToWire {{", type_name(&found.name)), "}", |text| {
        text.block("var wire: JSONValue {", "}", |text| {
            text.line("var fields: [String: JSONValue] = [:]");
            for field in &found.fields {
                text.line(format!("fields[{}] = {}.wire", literal(&field.wire), member(&field.name)));
            }
            text.line("return .object(fields)");
        });
    });
    text.line("");
}

/// The fields as arguments, read from JSON.
pub(super) fn taken(fields: &[Field], from: &str) -> String {
    let arguments: Vec<String> = ordered(fields)
        .map(|field| format!("{}: try {from}.member({})", member(&field.name), literal(&field.wire)))
        .collect();
    arguments.join(", ")
}

fn enumeration(text: &mut Text, found: &Enum) {
    let tag = literal(found.tag.as_deref().unwrap_or_default());
    if found.taken {
        text.block(format!("extension {}: FromWire {{", type_name(&found.name)), "}", |text| {
            text.block("init(wire: JSONValue) throws {", "}", |text| read(text, found, &tag));
        });
        text.line("");
    }
    if found.given {
        text.block(format!("extension {}: ToWire {{", type_name(&found.name)), "}", |text| {
            text.block("var wire: JSONValue {", "}", |text| write(text, found, &tag));
        });
        text.line("");
    }
}

fn read(text: &mut Text, found: &Enum, tag: &str) {
    switch(text, &format!("try wire.member({tag}) as String"), |text| {
        for variant in &found.variants {
            let data: Vec<String> = variant
                .fields
                .iter()
                .map(|field| format!("{}: try wire.member({})", member(&field.name), literal(&field.wire)))
                .collect();
            let case = format!("self = .{}{}", member(&variant.name), within_parentheses(&data));
            text.line(format!("case {}: {case}", literal(&variant.wire)));
        }
        text.line("case let other: throw NotOfTheWire(text: other)");
    });
}

fn write(text: &mut Text, found: &Enum, tag: &str) {
    text.line("var fields: [String: JSONValue] = [:]");
    switch(text, "self", |text| {
        for variant in &found.variants {
            let bound: Vec<String> =
                variant.fields.iter().map(|field| format!("let {}", member(&field.name))).collect();
            text.block(
                format!("case .{}{}:", member(&variant.name), within_parentheses(&bound)),
                "",
                |text| {
                    text.line(format!("fields[{tag}] = .string({})", literal(&variant.wire)));
                    for field in &variant.fields {
                        text.line(format!("fields[{}] = {}.wire", literal(&field.wire), member(&field.name)));
                    }
                },
            );
        }
    });
    text.line("return .object(fields)");
}
