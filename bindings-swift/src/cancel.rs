//! Cancellation: a cancelled `Task` on the other side, a dropped future on this one. uniffi's Swift does not connect
//! the two, so each call takes one of these along.

use std::sync::Arc;

use tokio::sync::Notify;

/// Gives a call up.
#[derive(Debug, Default, uniffi::Object)]
pub struct Cancel(Notify);

#[uniffi::export]
impl Cancel {
    /// Not cancelled yet.
    #[uniffi::constructor]
    #[must_use]
    pub fn new() -> Arc<Self> {
        Arc::default()
    }

    /// Gives up the call that this was passed to, now or as soon as it begins.
    pub fn cancel(&self) {
        self.0.notify_one();
    }
}

impl Cancel {
    /// Waits until the call is given up.
    pub(crate) async fn cancelled(&self) {
        self.0.notified().await;
    }
}
