//! A Rust type of the definition, read as one of the grammar.

use syn::{GenericArgument, PathArguments, spanned::Spanned};

use super::items::Names;
use crate::{
    error::Refusal,
    model::{Integer, Type},
};

/// Reads a type.
pub(super) fn read(ty: &syn::Type, names: &Names) -> Result<Type, Refusal> {
    let (name, arguments) = path(ty)?;
    let plain = match name.as_str() {
        "bool" => Type::Bool,
        "i64" => Type::Integer(Integer::I64),
        "u64" => Type::Integer(Integer::U64),
        "i32" => Type::Integer(Integer::I32),
        "u32" => Type::Integer(Integer::U32),
        "u16" => Type::Integer(Integer::U16),
        "usize" => Type::Integer(Integer::Usize),
        "f64" => Type::Float,
        "String" => Type::String,
        "Json" => Type::Json,
        "JsonObject" => Type::JsonObject,
        "KeySecret" => Type::KeySecret,
        "Millis" => Type::Millis,
        "Wide" => Type::Wide,
        "Empty" => Type::Empty,
        "Option" => return Ok(Type::Option(Box::new(only(ty, &arguments, names)?))),
        "Vec" => return Ok(Type::Vec(Box::new(only(ty, &arguments, names)?))),
        "Patch" => return Ok(Type::Patch(Box::new(only(ty, &arguments, names)?))),
        "BTreeMap" | "HashMap" => match arguments.as_slice() {
            [key, value] if read(key, names)? == Type::String => {
                return Ok(Type::Map(Box::new(read(value, names)?)));
            }
            _ => return Err(Refusal::new(ty.span(), "a map of the definition has `String` keys")),
        },
        other if names.types.contains(other) => Type::Named(other.to_owned()),
        other => {
            let message = format!(
                "`{other}` is no type of the definition: use the grammar's types, or a pub struct or enum of the API"
            );
            return Err(Refusal::new(ty.span(), message));
        }
    };
    if arguments.is_empty() {
        Ok(plain)
    } else {
        Err(Refusal::new(ty.span(), format!("`{name}` takes no arguments")))
    }
}

/// The last segment of a type's path, and its type arguments.
pub(super) fn path(ty: &syn::Type) -> Result<(String, Vec<syn::Type>), Refusal> {
    let refuse = || {
        Refusal::new(
            ty.span(),
            "the definition knows only types that are named: no references, tuples or impls",
        )
    };
    let syn::Type::Path(path) = ty else { return Err(refuse()) };
    let last = path.path.segments.last().ok_or_else(refuse)?;
    let arguments = match &last.arguments {
        PathArguments::None => Vec::new(),
        PathArguments::AngleBracketed(arguments) => arguments
            .args
            .iter()
            .map(|argument| match argument {
                GenericArgument::Type(ty) => Ok(ty.clone()),
                other => Err(Refusal::new(other.span(), "the definition knows only type arguments")),
            })
            .collect::<Result<_, _>>()?,
        PathArguments::Parenthesized(_) => return Err(refuse()),
    };
    Ok((last.ident.to_string(), arguments))
}

fn only(ty: &syn::Type, arguments: &[syn::Type], names: &Names) -> Result<Type, Refusal> {
    match arguments {
        [argument] => read(argument, names),
        _ => Err(Refusal::new(ty.span(), "takes one type argument")),
    }
}
