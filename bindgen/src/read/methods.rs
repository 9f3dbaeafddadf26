//! Methods of resources, handles and the client.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{FnArg, ImplItem, ImplItemFn, Item, LitStr, Pat, ReturnType, Visibility, spanned::Spanned};

use super::{Source, docs, items::Names, types};
use crate::{
    error::Refusal,
    model::{Argument, Definition, Method, Shape, Type},
};

/// The client's type: its methods in the definition are calls on the client itself.
const CLIENT: &str = "Unkey";

/// Reads the public methods of a file's handles.
pub(super) fn read(source: &Source, names: &Names, definition: &mut Definition) -> Result<(), Refusal> {
    for item in &source.file.items {
        let Item::Impl(item) = item else { continue };
        if item.trait_.is_some() || !item.generics.params.is_empty() {
            continue;
        }
        let (owner, _) = types::path(&item.self_ty)?;
        let methods: Vec<_> = item.items.iter().filter_map(public_method).collect();
        if owner == CLIENT {
            for found in methods {
                definition.client.push(method(found, names)?);
            }
        } else if names.handles.contains(&owner) {
            let read =
                methods.into_iter().map(|found| method(found, names)).collect::<Result<Vec<_>, _>>()?;
            let handle = definition.handles.iter_mut().find(|handle| handle.name == owner);
            handle.into_iter().for_each(|handle| handle.methods.extend(read.iter().cloned()));
        }
        // Constructors and setters of requests are Rust's own manners: hosts have keyword arguments.
    }
    Ok(())
}

fn public_method(item: &ImplItem) -> Option<&ImplItemFn> {
    match item {
        ImplItem::Fn(found) if matches!(found.vis, Visibility::Public(_)) => Some(found),
        _ => None,
    }
}

fn method(item: &ImplItemFn, names: &Names) -> Result<Method, Refusal> {
    let signature = &item.sig;
    if !signature.generics.params.is_empty() {
        return Err(Refusal::new(signature.span(), "a method of the definition has no generics"));
    }
    let mut arguments = Vec::new();
    let mut has_self = false;
    for input in &signature.inputs {
        match input {
            FnArg::Receiver(receiver) if receiver.reference.is_some() && receiver.mutability.is_none() => {
                has_self = true
            }
            FnArg::Receiver(receiver) => {
                return Err(Refusal::new(receiver.span(), "a method of the definition takes `&self`"));
            }
            FnArg::Typed(typed) => {
                let Pat::Ident(name) = &*typed.pat else {
                    return Err(Refusal::new(typed.span(), "an argument of the definition is a plain name"));
                };
                let by_reference = is_str(&typed.ty);
                let ty = if by_reference { Type::String } else { types::read(&typed.ty, names)? };
                arguments.push(Argument { name: name.ident.to_string(), ty, by_reference });
            }
        }
    }
    if !has_self {
        return Err(Refusal::new(signature.span(), "a method of the definition takes `&self`"));
    }
    let shape = shape(&signature.output, signature.asyncness.is_some(), arguments.is_empty(), names)?;
    let operation = operation(item.block.to_token_stream());
    Ok(Method {
        name: signature.ident.to_string(),
        docs: docs::read(&item.attrs),
        arguments,
        shape,
        operation,
    })
}

/// What stands in the first `Operation::new("...")` of a body.
fn operation(body: TokenStream) -> Option<String> {
    let mut path = String::new();
    for token in body {
        match token {
            TokenTree::Group(group) if path.ends_with("Operation::new") => {
                return group
                    .stream()
                    .into_iter()
                    .next()
                    .and_then(|first| syn::parse2::<LitStr>(first.into()).ok().map(|text| text.value()));
            }
            TokenTree::Group(group) => match operation(group.stream()) {
                None => path.clear(),
                found => return found,
            },
            other => path.push_str(&other.to_string()),
        }
    }
    None
}

/// Whether this is `&str`, the one reference that a method may take.
fn is_str(ty: &syn::Type) -> bool {
    match ty {
        syn::Type::Reference(reference) => types::path(&reference.elem).is_ok_and(|(name, _)| name == "str"),
        _ => false,
    }
}

fn shape(output: &ReturnType, is_async: bool, no_arguments: bool, names: &Names) -> Result<Shape, Refusal> {
    let refuse = |place: &dyn Fn() -> proc_macro2::Span| {
        Refusal::new(
            place(),
            "a method of the definition is `async fn -> Result<Response<T> | T | Handle>`, `fn -> Items<T> | Events<T> | \
             Handle`, or a getter `fn(&self) -> T`",
        )
    };
    let ReturnType::Type(_, ty) = output else {
        return Ok(if is_async { Shape::Done } else { Shape::Command });
    };
    let (name, given) = types::path(ty)?;
    match (is_async, name.as_str(), given.as_slice()) {
        (true, "Result", [inner]) => {
            let (name, given) = types::path(inner)?;
            match (name.as_str(), given.as_slice()) {
                ("Response", [data]) => Ok(Shape::Answer(types::read(data, names)?)),
                (handle, []) if names.handles.contains(handle) => Ok(Shape::OpensLater(handle.to_owned())),
                _ => Ok(Shape::Value(types::read(inner, names)?)),
            }
        }
        (false, "Items", [item]) => Ok(Shape::Items(types::read(item, names)?)),
        (false, "Events", [event]) => Ok(Shape::Events(types::read(event, names)?)),
        (false, handle, []) if names.handles.contains(handle) => Ok(Shape::Opens(handle.to_owned())),
        (false, ..) if no_arguments => match types::read(ty, names)? {
            Type::Empty => Err(refuse(&|| ty.span())),
            ty => Ok(Shape::Getter(ty)),
        },
        _ => Err(refuse(&|| ty.span())),
    }
}
