//! The plain text of a key, which nothing shows by accident.

use pyo3::{exceptions::PyTypeError, prelude::*};
use unkey_kit::{KeySecret as Secret, REDACTED};

/// The plain text of a key: what `keys.create` answers once, and what `keys.verify` takes.
///
/// Printing and formatting it give a redacted text, and pickling it is refused; `reveal()` gives the plain one.
#[pyclass(frozen, module = "unkey_kit")]
pub(crate) struct KeySecret(pub(crate) Secret);

#[pymethods]
impl KeySecret {
    /// Takes the plain text of a key.
    #[new]
    fn __new__(text: String) -> Self {
        Self(Secret::new(text))
    }

    /// Gives the plain text.
    fn reveal(&self) -> &str {
        self.0.reveal()
    }

    fn __str__(&self) -> &'static str {
        REDACTED
    }

    fn __repr__(&self) -> String {
        format!("KeySecret({REDACTED})")
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __hash__(&self) -> u64 {
        use std::hash::{BuildHasher, RandomState};
        static STATE: std::sync::OnceLock<RandomState> = std::sync::OnceLock::new();
        STATE.get_or_init(RandomState::new).hash_one(self.0.reveal())
    }

    fn __copy__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __deepcopy__(slf: Py<Self>, _memo: &Bound<'_, PyAny>) -> Py<Self> {
        slf
    }

    fn __reduce__(&self) -> PyResult<()> {
        Err(PyTypeError::new_err("a KeySecret is not pickled: pass on what reveal() gives, if that is meant"))
    }
}
