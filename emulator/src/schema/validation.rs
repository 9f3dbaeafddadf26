//! Checks a JSON value against a shape, as a JSON Schema validator does.

use serde_json::{Map, Value};

use super::shape::{Alphabet, Field, Kind, Shape, Unknown};

/// One way in which a request breaks its schema.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The path of the schema keyword that failed, such as `/properties/keyId/minLength`.
    pub(crate) location: String,
    /// What is wrong, for people.
    pub(crate) message: String,
}

pub(super) fn check(shape: &Shape, value: &Value) -> Result<(), Vec<Violation>> {
    let mut check = Check { path: String::new(), violations: Vec::new() };
    check.value(shape, value);
    if check.violations.is_empty() { Ok(()) } else { Err(check.violations) }
}

struct Check {
    /// The path of the schema at hand; a keyword is added when it fails.
    path: String,
    violations: Vec<Violation>,
}

impl Check {
    fn value(&mut self, shape: &Shape, value: &Value) {
        if shape.nullable && value.is_null() {
            return;
        }
        match (&shape.kind, value) {
            (Kind::Boolean, Value::Bool(_)) => {}
            (Kind::Integer { minimum, maximum }, Value::Number(number)) => {
                // The service's validator reads numbers as doubles, so 5.0 is an integer here: see `binding`.
                match number.as_f64().filter(|number| number.fract() == 0.0) {
                    Some(number) => self.integer(number, *minimum, *maximum),
                    None => self.wrong_type(shape, value),
                }
            }
            (Kind::String { minimum, maximum, alphabet, choices }, Value::String(text)) => {
                self.text(text, *minimum, *maximum, *alphabet, choices);
            }
            (Kind::Array { minimum, maximum, items }, Value::Array(values)) => {
                self.count(values.len(), *minimum, *maximum, ["minItems", "maxItems"], "items");
                self.at("/items", |check| values.iter().for_each(|value| check.value(items, value)));
            }
            (Kind::Object { fields, unknown }, Value::Object(object)) => {
                self.object(object, fields, *unknown)
            }
            (Kind::FreeForm { maximum }, Value::Object(object)) => {
                self.count(object.len(), 0, *maximum, ["minProperties", "maxProperties"], "properties");
            }
            _ => self.wrong_type(shape, value),
        }
    }

    fn object(&mut self, object: &Map<String, Value>, fields: &[Field], unknown: Unknown) {
        let missing = quoted(
            fields
                .iter()
                .filter(|field| field.required && !object.contains_key(field.name))
                .map(|field| field.name),
        );
        if !missing.is_empty() {
            self.fail("required", format!("the object lacks {missing}"));
        }
        for field in fields {
            if let Some(value) = object.get(field.name) {
                self.at(&format!("/properties/{}", field.name), |check| check.value(&field.shape, value));
            }
        }
        if unknown == Unknown::Rejected {
            let strangers = quoted(
                object
                    .keys()
                    .map(String::as_str)
                    .filter(|name| fields.iter().all(|field| field.name != *name)),
            );
            if !strangers.is_empty() {
                self.fail("additionalProperties", format!("the object may not have {strangers}"));
            }
        }
    }

    fn integer(&mut self, number: f64, minimum: i64, maximum: Option<i128>) {
        if number < minimum as f64 {
            self.fail("minimum", format!("{number} is below {minimum}"));
        }
        if let Some(maximum) = maximum.filter(|maximum| number > *maximum as f64) {
            self.fail("maximum", format!("{number} is above {maximum}"));
        }
    }

    fn text(
        &mut self,
        text: &str,
        minimum: usize,
        maximum: usize,
        alphabet: Option<Alphabet>,
        choices: &[&str],
    ) {
        self.count(text.chars().count(), minimum, maximum, ["minLength", "maxLength"], "characters");
        if let Some(alphabet) = alphabet.filter(|alphabet| !alphabet.spells(text)) {
            self.fail("pattern", format!("the text does not match {}", alphabet.pattern()));
        }
        if !choices.is_empty() && !choices.contains(&text) {
            self.fail("enum", format!("the text is none of {}", quoted(choices.iter().copied())));
        }
    }

    fn count(&mut self, count: usize, minimum: usize, maximum: usize, keywords: [&str; 2], noun: &str) {
        if count < minimum {
            self.fail(keywords[0], format!("{count} {noun} are fewer than {minimum}"));
        }
        if count > maximum {
            self.fail(keywords[1], format!("{count} {noun} are more than {maximum}"));
        }
    }

    fn wrong_type(&mut self, shape: &Shape, value: &Value) {
        let wanted = match shape.kind {
            Kind::Boolean => "a boolean",
            Kind::Integer { .. } => "an integer",
            Kind::String { .. } => "a string",
            Kind::Array { .. } => "an array",
            Kind::Object { .. } | Kind::FreeForm { .. } => "an object",
        };
        let or_null = if shape.nullable { " or null" } else { "" };
        let got = match value {
            Value::Null => "null",
            Value::Bool(_) => "a boolean",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "an array",
            Value::Object(_) => "an object",
        };
        self.fail("type", format!("{got} stands where {wanted}{or_null} is wanted"));
    }

    fn at(&mut self, segment: &str, inner: impl FnOnce(&mut Self)) {
        let length = self.path.len();
        self.path.push_str(segment);
        inner(self);
        self.path.truncate(length);
    }

    fn fail(&mut self, keyword: &str, message: String) {
        self.violations.push(Violation { location: format!("{}/{keyword}", self.path), message });
    }
}

fn quoted<'a>(names: impl Iterator<Item = &'a str>) -> String {
    names.map(|name| format!("'{name}'")).collect::<Vec<_>>().join(", ")
}
