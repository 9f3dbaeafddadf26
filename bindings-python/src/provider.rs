//! A root-key provider that is a function of the caller: a plain one, or a coroutine function that runs on its loop.

use std::{
    future::Future,
    sync::{Mutex, PoisonError},
};

use pyo3::{
    exceptions::{PyRuntimeError, PyTypeError},
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyCFunction, PyDict, PyString, PyTuple},
};
use tokio::sync::oneshot;
use unkey_kit::RootKey;

use crate::secret::KeySecret;

tokio::task_local! {
    /// The event loop on which the caller of this task runs.
    static LOOP: Py<PyAny>;
}

/// Does work in the knowledge of the event loop on which its caller runs.
pub(crate) fn on_loop<W: Future + Send>(
    event_loop: &Bound<'_, PyAny>,
    work: W,
) -> impl Future<Output = W::Output> + Send + use<W> {
    LOOP.scope(event_loop.clone().unbind(), work)
}

/// The event loop that runs in this thread.
fn running_loop(py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
    static GET: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let get =
        GET.get_or_try_init(py, || py.import("asyncio")?.getattr("_get_running_loop").map(Bound::unbind))?;
    let running = get.bind(py).call0()?;
    Ok((!running.is_none()).then(|| running.unbind()))
}

/// A function of the caller that gives the root key.
pub(crate) struct Provider {
    function: Py<PyAny>,
    /// The loop of the last call: work that goes on by itself, such as a plan, has none of its own.
    last_loop: Mutex<Option<Py<PyAny>>>,
}

impl Provider {
    pub(crate) fn new(function: Py<PyAny>) -> Self {
        Self { function, last_loop: Mutex::new(None) }
    }

    /// Remembers the loop from which work is started.
    pub(crate) fn note_loop(&self, py: Python<'_>) -> PyResult<()> {
        if let Some(running) = running_loop(py)? {
            *self.last_loop.lock().unwrap_or_else(PoisonError::into_inner) = Some(running);
        }
        Ok(())
    }

    /// Asks for the root key.
    pub(crate) async fn ask(&self) -> PyResult<RootKey> {
        let function = attached(|py| Ok(self.function.clone_ref(py)))?;
        // A plain function may take its time: it must not hold up other calls.
        let given = tokio::task::spawn_blocking(move || attached(|py| function.call0(py)))
            .await
            .map_err(|_| PyRuntimeError::new_err("the root-key provider was given up"))??;
        let answer = attached(|py| match is_coroutine(given.bind(py)) {
            true => self.start(given.bind(py)).map(Answer::Later),
            false => Ok(Answer::Now(given)),
        })?;
        let value = match answer {
            Answer::Now(value) => value,
            Answer::Later(answer) => answer
                .await
                .map_err(|_| PyRuntimeError::new_err("the event loop of the provider has ended"))??,
        };
        attached(|py| key(value.bind(py)))
    }

    /// Starts a coroutine on the caller's loop.
    fn start(&self, coroutine: &Bound<'_, PyAny>) -> PyResult<oneshot::Receiver<PyResult<Py<PyAny>>>> {
        let py = coroutine.py();
        let own = LOOP.try_with(|event_loop| event_loop.clone_ref(py)).ok();
        let last = || {
            let last = self.last_loop.lock().unwrap_or_else(PoisonError::into_inner);
            last.as_ref().map(|event_loop| event_loop.clone_ref(py))
        };
        let Some(event_loop) = own.or_else(last) else {
            coroutine.call_method0(intern!(py, "close"))?;
            return Err(PyTypeError::new_err(
                "a root-key provider that is a coroutine function needs AsyncUnkey",
            ));
        };
        let (send, receive) = oneshot::channel();
        let send = Mutex::new(Some(send));
        let done = PyCFunction::new_closure(
            py,
            None,
            None,
            move |arguments: &Bound<'_, PyTuple>, _: Option<&Bound<'_, PyDict>>| -> PyResult<()> {
                let result = arguments.get_item(0)?.call_method0("result").map(Bound::unbind);
                if let Some(send) = send.lock().unwrap_or_else(PoisonError::into_inner).take() {
                    // Whoever asked may have been cancelled.
                    let _ = send.send(result);
                }
                Ok(())
            },
        )?;
        let future =
            py.import("asyncio")?.call_method1("run_coroutine_threadsafe", (coroutine, event_loop))?;
        future.call_method1("add_done_callback", (done,))?;
        Ok(receive)
    }
}

enum Answer {
    Now(Py<PyAny>),
    Later(oneshot::Receiver<PyResult<Py<PyAny>>>),
}

fn is_coroutine(value: &Bound<'_, PyAny>) -> bool {
    value.hasattr("__await__").unwrap_or(false)
}

fn key(value: &Bound<'_, PyAny>) -> PyResult<RootKey> {
    let text = match (value.cast::<PyString>(), value.cast::<KeySecret>()) {
        (Ok(text), _) => text.to_string(),
        (_, Ok(secret)) => secret.get().0.reveal().to_owned(),
        _ => return Err(PyTypeError::new_err("a root-key provider gives a str")),
    };
    RootKey::new(text).map_err(|error| crate::error::raise(value.py(), error))
}

/// Runs with the interpreter, unless it is about to end.
fn attached<T>(run: impl FnOnce(Python<'_>) -> PyResult<T>) -> PyResult<T> {
    Python::try_attach(run).unwrap_or_else(|| Err(PyRuntimeError::new_err("the interpreter is about to end")))
}
