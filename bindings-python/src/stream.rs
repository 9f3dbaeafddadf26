//! Listings and events: iterated, or iterated asynchronously.

use std::sync::{Arc, Mutex, MutexGuard};

use futures_util::future::BoxFuture;
use pyo3::{exceptions::PyStopAsyncIteration, prelude::*, types::PyList};
use unkey_kit::{Events, Items, Pages, Result};

use crate::{
    answer::Page,
    call::{later_then, wait, wait_driven},
    client::Client,
    give::Give,
    lock::locked,
    runtime::Owned,
};

/// One value of a stream, on its way to Python.
type Next = Box<dyn FnOnce(Python<'_>) -> PyResult<Py<PyAny>> + Send>;

/// Something that gives one value after another.
trait Source: Send {
    /// Gives the next value. `full`: one that is not an empty page.
    fn next(&mut self, full: bool) -> BoxFuture<'_, Result<Option<Next>>>;

    /// Closes whatever request is under way for the next value.
    fn give_up(&mut self);
}

impl<T> Source for Pages<T>
where
    T: Give + serde::de::DeserializeOwned + Send + 'static,
{
    fn next(&mut self, full: bool) -> BoxFuture<'_, Result<Option<Next>>> {
        Box::pin(async move {
            loop {
                match self.try_next().await? {
                    Some(page) if full && page.data.is_empty() => {}
                    page => return Ok(page.map(landing)),
                }
            }
        })
    }

    fn give_up(&mut self) {
        Self::give_up(self);
    }
}

impl<T: Give + Send + 'static> Source for Events<T> {
    fn next(&mut self, _full: bool) -> BoxFuture<'_, Result<Option<Next>>> {
        Box::pin(async move { Ok(self.try_next().await?.map(landing)) })
    }

    fn give_up(&mut self) {}
}

/// A source that is being asked. Whoever asked may go before it has answered.
struct Asked<'a>(tokio::sync::MutexGuard<'a, Box<dyn Source>>);

impl Drop for Asked<'_> {
    fn drop(&mut self) {
        self.0.give_up();
    }
}

fn landing<T: Give + Send + 'static>(value: T) -> Next {
    Box::new(move |py| value.give(py).map(Bound::unbind))
}

impl Give for Next {
    fn give(self, py: Python<'_>) -> PyResult<Bound<'_, PyAny>> {
        self(py).map(|value| value.into_bound(py))
    }
}

/// A source that several threads or tasks may ask, one after another.
#[derive(Clone)]
pub(crate) struct Shared {
    source: Arc<Owned<tokio::sync::Mutex<Box<dyn Source>>>>,
    /// The client whose listing it is, and which must be open for the next value. Without one it is of a handle, whose
    /// work is on the runtime with a thread.
    client: Option<Client>,
}

impl Shared {
    /// The pages of a listing: a client's, or a handle's.
    pub(crate) fn pages<T>(client: Option<&Client>, items: Items<T>) -> Self
    where
        T: Give + serde::de::DeserializeOwned + Send + 'static,
    {
        Self::new(client.cloned(), Box::new(items.pages()))
    }

    /// A stream of events.
    pub(crate) fn events<T: Give + Send + 'static>(events: Events<T>) -> Self {
        Self::new(None, Box::new(events))
    }

    fn new(client: Option<Client>, source: Box<dyn Source>) -> Self {
        Self { source: Arc::new(Owned::new(tokio::sync::Mutex::new(source))), client }
    }

    /// Gives the next value without the interpreter's lock.
    fn next(
        &self,
        py: Python<'_>,
        full: bool,
    ) -> PyResult<impl Future<Output = Result<Option<Next>>> + Send + 'static> {
        self.source.here("stream")?;
        if let Some(client) = &self.client {
            client.begin(py)?;
        }
        let source = Arc::clone(&self.source);
        Ok(async move {
            match source.get() {
                Some(source) => Asked(source.lock().await).0.next(full).await,
                None => Ok(None),
            }
        })
    }

    fn wait(&self, py: Python<'_>, full: bool) -> PyResult<Option<Py<PyAny>>> {
        let next = self.next(py, full)?;
        let value = if self.client.is_some() { wait(py, next) } else { wait_driven(py, next) }?;
        Ok(Some(value).filter(|value| !value.is_none(py)))
    }
}

/// The page that is being read, and how far.
#[derive(Default)]
struct Reading(Mutex<Option<(Py<PyList>, usize)>>);

impl Reading {
    fn lock(&self) -> MutexGuard<'_, Option<(Py<PyList>, usize)>> {
        locked(&self.0)
    }

    /// Takes the next item of the page.
    fn take(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        let mut reading = self.lock();
        let Some((items, index)) = reading.as_mut() else { return Ok(None) };
        let items = items.bind(py);
        let item = items.get_item(*index)?.unbind();
        *index += 1;
        if *index >= items.len() {
            *reading = None;
        }
        Ok(Some(item))
    }

    /// Begins with a page that has items, and takes the first of them.
    fn begin(&self, py: Python<'_>, page: Py<PyAny>) -> PyResult<Option<Py<PyAny>>> {
        let page = page.bind(py).cast::<Page>()?.get();
        let items = page.data.bind(py).cast::<PyList>()?.clone().unbind();
        *self.lock() = Some((items, 0));
        self.take(py)
    }
}

macro_rules! stream {
    ($(#[$doc:meta])* $name:ident as $shown:literal, $async:ident as $async_shown:literal) => {
        $(#[$doc])*
        #[pyclass(frozen, generic, name = $shown, module = "unkey_kit")]
        pub(crate) struct $name(pub(crate) Shared);

        #[pymethods]
        impl $name {
            fn __iter__(slf: Py<Self>) -> Py<Self> {
                slf
            }

            fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
                self.0.wait(py, false)
            }
        }

        $(#[$doc])*
        #[pyclass(frozen, generic, name = $async_shown, module = "unkey_kit")]
        pub(crate) struct $async(pub(crate) Shared);

        #[pymethods]
        impl $async {
            fn __aiter__(slf: Py<Self>) -> Py<Self> {
                slf
            }

            fn __anext__(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
                later_then(py, self.0.next(py, false)?, |py, value| match value {
                    Some(value) => value(py),
                    None => Err(PyStopAsyncIteration::new_err(())),
                })
            }
        }
    };
}

stream!(
    /// The pages of a listing, fetched one by one as they are asked for.
    PageStream as "Pages", AsyncPageStream as "AsyncPages"
);
stream!(
    /// A stream of what happens, or of what is known. Leaving it stops nothing but itself.
    EventStream as "Events", AsyncEventStream as "AsyncEvents"
);

/// The items of a listing across its pages, fetched as they are asked for. Making one sends nothing.
#[pyclass(frozen, generic, name = "Items", module = "unkey_kit")]
pub(crate) struct ItemStream {
    pages: Shared,
    reading: Reading,
}

impl ItemStream {
    pub(crate) fn new(pages: Shared) -> Self {
        Self { pages, reading: Reading::default() }
    }
}

#[pymethods]
impl ItemStream {
    /// Gives whole pages instead, with their request ids and cursors.
    fn pages(&self) -> PageStream {
        PageStream(self.pages.clone())
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<Option<Py<PyAny>>> {
        if let Some(item) = self.reading.take(py)? {
            return Ok(Some(item));
        }
        match self.pages.wait(py, true)? {
            Some(page) => self.reading.begin(py, page),
            None => Ok(None),
        }
    }
}

/// The items of a listing across its pages, fetched as they are asked for. Making one sends nothing.
#[pyclass(frozen, generic, name = "AsyncItems", module = "unkey_kit")]
pub(crate) struct AsyncItemStream {
    pages: Shared,
    reading: Arc<Reading>,
}

impl AsyncItemStream {
    pub(crate) fn new(pages: Shared) -> Self {
        Self { pages, reading: Arc::default() }
    }
}

#[pymethods]
impl AsyncItemStream {
    /// Gives whole pages instead, with their request ids and cursors.
    fn pages(&self) -> AsyncPageStream {
        AsyncPageStream(self.pages.clone())
    }

    fn __aiter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __anext__(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        if let Some(item) = self.reading.take(py)? {
            return Ok(Py::new(py, Ready(item))?.into_any());
        }
        let reading = Arc::clone(&self.reading);
        later_then(py, self.pages.next(py, true)?, move |py, page| {
            let item = match page {
                Some(page) => reading.begin(py, page(py)?)?,
                None => None,
            };
            item.ok_or_else(|| PyStopAsyncIteration::new_err(()))
        })
    }
}

/// An awaitable whose value is there: it never suspends.
#[pyclass(frozen)]
pub(crate) struct Ready(Py<PyAny>);

impl Ready {
    pub(crate) fn new(value: Py<PyAny>) -> Self {
        Self(value)
    }
}

#[pymethods]
impl Ready {
    fn __await__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __iter__(slf: Py<Self>) -> Py<Self> {
        slf
    }

    fn __next__(&self, py: Python<'_>) -> PyResult<()> {
        let stop = py.get_type::<pyo3::exceptions::PyStopIteration>().call1((&self.0,))?;
        Err(PyErr::from_value(stop))
    }
}
