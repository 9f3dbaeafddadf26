//! One Tokio runtime for each process: threads do not survive a fork, so a child makes its own.
//!
//! It has no thread of its own at first. A call that is waited for is carried out by the thread that waits, which costs
//! a third of what handing it over and back does. Whatever goes on while nobody waits (an asynchronous call, a plan, an
//! emulator) needs a thread that drives it: the first such thing starts it.

use std::{
    process,
    sync::{Mutex, PoisonError},
    thread,
};

use pyo3::{PyResult, Python, exceptions::PyRuntimeError};
use tokio::runtime::{Builder, Runtime};

/// The runtime of a process.
#[derive(Clone, Copy)]
struct Known {
    pid: u32,
    runtime: &'static Runtime,
    /// Whether a thread drives it while nobody waits.
    driven: bool,
}

/// The runtime that was used last. Locked only by a thread that is attached to the interpreter, as one that forks is:
/// so no child finds it locked.
static KNOWN: Mutex<Option<Known>> = Mutex::new(None);

/// Gives the runtime of this process, for work that its caller waits for.
pub(crate) fn current(_attached: Python<'_>) -> PyResult<&'static Runtime> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known_here(&mut known).map(|known| known.runtime)
}

/// Gives the runtime of this process, for work that goes on while nobody waits.
pub(crate) fn driven(_attached: Python<'_>) -> PyResult<&'static Runtime> {
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    let known = known_here(&mut known)?;
    let runtime = known.runtime;
    if !known.driven {
        let drive = move || runtime.block_on(std::future::pending::<()>());
        thread::Builder::new().name("unkey-kit".to_owned()).spawn(drive).map_err(no_threads)?;
        known.driven = true;
    }
    Ok(runtime)
}

/// The runtime of this process. One of another process is left alone: its threads are not here.
fn known_here(known: &mut Option<Known>) -> PyResult<&mut Known> {
    let pid = process::id();
    if known.is_none_or(|known| known.pid != pid) {
        let runtime = Builder::new_current_thread().enable_all().build().map_err(no_threads)?;
        *known = Some(Known { pid, runtime: Box::leak(Box::new(runtime)), driven: false });
    }
    known.as_mut().ok_or_else(|| PyRuntimeError::new_err("there is no runtime"))
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
