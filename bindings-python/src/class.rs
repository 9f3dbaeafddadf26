//! What every class of values has: its form on the wire, how it is shown, compared and pickled.

use pyo3::{
    PyClass, PyTypeInfo,
    prelude::*,
    pyclass::boolean_struct::True,
    types::{PyDict, PyList, PyTuple},
};
use serde::Serialize;
use unkey_kit::Json;

use crate::{take::encode, unset::UnsetType};

/// A class around a value of the core.
pub(crate) trait Wire {
    type Core: Serialize;
    fn core(&self) -> &Self::Core;
}

/// Gives the wire's form of an instance of the class; `None` of anything else.
pub(crate) fn own<C>(value: &Bound<'_, PyAny>) -> Option<PyResult<Json>>
where
    C: Wire + PyClass<Frozen = True> + PyTypeInfo + Sync,
{
    value.cast::<C>().ok().map(|instance| encode(instance.get().core()))
}

/// Positional and named arguments.
pub(crate) type Parts<'py> = (Bound<'py, PyTuple>, Bound<'py, PyDict>);
/// `Name(field=value, ...)`, without what is absent. Of a field that can be cleared, `None` is no absence.
pub(crate) fn show(
    value: &Bound<'_, PyAny>,
    name: &str,
    fields: &[&str],
    clearable: &[&str],
) -> PyResult<String> {
    let mut text = format!("{name}(");
    for field in fields {
        let value = value.getattr(*field)?;
        let empty = value.cast::<PyList>().is_ok_and(|list| list.is_empty());
        let absent = value.is_none() && !clearable.contains(field);
        if absent || empty || value.is_instance_of::<UnsetType>() {
            continue;
        }
        if !text.ends_with('(') {
            text.push_str(", ");
        }
        text.push_str(field);
        text.push('=');
        text.push_str(&value.repr()?.to_cow()?);
    }
    text.push(')');
    Ok(text)
}

/// The arguments that make an equal value: what pickling and copying call the class with.
pub(crate) fn parts<'py>(value: &Bound<'py, PyAny>, fields: &[&str]) -> PyResult<Parts<'py>> {
    let py = value.py();
    let named = PyDict::new(py);
    for field in fields {
        let value = value.getattr(*field)?;
        if !value.is_instance_of::<UnsetType>() {
            named.set_item(*field, value)?;
        }
    }
    Ok((PyTuple::empty(py), named))
}

/// Whether two values of one class agree in every field.
pub(crate) fn same(one: &Bound<'_, PyAny>, other: &Bound<'_, PyAny>, fields: &[&str]) -> PyResult<bool> {
    for field in fields {
        if !one.getattr(*field)?.eq(other.getattr(*field)?)? {
            return Ok(false);
        }
    }
    Ok(true)
}
