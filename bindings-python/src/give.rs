//! From values of the core to values of Python.

use std::collections::{BTreeMap, HashMap};

use pyo3::{
    IntoPyObjectExt,
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyList, PyString},
};
use serde::Serialize;
use unkey_kit::{Empty, Json, JsonObject, KeySecret, Patch, Wide};

use crate::{secret, unset::unset};

/// What a Python program can be given.
pub(crate) trait Give {
    /// Gives the value in Python's form.
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>>;
}

/// A value that is given at its first reading, and is the same object ever after.
pub(crate) struct Given(PyOnceLock<Py<PyAny>>);

impl Default for Given {
    fn default() -> Self {
        Self(PyOnceLock::new())
    }
}

impl Given {
    /// Gives the value.
    pub(crate) fn get<'py>(
        &self,
        py: Python<'py>,
        make: impl FnOnce(Python<'py>) -> PyResult<Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let known = self.0.get_or_try_init(py, || make(py).map(Bound::unbind))?;
        Ok(known.bind(py).clone())
    }
}

macro_rules! plain {
    ($($ty:ty),*) => { $(
        impl Give for $ty {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> { self.into_bound_py_any(py) }
        }
        impl Give for &$ty {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> { (*self).give(py) }
        }
    )* };
}

plain!(bool, i64, u64, i32, u32, u16, usize, f64);

/// Values whose owned form is given as the borrowed one.
macro_rules! by_reference {
    ($($ty:ty),*) => { $(
        impl Give for $ty {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> { (&self).give(py) }
        }
    )* };
}

by_reference!(String, Wide, Empty, Json, JsonObject);

impl Give for () {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(py.None().into_bound(py))
    }
}

impl Give for &String {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(PyString::new(py, self).into_any())
    }
}

impl Give for &Wide {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        self.0.give(py)
    }
}

impl Give for &Empty {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        ().give(py)
    }
}

impl Give for KeySecret {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        Ok(Bound::new(py, secret::KeySecret(self))?.into_any())
    }
}

impl Give for &KeySecret {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        self.clone().give(py)
    }
}

impl Give for &Json {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        match self {
            Json::Null => ().give(py),
            Json::Bool(value) => value.give(py),
            Json::Number(number) => match (number.as_i64(), number.as_u64()) {
                (Some(value), _) => value.give(py),
                (None, Some(value)) => value.give(py),
                (None, None) => number.as_f64().give(py),
            },
            Json::String(text) => text.give(py),
            Json::Array(items) => items.give(py),
            Json::Object(members) => members.give(py),
        }
    }
}

impl Give for &JsonObject {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        members(py, self)
    }
}

macro_rules! maps {
    ($($map:ident),*) => { $(
        impl<T: Give> Give for $map<String, T> {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> { members(py, self) }
        }
        impl<'a, T> Give for &'a $map<String, T>
        where
            &'a T: Give,
        {
            fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> { members(py, self) }
        }
    )* };
}

maps!(BTreeMap, HashMap);

fn members<N: AsRef<str>, T: Give>(
    py: Python<'_>,
    members: impl IntoIterator<Item = (N, T)>,
) -> PyResult<Bound<'_, PyAny>> {
    let dict = PyDict::new(py);
    for (name, value) in members {
        dict.set_item(name.as_ref(), value.give(py)?)?;
    }
    Ok(dict.into_any())
}

impl<T: Give> Give for Option<T> {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        match self {
            Some(value) => value.give(py),
            None => ().give(py),
        }
    }
}

impl<'a, T> Give for &'a Option<T>
where
    &'a T: Give,
{
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        self.as_ref().give(py)
    }
}

impl<'a, T> Give for &'a Patch<T>
where
    &'a T: Give,
{
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        match self {
            Patch::Keep => unset(py),
            Patch::Clear => ().give(py),
            Patch::Set(value) => value.give(py),
        }
    }
}

impl<T: Give> Give for Vec<T> {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let items = self.into_iter().map(|item| item.give(py)).collect::<PyResult<Vec<_>>>()?;
        Ok(PyList::new(py, items)?.into_any())
    }
}

impl<'a, T> Give for &'a Vec<T>
where
    &'a T: Give,
{
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let items = self.iter().map(|item| item.give(py)).collect::<PyResult<Vec<_>>>()?;
        Ok(PyList::new(py, items)?.into_any())
    }
}

/// Gives a value without data by its name on the wire.
pub(crate) fn name<'py, T: Serialize>(py: Python<'py>, value: &T) -> PyResult<Bound<'py, PyAny>> {
    match serde_json::to_value(value) {
        Ok(Json::String(name)) => name.give(py),
        _ => ().give(py),
    }
}
