//! JSON as the service reads and writes it.

use std::borrow::Cow;
use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};
use serde_json::value::RawValue;
use serde_json::{Number, Serializer, Value};

/// Writes a value on one line, with `<`, `>`, `&` and the two line separators of Unicode escaped in strings.
pub(crate) fn encode(value: &impl Serialize) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    let mut serializer = Serializer::with_formatter(&mut out, Escaping(CompactFormatter));
    // Writing plain structs to memory cannot fail; an empty answer would show in any test.
    if value.serialize(&mut serializer).is_err() {
        out.clear();
    }
    out
}

struct Escaping(CompactFormatter);

impl Formatter for Escaping {
    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
            let (plain, tail) = rest.split_at(at);
            let special = tail.chars().next().map_or(0, u32::from);
            self.0.write_string_fragment(writer, plain)?;
            write!(writer, "\\u{special:04x}")?;
            rest = &tail[char::from_u32(special).map_or(1, char::len_utf8)..];
        }
        self.0.write_string_fragment(writer, rest)
    }

    /// Writes a number of `meta`: digits without an exponent from a millionth up to 21 of them.
    fn write_f64<W: ?Sized + io::Write>(&mut self, writer: &mut W, value: f64) -> io::Result<()> {
        if value == 0.0 || (1e-6..1e21).contains(&value.abs()) {
            write!(writer, "{value}")
        } else {
            write!(writer, "{value:e}")
        }
    }
}

/// Spells JSON so that a strict reader takes it as the service does: half of a surrogate pair is a replacement
/// character, and `-0` is the integer 0.
pub(crate) fn respelled(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u") && !text.contains("-0") {
        return Cow::Borrowed(text);
    }
    let (mut out, mut in_string, mut before) = (String::with_capacity(text.len()), false, ' ');
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, replacement) = match first {
            '\\' if in_string => match escaped(rest) {
                Escaped::Half => (6, Some("\\ufffd")),
                Escaped::Whole(length) => (length, None),
            },
            '-' if !in_string && is_minus_zero(before, &rest[1..]) => (1, Some("")),
            first => {
                in_string ^= first == '"';
                (first.len_utf8(), None)
            }
        };
        out.push_str(replacement.unwrap_or(&rest[..length]));
        before = first;
        rest = &rest[length..];
    }
    Cow::Owned(out)
}

/// What an escape sequence is, by its length in bytes.
enum Escaped {
    Half,
    Whole(usize),
}

fn escaped(text: &str) -> Escaped {
    match (code_unit(text), text.get(6..).and_then(code_unit)) {
        (Some(0xd800..=0xdbff), Some(0xdc00..=0xdfff)) => Escaped::Whole(12),
        (Some(0xd800..=0xdfff), _) => Escaped::Half,
        // Whatever follows the backslash, it ends no string.
        _ => Escaped::Whole(1 + text[1..].chars().next().map_or(0, char::len_utf8)),
    }
}

/// The number in `\uXXXX`, if a text begins so.
fn code_unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    let hexadecimal = digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    hexadecimal.then(|| u16::from_str_radix(digits, 16).ok()).flatten()
}

fn is_minus_zero(before: char, after: &str) -> bool {
    let begins = before.is_ascii_whitespace() || "[,:".contains(before);
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_digit() || ".eE".contains(c));
    begins && after.strip_prefix('0').is_some_and(ends)
}

/// Free-form JSON of a user (`meta`), kept as the text that every answer repeats.
///
/// Going through the service, its numbers become 64-bit floats, so `1.0` comes back as `1`.
pub(crate) type Raw = Box<RawValue>;

/// Keeps an object, unless it is empty: the service does not tell that from an absent one.
pub(crate) fn keep(meta: Value) -> Option<Raw> {
    match meta {
        Value::Object(members) if members.is_empty() => None,
        Value::Null => None,
        meta => {
            let text = String::from_utf8(encode(&with_float_numbers(meta))).ok()?;
            RawValue::from_string(text).ok()
        }
    }
}

fn with_float_numbers(value: Value) -> Value {
    match value {
        Value::Number(number) => Value::Number(number.as_f64().and_then(Number::from_f64).unwrap_or(number)),
        Value::Array(items) => Value::Array(items.into_iter().map(with_float_numbers).collect()),
        Value::Object(members) => Value::Object(
            members.into_iter().map(|(name, value)| (name, with_float_numbers(value))).collect(),
        ),
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn strings_escape_what_could_end_a_script() {
        let text = encode(&json!({"name": "<b>&\u{2028}é"}));
        assert_eq!(String::from_utf8(text).unwrap(), r#"{"name":"\u003cb\u003e\u0026\u2028é"}"#);
    }

    #[test]
    fn numbers_of_meta_lose_their_fraction_of_zero() {
        let kept = keep(json!({"a": 1.0, "b": [2.5, -3.0], "c": 1e3})).unwrap();
        assert_eq!(kept.get(), r#"{"a":1,"b":[2.5,-3],"c":1000}"#);
    }

    #[test]
    fn numbers_of_meta_have_an_exponent_where_they_would_grow_long() {
        let meta = r#"{"a":1e20,"b":1e21,"c":-0.0,"d":9007199254740993,"e":1e-6,"f":0.00000015}"#;
        let kept = keep(serde_json::from_str(meta).unwrap()).unwrap();
        let expected =
            r#"{"a":100000000000000000000,"b":1e21,"c":-0,"d":9007199254740992,"e":0.000001,"f":1.5e-7}"#;
        assert_eq!(kept.get(), expected);
    }

    #[test]
    fn half_a_surrogate_pair_is_read_as_a_replacement_character() {
        for (text, expected) in [
            (r#""\ud83d\ude00""#, "\u{1f600}"),
            (r#""\ud83d""#, "\u{fffd}"),
            (r#""\ude00A""#, "\u{fffd}A"),
            (r#""\ud83d\ud83d\ude00""#, "\u{fffd}\u{1f600}"),
            (r#""\\ud83d""#, r"\ud83d"),
        ] {
            assert_eq!(serde_json::from_str::<String>(&respelled(text)).unwrap(), expected, "{text}");
        }
        assert!(serde_json::from_str::<String>(&respelled(r#""\ud8zz""#)).is_err());
    }

    #[test]
    fn minus_zero_is_an_integer_and_nothing_else_becomes_one() {
        assert_eq!(respelled(r#"{"a":-0,"b":[-0, -0]}"#), r#"{"a":0,"b":[0, 0]}"#);
        for text in [r#"{"a":"-0"}"#, "[-0.0]", "[-01]", "[1-0]", "[--0]", "[-0e1]"] {
            assert_eq!(respelled(text), text);
        }
    }

    #[test]
    fn an_empty_meta_is_not_kept() {
        assert!(keep(json!({})).is_none());
    }
}
