//! The only door to time, sleep and randomness, so that tests can hold them still.

use std::{
    fmt,
    future::Future,
    pin::Pin,
    sync::Arc,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use crate::api::Millis;

pub(crate) type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where a client takes time and chance from.
pub(crate) trait Source: Send + Sync {
    /// A monotonic instant, for durations and deadlines.
    fn now(&self) -> Instant;
    /// Milliseconds since the Unix epoch, for what people and the server read.
    fn wall(&self) -> Millis;
    /// Returns when the duration has passed.
    fn sleep(&self, duration: Duration) -> Sleep;
    /// A number in `0.0..1.0`.
    fn random(&self) -> f64;
}

/// A shared handle on a [`Source`].
#[derive(Clone)]
pub(crate) struct Clock(Arc<dyn Source>);

impl Clock {
    /// The machine's clock and generator.
    pub(crate) fn system() -> Self {
        Self(Arc::new(System))
    }

    #[cfg(test)]
    pub(crate) fn from_source(source: impl Source + 'static) -> Self {
        Self(Arc::new(source))
    }

    pub(crate) fn now(&self) -> Instant {
        self.0.now()
    }

    pub(crate) fn wall(&self) -> Millis {
        self.0.wall()
    }

    pub(crate) async fn sleep(&self, duration: Duration) {
        if !duration.is_zero() {
            self.0.sleep(duration).await;
        }
    }

    pub(crate) fn random(&self) -> f64 {
        self.0.random()
    }

    /// Runs a future for at most `limit`; `None` if it did not end in time.
    pub(crate) async fn within<F: Future>(&self, limit: Duration, future: F) -> Option<F::Output> {
        let mut future = std::pin::pin!(future);
        // What is ready at once needs no timer.
        let mut timer = None;
        std::future::poll_fn(|context| {
            use std::task::Poll;
            if let Poll::Ready(output) = future.as_mut().poll(context) {
                return Poll::Ready(Some(output));
            }
            timer.get_or_insert_with(|| self.0.sleep(limit)).as_mut().poll(context).map(|()| None)
        })
        .await
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

struct System;

#[expect(clippy::disallowed_methods, reason = "this is the door that the ban points to")]
impl Source for System {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn wall(&self) -> Millis {
        let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        Millis::try_from(since.as_millis()).unwrap_or(Millis::MAX)
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }

    fn random(&self) -> f64 {
        fastrand::f64()
    }
}
