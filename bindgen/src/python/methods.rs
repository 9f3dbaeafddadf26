//! `src/generated/*.rs`: resources and handles, each as a class and its asynchronous twin.

use heck::ToSnakeCase;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::{
    Surface,
    classes::doc_attributes,
    positional, python_name,
    shapes::{method_constant, ordered},
};
use crate::{
    emit::{File, ident, rust},
    model::{Handle, Method, Shape, Type},
};

/// A class, or its asynchronous twin.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Manner {
    Sync,
    Async,
}

impl Manner {
    pub(super) const BOTH: [Self; 2] = [Self::Sync, Self::Async];

    /// The name of a handle's class.
    pub(super) fn class(self, handle: &str) -> String {
        match self {
            Self::Sync => handle.to_owned(),
            Self::Async => format!("Async{handle}"),
        }
    }
}

pub(super) fn files(surface: &Surface<'_>) -> Vec<File> {
    let mut files: Vec<_> = surface.handles().map(|handle| resource(surface, handle)).collect();
    files.push(module(surface));
    files
}

fn module_name(handle: &Handle) -> String {
    handle.accessor.clone().unwrap_or_else(|| handle.name.to_snake_case())
}

/// `generated/keys.rs`
fn resource(surface: &Surface<'_>, handle: &Handle) -> File {
    let classes = Manner::BOTH.map(|manner| {
        let (class, core) = (ident(&manner.class(&handle.name)), ident(&handle.name));
        let name = &handle.name;
        let docs = doc_attributes(&surface.docs(&handle.docs));
        let methods = methods(surface, Some(handle), &handle.methods, manner);
        let holds = match handle.accessor {
            Some(_) => quote! {
                pub(crate) struct #class(pub(crate) Client);
            },
            None => quote! {
                pub(crate) struct #class(Owned<core::#core>);

                impl From<core::#core> for #class {
                    fn from(core: core::#core) -> Self { Self(Owned::new(core)) }
                }

                impl Give for #class {
                    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
                        Ok(Bound::new(py, self)?.into_any())
                    }
                }
            },
        };
        quote! {
            #docs
            #[pyclass(frozen, module = "unkey_kit")]
            #holds

            #[pymethods]
            impl #class {
                #(#methods)*

                fn __repr__(&self) -> &'static str { concat!("<", #name, ">") }
            }
        }
    });
    let tokens = quote! {
        use super::imports::*;
        #(#classes)*
    };
    let path = format!("bindings-python/src/generated/{}.rs", module_name(handle));
    rust(&path, &format!("`{}` and its asynchronous twin.", handle.name), tokens)
}

/// `generated/mod.rs`
fn module(surface: &Surface<'_>) -> File {
    let modules: Vec<_> = surface.handles().map(|handle| ident(&module_name(handle))).collect();
    let handles: Vec<_> = surface.handles().map(|handle| ident(&handle.name)).collect();
    let twins: Vec<_> = surface.handles().map(|handle| ident(&Manner::Async.class(&handle.name))).collect();
    let types: Vec<_> = surface
        .structs()
        .map(|found| ident(&found.name))
        .chain(surface.unions().flat_map(|found| {
            let variants =
                found.variants.iter().map(|variant| ident(&format!("{}{}", found.name, variant.name)));
            std::iter::once(ident(&found.name)).chain(variants)
        }))
        .collect();
    let clients = Manner::BOTH.map(|manner| {
        let class = ident(&manner.class("Resources"));
        let methods = methods(surface, None, &surface.definition.client, manner);
        let getters = surface.handles().filter_map(|handle| {
            let accessor = handle.accessor.as_deref()?;
            let (method, name) = (format_ident!("get_{}", accessor), python_name(accessor));
            let (resource, docs) =
                (ident(&manner.class(&handle.name)), doc_attributes(&surface.docs(&handle.docs)));
            Some(quote! {
                #docs
                #[getter(#name)]
                fn #method(&self) -> #resource { #resource(self.0.clone()) }
            })
        });
        quote! {
            /// The resources of a client, and its own calls.
            #[pyclass(frozen, subclass, module = "unkey_kit")]
            pub(crate) struct #class(pub(crate) Client);

            #[pymethods]
            impl #class {
                #(#getters)*
                #(#methods)*
            }
        }
    });
    let tokens = quote! {
        #(mod #modules;)*
        mod shapes;
        mod types;

        use imports::*;

        /// What the methods of resources and handles are made of.
        mod imports {
            pub(super) use pyo3::{prelude::*, types::{PyDict, PyTuple}};
            pub(super) use unkey_kit as core;
            pub(super) use super::shapes;
            #(pub(super) use super::#modules::{#handles, #twins};)*
            pub(super) use crate::{
                call::{later, wait, wait_driven},
                client::Client,
                give::Give,
                runtime::{Owned, within},
                stream::{AsyncEventStream, AsyncItemStream, EventStream, ItemStream, Shared},
            };
        }

        #(#clients)*

        /// Adds every generated class to the package's native module.
        pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
            module.add_class::<Resources>()?;
            module.add_class::<AsyncResources>()?;
            #(module.add_class::<#handles>()?; module.add_class::<#twins>()?;)*
            #(module.add_class::<types::#types>()?;)*
            Ok(())
        }
    };
    rust("bindings-python/src/generated/mod.rs", "What follows from the definition.", tokens)
}

fn methods(
    surface: &Surface<'_>,
    handle: Option<&Handle>,
    methods: &[Method],
    manner: Manner,
) -> Vec<TokenStream> {
    methods.iter().map(|found| method(surface, handle, found, manner)).collect()
}

fn method(surface: &Surface<'_>, handle: Option<&Handle>, method: &Method, manner: Manner) -> TokenStream {
    let docs = doc_attributes(&surface.method_docs(method));
    let (name, core) = (python_name(&method.name), ident(&method.name));
    let function = format_ident!("call_{}", method.name);
    let client = client(&method.shape, manner);
    let on = match handle {
        None => client,
        Some(Handle { accessor: Some(accessor), .. }) => {
            let accessor = ident(accessor);
            quote!(#client.#accessor())
        }
        Some(handle) => {
            let name = &handle.name;
            quote!(self.0.here(#name)?.clone())
        }
    };
    let (read, values) = arguments(surface, handle, method);
    let (gives, body) = body(handle, &method.shape, &quote!(on.#core(#values)), manner);
    let attributes = match (&method.shape, method.arguments.is_empty()) {
        (Shape::Getter(_), _) => quote!(#[getter(#name)]),
        (_, true) => quote!(#[pyo3(name = #name)]),
        (_, false) => {
            let signature = text_signature(surface, method);
            quote!(#[pyo3(name = #name, signature = (*values, **named), text_signature = #signature)])
        }
    };
    let parameters = if method.arguments.is_empty() {
        quote!()
    } else {
        quote!(, values: &Bound<'_, PyTuple>, named: Option<&Bound<'_, PyDict>>)
    };
    quote! {
        #docs
        #attributes
        fn #function(&self, py: Python<'_> #parameters) -> PyResult<#gives> {
            #read
            let on = #on;
            #body
        }
    }
}

/// The core's client that a method uses: what is not waited for, or starts what goes on while nobody waits, has its own.
fn client(shape: &Shape, manner: Manner) -> TokenStream {
    match (manner, shape) {
        (Manner::Sync, Shape::Answer(_) | Shape::Value(_) | Shape::Done | Shape::Items(_)) => {
            quote!(self.0.waited(py)?)
        }
        _ => quote!(self.0.driven(py)?),
    }
}

/// Reads the arguments, and passes them on.
fn arguments(surface: &Surface<'_>, handle: Option<&Handle>, method: &Method) -> (TokenStream, TokenStream) {
    if method.arguments.is_empty() {
        return (quote!(), quote!());
    }
    let shape = method_constant(handle, method);
    if let Some(request) = surface.definition.spread(method) {
        let class = ident(&request.name);
        return (
            quote!(let request: core::#class = shapes::#shape.request(values, named)?;),
            quote!(request),
        );
    }
    let names: Vec<_> = method.arguments.iter().map(|argument| ident(&argument.name)).collect();
    let types = method.arguments.iter().map(|one| if one.by_reference { quote!(String) } else { quote!(_) });
    let values = method
        .arguments
        .iter()
        .zip(&names)
        .map(|(argument, name)| if argument.by_reference { quote!(&#name) } else { quote!(#name) });
    (
        quote!(let (#(#names,)*): (#(#types,)*) = shapes::#shape.arguments(values, named)?;),
        quote!(#(#values),*),
    )
}

/// What a method gives, and how. All that a handle does is on the runtime on which it was opened.
fn body(
    handle: Option<&Handle>,
    shape: &Shape,
    call: &TokenStream,
    manner: Manner,
) -> (TokenStream, TokenStream) {
    let of_client = handle.is_none_or(|handle| handle.accessor.is_some());
    let (make, open) = match manner {
        Manner::Sync if of_client => (quote!(wait), quote!(wait_driven)),
        Manner::Sync => (quote!(wait_driven), quote!(wait_driven)),
        Manner::Async => (quote!(later), quote!(later)),
    };
    let object = quote!(Py<PyAny>);
    let class = |handle: &String| ident(&manner.class(handle));
    match shape {
        Shape::Answer(_) | Shape::Value(_) => (object, quote!(#make(py, async move { #call.await }))),
        Shape::Done => (object, quote!(#make(py, async move { #call.await; Ok(()) }))),
        Shape::OpensLater(handle) => {
            let class = class(handle);
            (object, quote!(#open(py, async move { #call.await.map(#class::from) })))
        }
        Shape::Opens(handle) => {
            let class = class(handle);
            (quote!(#class), quote!(within(py, || #class::from(#call))))
        }
        Shape::Items(_) => {
            let class = if manner == Manner::Sync { quote!(ItemStream) } else { quote!(AsyncItemStream) };
            let listing = match of_client {
                true => quote!(Ok(#class::new(Shared::pages(Some(&self.0), #call)))),
                false => quote!(within(py, || #class::new(Shared::pages(None, #call)))),
            };
            (class, listing)
        }
        Shape::Events(_) => {
            let class = if manner == Manner::Sync { quote!(EventStream) } else { quote!(AsyncEventStream) };
            (class.clone(), quote!(within(py, || #class(Shared::events(#call)))))
        }
        Shape::Getter(_) => (object, quote!(within(py, || #call)?.give(py).map(Bound::unbind))),
        Shape::Command => (quote!(()), quote!(within(py, || #call))),
    }
}

/// The arguments of a method, as `help()` shows them.
fn text_signature(surface: &Surface<'_>, method: &Method) -> String {
    let mut arguments = vec!["$self".to_owned()];
    let default = |ty: &Type| if matches!(ty, Type::Patch(_)) { "..." } else { "None" };
    match surface.definition.spread(method) {
        Some(request) => {
            let positional = positional(surface.definition, method);
            for (index, field) in ordered(&request.fields).enumerate() {
                if index == positional {
                    arguments.push("*".to_owned());
                }
                let name = python_name(&field.name);
                arguments.push(if field.required { name } else { format!("{name}={}", default(&field.ty)) });
            }
        }
        None => arguments.extend(method.arguments.iter().map(|argument| match &argument.ty {
            Type::Option(_) | Type::Patch(_) => {
                format!("{}={}", python_name(&argument.name), default(&argument.ty))
            }
            _ => python_name(&argument.name),
        })),
    }
    format!("({})", arguments.join(", "))
}
