//! The Tokio runtime of the library.

use tokio::runtime::Builder;

/// Sets up the runtime when Node loads the library: one worker thread. Calls wait for the network most of the time, and
/// handing them between several threads costs more than they take.
#[napi_derive::module_init]
fn start() {
    let built = Builder::new_multi_thread().worker_threads(1).thread_name("unkey-kit").enable_all().build();
    // Without threads there is nothing to set up; the first call then says so.
    if let Ok(runtime) = built {
        napi::bindgen_prelude::create_custom_tokio_runtime(runtime);
    }
}
