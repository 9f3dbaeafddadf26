//! Integers that a JavaScript number cannot hold exactly stand as `{"$int": "9223372036854775807"}` in a case.

use serde_json::{Number, Value};

/// Gives the value with each `{"$int": TEXT}` replaced by that integer.
///
/// # Panics
/// If the text is no integer of 64 bits: the case is wrong.
#[must_use]
pub fn plain(value: &Value) -> Value {
    match value {
        Value::Object(members) => match members.get("$int") {
            Some(Value::String(text)) if members.len() == 1 => Value::Number(integer(text)),
            _ => members.iter().map(|(name, member)| (name.clone(), plain(member))).collect(),
        },
        Value::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}

fn integer(text: &str) -> Number {
    let signed = text.parse::<i64>().map(Number::from);
    signed.or_else(|_| text.parse::<u64>().map(Number::from)).expect("`$int` has an integer of 64 bits")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::plain;

    #[test]
    fn a_written_out_integer_becomes_a_number_without_loss() {
        let written = json!({ "a": [{ "$int": "9223372036854775807" }], "b": { "$int": "1", "c": 2 } });
        assert_eq!(plain(&written), json!({ "a": [i64::MAX], "b": { "$int": "1", "c": 2 } }));
    }
}
