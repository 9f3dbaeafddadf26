//! The Tokio runtime on which everything runs: Swift's own threads only wait for what comes out.

use std::{
    future::{Future, pending},
    io,
    sync::{Arc, LazyLock},
    thread,
};

use tokio::{
    runtime::{Builder, Handle},
    task::JoinHandle,
};

use crate::{cancel::Cancel, error::Failure};

/// Starts with the first use and lives as long as the process. Calls wait for the network most of the time, so one
/// thread carries them all; a runtime that could have several spends more on each.
static RUNTIME: LazyLock<io::Result<Handle>> = LazyLock::new(|| {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new().name("unkey-kit".to_owned()).spawn(move || runtime.block_on(pending::<()>()))?;
    Ok(handle)
});

fn handle() -> Result<&'static Handle, Failure> {
    let refused = |error| Failure::configuration(&format!("the library's thread cannot be started: {error}"));
    RUNTIME.as_ref().map_err(refused)
}

/// Runs something that needs the runtime but does not wait: it may start work that goes on by itself.
pub(crate) fn within<T>(run: impl FnOnce() -> Result<T, Failure>) -> Result<T, Failure> {
    let _entered = handle()?.enter();
    run()
}

/// Runs a call on the runtime until it ends or is given up; giving it up drops it, which closes its request.
pub(crate) async fn until_cancelled<T: Send + 'static>(
    cancel: Arc<Cancel>,
    call: impl Future<Output = Result<T, Failure>> + Send + 'static,
) -> Result<T, Failure> {
    let mut task = AbortOnDrop(handle()?.spawn(async move {
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

#[cfg(test)]
mod tests {
    use std::thread;

    use super::{Arc, Failure, until_cancelled, within};

    #[tokio::test]
    async fn one_thread_carries_every_call_and_what_it_starts() {
        let carrier = || async {
            Ok::<_, Failure>((thread::current().id(), thread::current().name().map(str::to_owned)))
        };
        let first = until_cancelled(Arc::default(), carrier()).await.unwrap();
        let second = until_cancelled(Arc::default(), carrier()).await.unwrap();
        let started = within(|| Ok(tokio::spawn(carrier()))).unwrap().await.unwrap().unwrap();
        assert_eq!(first.1.as_deref(), Some("unkey-kit"));
        assert_ne!(first.0, thread::current().id());
        assert_eq!([&first, &first], [&second, &started]);
    }
}
