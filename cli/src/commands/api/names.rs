//! The names of operations: which there are, and what was meant by one that is not.

use clap::builder::{PossibleValue, StringValueParser, TypedValueParser};

use super::operations::OPERATIONS;

/// Where the service itself lists its operations.
const REFERENCE: &str = "https://api.unkey.com/reference";

/// The operation that a method of the library calls; the method's own name if there is no such method.
pub(crate) fn operation(resource: &str, method: &'static str) -> &'static str {
    let row = OPERATIONS.iter().find(|row| (row.0, row.1) == (resource, method));
    row.map_or(method, |row| row.2)
}

/// What to try after an answer that no Unkey API gives to an operation that it has.
pub(super) fn hint(name: &str) -> String {
    if OPERATIONS.iter().any(|row| row.2 == name) {
        return format!(
            "This answer is not from an Unkey API that knows {name}: check the base URL, and which version runs there."
        );
    }
    let meant = match similar(name).as_slice() {
        [] => String::new(),
        similar => format!(" Did you mean {}?", similar.join(" or ")),
    };
    format!(
        "There may be no operation `{name}`.{meant} A name is a group, a dot, a verb and a noun; the service lists them: {REFERENCE}"
    )
}

/// Operations of nearly this name: that of the library's method by this name, else those that are spelled most alike.
fn similar(name: &str) -> Vec<&'static str> {
    let plain = |text: &str| text.replace('_', "").to_ascii_lowercase();
    let name = plain(name);
    let by_method = OPERATIONS.iter().filter(|row| plain(&format!("{}.{}", row.0, row.1)) == name);
    let by_method: Vec<_> = by_method.map(|row| row.2).collect();
    if !by_method.is_empty() {
        return by_method;
    }
    let mut near: Vec<_> = OPERATIONS
        .iter()
        .map(|row| (strsim::damerau_levenshtein(&name, &plain(row.2)), row.2))
        .filter(|(edits, _)| edits * 3 <= name.len())
        .collect();
    let least = near.iter().map(|(edits, _)| *edits).min();
    near.retain(|(edits, _)| Some(*edits) == least);
    near.into_iter().map(|(_, operation)| operation).take(3).collect()
}

/// Takes any name, and has shells complete those that are known.
#[derive(Clone)]
pub(super) struct NameParser;

impl TypedValueParser for NameParser {
    type Value = String;

    fn parse_ref(
        &self,
        command: &clap::Command,
        argument: Option<&clap::Arg>,
        value: &std::ffi::OsStr,
    ) -> Result<String, clap::Error> {
        StringValueParser::new().parse_ref(command, argument, value)
    }

    fn possible_values(&self) -> Option<Box<dyn Iterator<Item = PossibleValue> + '_>> {
        Some(Box::new(OPERATIONS.iter().map(|row| PossibleValue::new(row.2))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_of_the_library_leads_to_its_operation() {
        assert_eq!(operation("keys", "whoami"), "keys.whoami");
        assert_eq!(operation("keys", "list"), "apis.listKeys");
    }

    #[test]
    fn what_was_meant_is_found_by_the_librarys_name_and_by_spelling() {
        assert_eq!(similar("keys.create"), ["keys.createKey"]);
        assert_eq!(similar("keys.updateCredit")[0], "keys.updateCredits");
        assert_eq!(similar("Keys.CreateKey"), ["keys.createKey"]);
        assert!(similar("zebra.crossing").is_empty());
    }

    #[test]
    fn a_known_name_is_not_doubted() {
        assert!(hint("keys.createKey").contains("base URL"));
    }
}
