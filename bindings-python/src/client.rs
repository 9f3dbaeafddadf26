//! `Unkey` and `AsyncUnkey`: a client that each process builds for itself.

use std::sync::{Arc, Mutex, PoisonError};

use pyo3::{prelude::*, types::PyDict};
use unkey_kit::CallOptions;

use crate::{
    call::later_then,
    error,
    generated::{AsyncResources, Resources},
    logging,
    runtime::{self, Owned},
    settings::Settings,
    stream::Ready,
};

/// A client with its options, in whatever process it is used.
#[derive(Clone)]
pub(crate) struct Client {
    shared: Arc<Shared>,
    options: CallOptions,
}

struct Shared {
    settings: Settings,
    /// Locked only by threads that are attached to the interpreter, as a thread that forks is.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The client of the process that used it last.
    built: Option<Arc<Owned<unkey_kit::Unkey>>>,
    closed: bool,
}

impl Client {
    fn new(
        py: Python<'_>,
        root_key: Option<&Bound<'_, PyAny>>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        logging::start(py);
        let settings = Settings::read(root_key, options)?;
        let client = settings.build().map_err(|failure| error::raise(py, failure))?;
        let state = State { built: Some(Arc::new(Owned::new(client))), closed: false };
        let shared = Shared { settings, state: Mutex::new(state) };
        Ok(Self { shared: Arc::new(shared), options: CallOptions::default() })
    }

    /// The core's client for this process, with the options of this view.
    pub(crate) fn core(&self, py: Python<'_>) -> PyResult<unkey_kit::Unkey> {
        logging::refresh(py);
        if let Some(provider) = self.shared.settings.provider() {
            provider.note_loop(py)?;
        }
        let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.closed {
            let text = "the client is closed";
            return Err(error::configuration(py, text));
        }
        if let Some(client) = state.built.as_deref().and_then(Owned::get) {
            return Ok(client.with_options(self.options.clone()));
        }
        let built = self.shared.settings.build().map_err(|failure| error::raise(py, failure))?;
        let client = built.with_options(self.options.clone());
        state.built = Some(Arc::new(Owned::new(built)));
        Ok(client)
    }

    fn with_options(&self, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let options = self.shared.settings.call_options(&self.options, options)?;
        Ok(Self { shared: Arc::clone(&self.shared), options })
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let built = {
            let mut state = self.shared.state.lock().unwrap_or_else(PoisonError::into_inner);
            state.closed = true;
            state.built.take()
        };
        let _inside = runtime::current(py)?.enter();
        drop(built);
        Ok(())
    }

    fn base_url(&self, py: Python<'_>) -> PyResult<String> {
        self.core(py).map(|client| client.base_url().to_owned())
    }

    fn show(&self, py: Python<'_>, name: &str) -> String {
        match self.base_url(py) {
            Ok(url) => format!("{name}(base_url='{url}')"),
            Err(_) => format!("{name}(closed)"),
        }
    }
}

/// A client of the Unkey API. Threads may share it, and processes that were forked from this one.
#[pyclass(frozen, extends = Resources, module = "unkey_kit")]
pub(crate) struct Unkey;

#[pymethods]
impl Unkey {
    #[new]
    #[pyo3(
        signature = (root_key = None, **options),
        text_signature = "(root_key=None, *, base_url=None, allow_plain_http=False, timeout=30.0, deadline=60.0, \
                          connect_timeout=10.0, max_attempts=4, back_off=True, max_in_flight=256, \
                          max_answer_bytes=16777216, headers=None, proxy=None, ca_certificates=None, user_agent=None)"
    )]
    fn __new__(
        py: Python<'_>,
        root_key: Option<&Bound<'_, PyAny>>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PyClassInitializer<Self>> {
        let client = Client::new(py, root_key, options)?;
        Ok(PyClassInitializer::from(Resources(client)).add_subclass(Self))
    }

    /// Gives a view of this client whose calls have these options. It shares connections and limits.
    #[pyo3(
        signature = (**options),
        text_signature = "($self, *, timeout=None, deadline=None, max_attempts=None, safe_to_repeat=None)"
    )]
    fn with_options(slf: &Bound<'_, Self>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Py<Self>> {
        let client = slf.as_super().get().0.with_options(options)?;
        Py::new(slf.py(), PyClassInitializer::from(Resources(client)).add_subclass(Self))
    }

    /// The origin that requests go to, without a trailing slash.
    #[getter]
    fn base_url(slf: &Bound<'_, Self>) -> PyResult<String> {
        slf.as_super().get().0.base_url(slf.py())
    }

    /// Closes idle connections. Calls that are made afterwards fail.
    fn close(slf: &Bound<'_, Self>) -> PyResult<()> {
        slf.as_super().get().0.close(slf.py())
    }

    fn __enter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __exit__(
        slf: &Bound<'_, Self>,
        _kind: &Bound<'_, PyAny>,
        _error: &Bound<'_, PyAny>,
        _trace: &Bound<'_, PyAny>,
    ) -> PyResult<()> {
        Self::close(slf)
    }

    fn __repr__(slf: &Bound<'_, Self>) -> String {
        slf.as_super().get().0.show(slf.py(), "Unkey")
    }
}

/// A client of the Unkey API for programs that run on `asyncio`: the twin of `Unkey`, name for name.
#[pyclass(frozen, extends = AsyncResources, module = "unkey_kit")]
pub(crate) struct AsyncUnkey;

#[pymethods]
impl AsyncUnkey {
    #[new]
    #[pyo3(
        signature = (root_key = None, **options),
        text_signature = "(root_key=None, *, base_url=None, allow_plain_http=False, timeout=30.0, deadline=60.0, \
                          connect_timeout=10.0, max_attempts=4, back_off=True, max_in_flight=256, \
                          max_answer_bytes=16777216, headers=None, proxy=None, ca_certificates=None, user_agent=None)"
    )]
    fn __new__(
        py: Python<'_>,
        root_key: Option<&Bound<'_, PyAny>>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<PyClassInitializer<Self>> {
        let client = Client::new(py, root_key, options)?;
        Ok(PyClassInitializer::from(AsyncResources(client)).add_subclass(Self))
    }

    /// Gives a view of this client whose calls have these options. It shares connections and limits.
    #[pyo3(
        signature = (**options),
        text_signature = "($self, *, timeout=None, deadline=None, max_attempts=None, safe_to_repeat=None)"
    )]
    fn with_options(slf: &Bound<'_, Self>, options: Option<&Bound<'_, PyDict>>) -> PyResult<Py<Self>> {
        let client = slf.as_super().get().0.with_options(options)?;
        Py::new(slf.py(), PyClassInitializer::from(AsyncResources(client)).add_subclass(Self))
    }

    /// The origin that requests go to, without a trailing slash.
    #[getter]
    fn base_url(slf: &Bound<'_, Self>) -> PyResult<String> {
        slf.as_super().get().0.base_url(slf.py())
    }

    /// Closes idle connections. Calls that are made afterwards fail.
    fn close(slf: &Bound<'_, Self>) -> PyResult<Py<PyAny>> {
        let client = slf.as_super().get().0.clone();
        later_then(slf.py(), std::future::ready(Ok(client)), |py, client| {
            client.close(py)?;
            Ok(py.None())
        })
    }

    fn __aenter__(slf: Py<Self>) -> Ready {
        Ready::new(slf.into_any())
    }

    fn __aexit__(
        slf: &Bound<'_, Self>,
        _kind: &Bound<'_, PyAny>,
        _error: &Bound<'_, PyAny>,
        _trace: &Bound<'_, PyAny>,
    ) -> PyResult<Ready> {
        slf.as_super().get().0.close(slf.py())?;
        Ok(Ready::new(slf.py().None()))
    }

    fn __repr__(slf: &Bound<'_, Self>) -> String {
        slf.as_super().get().0.show(slf.py(), "AsyncUnkey")
    }
}
