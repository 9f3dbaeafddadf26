//! How finished calls reach an event loop: a queue, and a socket that wakes the loop. The threads that carry requests
//! never wait for the interpreter's lock, and calls that finish together wake the loop once.

use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use pyo3::{intern, prelude::*};

use crate::call::Landing;

/// A finished call.
struct Letter {
    /// The `asyncio.Future` that its coroutine waits for.
    future: Arc<Py<PyAny>>,
    landing: Landing,
    /// Where its coroutine looks for what it gave.
    place: Arc<Mutex<Option<Landing>>>,
}

/// What wakes the loop.
enum Bell {
    #[cfg(unix)]
    Socket { ring: std::os::unix::net::UnixStream, heard: std::os::unix::net::UnixStream },
    /// For loops that cannot watch a socket: the loop's own call from another thread.
    CallSoon,
}

struct Inner {
    letters: Mutex<Vec<Letter>>,
    bell: OnceLock<Bell>,
}

/// The mailbox of an event loop.
#[pyclass(frozen)]
#[derive(Clone)]
pub(crate) struct Mailbox(Arc<Inner>);

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[pymethods]
impl Mailbox {
    /// Makes the mailbox of a loop, and has the loop watch it.
    #[new]
    fn __new__(event_loop: &Bound<'_, PyAny>) -> PyResult<Py<Self>> {
        let py = event_loop.py();
        let inner = Inner { letters: Mutex::default(), bell: OnceLock::new() };
        let mailbox = Py::new(py, Self(Arc::new(inner)))?;
        let drain = mailbox.getattr(py, intern!(py, "drain"))?;
        mailbox.get().0.bell.get_or_init(|| Bell::of(event_loop, &drain));
        Ok(mailbox)
    }

    /// Hands over every call that has finished: called by the loop.
    fn drain(&self, py: Python<'_>) -> PyResult<()> {
        if let Some(bell) = self.0.bell.get() {
            bell.silence();
        }
        let letters = std::mem::take(&mut *locked(&self.0.letters));
        for letter in letters {
            let future = letter.future.bind(py);
            // One whose coroutine was cancelled is done already.
            if !future.call_method0(intern!(py, "done"))?.is_truthy()? {
                *locked(&letter.place) = Some(letter.landing);
                future.call_method1(intern!(py, "set_result"), (py.None(),))?;
            }
        }
        Ok(())
    }
}

impl Mailbox {
    /// Puts a finished call in, from any thread.
    pub(crate) fn put(&self, future: Arc<Py<PyAny>>, landing: Landing, place: Arc<Mutex<Option<Landing>>>) {
        let letter = Letter { future: Arc::clone(&future), landing, place };
        let was_empty = {
            let mut letters = locked(&self.0.letters);
            letters.push(letter);
            letters.len() == 1
        };
        match self.0.bell.get() {
            // A full socket has woken the loop already.
            #[cfg(unix)]
            Some(Bell::Socket { ring, .. }) if was_empty => drop(std::io::Write::write(&mut &*ring, &[1])),
            // Waiting for the interpreter's lock must not hold up other calls.
            Some(Bell::CallSoon) if was_empty => {
                let mailbox = self.clone();
                drop(tokio::task::spawn_blocking(move || {
                    Python::try_attach(|py| mailbox.call_soon(py, &future))
                }));
            }
            _ => {}
        }
    }

    /// Has the loop of a future call for what is there. One that is closed has nobody left who waits.
    fn call_soon(&self, py: Python<'_>, future: &Py<PyAny>) {
        let called = || -> PyResult<_> {
            let drain = Bound::new(py, self.clone())?.getattr(intern!(py, "drain"))?;
            let event_loop = future.call_method0(py, intern!(py, "get_loop"))?;
            event_loop.call_method1(py, intern!(py, "call_soon_threadsafe"), (drain,))
        };
        drop(called());
    }
}

impl Bell {
    fn of(event_loop: &Bound<'_, PyAny>, drain: &Py<PyAny>) -> Self {
        #[cfg(unix)]
        if let Ok(socket) = Self::watched(event_loop, drain) {
            return socket;
        }
        let _ = (event_loop, drain);
        Self::CallSoon
    }

    #[cfg(unix)]
    fn watched(event_loop: &Bound<'_, PyAny>, drain: &Py<PyAny>) -> PyResult<Self> {
        use std::os::{fd::AsRawFd, unix::net::UnixStream};
        let (ring, heard) = UnixStream::pair()?;
        ring.set_nonblocking(true)?;
        heard.set_nonblocking(true)?;
        event_loop.call_method1("add_reader", (heard.as_raw_fd(), drain))?;
        Ok(Self::Socket { ring, heard })
    }

    /// Makes the loop sleep again.
    fn silence(&self) {
        #[cfg(unix)]
        if let Self::Socket { heard, .. } = self {
            let mut bytes = [0; 64];
            while std::io::Read::read(&mut &*heard, &mut bytes).is_ok_and(|count| count == bytes.len()) {}
        }
    }
}
