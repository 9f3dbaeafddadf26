//! The client's own events, passed on to Python's `logging`: operation, attempt, status and request id; never a body,
//! a header or a secret.

use std::{
    fmt,
    sync::{
        Once,
        atomic::{AtomicBool, Ordering},
    },
};

use pyo3::{
    intern,
    prelude::*,
    types::{PyDict, PyModule},
};
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
        // An interpreter that is about to end takes no more.
        Python::try_attach(|py| {
            if let Err(error) = log(py, &fields) {
                error.write_unraisable(py, None);
            }
        });
    }
}

/// Writes `operation: message name=value ...`, with the fields as attributes of the record too.
fn log(py: Python<'_>, fields: &Fields) -> PyResult<()> {
    let extra = PyDict::new(py);
    let mut message = "";
    let mut text = String::new();
    for (name, value) in &fields.0 {
        match *name {
            "message" => message = value,
            name => {
                extra.set_item(name, value)?;
                if name != "operation" {
                    text.push_str(&format!(" {name}={value}"));
                }
            }
        }
    }
    let operation = fields.0.iter().find(|(name, _)| *name == "operation").map_or("", |(_, value)| value);
    let arguments = PyDict::new(py);
    arguments.set_item("extra", extra)?;
    let logger = logger(PyModule::import(py, "logging")?.as_any())?;
    logger.call_method("debug", ("%s: %s%s", operation, message, text), Some(&arguments))?;
    Ok(())
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
