//! Calls: waited for without the interpreter's lock, or as a coroutine that closes its request when it is cancelled.

use std::{
    future::{Future, poll_fn},
    pin::Pin,
    sync::{Arc, Mutex},
    task::Poll,
    time::Duration,
};

use pyo3::{exceptions::PyRuntimeError, prelude::*, sync::PyOnceLock};
use tokio::{runtime::Runtime, task::AbortHandle};

use crate::{
    error,
    give::Give,
    lock::locked,
    logging::Told,
    mailbox::{Letter, Mailbox},
    provider, runtime,
};

/// How often a waiting call looks whether Ctrl-C was pressed.
const SIGNAL_INTERVAL: Duration = Duration::from_millis(100);

/// What a call gave, on its way to Python.
pub(crate) type Landing = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

/// Makes a call and waits for its answer.
pub(crate) fn wait<T: Give + Send>(
    py: Python<'_>,
    call: impl Future<Output = unkey_kit::Result<T>> + Send,
) -> PyResult<Py<PyAny>> {
    wait_on(py, runtime::waited(py)?, call)
}

/// The same for a call that starts work which goes on by itself, or belongs to such work.
pub(crate) fn wait_driven<T: Give + Send>(
    py: Python<'_>,
    call: impl Future<Output = unkey_kit::Result<T>> + Send,
) -> PyResult<Py<PyAny>> {
    wait_on(py, runtime::driven(py)?, call)
}

fn wait_on<T: Give + Send>(
    py: Python<'_>,
    runtime: &Runtime,
    call: impl Future<Output = unkey_kit::Result<T>> + Send,
) -> PyResult<Py<PyAny>> {
    match wait_for(py, runtime, call)? {
        Ok(given) => given.give(py).map(Bound::unbind),
        Err(failure) => {
            // A request that was given up may still be open.
            settle(py, runtime);
            Err(error::raise(py, failure))
        }
    }
}

/// Waits for something of the core. Ctrl-C, and whatever else a signal's handler raises, gives it up.
pub(crate) fn wait_for<T: Send>(
    py: Python<'_>,
    runtime: &Runtime,
    work: impl Future<Output = T> + Send,
) -> PyResult<T> {
    carry_out(py, runtime, work).inspect_err(|_| settle(py, runtime))
}

/// Has the connections of a runtime that nobody drives act on what was given up.
pub(crate) fn settle(py: Python<'_>, runtime: &Runtime) {
    py.detach(|| runtime.block_on(runtime::catch_up()));
}

/// Why a wait was left.
enum Left<T> {
    Done(T),
    /// The work has told something that is to be logged.
    Told,
    /// It is time to look at signals.
    Tick,
}

/// Carries work out. Code of the caller, such as a handler of a signal or of a logger, runs between two waits and never
/// within one: it may wait for calls itself.
fn carry_out<T: Send>(
    py: Python<'_>,
    runtime: &Runtime,
    work: impl Future<Output = T> + Send,
) -> PyResult<T> {
    let told = Told::of_caller(py)?;
    let mut work = std::pin::pin!(told.clone().hear(async {
        runtime::catch_up().await;
        work.await
    }));
    loop {
        match py.detach(|| runtime.block_on(wait_once(work.as_mut(), &told))) {
            Left::Done(done) => return told.write(py).map(|()| done),
            Left::Told => told.write(py)?,
            Left::Tick => py.check_signals()?,
        }
    }
}

async fn wait_once<T>(mut work: Pin<&mut impl Future<Output = T>>, told: &Told) -> Left<T> {
    let mut tick = std::pin::pin!(tokio::time::sleep(SIGNAL_INTERVAL));
    poll_fn(|context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Left::Done(done)),
        Poll::Pending if told.anything() => Poll::Ready(Left::Told),
        Poll::Pending => tick.as_mut().poll(context).map(|()| Left::Tick),
    })
    .await
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
        let work = locked(&self.work).take();
        let Some(work) = work else { return Err(PyRuntimeError::new_err("the call was made already")) };
        let py = event_loop.py();
        let told = Told::of_loop(py, mailbox)?;
        let (mailbox, place) = (mailbox.clone(), Arc::clone(&self.given));
        let call = async move { mailbox.put(Letter::Done { future, landing: work.await, place }) };
        let task = runtime::driven(py)?.spawn(provider::on_loop(event_loop, told.hear(call)));
        *locked(&self.task) = Some(task.abort_handle());
        Ok(())
    }

    /// Gives what the call gave, or raises its error.
    fn land(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let landing = locked(&self.given).take();
        landing.map_or_else(|| Err(PyRuntimeError::new_err("the call has not ended")), |landing| landing(py))
    }

    /// Gives the call up and closes its request.
    fn abort(&self) {
        if let Some(task) = locked(&self.task).take() {
            task.abort();
        }
    }
}
