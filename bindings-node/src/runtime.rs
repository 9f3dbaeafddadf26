//! The runtime of the library: one thread for all calls of the process.

use std::{future::pending, io, sync::OnceLock, thread};

use tokio::runtime::{Builder, Handle};

use crate::crossing::Failure;

/// The runtime, which starts with the first client. Calls wait for the network most of the time, so one thread carries
/// them; a runtime that could have several spends a quarter more on each.
pub(crate) fn handle() -> io::Result<&'static Handle> {
    static RUNTIME: OnceLock<Handle> = OnceLock::new();
    if let Some(handle) = RUNTIME.get() {
        return Ok(handle);
    }
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    // It ends with the process. Two JavaScript threads that begin at once may start two, of which one stays idle.
    thread::Builder::new().name("unkey-kit".to_owned()).spawn(move || runtime.block_on(pending::<()>()))?;
    Ok(RUNTIME.get_or_init(|| handle))
}

/// Runs something that does not wait but may start work that goes on by itself.
pub(crate) fn within<T>(run: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    let _entered = handle().map_err(|error| Failure::without_runtime(&error))?.enter();
    run()
}
