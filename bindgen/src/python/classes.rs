//! `src/generated/types.rs`: a class for each struct, and for each variant of an enum with data.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{
    Surface, python_name,
    shapes::{struct_constant, variant_constant},
};
use crate::{
    emit::{File, ident, rust},
    model::{Docs, Enum, Field, Struct, Type, Variant},
};

pub(super) fn file(surface: &Surface<'_>) -> File {
    let structs = surface.structs().map(|found| structure(surface, found));
    let lists = surface.shown.iter().filter_map(|name| surface.definition.structure(name));
    let lists = lists.filter(|found| found.transparent).map(transparent);
    let names = surface.names().map(names);
    let unions = surface.unions().map(|found| union(surface, found));
    let tokens = quote! {
        use pyo3::{prelude::*, types::{PyDict, PyTuple, PyType}};
        use unkey_kit as core;

        use super::shapes;
        use crate::{
            class::{Parts, Wire, parts, show},
            give::{Give, Given, name},
            take::Signature,
        };
        #(#structs)*
        #(#lists)*
        #(#names)*
        #(#unions)*
    };
    rust("bindings-python/src/generated/types.rs", "The classes of values.", tokens)
}

/// A doc attribute for each line.
pub(super) fn doc_attributes(docs: &Docs) -> TokenStream {
    let lines = docs.0.iter().map(|line| if line.is_empty() { String::new() } else { format!(" {line}") });
    quote!(#(#[doc = #lines])*)
}

/// The arguments of a constructor, as `help()` shows them.
fn text_signature(fields: &[Field]) -> String {
    let fields: Vec<String> = fields
        .iter()
        .map(|field| {
            let name = python_name(&field.name);
            match &field.ty {
                Type::Patch(_) => format!("{name}=..."),
                _ if field.required => name,
                _ => format!("{name}=None"),
            }
        })
        .collect();
    if fields.is_empty() { "()".to_owned() } else { format!("(*, {})", fields.join(", ")) }
}

fn structure(surface: &Surface<'_>, found: &Struct) -> TokenStream {
    let (class, name, docs) = (ident(&found.name), &found.name, doc_attributes(&surface.docs(&found.docs)));
    let caches: Vec<_> = found.fields.iter().filter(|field| is_object(surface, &field.ty)).collect();
    let caches: Vec<_> = caches.iter().map(|field| ident(&field.name)).collect();
    let getters = found.fields.iter().map(|field| {
        let core = ident(&field.name);
        getter(surface, field, &quote!(&self.core.#core))
    });
    let shape = struct_constant(&found.name);
    let signature = text_signature(&found.fields);
    let common = common(name, &found.fields);
    quote! {
        #docs
        #[pyclass(frozen, module = "unkey_kit")]
        pub(crate) struct #class { core: core::#class, #(#caches: Given),* }

        impl From<core::#class> for #class {
            fn from(core: core::#class) -> Self {
                Self { core, #(#caches: Given::default()),* }
            }
        }

        impl Give for core::#class {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
                Ok(Bound::new(py, #class::from(self))?.into_any())
            }
        }

        impl Give for &core::#class {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> { Clone::clone(self).give(py) }
        }

        impl Wire for #class {
            type Core = core::#class;
            fn core(&self) -> &Self::Core { &self.core }
        }

        #[pymethods]
        impl #class {
            #[new]
            #[pyo3(signature = (*values, **named), text_signature = #signature)]
            fn __new__(values: &Bound<'_, PyTuple>, named: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
                Signature { function: #name, positional: 0, fields: shapes::#shape.fields }
                    .request::<core::#class>(values, named)
                    .map(Self::from)
            }

            #(#getters)*
            #common

            fn __eq__(&self, other: &Self) -> bool { self.core == other.core }
        }
    }
}

/// What structs and variants have alike.
fn common(name: &str, fields: &[Field]) -> TokenStream {
    let names: Vec<_> = fields.iter().map(|field| python_name(&field.name)).collect();
    let clearable = fields.iter().filter(|field| matches!(field.ty, Type::Patch(_)));
    let clearable = clearable.map(|field| python_name(&field.name));
    quote! {
        #[classattr]
        fn __match_args__(py: Python<'_>) -> PyResult<Bound<'_, PyTuple>> {
            PyTuple::new(py, [#(#names),*] as [&str; _])
        }

        fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
            show(slf, #name, &[#(#names),*], &[#(#clearable),*])
        }

        fn __getnewargs_ex__<'py>(slf: &Bound<'py, Self>) -> PyResult<Parts<'py>> { parts(slf, &[#(#names),*]) }
    }
}

fn getter(surface: &Surface<'_>, field: &Field, value: &TokenStream) -> TokenStream {
    let (name, method) = (python_name(&field.name), format_ident!("get_{}", field.name));
    let docs = doc_attributes(&surface.docs(&field.docs));
    let body = if is_object(surface, &field.ty) {
        let cache = ident(&field.name);
        quote!(self.#cache.get(py, |py| (#value).give(py)))
    } else {
        quote!((#value).give(py))
    };
    quote! {
        #docs
        #[getter(#name)]
        fn #method<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> { #body }
    }
}

/// Whether reading such a field makes an object that is worth keeping.
fn is_object(surface: &Surface<'_>, ty: &Type) -> bool {
    match ty {
        Type::Json | Type::JsonObject | Type::Vec(_) | Type::Map(_) => true,
        Type::Option(inner) | Type::Patch(inner) => is_object(surface, inner),
        Type::Named(name) => surface.definition.enumeration(name).is_none_or(Enum::has_data),
        _ => false,
    }
}

/// A struct that JSON does not show is not shown here either.
fn transparent(found: &Struct) -> TokenStream {
    let class = ident(&found.name);
    quote! {
        impl Give for core::#class {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> { self.0.give(py) }
        }
        impl Give for &core::#class {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> { (&self.0).give(py) }
        }
    }
}

/// An enum without data is a text.
fn names(found: &Enum) -> TokenStream {
    let class = ident(&found.name);
    quote! {
        impl Give for core::#class {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> { name(py, &self) }
        }
        impl Give for &core::#class {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> { name(py, self) }
        }
    }
}

/// An enum with data is a class, and each of its variants a class below it.
fn union(surface: &Surface<'_>, found: &Enum) -> TokenStream {
    let (class, name, docs) = (ident(&found.name), &found.name, doc_attributes(&surface.docs(&found.docs)));
    let tag = found.tag.as_deref().unwrap_or_default();
    let variants = found.variants.iter().map(|one| variant(surface, found, one));
    let classes: Vec<_> =
        found.variants.iter().map(|variant| ident(&format!("{name}{}", variant.name))).collect();
    let cores: Vec<_> = found.variants.iter().map(|variant| ident(&variant.name)).collect();
    let union = &class;
    let makers = found.variants.iter().zip(&classes).map(|(variant, class)| {
        let (snake, python, wire) = (
            ident(&heck::ToSnakeCase::to_snake_case(variant.name.as_str())),
            python_name(&heck::ToSnakeCase::to_snake_case(variant.name.as_str())),
            &variant.wire,
        );
        let attribute = format_ident!("class_{}", snake);
        let (variant_name, function) = (&variant.name, format!("{name}.{python}"));
        let fields: Vec<_> = variant.fields.iter().map(|field| python_name(&field.name)).collect();
        let signature = format!("({})", fields.join(", "));
        let (fields, count) = (variant_constant(name, variant), variant.fields.len());
        let docs = doc_attributes(&surface.docs(&variant.docs));
        quote! {
            #[classattr]
            #[pyo3(name = #variant_name)]
            fn #attribute(py: Python<'_>) -> Bound<'_, PyType> { py.get_type::<#class>() }

            #docs
            #[staticmethod]
            #[pyo3(name = #python, signature = (*values, **named), text_signature = #signature)]
            fn #snake<'py>(
                py: Python<'py>,
                values: &Bound<'py, PyTuple>,
                named: Option<&Bound<'py, PyDict>>,
            ) -> PyResult<Bound<'py, PyAny>> {
                Signature { function: #function, positional: #count, fields: shapes::#fields }
                    .variant::<core::#union>(#tag, #wire, values, named)?
                    .give(py)
            }
        }
    });
    let makers: Vec<_> = makers.collect();
    quote! {
        #docs
        #[pyclass(frozen, subclass, module = "unkey_kit")]
        pub(crate) struct #class;

        #[pymethods]
        impl #class {
            #(#makers)*
        }

        impl Give for core::#class {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
                #(if matches!(self, core::#class::#cores { .. }) {
                    return #classes::bound(py, self);
                })*
                Ok(Bound::new(py, #class)?.into_any())
            }
        }

        impl Give for &core::#class {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> { Clone::clone(self).give(py) }
        }

        #(#variants)*
    }
}

fn variant(surface: &Surface<'_>, union: &Enum, found: &Variant) -> TokenStream {
    let name = format!("{}{}", union.name, found.name);
    let (class, base, core) = (ident(&name), ident(&union.name), ident(&found.name));
    let docs = doc_attributes(&surface.docs(&found.docs));
    let caches: Vec<_> = found.fields.iter().filter(|field| is_object(surface, &field.ty)).collect();
    let caches: Vec<_> = caches.iter().map(|field| ident(&field.name)).collect();
    let getters = found.fields.iter().map(|field| {
        let field_name = ident(&field.name);
        let value = quote! {
            match &self.core {
                core::#base::#core { #field_name, .. } => Some(#field_name),
                _ => None,
            }
        };
        getter(surface, field, &value)
    });
    let (tag, wire) = (union.tag.as_deref().unwrap_or_default(), &found.wire);
    let fields = variant_constant(&union.name, found);
    let signature = text_signature(&found.fields);
    let common = common(&format!("{}.{}", union.name, found.name), &found.fields);
    quote! {
        #docs
        #[pyclass(frozen, extends = #base, module = "unkey_kit")]
        pub(crate) struct #class { core: core::#base, #(#caches: Given),* }

        impl #class {
            fn new(core: core::#base) -> PyClassInitializer<Self> {
                PyClassInitializer::from(#base).add_subclass(Self { core, #(#caches: Given::default()),* })
            }

            fn bound(py: Python<'_>, core: core::#base) -> PyResult<Bound<'_, PyAny>> {
                Ok(Bound::new(py, Self::new(core))?.into_any())
            }
        }

        impl Wire for #class {
            type Core = core::#base;
            fn core(&self) -> &Self::Core { &self.core }
        }

        #[pymethods]
        impl #class {
            #[new]
            #[pyo3(signature = (*values, **named), text_signature = #signature)]
            fn __new__(
                values: &Bound<'_, PyTuple>,
                named: Option<&Bound<'_, PyDict>>,
            ) -> PyResult<PyClassInitializer<Self>> {
                Signature { function: #name, positional: 0, fields: shapes::#fields }
                    .variant::<core::#base>(#tag, #wire, values, named)
                    .map(Self::new)
            }

            #(#getters)*
            #common

            fn __eq__(&self, other: &Self) -> bool { self.core == other.core }
        }
    }
}
