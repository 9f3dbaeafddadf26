//! The emulator, for tests of software that uses the package. Without the feature `testing` there is none, and starting
//! one says so: so uniffi's Swift is the same for both.

use std::{
    collections::HashMap,
    fmt,
    sync::{Arc, Mutex, PoisonError},
};

use crate::{error::Failure, runtime};

/// A running emulator; it stops when it is told to, or is dropped.
#[derive(uniffi::Object)]
pub struct NativeEmulator {
    addresses: Addresses,
    running: Mutex<Option<Running>>,
}

/// Where an emulator is, and how to be let in.
#[derive(Clone, uniffi::Record)]
pub struct Addresses {
    /// The base URL of the API.
    pub url: String,
    /// The base URL of each node.
    pub urls: Vec<String>,
    /// The base URL of the admin calls.
    pub admin_url: String,
    /// A root key that may do everything.
    pub root_key: String,
    /// The id of its first workspace.
    pub workspace_id: String,
    /// Root keys of its first workspace, by the aliases of the setup.
    pub root_keys: HashMap<String, String>,
    /// Ids of its first workspace, by the aliases of the setup.
    pub ids: HashMap<String, String>,
    /// The keys of the setup's list, in its order.
    pub keys: Vec<ListedKey>,
}

impl fmt::Debug for Addresses {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Addresses").field("url", &self.url).finish_non_exhaustive()
    }
}

/// A key of a setup's list.
#[derive(Clone, uniffi::Record)]
pub struct ListedKey {
    /// Its id.
    pub key_id: String,
    /// Its plaintext.
    pub key: String,
    /// The id of its API.
    pub api_id: String,
}

impl fmt::Debug for ListedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ListedKey").field("key_id", &self.key_id).finish_non_exhaustive()
    }
}

/// Starts an emulator with this number of nodes, on free ports of the loopback address. Its first workspace is as the
/// setup says, in JSON; every id and secret follows from the seed, if there is one.
///
/// # Errors
/// If the setup cannot be read or made, if there is no free port, or if the library was built without the emulator.
#[uniffi::export]
pub async fn start_emulator(
    setup: String,
    seed: Option<u64>,
    nodes: u32,
) -> Result<Arc<NativeEmulator>, Failure> {
    let (addresses, running) = runtime::until_cancelled(Arc::default(), started(setup, seed, nodes)).await?;
    Ok(Arc::new(NativeEmulator { addresses, running: Mutex::new(Some(running)) }))
}

#[uniffi::export]
impl NativeEmulator {
    /// Where it is.
    pub fn addresses(&self) -> Addresses {
        self.addresses.clone()
    }

    /// Stops to listen and closes every connection.
    pub fn stop(&self) {
        self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
    }
}

#[cfg(feature = "testing")]
type Running = unkey_kit_emulator::EmulatorHandle;

#[cfg(feature = "testing")]
async fn started(setup: String, seed: Option<u64>, nodes: u32) -> Result<(Addresses, Running), Failure> {
    let setup = unkey_kit_emulator::Setup::from_json(&setup)
        .map_err(|error| Failure::configuration(&format!("the setup cannot be read: {error}")))?;
    let mut builder = unkey_kit_emulator::Emulator::builder().nodes(nodes.max(1) as usize);
    if let Some(seed) = seed {
        builder = builder.seed(seed);
    }
    let started = builder.start_with(setup).await;
    let handle = started.map_err(|error| Failure::configuration(&error.to_string()))?;
    let first = handle.emulator().first_workspace().clone();
    let listed = |key: unkey_kit_emulator::FreshKey| ListedKey {
        key_id: key.key_id,
        key: key.key,
        api_id: key.api_id,
    };
    let addresses = Addresses {
        url: handle.url().to_owned(),
        urls: handle.urls().to_vec(),
        admin_url: handle.admin_url().to_owned(),
        root_key: handle.root_key().to_owned(),
        workspace_id: handle.emulator().workspace_id().to_owned(),
        root_keys: first.root_keys.into_iter().collect(),
        ids: first.ids.into_iter().collect(),
        keys: first.keys.into_iter().map(listed).collect(),
    };
    Ok((addresses, handle))
}

#[cfg(not(feature = "testing"))]
type Running = std::convert::Infallible;

#[cfg(not(feature = "testing"))]
fn started(_: String, _: Option<u64>, _: u32) -> std::future::Ready<Result<(Addresses, Running), Failure>> {
    let message = "this library was built without the feature `testing`, which has the emulator";
    std::future::ready(Err(Failure::configuration(message)))
}
