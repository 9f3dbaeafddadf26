//! The Rust side of hosts that call methods by name: from the name and the arguments as JSON text to a typed call of the
//! core. How an answer is shown is the binding's own.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use crate::{
    emit::{File, ident, rust},
    model::{Definition, Handle, Method, Shape},
};

/// How the native side names a method: `keys.create`, `Plan.apply`, `liveness`.
pub(crate) fn path(handle: Option<&Handle>, method: &Method) -> String {
    match handle {
        None => method.name.clone(),
        Some(handle) => format!("{}.{}", handle.accessor.as_ref().unwrap_or(&handle.name), method.name),
    }
}

/// The module at this path; with `finished` if the host keeps its process alive while a handle works.
pub(crate) fn file(definition: &Definition, at: &str, keeps_alive: bool) -> File {
    let given: Vec<&Handle> = definition.handles.iter().filter(|handle| handle.accessor.is_none()).collect();
    let names: Vec<Ident> = given.iter().map(|handle| ident(&handle.name)).collect();
    let calls = arms(definition, &is_call, &call);
    let opens = arms(definition, &|shape| matches!(shape, Shape::Opens(_)), &|method, _| {
        let (arguments, values) = arguments(method);
        let (name, Shape::Opens(handle)) = (ident(&method.name), &method.shape) else { return quote!() };
        let handle = ident(handle);
        quote!(#arguments Ok(Handle::#handle(on.#name(#values))))
    });
    let opens_later = whens(definition, &|shape| matches!(shape, Shape::OpensLater(_)), &|method, _| {
        let (arguments, values) = arguments(method);
        let (name, Shape::OpensLater(handle)) = (ident(&method.name), &method.shape) else { return quote!() };
        let handle = ident(handle);
        quote!(#arguments let on = on.clone(); Ok(Box::pin(async move { Ok(Handle::#handle(on.#name(#values).await?)) })))
    });
    let pages = arms(definition, &|shape| matches!(shape, Shape::Items(_)), &|method, _| {
        stream(method, &quote!(.pages()))
    });
    let events =
        arms(definition, &|shape| matches!(shape, Shape::Events(_)), &|method, _| stream(method, &quote!()));
    let gets = arms(definition, &|shape| matches!(shape, Shape::Getter(_) | Shape::Command), &|method, _| {
        let (arguments, values) = arguments(method);
        let name = ident(&method.name);
        quote!(#arguments shown(&on.#name(#values)))
    });
    let finished = if keeps_alive { finished(&given) } else { quote!() };
    let tokens = quote! {
        use unkey_kit::*;

        use crate::crossing::{Failure, Opening, Shown, Source, read, shown};

        /// What methods give that has methods of its own.
        #[derive(Clone)]
        pub(crate) enum Handle {
            /// The client itself, on which resources stand.
            Client(Unkey),
            #(#[doc = "A handle of the core."] #names(#names),)*
        }

        /// Makes a call and gives its answer.
        pub(crate) async fn call(on: &Handle, method: &str, arguments: &str) -> Result<Shown, Failure> {
            match (method, on) { #calls _ => Err(Failure::unknown(method)) }
        }

        /// Gives a handle without waiting.
        pub(crate) fn open(on: &Handle, method: &str, arguments: &str) -> Result<Handle, Failure> {
            match (method, on) { #opens _ => Err(Failure::unknown(method)) }
        }

        #finished

        /// Gives a handle when it is there.
        pub(crate) fn open_later(on: &Handle, method: &str, arguments: &str) -> Result<Opening, Failure> {
            let _ = (on, arguments);
            #opens_later
            Err(Failure::unknown(method))
        }

        /// Gives the pages of a listing.
        pub(crate) fn pages(on: &Handle, method: &str, arguments: &str) -> Result<Box<dyn Source>, Failure> {
            match (method, on) { #pages _ => Err(Failure::unknown(method)) }
        }

        /// Gives a stream of events.
        pub(crate) fn events(on: &Handle, method: &str, arguments: &str) -> Result<Box<dyn Source>, Failure> {
            match (method, on) { #events _ => Err(Failure::unknown(method)) }
        }

        /// Reads a property, or gives a command, without I/O.
        pub(crate) fn get(on: &Handle, method: &str, arguments: &str) -> Result<Shown, Failure> {
            match (method, on) { #gets _ => Err(Failure::unknown(method)) }
        }
    };
    rust(at, "From methods by name, over JSON text, to the core's typed calls.", tokens)
}

fn is_call(shape: &Shape) -> bool {
    matches!(shape, Shape::Answer(_) | Shape::Value(_) | Shape::Done)
}

fn call(method: &Method, _: &Definition) -> TokenStream {
    let (arguments, values) = arguments(method);
    let name = ident(&method.name);
    match method.shape {
        Shape::Done => quote!(#arguments on.#name(#values).await; shown(&())),
        _ => quote!(#arguments shown(&on.#name(#values).await?)),
    }
}

fn stream(method: &Method, tail: &TokenStream) -> TokenStream {
    let (arguments, values) = arguments(method);
    let name = ident(&method.name);
    quote!(#arguments Ok(Box::new(on.#name(#values)#tail)))
}

/// One arm for each method of the wanted shapes: on the client for resources, on the handle itself otherwise.
fn arms(
    definition: &Definition,
    wanted: &dyn Fn(&Shape) -> bool,
    body: &dyn Fn(&Method, &Definition) -> TokenStream,
) -> TokenStream {
    let cases = cases(definition, wanted, body);
    let arms = cases.iter().map(|(pattern, body)| quote!(#pattern => #body));
    quote!(#(#arms)*)
}

/// The same as a chain of `if let`, for shapes that no method may have: a `match` without arms is none.
fn whens(
    definition: &Definition,
    wanted: &dyn Fn(&Shape) -> bool,
    body: &dyn Fn(&Method, &Definition) -> TokenStream,
) -> TokenStream {
    let cases = cases(definition, wanted, body);
    let whens = cases.iter().map(|(pattern, body)| quote!(if let #pattern = (method, on) { return #body; }));
    quote!(#(#whens)*)
}

/// Pattern and body for each method of the wanted shapes.
fn cases(
    definition: &Definition,
    wanted: &dyn Fn(&Shape) -> bool,
    body: &dyn Fn(&Method, &Definition) -> TokenStream,
) -> Vec<(TokenStream, TokenStream)> {
    let cases = definition.methods().filter(|(_, method)| wanted(&method.shape)).map(|(handle, method)| {
        let path = path(handle, method);
        let body = body(method, definition);
        match handle {
            None => (quote!((#path, Handle::Client(on))), quote!({ #body })),
            Some(Handle { accessor: Some(accessor), .. }) => {
                let accessor = ident(accessor);
                (quote!((#path, Handle::Client(client))), quote!({ let on = client.#accessor(); #body }))
            }
            Some(handle) => {
                let name = ident(&handle.name);
                (quote!((#path, Handle::#name(on))), quote!({ #body }))
            }
        }
    });
    cases.collect()
}

/// What waits for the work of a handle.
fn finished(given: &[&Handle]) -> TokenStream {
    let arms = given.iter().filter_map(|handle| {
        let (name, method) = (ident(&handle.name), ident(&awaited(handle)?.name));
        Some(quote!(Handle::#name(on) => drop(on.#method().await),))
    });
    quote! {
        /// Returns when the work of a handle is over, however it ended.
        pub(crate) async fn finished(on: &Handle) {
            match on { #(#arms)* _ => {} }
        }
    }
}

/// The method of a handle that waits for the end of its work: its first call without arguments that gives a value.
fn awaited(handle: &Handle) -> Option<&Method> {
    handle
        .methods
        .iter()
        .find(|method| matches!(method.shape, Shape::Value(_)) && method.arguments.is_empty())
}

/// Reads the arguments from their JSON array, and passes them on.
fn arguments(method: &Method) -> (TokenStream, TokenStream) {
    if method.arguments.is_empty() {
        return (quote!(let [] = read::<[(); 0]>(arguments)?;), quote!());
    }
    let names: Vec<Ident> = method.arguments.iter().map(|argument| ident(&argument.name)).collect();
    let types = method
        .arguments
        .iter()
        .map(|argument| if argument.by_reference { quote!(String) } else { quote!(_) });
    let values = method
        .arguments
        .iter()
        .zip(&names)
        .map(|(argument, name)| if argument.by_reference { quote!(&#name) } else { quote!(#name) });
    (quote!(let (#(#names,)*): (#(#types,)*) = read(arguments)?;), quote!(#(#values),*))
}
