//! Calls: waited for without the interpreter's lock, or as a coroutine that closes its request when it is cancelled.

use std::{future::Future, pin::Pin, sync::Mutex, time::Duration};

use pyo3::{exceptions::PyRuntimeError, prelude::*};
use tokio::task::{AbortHandle, JoinHandle};

use crate::{error, give::Give, provider, runtime};

/// How often a waiting call looks whether Ctrl-C was pressed.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(100);

/// What a call gave, on its way to Python.
type Landing = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

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
    let pending = Pending(Mutex::new(Some(Box::pin(work))));
    Bound::new(py, pending)?.call_method0("call").map(Bound::unbind)
}

/// Work that has not begun.
#[pyclass(frozen)]
struct Pending(Mutex<Option<Pin<Box<dyn Future<Output = Landing> + Send>>>>);

#[pymethods]
impl Pending {
    /// Does the work on the runtime; giving this coroutine up gives the work up.
    async fn call(&self) -> PyResult<Py<PyAny>> {
        let work = self.0.lock().ok().and_then(|mut work| work.take());
        let Some(work) = work else { return Err(PyRuntimeError::new_err("the call was made already")) };
        let mut task = Python::attach(|py| -> PyResult<_> {
            Ok(runtime::current(py)?.spawn(provider::with_loop(py, work)?))
        })?;
        let _guard = Abort(task.abort_handle());
        let landing = joined(&mut task).await?;
        Python::attach(landing)
    }
}

async fn joined<T>(task: &mut JoinHandle<T>) -> PyResult<T> {
    task.await.map_err(|_| PyRuntimeError::new_err("the call was given up"))
}

/// Ends a task when whoever waited for it is gone.
struct Abort(AbortHandle);

impl Drop for Abort {
    fn drop(&mut self) {
        self.0.abort();
    }
}
