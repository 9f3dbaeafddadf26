//! `_native.pyi`: the types of everything native, with its documentation.

use heck::ToSnakeCase;

use super::{Surface, methods::Manner, positional, python_name, shapes::ordered};
use crate::{
    emit::{File, HEADER, Text},
    model::{Definition, Docs, Enum, Field, Handle, Method, Shape, Struct, Type, TypeDef},
};

pub(super) fn file(surface: &Surface<'_>) -> File {
    let mut text = Text::new("    ");
    text.line(format!("# {HEADER}")).line("");
    text.line(include_str!("prelude.pyi"));
    let names: Vec<_> = surface.names().map(|found| found.name.as_str()).collect();
    text.line(format!("from ._texts import {}", names.join(", "))).line("");
    surface.unions().for_each(|found| union(&mut text, surface, found));
    surface.structs().for_each(|found| structure(&mut text, surface, found));
    for manner in Manner::BOTH {
        surface.handles().for_each(|found| handle(&mut text, surface, found, manner));
        resources(&mut text, surface, manner);
    }
    text.line(include_str!("clients.pyi").trim_end());
    File { path: "bindings-python/python/unkey_kit/_native.pyi".to_owned(), text: text.finish() }
}

/// A docstring; text with backslashes is raw.
pub(super) fn docstring(text: &mut Text, docs: &Docs) {
    let raw = if docs.0.iter().any(|line| line.contains('\\')) { "r" } else { "" };
    match docs.0.as_slice() {
        [] => {}
        [line] => {
            text.line(format!("{raw}\"\"\"{line}\"\"\""));
        }
        [first, rest @ ..] => {
            text.line(format!("{raw}\"\"\"{first}"));
            rest.iter().for_each(|line| {
                text.line(line);
            });
            text.line("\"\"\"");
        }
    }
}

fn union(text: &mut Text, surface: &Surface<'_>, found: &Enum) {
    text.block(format!("class {}:", found.name), "", |text| {
        docstring(text, &surface.docs(&found.docs));
        text.line("");
        for variant in &found.variants {
            text.line(format!("{0}: TypeAlias = {1}{0}", variant.name, found.name));
        }
        for variant in &found.variants {
            let fields: Vec<_> =
                variant.fields.iter().map(|one| parameter(surface.definition, one)).collect();
            text.line("@staticmethod");
            let name = python_name(&variant.name.to_snake_case());
            let open = format!("def {name}({}) -> {}{}:", fields.join(", "), found.name, variant.name);
            text.block(open, "", |text| docstring_or_dots(text, &surface.docs(&variant.docs)));
            text.line("");
        }
    });
    for variant in &found.variants {
        text.line("@final");
        text.block(format!("class {0}{1}({0}):", found.name, variant.name), "", |text| {
            docstring(text, &surface.docs(&variant.docs));
            text.line("");
            members(text, surface, &variant.fields);
        });
        text.line("");
    }
}

fn structure(text: &mut Text, surface: &Surface<'_>, found: &Struct) {
    text.line("@final");
    text.block(format!("class {}:", found.name), "", |text| {
        docstring(text, &surface.docs(&found.docs));
        text.line("");
        members(text, surface, &found.fields);
    });
    text.line("");
    if found.taken {
        let open = format!("class _{}Dict(TypedDict, total=False):", found.name);
        text.block(open, "", |text| {
            text.line(format!("\"\"\"The fields of `{}`.\"\"\"", found.name)).line("");
            for field in &found.fields {
                let ty = spell(surface.definition, &field.ty, true);
                let ty = if field.required { format!("Required[{ty}]") } else { ty };
                text.line(format!("{}: {ty}", python_name(&field.name)));
            }
        });
        text.line("");
    }
}

/// The constructor and the properties of a class of values.
fn members(text: &mut Text, surface: &Surface<'_>, fields: &[Field]) {
    let definition = surface.definition;
    let parameters: Vec<_> = ordered(fields).map(|field| parameter(definition, field)).collect();
    let parameters =
        if parameters.is_empty() { String::new() } else { format!(", *, {}", parameters.join(", ")) };
    text.line(format!("def __new__(cls{parameters}) -> Self: ..."));
    let names: Vec<_> = fields.iter().map(|field| format!("\"{}\"", python_name(&field.name))).collect();
    let names = match names.as_slice() {
        [] => "tuple[()]".to_owned(),
        names => format!(
            "tuple[{}]",
            names.iter().map(|name| format!("Literal[{name}]")).collect::<Vec<_>>().join(", ")
        ),
    };
    text.line(format!("__match_args__: ClassVar[{names}]"));
    for field in fields {
        text.line("@property");
        let open =
            format!("def {}(self) -> {}:", python_name(&field.name), spell(definition, &field.ty, false));
        text.block(open, "", |text| docstring_or_dots(text, &surface.docs(&field.docs)));
        text.line("");
    }
    text.line("def __eq__(self, other: object, /) -> bool: ...");
}

fn docstring_or_dots(text: &mut Text, docs: &Docs) {
    if docs.0.is_empty() {
        text.line("...");
    } else {
        docstring(text, docs);
    }
}

fn handle(text: &mut Text, surface: &Surface<'_>, found: &Handle, manner: Manner) {
    text.line("@final");
    text.block(format!("class {}:", manner.class(&found.name)), "", |text| {
        docstring(text, &surface.docs(&found.docs));
        text.line("");
        found.methods.iter().for_each(|one| method(text, surface, one, manner));
    });
    text.line("");
}

fn resources(text: &mut Text, surface: &Surface<'_>, manner: Manner) {
    text.line("@disjoint_base");
    text.block(format!("class {}:", manner.class("Resources")), "", |text| {
        text.line("\"\"\"The resources of a client, and its own calls.\"\"\"").line("");
        for found in surface.handles() {
            let Some(accessor) = &found.accessor else { continue };
            text.line("@property");
            let open = format!("def {}(self) -> {}:", python_name(accessor), manner.class(&found.name));
            text.block(open, "", |text| docstring_or_dots(text, &surface.docs(&found.docs)));
            text.line("");
        }
        surface.definition.client.iter().for_each(|one| method(text, surface, one, manner));
    });
    text.line("");
}

fn method(text: &mut Text, surface: &Surface<'_>, method: &Method, manner: Manner) {
    let definition = surface.definition;
    let mut parameters = vec!["self".to_owned()];
    match definition.spread(method) {
        Some(request) => {
            let positional = positional(definition, method);
            for (index, field) in ordered(&request.fields).enumerate() {
                if index == positional {
                    parameters.push("*".to_owned());
                }
                parameters.push(parameter(definition, field));
            }
        }
        None => parameters.extend(method.arguments.iter().map(|argument| {
            let default = match &argument.ty {
                Type::Option(_) => " = None",
                Type::Patch(_) => " = ...",
                _ => "",
            };
            format!("{}: {}{default}", python_name(&argument.name), spell(definition, &argument.ty, true))
        })),
    }
    let wait = if manner == Manner::Sync { "" } else { "async " };
    let given = |ty: &Type| spell(definition, ty, false);
    let (wait, gives) = match &method.shape {
        Shape::Answer(ty) => (wait, format!("Response[{}]", given(ty))),
        Shape::Value(ty) => (wait, given(ty)),
        Shape::Done => (wait, "None".to_owned()),
        Shape::OpensLater(handle) => (wait, manner.class(handle)),
        Shape::Opens(handle) => ("", manner.class(handle)),
        Shape::Items(ty) => ("", format!("{}[{}]", manner.class("Items"), given(ty))),
        Shape::Events(ty) => ("", format!("{}[{}]", manner.class("Events"), given(ty))),
        Shape::Getter(ty) => {
            text.line("@property");
            ("", given(ty))
        }
        Shape::Command => ("", "None".to_owned()),
    };
    let open = format!("{wait}def {}({}) -> {gives}:", python_name(&method.name), parameters.join(", "));
    text.block(open, "", |text| docstring_or_dots(text, &surface.method_docs(method)));
    text.line("");
}

/// A parameter that is a field of a request.
fn parameter(definition: &Definition, field: &Field) -> String {
    let (name, ty) = (python_name(&field.name), spell(definition, &field.ty, true));
    match &field.ty {
        Type::Patch(_) => format!("{name}: {ty} = ..."),
        Type::Option(_) => format!("{name}: {ty} = None"),
        _ if field.required => format!("{name}: {ty}"),
        _ => format!("{name}: {ty} | None = None"),
    }
}

/// A type in Python; what methods take is laxer than what they give.
fn spell(definition: &Definition, ty: &Type, taken: bool) -> String {
    let inside = |ty: &Type| spell(definition, ty, taken);
    match ty {
        Type::Bool => "bool".to_owned(),
        Type::Integer(_) | Type::Millis | Type::Wide => "int".to_owned(),
        Type::Float => "float".to_owned(),
        Type::String => "str".to_owned(),
        Type::Json => "Any".to_owned(),
        Type::JsonObject if taken => "Mapping[str, Any]".to_owned(),
        Type::JsonObject => "dict[str, Any]".to_owned(),
        Type::KeySecret if taken => "KeySecret | str".to_owned(),
        Type::KeySecret => "KeySecret".to_owned(),
        Type::Empty => "None".to_owned(),
        Type::Option(inner) => format!("{} | None", inside(inner)),
        Type::Patch(inner) => format!("{} | None | UnsetType", inside(inner)),
        Type::Vec(inner) if taken => format!("Sequence[{}]", inside(inner)),
        Type::Vec(inner) => format!("builtins.list[{}]", inside(inner)),
        Type::Map(inner) if taken => format!("Mapping[str, {}]", inside(inner)),
        Type::Map(inner) => format!("dict[str, {}]", inside(inner)),
        Type::Named(name) => match definition.types.get(name) {
            Some(TypeDef::Struct(found)) if found.transparent => inside(&found.fields[0].ty),
            Some(TypeDef::Struct(found)) if taken && found.taken => format!("{name} | _{name}Dict"),
            _ => name.clone(),
        },
    }
}
