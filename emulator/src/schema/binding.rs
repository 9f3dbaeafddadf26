//! The binding of a valid request to 64-bit integers.

use serde_json::Value;

use super::shape::{Kind, Shape};

/// A number that the schema accepts and the binding cannot hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unbindable {
    /// The name of the nearest field.
    pub(crate) field: &'static str,
}

pub(super) fn check(shape: &Shape, value: &Value) -> Result<(), Unbindable> {
    value_of(shape, value, "body")
}

fn value_of(shape: &Shape, value: &Value, field: &'static str) -> Result<(), Unbindable> {
    match (&shape.kind, value) {
        (Kind::Integer { .. }, Value::Number(number)) if number.as_i64().is_none() => {
            Err(Unbindable { field })
        }
        (Kind::Array { items, .. }, Value::Array(values)) => {
            values.iter().try_for_each(|value| value_of(items, value, field))
        }
        (Kind::Object { fields, .. }, Value::Object(object)) => fields
            .iter()
            .filter_map(|field| object.get(field.name).map(|value| (field, value)))
            .try_for_each(|(field, value)| value_of(&field.shape, value, field.name)),
        _ => Ok(()),
    }
}
