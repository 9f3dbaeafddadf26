//! Documentation of the definition, without what only Rust understands.

use syn::{Attribute, Expr, Lit, Meta};

use crate::model::Docs;

/// The doc comment of an item.
pub(super) fn read(attributes: &[Attribute]) -> Docs {
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => match &pair.value {
            Expr::Lit(literal) => match &literal.lit {
                Lit::Str(text) => Some(text.value()),
                _ => None,
            },
            _ => None,
        },
        _ => None,
    });
    let mut lines: Vec<String> = lines
        .flat_map(|text| text.split('\n').map(str::to_owned).collect::<Vec<_>>())
        .map(|line| unlink(line.strip_prefix(' ').unwrap_or(&line).trim_end()))
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    Docs(without_code(lines))
}

/// Drops Rust examples with their heading: each host has its own.
fn without_code(lines: Vec<String>) -> Vec<String> {
    let mut kept = Vec::new();
    let mut inside = false;
    for line in lines {
        if line.starts_with("```") {
            inside = !inside;
        } else if !inside && line != "# Examples" && line != "# Example" {
            kept.push(line);
        }
    }
    while kept.last().is_some_and(String::is_empty) {
        kept.pop();
    }
    kept
}

/// Replaces ``[`text`](target)`` and ``[`text`]`` by `` `text` ``; a link to a web page stays.
fn unlink(line: &str) -> String {
    let mut rest = line;
    let mut plain = String::with_capacity(line.len());
    while let Some(start) = rest.find('[') {
        plain.push_str(&rest[..start]);
        rest = &rest[start..];
        let Some(end) = rest.find(']') else { break };
        let (text, after) = (&rest[1..end], &rest[end + 1..]);
        let target = after.strip_prefix('(').and_then(|after| after.split_once(')'));
        match target {
            Some((target, _)) if target.starts_with("http") => {
                let whole = end + target.len() + 3;
                plain.push_str(&rest[..whole]);
                rest = &rest[whole..];
            }
            Some((_, after)) => {
                plain.push_str(text);
                rest = after;
            }
            None if text.starts_with('`') => {
                plain.push_str(text);
                rest = after;
            }
            None => {
                plain.push_str(&rest[..=end]);
                rest = after;
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_become_text_unless_they_lead_to_the_web() {
        assert_eq!(unlink("see [`Keys::update`] to"), "see `Keys::update` to");
        assert_eq!(unlink("see [`update`](Self::update)."), "see `update`.");
        assert_eq!(
            unlink("[here](https://x.y/z) and [a-z] list[0]"),
            "[here](https://x.y/z) and [a-z] list[0]"
        );
    }

    #[test]
    fn examples_stay_behind() {
        let item: syn::ItemStruct = syn::parse_quote! {
            /// First.
            ///
            /// # Examples
            /// ```
            /// rust();
            /// ```
            struct A;
        };
        assert_eq!(read(&item.attrs).0, ["First."]);
    }
}
