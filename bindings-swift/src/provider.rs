//! The root key's provider: a closure on the Swift side. It is asked, and answers in its own time; uniffi's Swift for
//! asynchronous traits does not compile in Swift 6 mode.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::oneshot;
use unkey_kit::{RootKey, RootKeyProvider};

/// Gives the root key when it is needed.
#[uniffi::export(with_foreign)]
pub trait RootKeyVault: Send + Sync {
    /// Asks for the root key that is valid now; returns at once.
    fn ask(&self, question: Arc<RootKeyQuestion>);
}

/// A question that waits for its answer. One that is dropped was answered with no.
#[derive(uniffi::Object)]
pub struct RootKeyQuestion(Mutex<Option<oneshot::Sender<String>>>);

#[uniffi::export]
impl RootKeyQuestion {
    /// Gives the root key; only the first answer counts.
    pub fn answer(&self, root_key: String) {
        if let Some(asker) = self.0.lock().unwrap_or_else(PoisonError::into_inner).take() {
            // An asker that has gone was given up by the caller.
            let _ = asker.send(root_key);
        }
    }

    /// Says that there is no root key. Why, stays in Swift: what a closure throws may hold anything.
    pub fn refuse(&self) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

/// Why a closure gave no root key, in this library's own words: they quote nothing that the closure gave or threw.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct NoRootKey(String);

/// Makes a provider of the core from a closure of Swift.
pub(crate) fn provider(vault: Arc<dyn RootKeyVault>) -> impl RootKeyProvider + 'static {
    move || {
        let (asker, answer) = oneshot::channel();
        vault.ask(Arc::new(RootKeyQuestion(Mutex::new(Some(asker)))));
        async move {
            let text = answer.await.map_err(|_| NoRootKey("its closure threw".to_owned()))?;
            RootKey::new(text).map_err(|error| NoRootKey(error.detail().to_owned()))
        }
    }
}
