//! The TypeScript classes of resources and handles, and the constants of error codes.

use heck::ToLowerCamelCase;

use super::{
    path,
    readers::{names, reader},
    types::spell,
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
    text.line("import type { CallOptions, WaitOptions } from \"../options.js\";");
    text.line("import type { Events, Items, Native, Response } from \"../runtime.js\";");
    text.line("import type { JsonObject, JsonValue, KeySecret } from \"../values.js\";");
    let names: Vec<_> = names(definition).collect();
    text.line(format!("import {{ {} }} from \"./readers.js\";", names.join(", ")));
    let types: Vec<_> = definition.types.keys().map(String::as_str).collect();
    text.line(format!("import type {{ {} }} from \"./types.js\";", types.join(", "))).line("");
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
    let options = format!("options?: {}", options(handle, method));
    let (gives, body) = match &method.shape {
        Shape::Answer(ty) => {
            parameters.push(options);
            let read = format!("(from) => from.response({})", reader(definition, ty));
            (
                format!("Promise<Response<{}>>", spell(ty, false)),
                format!("this.#native.call({path}, {passed}, options, {read})"),
            )
        }
        Shape::Value(ty) => {
            parameters.push(options);
            let read = reader(definition, ty);
            (
                format!("Promise<{}>", spell(ty, false)),
                format!("this.#native.call({path}, {passed}, options, {read})"),
            )
        }
        Shape::Done => {
            parameters.push(options);
            (
                "Promise<void>".to_owned(),
                format!("this.#native.call({path}, {passed}, options, () => undefined)"),
            )
        }
        Shape::Opens(handle) => {
            (handle.clone(), format!("new {handle}(this.#native.open({path}, {passed}))"))
        }
        Shape::OpensLater(handle) => (
            format!("Promise<{handle}>"),
            format!("this.#native.openLater({path}, {passed}).then((native) => new {handle}(native))"),
        ),
        Shape::Items(ty) | Shape::Events(ty) => {
            parameters.push(options);
            let (kind, open) = if matches!(method.shape, Shape::Items(_)) {
                ("Items", "pages")
            } else {
                ("Events", "events")
            };
            (
                format!("{kind}<{}>", spell(ty, false)),
                format!("this.#native.{open}({path}, {passed}, options, {})", reader(definition, ty)),
            )
        }
        Shape::Getter(ty) => {
            let value = format!("this.#native.get({path}, {passed}, {})", reader(definition, ty));
            getter(text, &name, &spell(ty, false), &value);
            return;
        }
        Shape::Command => ("void".to_owned(), format!("this.#native.get({path}, {passed}, () => undefined)")),
    };
    text.block(format!("{name}({}): {gives} {{", parameters.join(", ")), "}", |text| {
        let returned = if gives == "void" { "" } else { "return " };
        text.line(format!("{returned}{body};"));
    });
}

/// The type of a method's options. Handles that methods give wait for work that goes on by itself, as streams of events do:
/// no option reaches the requests of that work.
fn options(handle: Option<&Handle>, method: &Method) -> &'static str {
    let waits = handle.is_some_and(|handle| handle.accessor.is_none());
    if waits || matches!(method.shape, Shape::Events(_)) { "WaitOptions" } else { "CallOptions" }
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
    kinds(&mut text, definition);
    for (table, key, wanted) in [("BY_KIND", "ErrorKind", true), ("BY_CODE", "string", false)] {
        text.line("/** @internal */");
        text.block(format!("export const {table}: Record<{key}, ErrorClass> = {{"), "};", |text| {
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

fn kinds(text: &mut Text, definition: &Definition) {
    text.line("/** What the caller can do about an error: a closed set, each with a class of its own. */");
    text.block("export type ErrorKind =", "", |text| {
        let last = definition.kinds.len().saturating_sub(1);
        for (i, kind) in definition.kinds.iter().enumerate() {
            let end = if i == last { ";" } else { "" };
            text.star_comment(&kind.docs);
            text.line(format!("| {}{end}", text_of(&kind.wire)));
        }
    });
    text.line("");
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
