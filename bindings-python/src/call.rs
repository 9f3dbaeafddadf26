//! Calls: waited for without the interpreter's lock, or as a coroutine that closes its request when it is cancelled.

use std::{
    future::Future,
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use pyo3::{exceptions::PyRuntimeError, prelude::*, sync::PyOnceLock};
use tokio::task::AbortHandle;

use crate::{error, give::Give, mailbox::Mailbox, provider, runtime};

/// How often a waiting call looks whether Ctrl-C was pressed.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(100);

/// What a call gave, on its way to Python.
pub(crate) type Landing = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

/// Makes a call and waits for its answer.
pub(crate) fn wait<T: Give + Send>(
    py: Python<'_>,
    call: impl Future<Output = unkey_kit::Result<T>> + Send,
) -> PyResult<Py<PyAny>> {
    let given = wait_for(py, call)?.map_err(|failure| error::raise(py, failure))?;
    given.give(py).map(Bound::unbind)
}

/// Waits for something of the core. Ctrl-C, and whatever else a signal's handler raises, gives it up.
pub(crate) fn wait_for<T: Send>(py: Python<'_>, work: impl Future<Output = T> + Send) -> PyResult<T> {
    let runtime = runtime::current(py)?;
    py.detach(|| {
        runtime.block_on(async {
            let mut work = std::pin::pin!(work);
            loop {
                match tokio::time::timeout(SIGNAL_INTERVAL, &mut work).await {
                    Ok(done) => return Ok(done),
                    Err(_) => Python::attach(|py| py.check_signals())?,
                }
            }
        })
    })
}

/// Gives a coroutine that makes a call.
pub(crate) fn later<T: Give + Send + 'static>(
    py: Python<'_>,
    call: impl Future<Output = unkey_kit::Result<T>> + Send + 'static,
) -> PyResult<Py<PyAny>> {
    later_then(py, call, |py, given| given.give(py).map(Bound::unbind))
}

/// Gives a coroutine that does something of the core, and then `land`s what came of it.
pub(crate) fn later_then<T: Send + 'static>(
    py: Python<'_>,
    work: impl Future<Output = unkey_kit::Result<T>> + Send + 'static,
    land: impl FnOnce(Python<'_>, T) -> PyResult<Py<PyAny>> + Send + 'static,
) -> PyResult<Py<PyAny>> {
    let work = async move {
        let outcome = work.await;
        let landing: Landing = Box::new(move |py| match outcome {
            Ok(done) => land(py, done),
            Err(failure) => Err(error::raise(py, failure)),
        });
        landing
    };
    static COROUTINE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let coroutine = COROUTINE
        .get_or_try_init(py, || py.import("unkey_kit._coroutine")?.getattr("call").map(Bound::unbind))?;
    let pending =
        Pending { work: Mutex::new(Some(Box::pin(work))), task: Mutex::default(), given: Arc::default() };
    coroutine.call1(py, (pending,))
}

/// A call that a coroutine makes.
#[pyclass(frozen)]
struct Pending {
    work: Mutex<Option<Pin<Box<dyn Future<Output = Landing> + Send>>>>,
    task: Mutex<Option<AbortHandle>>,
    /// What the call gave, once the loop knows of it.
    given: Arc<Mutex<Option<Landing>>>,
}

#[pymethods]
impl Pending {
    /// Starts the call. Its end makes the future of the loop done, by way of the loop's mailbox.
    fn start(&self, event_loop: &Bound<'_, PyAny>, mailbox: &Mailbox, future: Py<PyAny>) -> PyResult<()> {
        let work = self.work.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(work) = work else { return Err(PyRuntimeError::new_err("the call was made already")) };
        let (mailbox, future, place) = (mailbox.clone(), Arc::new(future), Arc::clone(&self.given));
        let task = provider::on_loop(event_loop, async move { mailbox.put(future, work.await, place) });
        let task = runtime::driven(event_loop.py())?.spawn(task);
        *self.task.lock().unwrap_or_else(PoisonError::into_inner) = Some(task.abort_handle());
        Ok(())
    }

    /// Gives what the call gave, or raises its error.
    fn land(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let landing = self.given.lock().unwrap_or_else(PoisonError::into_inner).take();
        landing.map_or_else(|| Err(PyRuntimeError::new_err("the call has not ended")), |landing| landing(py))
    }

    /// Gives the call up and closes its request.
    fn abort(&self) {
        if let Some(task) = self.task.lock().unwrap_or_else(PoisonError::into_inner).take() {
            task.abort();
        }
    }
}
