//! The Tokio runtimes of a process, by its id: threads do not survive a fork, so a child makes its own.
//!
//! One has no thread: a call that is waited for is carried out by the thread that waits, which costs a third to a half of
//! what handing it over and back does. Whatever goes on while nobody waits (an asynchronous call, a plan, an emulator) has
//! a runtime of its own with a thread that drives it; the first such thing makes both. Connections belong to the runtime
//! in which they were made, so nothing of one is used in the other.

use std::{process, sync::Mutex, thread};

use pyo3::{PyResult, Python, exceptions::PyRuntimeError};
use tokio::runtime::{Builder, Runtime};

use crate::lock::locked;
use crate::logging::Background;

/// The runtimes of a process.
struct Known {
    pid: u32,
    waited: Option<&'static Runtime>,
    driven: Option<Driven>,
}

/// A runtime with a thread, and what work in it tells.
#[derive(Clone, Copy)]
struct Driven {
    runtime: &'static Runtime,
    background: &'static Background,
}

/// The runtimes that were used last. Locked only by a thread that is attached to the interpreter, as one that forks is:
/// so no child finds it locked.
static KNOWN: Mutex<Known> = Mutex::new(Known { pid: 0, waited: None, driven: None });

impl Known {
    /// The runtimes of this process. Those of another process are left alone: their threads are not here.
    fn here(&mut self) -> &mut Self {
        let pid = process::id();
        if self.pid != pid {
            *self = Self { pid, waited: None, driven: None };
        }
        self
    }
}

/// Gives the runtime for work that its caller waits for, and drives by that.
pub(crate) fn waited(_attached: Python<'_>) -> PyResult<&'static Runtime> {
    let mut known = locked(&KNOWN);
    let slot = &mut known.here().waited;
    match *slot {
        Some(runtime) => Ok(runtime),
        None => Ok(slot.insert(build()?)),
    }
}

/// Gives the runtime for work that goes on while nobody waits.
pub(crate) fn driven(_attached: Python<'_>) -> PyResult<&'static Runtime> {
    let mut known = locked(&KNOWN);
    let slot = &mut known.here().driven;
    if let Some(driven) = *slot {
        return Ok(driven.runtime);
    }
    let (runtime, background) = (build()?, Box::leak(Box::<Background>::default()));
    let driven = Driven { runtime, background };
    let drive = move || driven.runtime.block_on(driven.background.listen());
    thread::Builder::new().name("unkey-kit".to_owned()).spawn(drive).map_err(no_threads)?;
    Ok(slot.insert(driven).runtime)
}

/// What work that goes on while nobody waits has told, if there is any such work.
pub(crate) fn background(_attached: Python<'_>) -> Option<&'static Background> {
    let mut known = locked(&KNOWN);
    known.here().driven.map(|driven| driven.background)
}

/// Lets connections act on what has happened since the runtime was driven last: one that the service has closed
/// meanwhile must not be taken for the next request, and one that was dropped is closed.
pub(crate) async fn catch_up() {
    // The first looks at the sockets, the second runs the tasks that are to know of it.
    tokio::task::yield_now().await;
    tokio::task::yield_now().await;
}

fn build() -> PyResult<&'static Runtime> {
    let runtime = Builder::new_current_thread().enable_all().build().map_err(no_threads)?;
    Ok(Box::leak(Box::new(runtime)))
}

fn no_threads(error: std::io::Error) -> pyo3::PyErr {
    PyRuntimeError::new_err(format!("cannot start a thread: {error}"))
}

/// Something that belongs to the runtime of one process.
///
/// In another process it cannot be used, and is not dropped: that would reach for locks whose holders are not there.
pub(crate) struct Owned<T> {
    pid: u32,
    value: Option<T>,
}

impl<T> Owned<T> {
    pub(crate) fn new(value: T) -> Self {
        Self { pid: process::id(), value: Some(value) }
    }

    /// The value, in the process that made it.
    pub(crate) fn get(&self) -> Option<&T> {
        self.value.as_ref().filter(|_| self.pid == process::id())
    }

    /// The value, or an error that says why there is none.
    pub(crate) fn here(&self, what: &str) -> PyResult<&T> {
        self.get().ok_or_else(|| {
            PyRuntimeError::new_err(format!(
                "this {what} belongs to process {}, where its work goes on; process {} was forked from it and cannot \
                 use it",
                self.pid,
                process::id(),
            ))
        })
    }
}

impl<T> Drop for Owned<T> {
    fn drop(&mut self) {
        if self.pid != process::id() {
            std::mem::forget(self.value.take());
        }
    }
}

/// Runs something that starts work, which then goes on by itself.
pub(crate) fn within<T>(py: Python<'_>, start: impl FnOnce() -> T) -> PyResult<T> {
    let _inside = driven(py)?.enter();
    Ok(start())
}
