//! Ids of keys, as arguments, from a file or from standard input: one on each line, or one field of JSON.
//!
//! No message quotes what was read, and nothing that is not plainly an id is sent or shown: somebody may have given
//! secrets, since a leaked secret is what is at hand first.

use std::{
    fmt,
    io::{IsTerminal, stdin},
    path::Path,
};

use serde_json::{Deserializer, Value};

use crate::{commands::operation, failure::Failure, input};

/// The name that stands for standard input.
pub(crate) const STDIN: &str = "-";

/// A file's name for messages.
pub(crate) struct Source<'a>(pub(crate) &'a str);

impl fmt::Display for Source<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0 == STDIN { "standard input" } else { self.0 })
    }
}

/// Refuses arguments that are not ids of keys.
pub(crate) fn check(ids: &[String]) -> Result<(), Failure> {
    let Some(index) = ids.iter().position(|id| !is_id(id)) else { return Ok(()) };
    let place = format!("the value of --key number {}", index + 1);
    let kept = " A secret that was an argument may be in your shell's history: treat it as leaked.";
    Err(Failure::usage(not_an_id(&place, kept)))
}

/// Refuses ids in the place of a file's name.
pub(crate) fn check_file(name: &str) -> Result<(), Failure> {
    if !name.split(',').all(is_id) || Path::new(name).exists() {
        return Ok(());
    }
    let options = name.replace(',', " --key ");
    Err(Failure::usage(format!("{name} is not a file; to select keys by their ids, pass --key {options}")))
}

/// Whether this has the form of a key's id: `key_`, and then letters and digits.
fn is_id(text: &str) -> bool {
    text.strip_prefix("key_").is_some_and(|rest| {
        !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    })
}

/// What to say of something that is not an id, without quoting it. Ends in a command, to be copied.
fn not_an_id(place: &str, remark: &str) -> String {
    format!(
        "{place} is not the id of a key, which begins with key_; nothing was sent.{remark} To get the id of the key that \
         a secret belongs to, with the secret in a file and jq (https://jqlang.org): \
         jq -R '{{key: .}}' FILE | unkey-kit api {} - --json | jq -r .data.keyId",
        operation("keys", "whoami")
    )
}

/// Reads ids: one on each line (blank lines and those that begin with `#` do not count), or, given a field's name, that
/// field of each object of a JSON list or of JSON lines.
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
        return input::file(file.as_ref());
    }
    if stdin().is_terminal() {
        return Err(Failure::usage("standard input is a terminal: pipe the ids in, or name a file"));
    }
    input::standard_input()
}

fn lines(text: &str) -> Result<Vec<String>, String> {
    let numbered = text.lines().map(str::trim).zip(1..);
    numbered
        .filter(|(line, _)| !line.is_empty() && !line.starts_with('#'))
        .map(|(line, number)| match line {
            line if is_id(line) => Ok(line.to_owned()),
            line if line.contains(',') => {
                Err(format!("line {number} contains a comma: give one id on each line"))
            }
            line if line.contains(|c: char| c.is_whitespace() || "{}[]\"".contains(c)) => {
                Err(format!("line {number} is not an id: give one on each line, or --field NAME for JSON"))
            }
            _ => Err(not_an_id(&format!("line {number}"), "")),
        })
        .collect()
}

fn fields(text: &str, field: &str) -> Result<Vec<String>, String> {
    let mut ids = Vec::new();
    for value in Deserializer::from_str(text).into_iter::<Value>() {
        match value.map_err(|error| format!("not valid JSON: {error}"))? {
            Value::Array(items) => items.iter().try_for_each(|item| push(&mut ids, item, field))?,
            item => push(&mut ids, &item, field)?,
        }
    }
    Ok(ids)
}

/// An object without the field is an error: a key that is skipped in silence is a key that stays active.
fn push(ids: &mut Vec<String>, item: &Value, field: &str) -> Result<(), String> {
    let number = ids.len() + 1;
    match item.get(field) {
        Some(Value::String(id)) if is_id(id) => {
            ids.push(id.clone());
            Ok(())
        }
        Some(Value::String(id)) if !id.is_empty() => Err(not_an_id(&format!("entry {number}"), "")),
        _ => Err(format!("entry {number} has no text in its field `{field}`")),
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
        for text in
            ["key_1\nsk_live two", "\n{\"keyId\":\"sk_live\"}", "key_1\nsk_live", "\nkey_1,sk_live", "\nkey_"]
        {
            let error = lines(text).unwrap_err();
            assert!(error.contains("line 2") && !error.contains("sk_live"), "{error}");
        }
    }

    #[test]
    fn a_secret_in_place_of_an_id_is_refused_with_the_way_to_its_id() {
        for secret in ["sk_live_1234", "live.1234", "key_a.b", "Key_1"] {
            let Err(Failure::Usage(text)) = check(&["key_1".to_owned(), secret.to_owned()]) else {
                panic!("{secret}")
            };
            assert!(text.contains("number 2") && text.contains("keys.whoami"), "{text}");
            assert!(!text.contains(secret), "{text}");
        }
        assert!(check(&["key_2cGKbMxRyIzhCxo1Idjz8q".to_owned()]).is_ok());
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
        for text in [
            r#"[{"id":"key_1"},{"secret":"sk_live"}]"#,
            r#"[{"id":"key_1"}, "sk_live"]"#,
            r#"[{"id":"key_1"},{"id":"sk_live"}]"#,
        ] {
            let error = fields(text, "id").unwrap_err();
            assert!(error.contains("entry 2") && !error.contains("sk_live"), "{error}");
        }
        assert!(fields("[{\"id\": sk_live}]", "id").is_err_and(|error| !error.contains("sk_live")));
    }
}
