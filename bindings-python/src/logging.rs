//! The client's own events, passed on to Python's `logging`: operation, attempt, status and request id; never a body,
//! a header or a secret.
//!
//! A handler is code of the caller and may do anything, such as make calls of its own. So it runs where the caller does:
//! in the thread that waits for the call, between two waits, or on the loop that awaits it. For work that goes on by
//! itself it runs in whatever thread waits for some work to end, or in one of its own. What carries requests only notes
//! what there is to log.

use std::{
    cell::Cell,
    collections::VecDeque,
    fmt,
    future::Future,
    sync::{
        Arc, Mutex, Once,
        atomic::{AtomicBool, Ordering},
    },
};

use pyo3::{
    exceptions::PyException,
    intern,
    prelude::*,
    types::{PyBool, PyDict, PyModule},
};
use tokio::sync::Notify;
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
    span,
    subscriber::Interest,
};
use tracing_subscriber::{
    Layer,
    layer::{Context, SubscriberExt},
    registry::LookupSpan,
};

use crate::{
    context::Variable,
    lock::locked,
    mailbox::{Letter, Mailbox},
    runtime,
};

/// The target of the core's events, and the logger's name.
const NAME: &str = "unkey_kit";
/// `logging.DEBUG`.
const DEBUG: u8 = 10;

/// Whether the logger wants what the core tells. Looked up at each call, which is cheaper than at each event.
static WANTED: AtomicBool = AtomicBool::new(false);

/// Begins to listen. Within a program that listens itself, that one stays.
pub(crate) fn start(py: Python<'_>) {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = tracing::subscriber::set_global_default(tracing_subscriber::registry().with(Bridge));
    });
    refresh(py);
}

/// Looks whether the logger wants anything. A program that has not imported `logging` wants nothing.
pub(crate) fn refresh(py: Python<'_>) {
    let wanted = || -> PyResult<bool> {
        let modules = py.import(intern!(py, "sys"))?.getattr(intern!(py, "modules"))?;
        let logging = modules.cast::<PyDict>()?.get_item(intern!(py, "logging"))?;
        match logging {
            Some(logging) => logger(&logging)?.call_method1(intern!(py, "isEnabledFor"), (DEBUG,))?.extract(),
            None => Ok(false),
        }
    };
    WANTED.store(wanted().unwrap_or(false), Ordering::Relaxed);
}

fn logger<'py>(logging: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    logging.call_method1(intern!(logging.py(), "getLogger"), (NAME,))
}

/// Set in handlers of the logger, and in whatever tasks they start.
static HANDLING: Variable = Variable::new("unkey_kit.handling");

/// Whether a handler of the logger makes this call. If it heard of that, it would never be done.
fn in_handler(py: Python<'_>) -> PyResult<bool> {
    Ok(WANTED.load(Ordering::Relaxed) && !HANDLING.get(py)?.is_none())
}

tokio::task_local! {
    /// Who hears what the present call tells.
    static TOLD: Told;
}

thread_local! {
    /// Where a thread that drives a runtime puts what work without a caller tells.
    static BACKGROUND: Cell<Option<&'static Background>> = const { Cell::new(None) };
}

/// What a call tells, on its way to the logger.
#[derive(Clone)]
pub(crate) enum Told {
    /// A handler of the logger made the call.
    Nobody,
    /// The thread that waits for the call.
    Caller(Arc<Mutex<Vec<Record>>>),
    /// The loop that awaits the call.
    Loop(Mailbox),
}

impl Told {
    /// For a call that this thread waits for.
    pub(crate) fn of_caller(py: Python<'_>) -> PyResult<Self> {
        Ok(if in_handler(py)? { Self::Nobody } else { Self::Caller(Arc::default()) })
    }

    /// For a call that is awaited on the loop of this mailbox.
    pub(crate) fn of_loop(py: Python<'_>, mailbox: &Mailbox) -> PyResult<Self> {
        Ok(if in_handler(py)? { Self::Nobody } else { Self::Loop(mailbox.clone()) })
    }

    /// Does work and takes what it tells.
    pub(crate) fn hear<W: Future>(self, work: W) -> impl Future<Output = W::Output> {
        TOLD.scope(self, work)
    }

    /// Whether there is something to write.
    pub(crate) fn anything(&self) -> bool {
        matches!(self, Self::Caller(records) if !locked(records).is_empty())
    }

    /// Writes what the thread that waits was told, and what it may have waited for.
    pub(crate) fn write(&self, py: Python<'_>) -> PyResult<()> {
        let Self::Caller(records) = self else { return Ok(()) };
        let records = std::mem::take(&mut *locked(records));
        records.into_iter().try_for_each(|record| record.write(py))?;
        runtime::background(py).map_or(Ok(()), |background| background.write(py))
    }

    fn take(self, record: Record) {
        match self {
            Self::Nobody => {}
            Self::Caller(records) => locked(&records).push(record),
            Self::Loop(mailbox) => mailbox.put(Letter::Told(record)),
        }
    }
}

/// What work without a caller tells in one process, until it is written.
#[derive(Default)]
pub(crate) struct Background {
    records: Mutex<VecDeque<Record>>,
    more: Notify,
}

impl Background {
    /// Takes what is told in this thread, which drives a runtime, and has it written. Goes on for ever.
    pub(crate) async fn listen(&'static self) {
        BACKGROUND.set(Some(self));
        loop {
            self.more.notified().await;
            let write = || {
                Python::try_attach(|py| {
                    if let Err(error) = self.write(py) {
                        error.write_unraisable(py, None);
                    }
                })
            };
            // A handler that panics fails nothing else.
            drop(tokio::task::spawn_blocking(write).await);
        }
    }

    /// Writes what was told so far: whoever has waited for the end of some work wants its records, and may end the program.
    pub(crate) fn write(&self, py: Python<'_>) -> PyResult<()> {
        loop {
            // Taken one by one, and in the possession of the interpreter, so that they keep their order.
            let record = locked(&self.records).pop_front();
            match record {
                Some(record) => record.write(py)?,
                None => return Ok(()),
            }
        }
    }

    fn take(&self, record: Record) {
        locked(&self.records).push_back(record);
        self.more.notify_one();
    }
}

struct Bridge;

/// What a span says: the operation.
struct Operation(String);

impl<S> Layer<S> for Bridge
where
    S: Subscriber + for<'a> LookupSpan<'a>,
{
    fn register_callsite(&self, metadata: &'static Metadata<'static>) -> Interest {
        let ours = metadata.target() == NAME || metadata.target().starts_with("unkey_kit::");
        if ours && *metadata.level() <= Level::DEBUG { Interest::sometimes() } else { Interest::never() }
    }

    fn enabled(&self, _metadata: &Metadata<'_>, _context: Context<'_, S>) -> bool {
        WANTED.load(Ordering::Relaxed)
    }

    fn on_new_span(&self, attributes: &span::Attributes<'_>, id: &span::Id, context: Context<'_, S>) {
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        let operation = fields.0.into_iter().find(|(name, _)| *name == "operation");
        if let (Some((_, operation)), Some(span)) = (operation, context.span(id)) {
            span.extensions_mut().insert(Operation(operation));
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut fields = Fields::default();
        if let Some(span) = context.lookup_current()
            && let Some(Operation(operation)) = span.extensions().get()
        {
            fields.0.push(("operation", operation.clone()));
        }
        event.record(&mut fields);
        let record = Record(fields.0);
        match TOLD.try_with(Told::clone) {
            Ok(told) => told.take(record),
            Err(_) => {
                if let Some(background) = BACKGROUND.get() {
                    background.take(record);
                }
            }
        }
    }
}

/// Something to log: names and values, as text.
pub(crate) struct Record(Vec<(&'static str, String)>);

impl Record {
    /// Logs it. What a handler raises fails no call, unless it is more than an `Exception`, such as Ctrl-C.
    pub(crate) fn write(&self, py: Python<'_>) -> PyResult<()> {
        match HANDLING.with(PyBool::new(py, true).as_any(), || self.log(py)) {
            Err(error) if error.is_instance_of::<PyException>(py) => error.write_unraisable(py, None),
            logged => return logged,
        }
        Ok(())
    }

    /// Writes `operation: message name=value ...`, with the fields as attributes of the record too.
    fn log(&self, py: Python<'_>) -> PyResult<()> {
        let extra = PyDict::new(py);
        let (mut operation, mut message, mut text) = ("", "", String::new());
        for (name, value) in &self.0 {
            if *name == "message" {
                message = value;
                continue;
            }
            extra.set_item(name, value)?;
            match *name {
                "operation" => operation = value,
                name => text.push_str(&format!(" {name}={value}")),
            }
        }
        let arguments = PyDict::new(py);
        arguments.set_item("extra", extra)?;
        let logger = logger(PyModule::import(py, "logging")?.as_any())?;
        logger.call_method("debug", ("%s: %s%s", operation, message, text), Some(&arguments))?;
        Ok(())
    }
}

/// The fields of a span or an event, as text.
#[derive(Default)]
struct Fields(Vec<(&'static str, String)>);

impl Visit for Fields {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.push((field.name(), value.to_owned()));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.push((field.name(), format!("{value:?}")));
    }
}
