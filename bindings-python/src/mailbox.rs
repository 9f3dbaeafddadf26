//! How finished calls reach an event loop: a queue, and a socket that wakes the loop. The threads that carry requests
//! never wait for the interpreter's lock, and calls that finish together wake the loop once.

use std::sync::{Arc, Mutex, OnceLock};

use pyo3::{intern, prelude::*};

use crate::{call::Landing, lock::locked, logging::Record, runtime};

/// What a loop is told.
pub(crate) enum Letter {
    /// A call has finished.
    Done {
        /// The `asyncio.Future` that its coroutine waits for.
        future: Py<PyAny>,
        landing: Landing,
        /// Where its coroutine looks for what it gave.
        place: Arc<Mutex<Option<Landing>>>,
    },
    /// A call has told something that is to be logged.
    Told(Record),
}

/// What wakes the loop.
enum Bell {
    #[cfg(unix)]
    Socket { ring: std::os::unix::net::UnixStream, heard: std::os::unix::net::UnixStream },
    /// For loops that cannot watch a socket: the loop's own call from another thread. A weak reference to the loop,
    /// which keeps its mailbox.
    CallSoon(Arc<Py<PyAny>>),
}

struct Inner {
    letters: Mutex<Vec<Letter>>,
    bell: OnceLock<Bell>,
}

/// The mailbox of an event loop.
#[pyclass(frozen)]
#[derive(Clone)]
pub(crate) struct Mailbox(Arc<Inner>);

#[pymethods]
impl Mailbox {
    /// Makes the mailbox of a loop, and has the loop watch it.
    #[new]
    fn __new__(event_loop: &Bound<'_, PyAny>) -> PyResult<Py<Self>> {
        let py = event_loop.py();
        let inner = Inner { letters: Mutex::default(), bell: OnceLock::new() };
        let mailbox = Py::new(py, Self(Arc::new(inner)))?;
        let drain = mailbox.getattr(py, intern!(py, "drain"))?;
        let bell = Bell::of(event_loop, &drain)?;
        mailbox.get().0.bell.get_or_init(|| bell);
        Ok(mailbox)
    }

    /// Hands over every letter: called by the loop.
    fn drain(&self, py: Python<'_>) -> PyResult<()> {
        if let Some(bell) = self.0.bell.get() {
            bell.silence();
        }
        let letters = std::mem::take(&mut *locked(&self.0.letters));
        // What one letter leads to keeps no other from its reader.
        let delivered = letters.into_iter().map(|letter| letter.deliver(py)).fold(Ok(()), PyResult::and);
        delivered.and(runtime::background(py).map_or(Ok(()), |background| background.write(py)))
    }
}

impl Letter {
    fn deliver(self, py: Python<'_>) -> PyResult<()> {
        match self {
            Self::Told(record) => record.write(py),
            Self::Done { future, landing, place } => {
                let future = future.bind(py);
                // One whose coroutine was cancelled is done already.
                if !future.call_method0(intern!(py, "done"))?.is_truthy()? {
                    *locked(&place) = Some(landing);
                    future.call_method1(intern!(py, "set_result"), (py.None(),))?;
                }
                Ok(())
            }
        }
    }
}

impl Mailbox {
    /// Puts a letter in, from any thread.
    pub(crate) fn put(&self, letter: Letter) {
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
            Some(Bell::CallSoon(event_loop)) if was_empty => {
                let (mailbox, event_loop) = (self.clone(), Arc::clone(event_loop));
                drop(tokio::task::spawn_blocking(move || {
                    Python::try_attach(|py| mailbox.call_soon(py, &event_loop))
                }));
            }
            _ => {}
        }
    }

    /// Has a loop call for what is there. One that is closed has nobody left who waits.
    fn call_soon(&self, py: Python<'_>, event_loop: &Py<PyAny>) {
        let called = || -> PyResult<_> {
            let drain = Bound::new(py, self.clone())?.getattr(intern!(py, "drain"))?;
            let event_loop = event_loop.call0(py)?;
            event_loop.call_method1(py, intern!(py, "call_soon_threadsafe"), (drain,))
        };
        drop(called());
    }
}

impl Bell {
    fn of(event_loop: &Bound<'_, PyAny>, drain: &Py<PyAny>) -> PyResult<Self> {
        #[cfg(unix)]
        if let Ok(socket) = Self::watched(event_loop, drain) {
            return Ok(socket);
        }
        let _ = drain;
        let weak = event_loop.py().import("weakref")?.call_method1("ref", (event_loop,))?;
        Ok(Self::CallSoon(Arc::new(weak.unbind())))
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
