//! Ids of keys, from a file or standard input: one a line, or one field of JSON.
//!
//! No message quotes what was read: somebody may have given a file of secrets by mistake.

use std::{
    fmt,
    io::{IsTerminal, Read, stdin},
};

use serde_json::{Deserializer, Value};

use crate::failure::Failure;

/// The name that stands for standard input.
pub(crate) const STDIN: &str = "-";

/// A file's name for messages.
pub(crate) struct Source<'a>(pub(crate) &'a str);

impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 == STDIN { "standard input" } else { self.0 })
    }
}

/// Reads ids: one a line (blank lines and those that begin with `#` do not count), or, given a field's name, that field
/// of each object of a JSON list or of JSON lines.
pub(crate) fn read(file: &str, field: Option<&str>) -> Result<Vec<String>, Failure> {
    let source = Source(file);
    let text = text(file)?;
    match field {
        None => lines(&text),
        Some(field) => fields(&text, field),
    }
    .map_err(|what| Failure::usage(format!("{source}: {what}")))
}

fn text(file: &str) -> Result<String, Failure> {
    if file != STDIN {
        return std::fs::read_to_string(file)
            .map_err(|source| Failure::usage(format!("cannot read {file}: {source}")));
    }
    if stdin().is_terminal() {
        return Err(Failure::usage("standard input is a terminal: pipe the ids in, or name a file"));
    }
    let mut text = String::new();
    stdin()
        .lock()
        .read_to_string(&mut text)
        .map_err(|source| Failure::usage(format!("cannot read standard input: {source}")))?;
    Ok(text)
}

fn lines(text: &str) -> Result<Vec<String>, String> {
    let numbered = text.lines().map(str::trim).zip(1..);
    numbered
        .filter(|(line, _)| !line.is_empty() && !line.starts_with('#'))
        .map(|(line, number)| match line.contains(|c: char| c.is_whitespace() || "{}[]\"".contains(c)) {
            true => Err(format!("line {number} is no id: give one a line, or --field NAME for JSON")),
            false => Ok(line.to_owned()),
        })
        .collect()
}

fn fields(text: &str, field: &str) -> Result<Vec<String>, String> {
    let mut ids = Vec::new();
    for value in Deserializer::from_str(text).into_iter::<Value>() {
        match value.map_err(|error| format!("no JSON: {error}"))? {
            Value::Array(items) => items.iter().try_for_each(|item| push(&mut ids, item, field))?,
            item => push(&mut ids, &item, field)?,
        }
    }
    Ok(ids)
}

/// An object without the field is an error: a key that is skipped in silence is a key that stays active.
fn push(ids: &mut Vec<String>, item: &Value, field: &str) -> Result<(), String> {
    match item.get(field) {
        Some(Value::String(id)) if !id.is_empty() => {
            ids.push(id.clone());
            Ok(())
        }
        _ => Err(format!("entry {} has no text in its field `{field}`", ids.len() + 1)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_may_be_blank_indented_or_commented() {
        assert_eq!(lines("key_1\r\n\n  key_2  \n# key_3\n").unwrap(), ["key_1", "key_2"]);
    }

    #[test]
    fn a_line_that_is_no_id_is_named_by_its_number_and_not_quoted() {
        for text in ["key_1\nsk_live two", "\n{\"keyId\":\"sk_live\"}"] {
            let error = lines(text).unwrap_err();
            assert!(error.contains("line 2") && !error.contains("sk_live"), "{error}");
        }
    }

    #[test]
    fn a_field_is_taken_from_a_list_from_lines_and_from_one_object() {
        let expected = ["key_1", "key_2"];
        assert_eq!(fields(r#"[{"id":"key_1"},{"id":"key_2"}]"#, "id").unwrap(), expected);
        assert_eq!(fields("{\"id\":\"key_1\"}\n{\"id\":\"key_2\",\"x\":1}\n", "id").unwrap(), expected);
        assert_eq!(fields(r#"{"id":"key_1"}"#, "id").unwrap(), ["key_1"]);
    }

    #[test]
    fn an_entry_without_the_field_is_refused_and_not_quoted() {
        for text in [r#"[{"id":"key_1"},{"secret":"sk_live"}]"#, r#"[{"id":"key_1"}, "sk_live"]"#] {
            let error = fields(text, "id").unwrap_err();
            assert!(error.contains("entry 2") && !error.contains("sk_live"), "{error}");
        }
        assert!(fields("[{\"id\": sk_live}]", "id").is_err_and(|error| !error.contains("sk_live")));
    }
}
