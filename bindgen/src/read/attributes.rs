//! The serde attributes that the grammar knows: how names and shapes in JSON follow from those in Rust.

use heck::{ToKebabCase, ToLowerCamelCase, ToShoutySnakeCase, ToSnakeCase};
use syn::{Attribute, LitStr, spanned::Spanned};

use crate::error::Refusal;

/// What the serde attributes of one item say.
#[derive(Debug, Default)]
pub(super) struct Serde {
    pub(super) rename_all: Option<String>,
    pub(super) rename_all_fields: Option<String>,
    pub(super) rename: Option<String>,
    pub(super) tag: Option<String>,
    pub(super) default: bool,
    pub(super) untagged: bool,
    pub(super) transparent: bool,
}

/// Reads the serde attributes of an item.
pub(super) fn serde(attributes: &[Attribute]) -> Result<Serde, Refusal> {
    let mut found = Serde::default();
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("serde")) {
        attribute.parse_nested_meta(|meta| {
            let name = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            let text = || meta.value()?.parse::<LitStr>().map(|text| text.value());
            match name.as_str() {
                "rename_all" => found.rename_all = Some(text()?),
                "rename_all_fields" => found.rename_all_fields = Some(text()?),
                "rename" => found.rename = Some(text()?),
                "tag" => found.tag = Some(text()?),
                "default" => {
                    found.default = true;
                    if meta.input.peek(syn::Token![=]) {
                        text()?;
                    }
                }
                // Hosts with keyword arguments refuse what they do not know of themselves; the others are told by serde.
                "deny_unknown_fields" => {}
                "untagged" => found.untagged = true,
                "transparent" => found.transparent = true,
                // How an absent value is written or a null read does not change what hosts see.
                "skip_serializing_if" | "deserialize_with" => drop(text()?),
                _ => return Err(meta.error(format!("`serde({name})` is no attribute of the definition"))),
            }
            Ok(())
        })?;
    }
    Ok(found)
}

/// A name in JSON by one of serde's rules.
pub(super) fn renamed(name: &str, rule: Option<&str>, place: &impl Spanned) -> Result<String, Refusal> {
    Ok(match rule {
        None => name.to_owned(),
        Some("camelCase") => name.to_lower_camel_case(),
        Some("snake_case") => name.to_snake_case(),
        Some("kebab-case") => name.to_kebab_case(),
        Some("lowercase") => name.to_lowercase(),
        Some("UPPERCASE") => name.to_uppercase(),
        Some("SCREAMING_SNAKE_CASE") => name.to_shouty_snake_case(),
        Some(rule) => {
            return Err(Refusal::new(place.span(), format!("`rename_all = \"{rule}\"` is not known here")));
        }
    })
}
