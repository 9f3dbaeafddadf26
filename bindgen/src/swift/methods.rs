//! The methods of the client, of resources and of handles.

use super::{
    begin, comment,
    names::{literal, member, ordered, parameter, reworded, spell, type_name},
    source,
};
use crate::{
    dispatch::path,
    emit::{File, Text},
    model::{Argument, Definition, Docs, Field, Handle, Method, Shape, Struct, Type},
};

/// `Resources.swift`
pub(super) fn file(definition: &Definition) -> File {
    let mut text = begin();
    text.line("internal import UnkeyNative").line("");
    client(&mut text, definition);
    for handle in &definition.handles {
        structure(&mut text, definition, handle);
    }
    source("Resources", text)
}

/// The part of the client that follows from the definition: its resources and its own calls.
fn client(text: &mut Text, definition: &Definition) {
    text.block("extension Unkey {", "}", |text| {
        for handle in &definition.handles {
            let Some(accessor) = &handle.accessor else { continue };
            comment(text, &Docs(vec![handle.docs.first().to_owned()]));
            let name = type_name(&handle.name);
            text.line(format!("public var {}: {name} {{ {name}(native: native) }}", member(accessor)))
                .line("");
        }
        for (index, found) in definition.client.iter().enumerate() {
            if index > 0 {
                text.line("");
            }
            method(text, definition, None, found);
        }
    });
    text.line("");
}

fn structure(text: &mut Text, definition: &Definition, handle: &Handle) {
    comment(text, &handle.docs);
    text.block(format!("public struct {}: Sendable {{", type_name(&handle.name)), "}", |text| {
        text.line("let native: NativeHandle");
        for found in &handle.methods {
            text.line("");
            method(text, definition, Some(handle), found);
        }
    });
    text.line("");
}

fn method(text: &mut Text, definition: &Definition, handle: Option<&Handle>, method: &Method) {
    let request = definition.spread(method);
    documented(text, method, request);
    let path = literal(&path(handle, method));
    if let Shape::Getter(ty) = &method.shape {
        text.line(format!(
            "public var {}: {} {{ get throws {{ try native.property({path}) }} }}",
            member(&method.name),
            spell(definition, ty)
        ));
        return;
    }
    let (effects, gives, call) = match &method.shape {
        Shape::Answer(ty) => {
            (" async throws", format!(" -> Response<{}>", spell(definition, ty)), "try await native.answer")
        }
        Shape::Value(ty) => {
            (" async throws", format!(" -> {}", spell(definition, ty)), "try await native.answer")
        }
        Shape::Done => (" async throws", String::new(), "try await native.finish"),
        // Without arguments too: a defect of the library is thrown, for the end of the process ends every revocation.
        Shape::Opens(handle) => (" throws", format!(" -> {}", type_name(handle)), "try native.opened"),
        Shape::OpensLater(handle) => {
            (" async throws", format!(" -> {}", type_name(handle)), "try await native.openedLater")
        }
        Shape::Items(ty) => ("", format!(" -> Items<{}>", spell(definition, ty)), "native.items"),
        Shape::Events(ty) => ("", format!(" -> Events<{}>", spell(definition, ty)), "native.stream"),
        Shape::Command | Shape::Getter(_) => ("", String::new(), "native.command"),
    };
    if may_be_ignored(definition, method) {
        text.line("@discardableResult");
    }
    let parameters = parameters(definition, method, request);
    let signature = format!("public func {}({parameters}){effects}{gives} {{", member(&method.name));
    let returned = if gives.is_empty() { "" } else { "return " };
    text.block(signature, "}", |text| {
        written(text, method, request);
        let passed = if method.arguments.is_empty() { path } else { format!("{path}, arguments.text") };
        let called = format!("{call}({passed})");
        text.line(match &method.shape {
            Shape::Opens(handle) | Shape::OpensLater(handle) => {
                format!("return {}(native: {called})", type_name(handle))
            }
            _ => format!("{returned}{called}"),
        });
    });
}

/// Methods that are called for nothing but what they give, besides those whose name begins with `get`.
const ASKED: &[&str] = &["limit", "multi_limit", "plan", "summary", "verify", "whoami"];

/// Methods that give, and do not throw, what went wrong with some of many keys.
const TELLING: &[&str] = &["migrate", "report"];

/// Whether a caller may leave unread what a method gives. What only reads or judges was called in vain then, a secret that
/// is shown once is lost, and a key that could not be revoked goes unseen: of these the compiler warns.
fn may_be_ignored(definition: &Definition, method: &Method) -> bool {
    let name = method.name.as_str();
    if ASKED.contains(&name) || TELLING.contains(&name) || name == "get" || name.starts_with("get_") {
        return false;
    }
    match &method.shape {
        Shape::Answer(Type::Named(given)) => definition
            .structure(given)
            .is_none_or(|given| given.fields.iter().all(|field| field.ty != Type::KeySecret)),
        Shape::Answer(_) | Shape::Value(_) | Shape::Opens(_) | Shape::OpensLater(_) => true,
        Shape::Done | Shape::Items(_) | Shape::Events(_) | Shape::Getter(_) | Shape::Command => false,
    }
}

/// Documentation, with that of the arguments and of the errors.
fn documented(text: &mut Text, method: &Method, request: Option<&Struct>) {
    let (docs, errors) = match method.docs.0.iter().position(|line| line == "# Errors") {
        Some(heading) => (&method.docs.0[..heading], &method.docs.0[heading + 1..]),
        None => (method.docs.0.as_slice(), [].as_slice()),
    };
    let docs = Docs(docs.strip_suffix(&[String::new()]).unwrap_or(docs).to_vec());
    comment(text, &docs);
    arguments(text, &docs, request);
    let mut errors = errors.iter().skip_while(|line| line.is_empty()).map(|line| reworded(line));
    if let Some(first) = errors.next() {
        text.line("///").line(format!("/// - Throws: ``UnkeyError``. {first}"));
        errors.for_each(|line| {
            text.line(format!("///   {line}").trim_end());
        });
    }
}

/// Documentation of the arguments.
fn arguments(text: &mut Text, docs: &Docs, request: Option<&Struct>) {
    let fields: Vec<&Field> = request.map(|request| ordered(&request.fields).collect()).unwrap_or_default();
    if fields.is_empty() {
        return;
    }
    if !docs.0.is_empty() {
        text.line("///");
    }
    text.line("/// - Parameters:");
    for field in fields {
        let mut lines = field.docs.0.iter().map(|line| reworded(line));
        let first = lines.next().unwrap_or_default();
        text.line(format!("///   - {}: {first}", member(&field.name).trim_matches('`')).trim_end());
        lines.for_each(|line| {
            text.line(format!("///     {line}").trim_end());
        });
    }
}

/// The parameters: the fields of a request, or the arguments, by their names.
fn parameters(definition: &Definition, method: &Method, request: Option<&Struct>) -> String {
    let parameters: Vec<String> = match request {
        Some(request) => ordered(&request.fields).map(|field| parameter(definition, field)).collect(),
        None => method
            .arguments
            .iter()
            .enumerate()
            .map(|(index, argument)| {
                let bare = if is_bare(index, argument) { "_ " } else { "" };
                format!("{bare}{}: {}", member(&argument.name), spell(definition, &argument.ty))
            })
            .collect(),
    };
    parameters.join(", ")
}

/// Writes the arguments as the JSON array that the native side reads.
fn written(text: &mut Text, method: &Method, request: Option<&Struct>) {
    if method.arguments.is_empty() {
        return;
    }
    text.line("var arguments = Arguments()");
    match request {
        Some(request) => {
            text.line("arguments.beginObject()");
            for field in &request.fields {
                text.line(format!("arguments.field({}, {})", literal(&field.wire), member(&field.name)));
            }
            text.line("arguments.endObject()");
        }
        None => {
            for argument in &method.arguments {
                text.line(format!("arguments.add({})", member(&argument.name)));
            }
        }
    }
}

/// Whether an argument has no label: a leading text or list says by itself what it is.
pub(super) fn is_bare(index: usize, argument: &Argument) -> bool {
    index == 0 && (argument.by_reference || matches!(argument.ty, Type::Named(_) | Type::Vec(_)))
}

/// Whether a method can be called by a conformance case.
pub(super) fn is_call(method: &Method) -> bool {
    matches!(method.shape, Shape::Answer(_) | Shape::Value(_) | Shape::Done | Shape::Items(_))
}
