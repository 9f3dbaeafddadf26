//! The runtime of the library: one thread for all calls of the process.

use std::{
    future::{Future, pending},
    io,
    sync::OnceLock,
    thread,
};

use tokio::runtime::{Builder, Handle};

/// The runtime, which starts with the first call. Calls wait for the network most of the time, so one thread carries them,
/// and a runtime of one thread spends less on each than one that could have several.
fn handle() -> io::Result<&'static Handle> {
    static RUNTIME: OnceLock<Handle> = OnceLock::new();
    if let Some(handle) = RUNTIME.get() {
        return Ok(handle);
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new().name("unkey-kit".to_owned()).spawn(move || runtime.block_on(pending::<()>()))?;
    Ok(RUNTIME.get_or_init(|| handle))
}

/// Runs a future on the runtime.
pub(crate) fn spawn(future: impl Future<Output = ()> + Send + 'static) {
    if let Ok(handle) = handle() {
        drop(handle.spawn(future));
    }
}
