//! The emulator, for tests of software that uses the package.

use std::{fmt::Display, io};

use napi::{Status, bindgen_prelude::BigInt};
use napi_derive::napi;
use unkey_kit_emulator::{Emulator, EmulatorHandle, Setup};

use crate::runtime;

/// A running emulator; it stops when it is told to, or with the process.
#[napi]
pub struct NativeEmulator(Option<EmulatorHandle>);

/// Starts an emulator with this number of nodes, on free ports of the loopback address, which takes a moment. Its first
/// workspace is as the setup says, in JSON; every id and secret follows from the seed, if there is one.
///
/// A setup that cannot be read or made is an error with the code `InvalidArg`.
#[napi]
pub fn start_emulator(setup: String, seed: Option<BigInt>, nodes: u32) -> napi::Result<NativeEmulator> {
    let invalid = |what: &str, error: &dyn Display| {
        napi::Error::new(Status::InvalidArg, format!("the setup cannot be {what}: {error}"))
    };
    let setup = Setup::from_json(&setup).map_err(|error| invalid("read", &error))?;
    let mut builder = Emulator::builder().nodes(nodes.max(1) as usize);
    if let Some(seed) = seed {
        let (_, seed, _) = seed.get_u64();
        builder = builder.seed(seed);
    }
    let failed = |error: io::Error| napi::Error::from_reason(error.to_string());
    let started = runtime::handle().map_err(failed)?.block_on(builder.start_with(setup));
    let handle = started.map_err(|error| match error.kind() {
        io::ErrorKind::InvalidInput => invalid("made", &error),
        _ => failed(error),
    })?;
    Ok(NativeEmulator(Some(handle)))
}

#[napi]
impl NativeEmulator {
    /// The base URL of the API, those of its nodes, that of the admin calls, the root key, and the first workspace, as
    /// JSON text.
    #[napi]
    pub fn addresses(&self) -> Option<String> {
        let handle = self.0.as_ref()?;
        let addresses = serde_json::json!({
            "url": handle.url(),
            "urls": handle.urls(),
            "adminUrl": handle.admin_url(),
            "rootKey": handle.root_key(),
            "workspaceId": handle.emulator().workspace_id(),
            "firstWorkspace": handle.emulator().first_workspace(),
        });
        Some(addresses.to_string())
    }

    /// Stops to listen and closes every connection.
    #[napi]
    pub fn stop(&mut self) {
        self.0.take();
    }
}
