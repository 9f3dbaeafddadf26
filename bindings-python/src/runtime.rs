//! One Tokio runtime for each process: threads do not survive a fork, so a child makes its own.

use std::{
    process,
    sync::{Mutex, PoisonError},
};

use pyo3::{PyResult, Python, exceptions::PyRuntimeError};
use tokio::runtime::{Builder, Runtime};

/// The runtime of the process with this id. Locked only by a thread that is attached to the interpreter, as one that
/// forks is: so no child finds it locked.
static RUNTIME: Mutex<Option<(u32, &'static Runtime)>> = Mutex::new(None);

/// Gives the runtime of this process. One of another process is left alone: its threads are not here.
pub(crate) fn current(_attached: Python<'_>) -> PyResult<&'static Runtime> {
    let pid = process::id();
    let mut known = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((owner, runtime)) = *known
        && owner == pid
    {
        return Ok(runtime);
    }
    // One thread serves thousands of requests a second; calls run on the threads that wait for them.
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .enable_all()
        .thread_name("unkey-kit")
        .build()
        .map_err(|error| PyRuntimeError::new_err(format!("cannot start threads: {error}")))?;
    let runtime: &'static Runtime = Box::leak(Box::new(runtime));
    *known = Some((pid, runtime));
    Ok(runtime)
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

/// Runs something that starts work on the runtime.
pub(crate) fn within<T>(py: Python<'_>, start: impl FnOnce() -> T) -> PyResult<T> {
    let _inside = current(py)?.enter();
    Ok(start())
}
