//! `Unkey` and `AsyncUnkey`: a client that each process builds for itself.

use std::sync::{Arc, Mutex, MutexGuard};

use pyo3::{prelude::*, types::PyDict};
use unkey_kit::CallOptions;

use crate::{
    call::{later_then, settle},
    error,
    generated::{AsyncResources, Resources},
    lock::locked,
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
    base_url: String,
    /// Whether calls are awaited on a loop.
    on_loop: bool,
    /// Locked only by threads that are attached to the interpreter, as a thread that forks is, and never while Python's
    /// own code runs, which may pass the interpreter on to the next of them.
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    /// The client of the process that used it last, for calls that are waited for.
    waited: Built,
    /// The same for what goes on while nobody waits: connections belong to a runtime.
    driven: Built,
    closed: bool,
}

type Built = Option<Arc<Owned<unkey_kit::Unkey>>>;

impl Client {
    fn new(
        py: Python<'_>,
        root_key: Option<&Bound<'_, PyAny>>,
        options: Option<&Bound<'_, PyDict>>,
        on_loop: bool,
    ) -> PyResult<Self> {
        logging::start(py);
        let settings = Settings::read(root_key, options)?;
        let client = settings.build().map_err(|failure| error::raise(py, failure))?;
        let base_url = client.base_url().to_owned();
        let built = Some(Arc::new(Owned::new(client)));
        let state = match on_loop {
            true => State { driven: built, ..State::default() },
            false => State { waited: built, ..State::default() },
        };
        let shared = Shared { settings, base_url, on_loop, state: Mutex::new(state) };
        Ok(Self { shared: Arc::new(shared), options: CallOptions::default() })
    }

    /// The core's client for calls that are waited for, with the options of this view.
    pub(crate) fn waited(&self, py: Python<'_>) -> PyResult<unkey_kit::Unkey> {
        self.core(py, |state| &mut state.waited)
    }

    /// The core's client for what goes on while nobody waits, with the options of this view.
    pub(crate) fn driven(&self, py: Python<'_>) -> PyResult<unkey_kit::Unkey> {
        self.core(py, |state| &mut state.driven)
    }

    fn core(&self, py: Python<'_>, slot: impl Fn(&mut State) -> &mut Built) -> PyResult<unkey_kit::Unkey> {
        self.begin(py)?;
        let settings = &self.shared.settings;
        let core = {
            let mut state = self.state();
            let built = slot(&mut state);
            match built.as_deref().and_then(Owned::get) {
                Some(client) => Ok(client.clone()),
                None => settings.build().inspect(|client| {
                    *built = Some(Arc::new(Owned::new(client.clone())));
                }),
            }
        };
        let core = core.map_err(|failure| error::raise(py, failure))?;
        Ok(core.with_options(self.options.clone()))
    }

    /// Looks whether a call can be made here and now, and who wants to hear of it.
    pub(crate) fn begin(&self, py: Python<'_>) -> PyResult<()> {
        logging::refresh(py);
        let Shared { settings, on_loop, .. } = &*self.shared;
        if let Some(provider) = settings.provider() {
            provider.note(py, *on_loop)?;
        }
        let closed = self.state().closed;
        if closed { Err(error::configuration(py, "the client is closed")) } else { Ok(()) }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        locked(&self.shared.state)
    }

    fn with_options(&self, options: Option<&Bound<'_, PyDict>>) -> PyResult<Self> {
        let options = self.shared.settings.call_options(&self.options, options)?;
        Ok(Self { shared: Arc::clone(&self.shared), options })
    }

    fn close(&self, py: Python<'_>) -> PyResult<()> {
        let State { waited, driven, .. } =
            std::mem::replace(&mut *self.state(), State { closed: true, ..State::default() });
        drop(driven);
        if waited.is_some() {
            let runtime = runtime::waited(py)?;
            drop(waited);
            settle(py, runtime);
        }
        Ok(())
    }

    fn base_url(&self) -> &str {
        &self.shared.base_url
    }

    fn show(&self, name: &str) -> String {
        match self.state().closed {
            true => format!("{name}(closed)"),
            false => format!("{name}(base_url='{}')", self.base_url()),
        }
    }
}

/// A client of the Unkey API. Threads may share it, and processes that were forked from this one.
#[pyclass(frozen, weakref, extends = Resources, module = "unkey_kit")]
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
        let client = Client::new(py, root_key, options, false)?;
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
    fn base_url(slf: &Bound<'_, Self>) -> String {
        slf.as_super().get().0.base_url().to_owned()
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
        slf.as_super().get().0.show("Unkey")
    }
}

/// A client of the Unkey API for programs that run on `asyncio`: the twin of `Unkey`, name for name.
#[pyclass(frozen, weakref, extends = AsyncResources, module = "unkey_kit")]
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
        let client = Client::new(py, root_key, options, true)?;
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
    fn base_url(slf: &Bound<'_, Self>) -> String {
        slf.as_super().get().0.base_url().to_owned()
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
        slf.as_super().get().0.show("AsyncUnkey")
    }
}
