//! A client, or something that its methods gave, with its methods by name.

use std::sync::Arc;

use tokio::sync::Mutex;

use crate::{
    cancel::Cancel,
    client::CallSettings,
    crossing::{Bytes, Source},
    error::Failure,
    generated::{self, Handle},
    runtime::{until_cancelled, within},
};

/// A client, or something that its methods gave.
#[derive(uniffi::Object)]
pub struct NativeHandle(pub(crate) Handle);

#[uniffi::export]
impl NativeHandle {
    /// Makes a call.
    pub async fn call(
        &self,
        method: String,
        arguments: String,
        cancel: Arc<Cancel>,
    ) -> Result<Bytes, Failure> {
        let on = self.0.clone();
        until_cancelled(cancel, async move { generated::call(&on, &method, &arguments).await }).await
    }

    /// Opens a handle without waiting.
    pub fn open(&self, method: String, arguments: String) -> Result<Arc<Self>, Failure> {
        let opened = within(|| generated::open(&self.0, &method, &arguments))?;
        Ok(Arc::new(Self(opened)))
    }

    /// Opens a handle when it is there.
    pub async fn open_later(
        &self,
        method: String,
        arguments: String,
        cancel: Arc<Cancel>,
    ) -> Result<Arc<Self>, Failure> {
        let opening = within(|| generated::open_later(&self.0, &method, &arguments))?;
        Ok(Arc::new(Self(until_cancelled(cancel, opening).await?)))
    }

    /// Opens the pages of a listing.
    pub fn pages(&self, method: String, arguments: String) -> Result<Arc<NativeStream>, Failure> {
        let source = within(|| generated::pages(&self.0, &method, &arguments))?;
        Ok(Arc::new(NativeStream(Arc::new(Mutex::new(source)))))
    }

    /// Opens a stream of events.
    pub fn events(&self, method: String, arguments: String) -> Result<Arc<NativeStream>, Failure> {
        let source = within(|| generated::events(&self.0, &method, &arguments))?;
        Ok(Arc::new(NativeStream(Arc::new(Mutex::new(source)))))
    }

    /// Reads a property, or gives a command.
    pub fn get(&self, method: String, arguments: String) -> Result<Bytes, Failure> {
        within(|| generated::get(&self.0, &method, &arguments))
    }

    /// Gives a view of a client whose calls have these options.
    pub fn with_options(&self, settings: CallSettings) -> Arc<Self> {
        Arc::new(Self(match &self.0 {
            Handle::Client(client) => Handle::Client(client.with_options(settings.into())),
            other => other.clone(),
        }))
    }
}

/// Gives one value after another.
#[derive(uniffi::Object)]
pub struct NativeStream(Arc<Mutex<Box<dyn Source>>>);

#[uniffi::export]
impl NativeStream {
    /// Gives the next value; nothing at the end.
    pub async fn next(&self, cancel: Arc<Cancel>) -> Result<Option<Bytes>, Failure> {
        let source = Arc::clone(&self.0);
        until_cancelled(cancel, async move { source.lock().await.next().await }).await
    }
}
