//! Compares what came with what a case says.

use serde_json::Value;

/// Which members an object may have beyond those that the case names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extra {
    /// None: for requests, where absent and `null` mean different things.
    Forbidden,
    /// `null` and `[]`: a typed answer may show a field that the service left out as either of them.
    Empty,
}

/// Says where `actual` first differs from `expected`, by a path and both values; `None` if it does not.
#[must_use]
pub fn difference(expected: &Value, actual: &Value, extra: Extra) -> Option<String> {
    walk(expected, actual, extra, "$")
}

fn walk(expected: &Value, actual: &Value, extra: Extra, path: &str) -> Option<String> {
    match (expected, actual) {
        (Value::Object(wanted), Value::Object(found)) => {
            let surplus = found.iter().find(|(name, value)| {
                !(wanted.contains_key(*name) || extra == Extra::Empty && is_empty(value))
            });
            if let Some((name, value)) = surplus {
                return Some(format!("{path}.{name}: unexpected {value}"));
            }
            wanted.iter().find_map(|(name, want)| {
                let path = format!("{path}.{name}");
                match found.get(name) {
                    Some(value) => walk(want, value, extra, &path),
                    None => Some(format!("{path}: expected {want}, found nothing")),
                }
            })
        }
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => {
            let pairs = wanted.iter().zip(found).enumerate();
            pairs
                .map(|(index, (want, value))| walk(want, value, extra, &format!("{path}[{index}]")))
                .find_map(|d| d)
        }
        (Value::Number(wanted), Value::Number(found)) if wanted.is_f64() || found.is_f64() => {
            (wanted.as_f64() != found.as_f64()).then(|| differ(expected, actual, path))
        }
        _ => (expected != actual).then(|| differ(expected, actual, path)),
    }
}

fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

fn differ(expected: &Value, actual: &Value, path: &str) -> String {
    format!("{path}: expected {expected}, found {actual}")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn equal_values_do_not_differ_and_numbers_compare_by_value() {
        let value = json!({ "a": [1, { "b": null }], "c": 2 });
        assert_eq!(difference(&value, &value, Extra::Forbidden), None);
        assert_eq!(difference(&json!(2), &json!(2.0), Extra::Forbidden), None);
        assert!(difference(&json!(i64::MAX), &json!(i64::MAX - 1), Extra::Empty).is_some());
    }

    #[test]
    fn a_difference_names_its_place() {
        let found = difference(&json!({ "a": [{ "b": 1 }] }), &json!({ "a": [{ "b": 2 }] }), Extra::Empty);
        assert_eq!(found.unwrap(), "$.a[0].b: expected 1, found 2");
    }

    #[test]
    fn only_an_answer_may_have_empty_members_beyond_the_expected() {
        let shown = json!({ "a": 1, "b": null, "c": [] });
        assert_eq!(difference(&json!({ "a": 1 }), &shown, Extra::Empty), None);
        assert!(difference(&json!({ "a": 1 }), &shown, Extra::Forbidden).is_some());
        assert!(difference(&json!({ "a": 1, "b": null }), &json!({ "a": 1 }), Extra::Empty).is_some());
        assert!(difference(&json!({}), &json!({ "d": {} }), Extra::Empty).is_some());
    }
}
