//! How answers are written in Rust: the fields of each type that they hold. The form is described in
//! `bindings-node/src/crossing/positional`.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{File, ident, rust},
    model::{Definition, Enum, Field, Struct, Type, TypeDef},
};

/// `src/generated/writers.rs`
pub(super) fn file(definition: &Definition) -> File {
    let impls = definition.types.values().filter_map(|def| {
        let (name, body) = match def {
            TypeDef::Struct(found) if found.given => (&found.name, structure(found)),
            TypeDef::Enum(found) if found.given => (&found.name, enumeration(found)),
            _ => return None,
        };
        let name = ident(name);
        Some(quote! {
            impl Positional for core::#name {
                fn write(&self, to: &mut Writer) { #body }
            }
        })
    });
    let tokens = quote! {
        use unkey_kit as core;

        use crate::crossing::{Positional, Writer};
        #(#impls)*
    };
    rust("bindings-node/src/generated/writers.rs", "What each type of an answer writes.", tokens)
}

fn structure(found: &Struct) -> TokenStream {
    if found.transparent {
        return quote!(self.0.write(to););
    }
    fields(&found.fields, |name| quote!(self.#name))
}

/// Which of the optional fields are there, then every field that is.
fn fields(fields: &[Field], place: impl Fn(&Ident) -> TokenStream) -> TokenStream {
    let (mut there, mut values) = (Vec::new(), Vec::new());
    for field in fields {
        let place = place(&ident(&field.name));
        let write = |value| if is_id(field) { quote!(to.json(#value);) } else { quote!(#value.write(to);) };
        if is_optional(field) {
            let write = write(quote!(value));
            there.push(quote!(#place.is_some()));
            values.push(quote!(if let Some(value) = &#place { #write }));
        } else if is_id(field) {
            values.push(write(quote!(&#place)));
        } else {
            values.push(write(place));
        }
    }
    let there = (!there.is_empty()).then(|| quote!(to.bits([#(#there),*]);));
    quote!(#there #(#values)*)
}

/// Whether the field is a text that programs keep without the rest.
pub(super) fn is_id(field: &Field) -> bool {
    let ty = match &field.ty {
        Type::Option(inner) => inner,
        ty => ty,
    };
    field.is_called_id() && *ty == Type::String
}

/// Whether a bit says if the field is there.
pub(super) fn is_optional(field: &Field) -> bool {
    matches!(field.ty, Type::Option(_))
}

fn enumeration(found: &Enum) -> TokenStream {
    let known = found.variants.iter().map(|variant| {
        let (name, wire) = (ident(&variant.name), &variant.wire);
        let names: Vec<_> = variant.fields.iter().map(|field| ident(&field.name)).collect();
        let pattern = if names.is_empty() { quote!() } else { quote!({ #(#names,)* .. }) };
        let fields = fields(&variant.fields, |name| quote!(#name));
        quote!(Self::#name #pattern => { to.text(#wire); #fields })
    });
    let other = found.other.as_deref().map(ident).map(|other| quote!(Self::#other(text) => to.text(text),));
    // Never reached: the definition is of the same version as the core that is linked.
    let rest = found.non_exhaustive.then(|| quote!(_ => to.text("")));
    quote!(match self { #(#known)* #other #rest })
}
