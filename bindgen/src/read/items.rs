//! Structs and enums of the definition.

use std::collections::BTreeSet;

use syn::{Fields, Item, ItemEnum, ItemStruct, Visibility, spanned::Spanned};

use super::{Source, attributes, docs, types};
use crate::{
    error::Refusal,
    model::{Definition, Enum, Field, Handle, Struct, Type, TypeDef, Variant},
};

/// The names that the definition gives meaning to.
#[derive(Default)]
pub(crate) struct Names {
    /// Structs with public fields, and enums.
    pub(super) types: BTreeSet<String>,
    /// Structs without public fields: methods only.
    pub(super) handles: BTreeSet<String>,
}

impl Names {
    /// Notes the public types of a file.
    pub(super) fn collect(&mut self, file: &syn::File) {
        for item in &file.items {
            match item {
                Item::Struct(item) if is_public(&item.vis) && is_handle(item) => {
                    self.handles.insert(item.ident.to_string());
                }
                Item::Struct(item) if is_public(&item.vis) => {
                    self.types.insert(item.ident.to_string());
                }
                Item::Enum(item) if is_public(&item.vis) => {
                    self.types.insert(item.ident.to_string());
                }
                _ => {}
            }
        }
    }
}

/// Reads the public structs and enums of a file.
pub(super) fn read(source: &Source, names: &Names, definition: &mut Definition) -> Result<(), Refusal> {
    for item in &source.file.items {
        let (name, def) = match item {
            Item::Struct(item) if is_public(&item.vis) && is_handle(item) => {
                if !item.generics.params.is_empty() {
                    continue;
                }
                let name = item.ident.to_string();
                let accessor = source.resource.clone().filter(|resource| stands_for(&name, resource));
                definition.handles.push(Handle {
                    name,
                    accessor,
                    docs: docs::read(&item.attrs),
                    methods: Vec::new(),
                });
                continue;
            }
            Item::Struct(item) if is_public(&item.vis) => {
                if is_shared(&item.ident.to_string()) {
                    continue;
                }
                (item.ident.to_string(), TypeDef::Struct(structure(item, names)?))
            }
            Item::Enum(item) if is_public(&item.vis) => {
                if is_shared(&item.ident.to_string()) {
                    continue;
                }
                (item.ident.to_string(), TypeDef::Enum(enumeration(item, names)?))
            }
            _ => continue,
        };
        if definition.types.insert(name.clone(), def).is_some() {
            return Err(Refusal::new(
                item.span(),
                format!("`{name}` is defined twice: hosts have one namespace"),
            ));
        }
    }
    Ok(())
}

/// The kinds of errors: the variants of `ErrorKind`.
pub(super) fn kinds(file: &syn::File, names: &Names) -> Result<Vec<Variant>, Refusal> {
    let found = file.items.iter().find_map(|item| match item {
        Item::Enum(item) if item.ident == "ErrorKind" => Some(item),
        _ => None,
    });
    let Some(found) = found else {
        return Err(Refusal { line: 1, message: "there is no `pub enum ErrorKind` here".to_owned() });
    };
    Ok(enumeration(found, names)?.variants)
}

/// The values that every host writes by hand, once: the envelope, three-state fields, wide integers.
fn is_shared(name: &str) -> bool {
    matches!(
        name,
        "Wide"
            | "Patch"
            | "Meta"
            | "Response"
            | "Empty"
            | "Items"
            | "Events"
            | "Page"
            | "Pages"
            | "Pagination"
    )
}

/// Whether a handle is the resource of its file: `RootKeys` of `root_keys`.
fn stands_for(name: &str, resource: &str) -> bool {
    use heck::ToUpperCamelCase;
    resource.to_upper_camel_case() == name
}

fn structure(item: &ItemStruct, names: &Names) -> Result<Struct, Refusal> {
    let serde = attributes::serde(&item.attrs)?;
    if !item.generics.params.is_empty() {
        return Err(Refusal::new(item.span(), "a type of the definition has no generics"));
    }
    let transparent = matches!(item.fields, Fields::Unnamed(_));
    let fields = match &item.fields {
        Fields::Named(fields) => fields
            .named
            .iter()
            .map(|one| field(one, serde.rename_all.as_deref(), serde.default, names))
            .collect::<Result<_, _>>()?,
        Fields::Unnamed(fields) if fields.unnamed.len() == 1 && serde.transparent => {
            let ty = types::read(&fields.unnamed[0].ty, names)?;
            let name = "0".to_owned();
            vec![Field { wire: name.clone(), name, docs: docs::read(&item.attrs), ty, required: true }]
        }
        _ => {
            return Err(Refusal::new(
                item.span(),
                "a struct of the definition has named fields, or is `#[serde(transparent)]` with one",
            ));
        }
    };
    Ok(Struct {
        name: item.ident.to_string(),
        docs: docs::read(&item.attrs),
        fields,
        transparent,
        taken: false,
        given: false,
    })
}

fn field(
    field: &syn::Field,
    rename_all: Option<&str>,
    all_default: bool,
    names: &Names,
) -> Result<Field, Refusal> {
    let serde = attributes::serde(&field.attrs)?;
    let name = field.ident.as_ref().map(ToString::to_string).unwrap_or_default();
    let name = name.trim_start_matches("r#").to_owned();
    let ty = types::read(&field.ty, names)?;
    let wire = match serde.rename {
        Some(wire) => wire,
        None => attributes::renamed(&name, rename_all, field)?,
    };
    let optional = matches!(ty, Type::Option(_) | Type::Patch(_)) || serde.default || all_default;
    Ok(Field { name, wire, docs: docs::read(&field.attrs), ty, required: !optional })
}

fn enumeration(item: &ItemEnum, names: &Names) -> Result<Enum, Refusal> {
    let serde = attributes::serde(&item.attrs)?;
    let mut variants = Vec::new();
    let mut other = None;
    for variant in &item.variants {
        let own = attributes::serde(&variant.attrs)?;
        let name = variant.ident.to_string();
        let is_text = |ty: &syn::Type| types::read(ty, names).is_ok_and(|ty| ty == Type::String);
        if let (true, Fields::Unnamed(fields)) = (own.untagged, &variant.fields)
            && fields.unnamed.len() == 1
            && is_text(&fields.unnamed[0].ty)
        {
            other = Some(name);
            continue;
        }
        let rule = own.rename_all.as_deref().or(serde.rename_all_fields.as_deref());
        let fields = match &variant.fields {
            Fields::Unit => Vec::new(),
            Fields::Named(fields) => {
                fields.named.iter().map(|one| field(one, rule, false, names)).collect::<Result<_, _>>()?
            }
            Fields::Unnamed(_) => {
                return Err(Refusal::new(
                    variant.span(),
                    "a variant with data has named fields, or is the untagged `Other(String)`",
                ));
            }
        };
        let wire = match own.rename {
            Some(wire) => wire,
            None => attributes::renamed(&name, serde.rename_all.as_deref(), variant)?,
        };
        variants.push(Variant { name, wire, docs: docs::read(&variant.attrs), fields });
    }
    let found = Enum {
        name: item.ident.to_string(),
        docs: docs::read(&item.attrs),
        variants,
        other,
        non_exhaustive: item.attrs.iter().any(|one| one.path().is_ident("non_exhaustive")),
        tag: serde.tag,
        taken: false,
        given: false,
    };
    if found.has_data() && found.tag.is_none() {
        return Err(Refusal::new(
            item.span(),
            "an enum with data names its variant in a field: add `#[serde(tag = \"kind\")]`",
        ));
    }
    Ok(found)
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

/// A struct none of whose fields a host may see.
fn is_handle(item: &ItemStruct) -> bool {
    let mut fields = item.fields.iter().peekable();
    fields.peek().is_some() && fields.all(|field| !is_public(&field.vis))
}
