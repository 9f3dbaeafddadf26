//! The command's list of operations: it calls any by name, and must not have names of its own.

use quote::quote;

use crate::{
    emit::{File, rust},
    model::Definition,
};

/// `cli/src/commands/api/operations.rs`
pub(crate) fn file(definition: &Definition) -> File {
    let rows = definition.methods().filter_map(|(handle, method)| {
        let resource = handle?.accessor.as_ref()?;
        let (name, operation) = (&method.name, method.operation.as_ref()?);
        Some(quote!((#resource, #name, #operation),))
    });
    let tokens = quote! {
        /// Resource and method of the library, and the operation that the method calls.
        pub(super) const OPERATIONS: &[(&str, &str, &str)] = &[#(#rows)*];
    };
    rust(
        "cli/src/commands/api/operations.rs",
        "The operations of the API that the library has methods for.",
        tokens,
    )
}
