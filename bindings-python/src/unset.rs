//! `UNSET`: the state of a field that an update leaves as it is.

use pyo3::{prelude::*, sync::PyOnceLock};

/// The type of `UNSET`, which leaves a field of an update as it is; `None` clears it.
#[pyclass(frozen, module = "unkey_kit")]
pub(crate) struct UnsetType;

static UNSET: PyOnceLock<Py<UnsetType>> = PyOnceLock::new();

/// The one value of the type.
pub(crate) fn unset(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
    let value = UNSET.get_or_try_init(py, || Py::new(py, UnsetType))?;
    Ok(value.bind(py).clone().into_any())
}

#[pymethods]
impl UnsetType {
    #[new]
    fn __new__(py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        unset(py)
    }

    fn __repr__(&self) -> &'static str {
        "UNSET"
    }

    fn __bool__(&self) -> bool {
        false
    }

    fn __reduce__(&self) -> &'static str {
        "UNSET"
    }
}
