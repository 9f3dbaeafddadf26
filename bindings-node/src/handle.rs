//! A client, or something that its methods gave, with its methods by name.

use std::sync::Arc;

use napi::Env;
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::{
    cancel::{Cancel, until_cancelled},
    client::CallOptions,
    crossing::{Failure, Shown, Source},
    generated::{self, Handle},
    mailbox::{Given, Mailbox},
    runtime::within,
};

/// What a property gave: an answer, or an error.
#[napi(object)]
pub struct Outcome {
    /// The answer.
    pub answer: Option<String>,
    /// The secrets of the answer, if it has any.
    pub secrets: Option<Vec<String>>,
    /// The error as JSON text.
    pub error: Option<String>,
}

impl From<Result<Shown, Failure>> for Outcome {
    fn from(result: Result<Shown, Failure>) -> Self {
        match result {
            Ok(Shown { text, secrets }) => Self { answer: Some(text), secrets, error: None },
            Err(Failure(error)) => Self { answer: None, secrets: None, error: Some(error) },
        }
    }
}

/// A client, or something that its methods gave.
#[napi]
pub struct NativeHandle {
    on: Handle,
    mailbox: Mailbox,
}

impl NativeHandle {
    /// A handle whose calls answer to this mailbox.
    pub(crate) fn new(on: Handle, mailbox: &Mailbox) -> Self {
        Self { on, mailbox: mailbox.clone() }
    }
}

/// What opening gave: one of the two.
#[napi(object, object_from_js = false)]
pub struct Opened {
    /// The handle.
    pub handle: Option<NativeHandle>,
    /// The error as JSON text.
    pub error: Option<String>,
}

impl Opened {
    /// A handle whose calls answer to this mailbox.
    pub(crate) fn new(result: Result<Handle, Failure>, mailbox: &Mailbox) -> Self {
        match result {
            Ok(on) => Self { handle: Some(NativeHandle::new(on, mailbox)), error: None },
            Err(Failure(error)) => Self { handle: None, error: Some(error) },
        }
    }
}

/// What opening a stream gave: one of the two.
#[napi(object, object_from_js = false)]
pub struct OpenedStream {
    /// The stream.
    pub stream: Option<NativeStream>,
    /// The error as JSON text.
    pub error: Option<String>,
}

#[napi]
impl NativeHandle {
    /// Makes a call; the mailbox gets its result under this number.
    #[napi]
    pub fn call(
        &self,
        env: Env,
        number: u32,
        method: String,
        arguments: String,
        options: Option<CallOptions>,
        cancel: Option<&Cancel>,
    ) {
        let (on, signal) = (self.with(options), Cancel::signal(cancel));
        self.mailbox.post(&env, number, async move {
            // On the heap: as part of the task it would be moved about with it, several times over.
            let call = Box::pin(generated::call(&on, &method, &arguments));
            let answer = until_cancelled(signal, call).await?;
            Ok(Given::Answer(answer))
        });
    }

    /// Opens a handle without waiting.
    #[napi]
    pub fn open(&self, method: String, arguments: String) -> Opened {
        let opened = within(|| generated::open(&self.on, &method, &arguments));
        Opened::new(opened, &self.mailbox)
    }

    /// Opens a handle when it is there; the mailbox gets it under this number.
    #[napi]
    pub fn open_later(&self, env: Env, number: u32, method: String, arguments: String) {
        let on = self.on.clone();
        self.mailbox.post(&env, number, async move {
            Ok(Given::Handle(generated::open_later(&on, &method, &arguments)?.await?))
        });
    }

    /// Opens the pages of a listing.
    #[napi]
    pub fn pages(&self, method: String, arguments: String, options: Option<CallOptions>) -> OpenedStream {
        self.stream(generated::pages(&self.with(options), &method, &arguments))
    }

    /// Opens a stream of events.
    #[napi]
    pub fn events(&self, method: String, arguments: String) -> OpenedStream {
        self.stream(within(|| generated::events(&self.on, &method, &arguments)))
    }

    /// Reads a property, or gives a command.
    #[napi]
    pub fn get(&self, method: String, arguments: String) -> Outcome {
        within(|| generated::get(&self.on, &method, &arguments)).into()
    }

    /// Waits until the work of this handle is over; the mailbox then gets nothing under this number.
    #[napi]
    pub fn finished(&self, env: Env, number: u32) {
        let on = self.on.clone();
        self.mailbox.post(&env, number, async move {
            generated::finished(&on).await;
            Ok(Given::Nothing)
        });
    }

    fn with(&self, options: Option<CallOptions>) -> Handle {
        match (&self.on, options) {
            (Handle::Client(client), Some(options)) => Handle::Client(client.with_options(options.into())),
            (handle, _) => handle.clone(),
        }
    }

    fn stream(&self, source: Result<Box<dyn Source>, Failure>) -> OpenedStream {
        match source {
            Ok(source) => {
                let (source, mailbox) = (Arc::new(Mutex::new(source)), self.mailbox.clone());
                OpenedStream { stream: Some(NativeStream { source, mailbox }), error: None }
            }
            Err(Failure(error)) => OpenedStream { stream: None, error: Some(error) },
        }
    }
}

/// Gives one value after another.
#[napi]
pub struct NativeStream {
    source: Arc<Mutex<Box<dyn Source>>>,
    mailbox: Mailbox,
}

#[napi]
impl NativeStream {
    /// Fetches the next value; the mailbox gets it under this number, and nothing at the end.
    #[napi]
    pub fn next(&self, env: Env, number: u32, cancel: Option<&Cancel>) {
        let (source, signal) = (Arc::clone(&self.source), Cancel::signal(cancel));
        self.mailbox.post(&env, number, async move {
            let next = until_cancelled(signal, async { source.lock().await.next().await }).await?;
            Ok(next.map_or(Given::Nothing, Given::Answer))
        });
    }
}
