//! `src/generated/shapes.rs`: what each class and each method takes, as descriptions that the runtime reads arguments by.

use heck::ToShoutySnakeCase;
use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::{Surface, positional, python_name};
use crate::{
    emit::{File, ident, rust},
    model::{Argument, Definition, Field, Handle, Method, Type, TypeDef, Variant},
};

pub(super) fn file(surface: &Surface<'_>) -> File {
    let definition = surface.definition;
    let structs = surface.structs().map(|found| {
        let (name, constant, class) = (&found.name, constant(&[&found.name]), ident(&found.name));
        let fields = fields(definition, &found.fields);
        quote! {
            pub(crate) static #constant: Struct =
                Struct { name: #name, fields: &[#(#fields),*], own: own::<types::#class> };
        }
    });
    let variants = surface.unions().flat_map(|found| {
        found.variants.iter().map(|variant| {
            let constant = variant_constant(&found.name, variant);
            let fields = fields(definition, &variant.fields);
            quote!(pub(crate) static #constant: &[Field] = &[#(#fields),*];)
        })
    });
    let methods =
        definition.methods().filter(|(_, method)| !method.arguments.is_empty()).map(|(handle, method)| {
            let constant = method_constant(handle, method);
            let function = python_name(&method.name);
            let positional = positional(definition, method);
            let fields = match definition.spread(method) {
                Some(request) => fields(definition, ordered(&request.fields)),
                None => method.arguments.iter().map(|one| argument(definition, one)).collect(),
            };
            quote! {
                pub(crate) static #constant: Signature =
                    Signature { function: #function, positional: #positional, fields: &[#(#fields),*] };
            }
        });
    let tokens = quote! {
        use super::types;
        use crate::{
            class::own,
            take::{Field, Presence::{Clearable, Optional, Required}, Shape, Signature, Struct},
        };
        #(#structs)*
        #(#variants)*
        #(#methods)*
    };
    rust("bindings-python/src/generated/shapes.rs", "What classes and methods take.", tokens)
}

/// Fields with those first that a request must have: one of them may be positional.
pub(super) fn ordered(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| field.required).chain(fields.iter().filter(|field| !field.required))
}

/// The name of a method's description.
pub(super) fn method_constant(handle: Option<&Handle>, method: &Method) -> Ident {
    match handle {
        Some(handle) => constant(&[&handle.name, &method.name]),
        None => constant(&["Client", &method.name]),
    }
}

/// The name of a variant's description.
pub(super) fn variant_constant(union: &str, variant: &Variant) -> Ident {
    constant(&[union, &variant.name, "Fields"])
}

/// The name of a struct's description.
pub(super) fn struct_constant(name: &str) -> Ident {
    constant(&[name])
}

fn constant(words: &[&str]) -> Ident {
    ident(&words.iter().map(|word| word.to_shouty_snake_case()).collect::<Vec<_>>().join("_"))
}

fn fields<'a>(definition: &Definition, fields: impl IntoIterator<Item = &'a Field>) -> Vec<TokenStream> {
    let fields = fields.into_iter().map(|field| {
        let presence = match &field.ty {
            Type::Patch(_) => quote!(Clearable),
            _ if field.required => quote!(Required),
            _ => quote!(Optional),
        };
        let (name, wire, shape) = (python_name(&field.name), &field.wire, shape(definition, &field.ty));
        quote!(Field { name: #name, wire: #wire, shape: #shape, presence: #presence })
    });
    fields.collect()
}

fn argument(definition: &Definition, argument: &Argument) -> TokenStream {
    let presence = match &argument.ty {
        Type::Patch(_) => quote!(Clearable),
        Type::Option(_) => quote!(Optional),
        _ => quote!(Required),
    };
    let (name, shape) = (python_name(&argument.name), shape(definition, &argument.ty));
    quote!(Field { name: #name, wire: #name, shape: #shape, presence: #presence })
}

fn shape(definition: &Definition, ty: &Type) -> TokenStream {
    match ty {
        Type::Bool => quote!(Shape::Bool),
        Type::Integer(_) | Type::Millis | Type::Wide => quote!(Shape::Integer),
        Type::Float => quote!(Shape::Float),
        Type::String => quote!(Shape::Text),
        Type::Json | Type::Empty => quote!(Shape::Json),
        Type::JsonObject => quote!(Shape::Map(&Shape::Json)),
        Type::KeySecret => quote!(Shape::Secret),
        Type::Option(inner) | Type::Patch(inner) => shape(definition, inner),
        Type::Vec(inner) => {
            let inner = shape(definition, inner);
            quote!(Shape::List(&#inner))
        }
        Type::Map(inner) => {
            let inner = shape(definition, inner);
            quote!(Shape::Map(&#inner))
        }
        Type::Named(name) => named(definition, name),
    }
}

fn named(definition: &Definition, name: &str) -> TokenStream {
    match definition.types.get(name) {
        Some(TypeDef::Struct(found)) if found.transparent => shape(definition, &found.fields[0].ty),
        Some(TypeDef::Struct(_)) => {
            let constant = struct_constant(name);
            quote!(Shape::Struct(&#constant))
        }
        Some(TypeDef::Enum(found)) if found.has_data() => {
            let classes = found.variants.iter().map(|variant| ident(&format!("{name}{}", variant.name)));
            quote!(Shape::Variant(#name, |value| None #(.or_else(|| own::<types::#classes>(value)))*))
        }
        Some(TypeDef::Enum(found)) if found.other.is_none() => {
            let names = found.variants.iter().map(|variant| &variant.wire);
            quote!(Shape::Choice(&[#(#names),*]))
        }
        _ => quote!(Shape::Text),
    }
}
