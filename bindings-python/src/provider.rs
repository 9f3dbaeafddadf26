//! A root-key provider that is a function of the caller: a plain one, or a coroutine function that runs on its loop.

use std::{
    future::Future,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
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

use crate::{
    context::Variable,
    error::{configuration, raise},
    lock::locked,
    secret::KeySecret,
    take::type_name,
};

/// Shared, so that it can be passed on without the interpreter's lock.
type EventLoop = Arc<Py<PyAny>>;

tokio::task_local! {
    /// The event loop on which the caller of this task runs.
    static LOOP: EventLoop;
}

/// The provider whose code this is, also in whatever tasks it starts.
static ASKED: Variable = Variable::new("unkey_kit.asked");

/// Does work in the knowledge of the event loop on which its caller runs.
pub(crate) fn on_loop<W: Future + Send>(
    event_loop: &Bound<'_, PyAny>,
    work: W,
) -> impl Future<Output = W::Output> + Send + use<W> {
    LOOP.scope(Arc::new(event_loop.clone().unbind()), work)
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
    last_loop: Mutex<Option<EventLoop>>,
    last: Mutex<Option<Given>>,
}

/// A root key, and how many had been given with it.
struct Given {
    key: RootKey,
    count: u64,
}

impl Provider {
    pub(crate) fn new(function: Py<PyAny>) -> Self {
        Self { function, last_loop: Mutex::default(), last: Mutex::default() }
    }

    /// Prepares for being asked by a call: `on_loop` says whether that may be on the loop that runs in this thread.
    /// Refuses the provider's own calls, for which it would wait for ever.
    pub(crate) fn note(&self, py: Python<'_>, on_loop: bool) -> PyResult<()> {
        if ASKED.get(py)?.is(&self.function) {
            return Err(configuration(
                py,
                "the root-key provider uses the client that asks it for the root key",
            ));
        }
        if on_loop && let Some(running) = running_loop(py)? {
            *locked(&self.last_loop) = Some(Arc::new(running));
        }
        Ok(())
    }

    /// Asks for the root key. A process may have two clients with this provider: one gives it `seen`, how many keys had
    /// been given when it got its own, and is given a newer one if the other has it.
    pub(crate) async fn ask(self: Arc<Self>, seen: &AtomicU64) -> PyResult<RootKey> {
        let known = locked(&self.last).as_ref().map(|last| (last.key.clone(), last.count));
        if let Some((key, count)) = known
            && seen.swap(count, Ordering::Relaxed) < count
        {
            return Ok(key);
        }
        let event_loop = LOOP.try_with(Arc::clone).ok().or_else(|| locked(&self.last_loop).clone());
        let provider = Arc::clone(&self);
        // It may take its time, and so may getting hold of the interpreter: neither must hold up other calls.
        let asked = tokio::task::spawn_blocking(move || provider.call(event_loop.as_deref())).await;
        let key = match asked.map_err(|_| PyRuntimeError::new_err("the root-key provider was given up"))?? {
            Answer::Now(key) => key,
            Answer::Later(answer) => answer
                .await
                .map_err(|_| PyRuntimeError::new_err("the event loop of the provider has ended"))??,
        };
        let mut last = locked(&self.last);
        let count = last.as_ref().map_or(0, |last| last.count) + 1;
        *last = Some(Given { key: key.clone(), count });
        seen.store(count, Ordering::Relaxed);
        Ok(key)
    }

    /// Calls the function; what it gives may be there already, or come from a loop.
    fn call(&self, event_loop: Option<&Py<PyAny>>) -> PyResult<Answer> {
        let call = |py: Python<'_>| {
            let function = self.function.bind(py);
            ASKED.with(function, || {
                let given = function.call0()?;
                match is_coroutine(&given) {
                    true => start(&given, event_loop).map(Answer::Later),
                    false => key(&given).map(Answer::Now),
                }
            })
        };
        // An interpreter that is about to end calls nothing.
        Python::try_attach(call)
            .unwrap_or_else(|| Err(PyRuntimeError::new_err("the interpreter is about to end")))
    }
}

/// Starts a coroutine on the caller's loop.
fn start(
    coroutine: &Bound<'_, PyAny>,
    event_loop: Option<&Py<PyAny>>,
) -> PyResult<oneshot::Receiver<PyResult<RootKey>>> {
    let py = coroutine.py();
    let Some(event_loop) = event_loop else {
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
            let given = arguments.get_item(0)?.call_method0("result").and_then(|given| key(&given));
            if let Some(send) = locked(&send).take() {
                // Whoever asked may have been cancelled.
                drop(send.send(given));
            }
            Ok(())
        },
    )?;
    let started = py.import("asyncio")?.call_method1("run_coroutine_threadsafe", (coroutine, event_loop));
    // A loop that is closed takes nothing, and a coroutine that nobody awaits would be warned of.
    let future = started.inspect_err(|_| drop(coroutine.call_method0(intern!(py, "close"))))?;
    future.call_method1("add_done_callback", (done,))?;
    Ok(receive)
}

enum Answer {
    Now(RootKey),
    Later(oneshot::Receiver<PyResult<RootKey>>),
}

fn is_coroutine(value: &Bound<'_, PyAny>) -> bool {
    value.hasattr("__await__").unwrap_or(false)
}

fn key(value: &Bound<'_, PyAny>) -> PyResult<RootKey> {
    let text = match (value.cast::<PyString>(), value.cast::<KeySecret>()) {
        (Ok(text), _) => text.to_string(),
        (_, Ok(secret)) => secret.get().0.reveal().to_owned(),
        _ => {
            let given = type_name(value);
            return Err(PyTypeError::new_err(format!("a root-key provider gives a str, not {given}")));
        }
    };
    RootKey::new(text).map_err(|error| raise(value.py(), error))
}
