//! The TypeScript classes of resources and handles, and the constants of error codes.

use heck::ToLowerCamelCase;

use super::{
    path,
    types::{needs_revival, revive, revived, spell},
};
use crate::{
    emit::{File, HEADER, Text},
    errors::{Of, classes},
    model::{Definition, Handle, Method, Shape},
};

/// `ts/src/generated/resources.ts`
pub(super) fn file(definition: &Definition) -> File {
    let mut text = Text::new("  ");
    text.line(format!("// {HEADER}")).line("");
    text.line(
        "import { Events, Items, type CallOptions, type Native, type Response } from \"../runtime.js\";",
    );
    text.line("import { KeySecret, wide, type JsonObject, type JsonValue } from \"../values.js\";");
    let revivers = revived(definition).map(|(name, _)| format!("revive{name}"));
    let names = revivers.chain(definition.types.keys().map(|name| format!("type {name}")));
    text.line(format!("import {{ {} }} from \"./types.js\";", names.collect::<Vec<_>>().join(", "))).line("");
    for handle in &definition.handles {
        class(&mut text, definition, handle);
    }
    client(&mut text, definition);
    File { path: "bindings-node/ts/src/generated/resources.ts".to_owned(), text: text.finish() }
}

fn class(text: &mut Text, definition: &Definition, handle: &Handle) {
    text.star_comment(&handle.docs);
    text.block(format!("export class {} {{", handle.name), "}", |text| {
        text.line("readonly #native: Native;").line("");
        text.line("/** @internal */");
        text.block("constructor(native: Native) {", "}", |text| {
            text.line("this.#native = native;");
        });
        for found in &handle.methods {
            text.line("");
            method(text, definition, Some(handle), found);
        }
    });
    text.line("");
}

/// The part of the client that follows from the definition: its resources and its own calls.
fn client(text: &mut Text, definition: &Definition) {
    text.line("/** The resources of a client, and its own calls. */");
    text.block("export class Resources {", "}", |text| {
        text.line("readonly #native: Native;");
        let resources: Vec<_> =
            definition.handles.iter().filter(|handle| handle.accessor.is_some()).collect();
        for handle in &resources {
            let accessor = handle.accessor.as_deref().unwrap_or_default().to_lower_camel_case();
            text.star_comment(&handle.docs);
            text.line(format!("readonly {accessor}: {};", handle.name));
        }
        text.line("").line("/** @internal */");
        text.block("constructor(native: Native) {", "}", |text| {
            text.line("this.#native = native;");
            for handle in &resources {
                let accessor = handle.accessor.as_deref().unwrap_or_default().to_lower_camel_case();
                text.line(format!("this.{accessor} = new {}(native);", handle.name));
            }
        });
        for found in &definition.client {
            text.line("");
            method(text, definition, None, found);
        }
    });
}

fn method(text: &mut Text, definition: &Definition, handle: Option<&Handle>, method: &Method) {
    let name = method.name.to_lower_camel_case();
    let path = text_of(&path(handle, method));
    let mut parameters: Vec<String> = method
        .arguments
        .iter()
        .map(|argument| {
            let optional = definition
                .spread(method)
                .is_some_and(|found| found.fields.iter().all(|field| !field.required));
            let default = if optional { " = {}" } else { "" };
            format!("{}: {}{default}", argument.name.to_lower_camel_case(), spell(&argument.ty, true))
        })
        .collect();
    let passed: Vec<String> =
        method.arguments.iter().map(|argument| argument.name.to_lower_camel_case()).collect();
    let passed = format!("[{}]", passed.join(", "));
    text.star_comment(&method.docs);
    let (gives, body) = match &method.shape {
        Shape::Answer(ty) => {
            parameters.push("options?: CallOptions".to_owned());
            let ty_text = spell(ty, false);
            let data = if needs_revival(definition, ty) {
                format!(
                    ", (answer) => {{ (answer as {{ data: {ty_text} }}).data = {}; }}",
                    revive(ty, "answer.data")
                )
            } else {
                String::new()
            };
            (
                format!("Promise<Response<{ty_text}>>"),
                format!("this.#native.call({path}, {passed}, options{data})"),
            )
        }
        Shape::Value(ty) => {
            parameters.push("options?: CallOptions".to_owned());
            let call = format!("this.#native.call<{}>({path}, {passed}, options)", spell(ty, false));
            let call = if needs_revival(definition, ty) {
                format!("{call}.then((value) => {})", revive(ty, "value"))
            } else {
                call
            };
            (format!("Promise<{}>", spell(ty, false)), call)
        }
        Shape::Done => {
            parameters.push("options?: CallOptions".to_owned());
            ("Promise<void>".to_owned(), format!("this.#native.call({path}, {passed}, options)"))
        }
        Shape::Opens(handle) => {
            (handle.clone(), format!("new {handle}(this.#native.open({path}, {passed}))"))
        }
        Shape::OpensLater(handle) => (
            format!("Promise<{handle}>"),
            format!("this.#native.openLater({path}, {passed}).then((native) => new {handle}(native))"),
        ),
        Shape::Items(ty) | Shape::Events(ty) => {
            let each = if needs_revival(definition, ty) {
                format!(", (item) => {}", revive(ty, "item"))
            } else {
                String::new()
            };
            parameters.push("options?: CallOptions".to_owned());
            let ty = spell(ty, false);
            let (kind, open) = match method.shape {
                Shape::Items(_) => ("Items", format!("pages({path}, {passed}, options)")),
                _ => ("Events", format!("events({path}, {passed})")),
            };
            (format!("{kind}<{ty}>"), format!("new {kind}<{ty}>(this.#native.{open}, options{each})"))
        }
        Shape::Getter(ty) => {
            let value = format!("this.#native.get<{}>({path}, {passed})", spell(ty, false));
            getter(text, &name, &spell(ty, false), &value);
            return;
        }
        Shape::Command => ("void".to_owned(), format!("this.#native.get({path}, {passed})")),
    };
    text.block(format!("{name}({}): {gives} {{", parameters.join(", ")), "}", |text| {
        let returned = if gives == "void" { "" } else { "return " };
        text.line(format!("{returned}{body};"));
    });
}

fn getter(text: &mut Text, name: &str, ty: &str, value: &str) {
    text.block(format!("get {name}(): {ty} {{"), "}", |text| {
        text.line(format!("return {value};"));
    });
}

/// `ts/src/generated/errors.ts`
pub(super) fn errors(definition: &Definition) -> File {
    let classes = classes(definition);
    let mut text = Text::new("  ");
    text.line(format!("// {HEADER}")).line("");
    text.line("import { UnkeyError, type ErrorClass } from \"../errors.js\";").line("");
    for class in &classes {
        text.star_comment(&class.docs);
        text.line(format!("export class {} extends {} {{}}", class.name, class.parent)).line("");
    }
    for (table, wanted) in [("BY_KIND", true), ("BY_CODE", false)] {
        text.line("/** @internal */");
        text.block(format!("export const {table}: Record<string, ErrorClass> = {{"), "};", |text| {
            for class in &classes {
                match class.of {
                    Of::Kind(kind) if wanted => text.line(format!("{}: {},", text_of(kind), class.name)),
                    Of::Code(code) if !wanted => text.line(format!("{}: {},", text_of(code), class.name)),
                    _ => text,
                };
            }
        });
        text.line("");
    }
    File { path: "bindings-node/ts/src/generated/errors.ts".to_owned(), text: text.finish() }
}

/// `ts/src/generated/codes.ts`
pub(super) fn codes(definition: &Definition) -> File {
    let mut text = Text::new("  ");
    text.line(format!("// {HEADER}")).line("");
    text.line(
        "/** The codes that this version knows, as `error.code` has them; the service may send others. */",
    );
    text.block("export const ErrorCode = {", "} as const;", |text| {
        for code in &definition.codes {
            text.line(format!("/** {} {} */", code.meaning, code.advice));
            text.line(format!("{}: {},", code.constant, text_of(&code.text)));
        }
    });
    text.line("").line("/** One of the known codes, or any other text. */");
    text.line("export type ErrorCode = (typeof ErrorCode)[keyof typeof ErrorCode] | (string & {});");
    File { path: "bindings-node/ts/src/generated/codes.ts".to_owned(), text: text.finish() }
}

/// A text as a literal.
pub(super) fn text_of(text: &str) -> String {
    format!("{text:?}")
}
