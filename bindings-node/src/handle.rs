//! A client, or something that its methods gave, with its methods by name.

use std::sync::Arc;

use napi::bindgen_prelude::within_runtime_if_available;
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::{
    cancel::{Cancel, until_cancelled},
    client::CallOptions,
    crossing::{Failure, Source},
    generated::{self, Handle},
};

/// What a call gave: one of the two. Rejections cannot carry an error's fields, so there are none.
#[napi(object)]
pub struct Outcome {
    /// The answer as JSON text; absent at the end of a stream, too.
    pub json: Option<String>,
    /// The error as JSON text.
    pub error: Option<String>,
}

impl From<Result<Option<String>, Failure>> for Outcome {
    fn from(result: Result<Option<String>, Failure>) -> Self {
        match result {
            Ok(json) => Self { json, error: None },
            Err(Failure(error)) => Self { json: None, error: Some(error) },
        }
    }
}

/// A client, or something that its methods gave.
#[napi]
pub struct NativeHandle(pub(crate) Handle);

/// What opening gave: one of the two.
#[napi(object, object_from_js = false)]
pub struct Opened {
    /// The handle.
    pub handle: Option<NativeHandle>,
    /// The error as JSON text.
    pub error: Option<String>,
}

impl From<Result<Handle, Failure>> for Opened {
    fn from(result: Result<Handle, Failure>) -> Self {
        match result {
            Ok(handle) => Self { handle: Some(NativeHandle(handle)), error: None },
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

impl From<Result<Box<dyn Source>, Failure>> for OpenedStream {
    fn from(result: Result<Box<dyn Source>, Failure>) -> Self {
        match result {
            Ok(source) => Self { stream: Some(NativeStream(Arc::new(Mutex::new(source)))), error: None },
            Err(Failure(error)) => Self { stream: None, error: Some(error) },
        }
    }
}

#[napi]
impl NativeHandle {
    /// Makes a call.
    #[napi]
    pub async fn call(
        &self,
        method: String,
        arguments: String,
        options: Option<CallOptions>,
        cancel: Option<&Cancel>,
    ) -> Outcome {
        let (on, signal) = (self.with(options), Cancel::signal(cancel));
        let answer = until_cancelled(signal, generated::call(&on, &method, &arguments)).await;
        answer.map(Some).into()
    }

    /// Opens a handle without waiting.
    #[napi]
    pub fn open(&self, method: String, arguments: String) -> Opened {
        within_runtime_if_available(|| generated::open(&self.0, &method, &arguments)).into()
    }

    /// Opens a handle when it is there.
    #[napi]
    pub async fn open_later(&self, method: String, arguments: String) -> Opened {
        let opened = match generated::open_later(&self.0, &method, &arguments) {
            Ok(opening) => opening.await,
            Err(failure) => Err(failure),
        };
        opened.into()
    }

    /// Opens the pages of a listing.
    #[napi]
    pub fn pages(&self, method: String, arguments: String, options: Option<CallOptions>) -> OpenedStream {
        generated::pages(&self.with(options), &method, &arguments).into()
    }

    /// Opens a stream of events.
    #[napi]
    pub fn events(&self, method: String, arguments: String) -> OpenedStream {
        within_runtime_if_available(|| generated::events(&self.0, &method, &arguments)).into()
    }

    /// Reads a property, or gives a command.
    #[napi]
    pub fn get(&self, method: String, arguments: String) -> Outcome {
        within_runtime_if_available(|| generated::get(&self.0, &method, &arguments)).map(Some).into()
    }

    /// Returns when the work of this handle is over. A pending promise keeps the process alive until then.
    #[napi]
    pub async fn finished(&self) {
        generated::finished(&self.0).await;
    }

    fn with(&self, options: Option<CallOptions>) -> Handle {
        match (&self.0, options) {
            (Handle::Client(client), Some(options)) => Handle::Client(client.with_options(options.into())),
            (handle, _) => handle.clone(),
        }
    }
}

/// Gives one value after another.
#[napi]
pub struct NativeStream(Arc<Mutex<Box<dyn Source>>>);

#[napi]
impl NativeStream {
    /// Gives the next value; nothing at the end.
    #[napi]
    pub async fn next(&self, cancel: Option<&Cancel>) -> Outcome {
        let (source, signal) = (Arc::clone(&self.0), Cancel::signal(cancel));
        until_cancelled(signal, async { source.lock().await.next().await }).await.into()
    }
}
