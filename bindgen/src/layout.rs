//! What tells sources and library of different definitions apart: answers cross by position, so both must have one.

use std::fmt::Write;

use quote::quote;

use crate::{
    dispatch::path,
    emit::{File, rust},
    model::{Definition, Field, TypeDef},
};

/// The module at this path, for the native library.
pub(crate) fn file(definition: &Definition, at: &str) -> File {
    let layout = fingerprint(definition);
    rust(
        at,
        "Which definition this library is built from.",
        quote! {
            /// A fingerprint of everything that crosses.
            pub(crate) const LAYOUT: u64 = #layout;
        },
    )
}

/// A hash (FNV-1a) of the names, types and positions of all methods and fields.
pub(crate) fn fingerprint(definition: &Definition) -> u64 {
    let mut all = String::new();
    for (handle, method) in definition.methods() {
        let arguments: Vec<_> = method.arguments.iter().map(|argument| &argument.ty).collect();
        let _ = writeln!(all, "{} {arguments:?} {:?}", path(handle, method), method.shape);
    }
    for (name, def) in &definition.types {
        let _ = writeln!(all, "{name}");
        match def {
            TypeDef::Struct(found) => fields(&mut all, &found.fields),
            TypeDef::Enum(found) => {
                for variant in &found.variants {
                    let _ = writeln!(all, "  {}", variant.wire);
                    fields(&mut all, &variant.fields);
                }
            }
        }
    }
    all.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}

fn fields(all: &mut String, fields: &[Field]) {
    for field in fields {
        let _ = writeln!(all, "    {} {:?}", field.wire, field.ty);
    }
}
