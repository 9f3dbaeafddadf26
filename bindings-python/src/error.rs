//! Errors of the core as Python's exceptions, whose classes are Python source.

use std::sync::Arc;

use pyo3::{intern, prelude::*, sync::PyOnceLock, types::PyDict};
use unkey_kit::{Error, Json, KnownCode};

use crate::give::Give;

/// Makes the exception of an error.
pub(crate) fn raise(py: Python<'_>, error: Error) -> PyErr {
    made(py, &error).unwrap_or_else(|failure| failure)
}

fn made(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    let exception = exception(py, &serde_json::to_value(error).unwrap_or_default())?;
    if let Some(cause) = cause(py, error) {
        exception.set_cause(py, Some(cause));
    }
    Ok(exception)
}

/// Makes an exception from the fields of an error.
fn exception(py: Python<'_>, fields: &Json) -> PyResult<PyErr> {
    static MAKE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let make =
        MAKE.get_or_try_init(py, || py.import("unkey_kit._errors")?.getattr("error_of").map(Bound::unbind))?;
    Ok(PyErr::from_value(make.bind(py).call1((fields.give(py)?,))?))
}

/// What a function of the caller raised, if that is where the error comes from.
fn cause(py: Python<'_>, error: &Error) -> Option<PyErr> {
    let source = std::error::Error::source(error)?;
    // The core shares the sources of its errors.
    let source = source.downcast_ref::<Arc<dyn std::error::Error + Send + Sync>>()?;
    source.downcast_ref::<PyErr>().map(|raised| raised.clone_ref(py))
}

/// Explains an error code, however it was copied: the whole code, the `type` URL of an answer, the last segment, or the
/// constant's name. Several where the last segment occurs twice; none for an unknown code.
#[pyfunction]
pub(crate) fn explain<'py>(py: Python<'py>, code: &str) -> PyResult<Bound<'py, PyAny>> {
    let make = py.import("unkey_kit._errors")?.getattr("Explanation")?;
    let rows = unkey_kit::explain(code);
    let rows = rows.into_iter().map(|row| make.call((), Some(&explained(py, row)?)));
    rows.collect::<PyResult<Vec<_>>>()?.into_pyobject(py)
}

fn explained<'py>(py: Python<'py>, row: &KnownCode) -> PyResult<Bound<'py, PyDict>> {
    let fields = PyDict::new(py);
    fields.set_item(intern!(py, "code"), row.code.as_str())?;
    fields.set_item(intern!(py, "constant"), row.constant)?;
    fields.set_item(intern!(py, "status"), row.status)?;
    fields.set_item(intern!(py, "kind"), row.kind.as_str())?;
    fields.set_item(intern!(py, "retry"), row.retry)?;
    fields.set_item(intern!(py, "meaning"), row.meaning)?;
    fields.set_item(intern!(py, "advice"), row.advice)?;
    Ok(fields)
}

/// The error of a client that was built or is used wrongly.
pub(crate) fn configuration(py: Python<'_>, text: &str) -> PyErr {
    let fields = serde_json::json!({
        "kind": unkey_kit::ErrorKind::Configuration.as_str(),
        "detail": text,
        "message": text,
        "effect": "none",
        "attempts": 0,
        "advice": unkey_kit::ErrorKind::Configuration.advice(),
    });
    exception(py, &fields).unwrap_or_else(|failure| failure)
}
