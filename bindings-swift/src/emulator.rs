//! The emulator, for tests of software that uses the package. Without the feature `testing` there is none, and starting
//! one says so: so uniffi's Swift is the same for both.

use std::sync::Arc;
#[cfg(feature = "testing")]
use std::sync::{Mutex, PoisonError};

#[cfg(feature = "testing")]
use unkey_kit_emulator::{Emulator, EmulatorHandle};

use crate::error::Failure;

/// A running emulator; it stops when it is told to, or is dropped.
#[derive(uniffi::Object)]
pub struct NativeEmulator {
    addresses: Addresses,
    #[cfg(feature = "testing")]
    running: Mutex<Option<EmulatorHandle>>,
}

/// Where an emulator is, and how to be let in.
#[derive(Clone, Debug, uniffi::Record)]
pub struct Addresses {
    /// The base URL of the API.
    pub url: String,
    /// The base URL of each node.
    pub urls: Vec<String>,
    /// The base URL of the admin calls.
    pub admin_url: String,
    /// A root key that may do everything.
    pub root_key: String,
    /// The id of its workspace.
    pub workspace_id: String,
}

/// Starts an emulator with this number of nodes, on free ports of the loopback address.
///
/// # Errors
/// If there is no free port, or the library was built without the emulator.
#[uniffi::export]
#[cfg(feature = "testing")]
pub async fn start_emulator(nodes: u32) -> Result<Arc<NativeEmulator>, Failure> {
    let start = async move {
        let started = Emulator::builder().nodes(nodes.max(1) as usize).start().await;
        started.map_err(|error| Failure::configuration(&error.to_string()))
    };
    let handle: EmulatorHandle = crate::runtime::until_cancelled(Arc::default(), start).await?;
    let addresses = Addresses {
        url: handle.url().to_owned(),
        urls: handle.urls().iter().map(ToString::to_string).collect(),
        admin_url: handle.admin_url().to_owned(),
        root_key: handle.root_key().to_owned(),
        workspace_id: handle.emulator().workspace_id().to_owned(),
    };
    Ok(Arc::new(NativeEmulator { addresses, running: Mutex::new(Some(handle)) }))
}

/// Starts no emulator: this library has none.
///
/// # Errors
/// Always.
#[uniffi::export]
#[cfg(not(feature = "testing"))]
#[expect(clippy::unused_async, reason = "as the one with an emulator")]
pub async fn start_emulator(nodes: u32) -> Result<Arc<NativeEmulator>, Failure> {
    let _ = nodes;
    let message = "this library was built without the feature `testing`, which has the emulator";
    Err(Failure::configuration(message))
}

#[uniffi::export]
impl NativeEmulator {
    /// Where it is.
    pub fn addresses(&self) -> Addresses {
        self.addresses.clone()
    }

    /// Stops to listen and closes every connection.
    pub fn stop(&self) {
        #[cfg(feature = "testing")]
        crate::runtime::within(|| self.running.lock().unwrap_or_else(PoisonError::into_inner).take());
    }
}
