//! The Rust runner of the conformance cases: the table from the name of a call to the typed call.

use proc_macro2::{Ident, Span};
use quote::quote;

use crate::{
    emit::{File, rust},
    model::{Argument, Definition, Method, Shape, Type},
};

/// `tests/tests/conformance/generated.rs`
pub(crate) fn file(definition: &Definition) -> File {
    let arms = definition.methods().filter_map(|(handle, method)| {
        let ident = |name: &str| Ident::new(name, Span::call_site());
        let (on, path) = match handle.map(|handle| handle.accessor.as_deref()) {
            None => (quote!(client), method.name.clone()),
            Some(Some(accessor)) => {
                let resource = ident(accessor);
                (quote!(client.#resource()), format!("{accessor}.{}", method.name))
            }
            Some(None) => return None,
        };
        let (name, arguments) = (ident(&method.name), arguments(method));
        let outcome = match method.shape {
            Shape::Answer(_) | Shape::Value(_) => quote!(Outcome::of(#on.#name(#(#arguments),*).await)),
            Shape::Items(_) => quote!(list(#on.#name(#(#arguments),*), case.take).await),
            _ => return None,
        };
        Some(quote!(#path => #outcome,))
    });
    let tokens = quote! {
        use unkey_kit::Unkey;
        use unkey_kit_tests::conformance::Case;

        use crate::{calls::{argument, list, request}, outcome::Outcome};

        /// Makes the call of a case.
        pub(crate) async fn call(client: &Unkey, case: &Case) -> Outcome {
            match case.call.as_str() {
                #(#arms)*
                unknown => panic!("there is no call `{unknown}`"),
            }
        }
    };
    let purpose = "From the `call` of a conformance case to the library's typed method.";
    rust("tests/tests/conformance/generated.rs", purpose, tokens)
}

/// A request is the case's arguments themselves; other arguments are its members.
fn arguments(method: &Method) -> Vec<proc_macro2::TokenStream> {
    match method.arguments.as_slice() {
        [Argument { ty: Type::Named(_), .. }] => vec![quote!(request(case))],
        arguments => {
            let member = |argument: &Argument| {
                let name = &argument.name;
                if argument.by_reference {
                    quote!(&argument::<String>(case, #name))
                } else {
                    quote!(argument(case, #name))
                }
            };
            arguments.iter().map(member).collect()
        }
    }
}
