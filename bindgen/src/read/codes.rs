//! The table of error codes: the rows of the macro `codes!`.

use syn::{
    Attribute, Ident, Item, LitInt, LitStr, Token,
    parse::{Parse, ParseStream},
};

use super::docs;
use crate::{error::Refusal, model::Code};

/// Reads the table.
pub(super) fn read(file: &syn::File) -> Result<Vec<Code>, Refusal> {
    let table = file.items.iter().find_map(|item| match item {
        Item::Macro(item) if item.mac.path.is_ident("codes") => Some(&item.mac),
        _ => None,
    });
    let Some(table) = table else {
        return Err(Refusal { line: 1, message: "there is no table `codes! { ... }` here".to_owned() });
    };
    Ok(table.parse_body::<Rows>()?.0)
}

struct Rows(Vec<Code>);

impl Parse for Rows {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let mut rows = Vec::new();
        while !input.is_empty() {
            rows.push(row(input)?);
        }
        Ok(Self(rows))
    }
}

/// `/// Meaning.` `CONSTANT = "code", status, Kind, retry | never, "advice";`
fn row(input: ParseStream<'_>) -> syn::Result<Code> {
    let meaning = docs::read(&input.call(Attribute::parse_outer)?).0.join(" ");
    let constant: Ident = input.parse()?;
    input.parse::<Token![=]>()?;
    let text: LitStr = input.parse()?;
    input.parse::<Token![,]>()?;
    let status: LitInt = input.parse()?;
    input.parse::<Token![,]>()?;
    let kind: Ident = input.parse()?;
    input.parse::<Token![,]>()?;
    let retry: Ident = input.parse()?;
    input.parse::<Token![,]>()?;
    let advice: LitStr = input.parse()?;
    input.parse::<Token![;]>()?;
    Ok(Code {
        constant: constant.to_string(),
        text: text.value(),
        status: status.base10_parse()?,
        kind: kind.to_string(),
        retry: retry == "retry",
        meaning,
        advice: advice.value(),
    })
}
