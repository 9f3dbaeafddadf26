//! The emulator, for tests of software that uses the package.

use std::fmt::Display;

use napi_derive::napi;
use unkey_kit_emulator::{Emulator, EmulatorHandle};

use crate::runtime;

/// A running emulator; it stops when it is told to, or with the process.
#[napi]
pub struct NativeEmulator(Option<EmulatorHandle>);

/// Starts an emulator with this number of nodes, on free ports of the loopback address, which takes a moment.
#[napi]
pub fn start_emulator(nodes: u32) -> napi::Result<NativeEmulator> {
    let failed = |error: &dyn Display| napi::Error::from_reason(error.to_string());
    let started = Emulator::builder().nodes(nodes.max(1) as usize).start();
    let runtime = runtime::handle().map_err(|error| failed(&error))?;
    Ok(NativeEmulator(Some(runtime.block_on(started).map_err(|error| failed(&error))?)))
}

#[napi]
impl NativeEmulator {
    /// The base URL of the API, those of its nodes, that of the admin calls, and the root key, as JSON text.
    #[napi]
    pub fn addresses(&self) -> Option<String> {
        let handle = self.0.as_ref()?;
        let addresses = serde_json::json!({
            "url": handle.url(),
            "urls": handle.urls(),
            "adminUrl": handle.admin_url(),
            "rootKey": handle.root_key(),
            "workspaceId": handle.emulator().workspace_id(),
        });
        Some(addresses.to_string())
    }

    /// Stops to listen and closes every connection.
    #[napi]
    pub fn stop(&mut self) {
        self.0.take();
    }
}
