//! [`Events`]: a stream of what happens, or of what is known.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use futures_core::Stream;

use crate::error::Result;

/// A stream of events or of records. Making one does nothing; dropping it stops nothing but itself.
///
/// A [`Stream`]; [`try_next`](Events::try_next) serves without a stream library.
pub struct Events<T>(Pin<Box<dyn Stream<Item = Result<T>> + Send>>);

impl<T> Events<T> {
    pub(super) fn new(stream: impl Stream<Item = Result<T>> + Send + 'static) -> Self {
        Self(Box::pin(stream))
    }

    /// Gives the next one; `None` at the end.
    ///
    /// # Errors
    /// If what is known cannot be read. The stream ends with the first error.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        poll_fn(|context| self.0.as_mut().poll_next(context)).await.transpose()
    }

    /// Collects the rest.
    ///
    /// # Errors
    /// As [`try_next`](Self::try_next).
    pub async fn try_collect(mut self) -> Result<Vec<T>> {
        let mut all = Vec::new();
        while let Some(one) = self.try_next().await? {
            all.push(one);
        }
        Ok(all)
    }
}

impl<T> Stream for Events<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}
