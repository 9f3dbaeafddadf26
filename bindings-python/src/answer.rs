//! Answers: `meta` and `data`, and `pagination` of a page.

use pyo3::prelude::*;

use crate::{
    class::{Parts, parts, same, show},
    give::Give,
};

/// About an answer.
#[pyclass(frozen, module = "unkey_kit")]
pub(crate) struct Meta(unkey_kit::Meta);

#[pymethods]
impl Meta {
    #[new]
    #[pyo3(signature = (*, request_id))]
    fn __new__(request_id: String) -> Self {
        let mut meta = unkey_kit::Meta::default();
        meta.request_id = request_id;
        Self(meta)
    }

    #[classattr]
    fn __match_args__() -> (&'static str,) {
        ("request_id",)
    }

    /// The id by which Unkey's support finds the request.
    #[getter]
    fn request_id(&self) -> &str {
        &self.0.request_id
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        show(slf, "Meta", &["request_id"], &[])
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __getnewargs_ex__<'py>(slf: &Bound<'py, Self>) -> PyResult<Parts<'py>> {
        parts(slf, &["request_id"])
    }
}

/// Where the next page of a listing begins.
#[pyclass(frozen, module = "unkey_kit")]
pub(crate) struct Pagination(unkey_kit::Pagination);

#[pymethods]
impl Pagination {
    #[new]
    #[pyo3(signature = (*, cursor = None, has_more = false))]
    fn __new__(cursor: Option<String>, has_more: bool) -> Self {
        let mut pagination = unkey_kit::Pagination::default();
        pagination.cursor = cursor;
        pagination.has_more = has_more;
        Self(pagination)
    }

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("cursor", "has_more")
    }

    /// What to pass as `cursor` for the next page; `None` on the last one.
    #[getter]
    fn cursor(&self) -> Option<&str> {
        self.0.cursor.as_deref()
    }

    /// Whether there is another page.
    #[getter]
    fn has_more(&self) -> bool {
        self.0.has_more
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        show(slf, "Pagination", &["cursor", "has_more"], &[])
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.0 == other.0
    }

    fn __getnewargs_ex__<'py>(slf: &Bound<'py, Self>) -> PyResult<Parts<'py>> {
        parts(slf, &["cursor", "has_more"])
    }
}

/// An answer of one value.
#[pyclass(frozen, generic, module = "unkey_kit")]
pub(crate) struct Response {
    /// About the answer.
    #[pyo3(get)]
    meta: Py<Meta>,
    /// The value.
    #[pyo3(get)]
    data: Py<PyAny>,
}

const RESPONSE: &[&str] = &["meta", "data"];

#[pymethods]
impl Response {
    #[new]
    #[pyo3(signature = (*, meta, data))]
    fn __new__(meta: Py<Meta>, data: Py<PyAny>) -> Self {
        Self { meta, data }
    }

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str) {
        ("meta", "data")
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        show(slf, "Response", RESPONSE, &[])
    }

    fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, Self>) -> PyResult<bool> {
        same(slf, other, RESPONSE)
    }

    fn __getnewargs_ex__<'py>(slf: &Bound<'py, Self>) -> PyResult<Parts<'py>> {
        parts(slf, RESPONSE)
    }
}

/// One page of a listing.
#[pyclass(frozen, generic, module = "unkey_kit")]
pub(crate) struct Page {
    /// About the answer.
    #[pyo3(get)]
    meta: Py<Meta>,
    /// The items.
    #[pyo3(get)]
    pub(crate) data: Py<PyAny>,
    /// Where the next page begins.
    #[pyo3(get)]
    pagination: Py<Pagination>,
}

const PAGE: &[&str] = &["meta", "data", "pagination"];

#[pymethods]
impl Page {
    #[new]
    #[pyo3(signature = (*, meta, data, pagination))]
    fn __new__(meta: Py<Meta>, data: Py<PyAny>, pagination: Py<Pagination>) -> Self {
        Self { meta, data, pagination }
    }

    #[classattr]
    fn __match_args__() -> (&'static str, &'static str, &'static str) {
        ("meta", "data", "pagination")
    }

    fn __repr__(slf: &Bound<'_, Self>) -> PyResult<String> {
        show(slf, "Page", PAGE, &[])
    }

    fn __eq__(slf: &Bound<'_, Self>, other: &Bound<'_, Self>) -> PyResult<bool> {
        same(slf, other, PAGE)
    }

    fn __getnewargs_ex__<'py>(slf: &Bound<'py, Self>) -> PyResult<Parts<'py>> {
        parts(slf, PAGE)
    }
}

impl<T: Give> Give for unkey_kit::Response<T> {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let answer = Response { meta: Py::new(py, Meta(self.meta))?, data: self.data.give(py)?.unbind() };
        Ok(Bound::new(py, answer)?.into_any())
    }
}

impl<T: Give> Give for unkey_kit::Page<T> {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        let page = Page {
            meta: Py::new(py, Meta(self.meta))?,
            data: self.data.give(py)?.unbind(),
            pagination: Py::new(py, Pagination(self.pagination))?,
        };
        Ok(Bound::new(py, page)?.into_any())
    }
}
