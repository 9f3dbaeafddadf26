//! The Tokio runtime on which everything runs: Swift's own threads only wait for what comes out.

use std::{
    future::Future,
    sync::{Arc, LazyLock},
};

use tokio::{
    runtime::{Builder, Runtime},
    task::JoinHandle,
};

use crate::{cancel::Cancel, error::Failure};

/// One thread serves thousands of requests a second; more of them would only wake each other.
static RUNTIME: LazyLock<Runtime> = LazyLock::new(|| {
    let mut builder = Builder::new_multi_thread();
    let built = builder.worker_threads(1).enable_all().thread_name("unkey-kit").build();
    built.expect("the system lets this process start a thread")
});

/// Runs something that needs the runtime but does not wait: it may start work that goes on by itself.
pub(crate) fn within<T>(run: impl FnOnce() -> T) -> T {
    let _entered = RUNTIME.enter();
    run()
}

/// Runs a call on the runtime until it ends or is given up; giving it up drops it, which closes its request.
pub(crate) async fn until_cancelled<T: Send + 'static>(
    cancel: Arc<Cancel>,
    call: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    let mut task = AbortOnDrop(RUNTIME.spawn(async move {
        tokio::select! {
            biased;
            () = cancel.cancelled() => Err(Failure::Cancelled),
            result = call => result,
        }
    }));
    match (&mut task.0).await {
        Ok(result) => result,
        Err(ended) => match ended.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            Err(_) => Err(Failure::Cancelled),
        },
    }
}

/// A task that ends with whoever waits for it.
struct AbortOnDrop<T>(JoinHandle<T>);

impl<T> Drop for AbortOnDrop<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}
