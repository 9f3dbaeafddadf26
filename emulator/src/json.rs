//! JSON as the service writes it.

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
        Value::Number(number) => as_float(&number).map_or(Value::Number(number), Value::Number),
        Value::Array(items) => Value::Array(items.into_iter().map(with_float_numbers).collect()),
        Value::Object(members) => Value::Object(
            members.into_iter().map(|(name, value)| (name, with_float_numbers(value))).collect(),
        ),
        other => other,
    }
}

/// A whole number as the float nearest to it, written without a point as far as 64 bits go.
fn as_float(number: &Number) -> Option<Number> {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let float = number.as_f64()?;
    if float.fract() != 0.0 || (float == 0.0 && float.is_sign_negative()) {
        return Some(number.clone());
    }
    if float.abs() <= EXACT {
        #[expect(clippy::cast_possible_truncation, reason = "whole and within 2^53")]
        return Some(Number::from(float as i64));
    }
    // Beyond 2^53 neither side promises digits; what fits 64 bits is still written without an exponent.
    let text = format!("{float}");
    text.parse::<i64>()
        .map(Number::from)
        .or_else(|_| text.parse::<u64>().map(Number::from))
        .ok()
        .or_else(|| Number::from_f64(float))
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
    fn an_empty_meta_is_not_kept() {
        assert!(keep(json!({})).is_none());
    }
}
