//! Cancellation: an `AbortSignal` on the other side, a dropped future on this one.

use std::{future::Future, sync::Arc};

use napi_derive::napi;
use tokio::sync::Notify;

use crate::crossing::Failure;

/// Gives calls up.
#[napi]
#[derive(Default)]
pub struct Cancel(Arc<Notify>);

#[napi]
impl Cancel {
    /// Not cancelled yet.
    #[napi(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Gives up the call that this was passed to, now or as soon as it begins.
    #[napi]
    pub fn cancel(&self) {
        self.0.notify_one();
    }
}

impl Cancel {
    /// What a call waits for.
    pub(crate) fn signal(cancel: Option<&Self>) -> Option<Arc<Notify>> {
        cancel.map(|cancel| Arc::clone(&cancel.0))
    }
}

/// Runs a call until it ends or is given up; dropping it then closes its request.
pub(crate) async fn until_cancelled<T>(
    signal: Option<Arc<Notify>>,
    call: impl Future<Output = Result<T, Failure>>,
) -> Result<T, Failure> {
    match signal {
        None => call.await,
        Some(signal) => tokio::select! {
            biased;
            () = signal.notified() => Err(Failure::cancelled()),
            result = call => result,
        },
    }
}
