//! Variables of Python's contexts: set for a while, and inherited by the tasks that are started meanwhile.

use pyo3::{intern, prelude::*, sync::PyOnceLock};

/// A context variable, which is `None` where nothing has set it.
pub(crate) struct Variable {
    name: &'static str,
    made: PyOnceLock<Py<PyAny>>,
}

impl Variable {
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name, made: PyOnceLock::new() }
    }

    /// The value in the context of this code.
    pub(crate) fn get<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.variable(py)?.call_method1(intern!(py, "get"), (py.None(),))
    }

    /// Runs something in whose context the variable has this value.
    pub(crate) fn with<T>(&self, value: &Bound<'_, PyAny>, run: impl FnOnce() -> PyResult<T>) -> PyResult<T> {
        let py = value.py();
        let variable = self.variable(py)?;
        let before = variable.call_method1(intern!(py, "set"), (value,))?;
        let ran = run();
        variable.call_method1(intern!(py, "reset"), (before,))?;
        ran
    }

    fn variable<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let make = || {
            let class = py.import("contextvars")?.getattr("ContextVar")?;
            class.call1((self.name,)).map(Bound::unbind)
        };
        self.made.get_or_try_init(py, make).map(|variable| variable.bind(py).clone())
    }
}
