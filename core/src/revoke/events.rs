//! [`Events`]: a stream of what happens, or of what is known.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_core::Stream;

use crate::error::Result;

/// A stream of events or of records. Making one does nothing; dropping it stops nothing but itself.
///
/// A [`Stream`]; [`try_next`](Events::try_next) serves without a stream library.
pub struct Events<T>(Option<Source<T>>);

/// `None` after the end: what stands behind the stream must not be asked again.
type Source<T> = Pin<Box<dyn Stream<Item = Result<T>> + Send>>;

impl<T> Events<T> {
    pub(super) fn new(stream: impl Stream<Item = Result<T>> + Send + 'static) -> Self {
        Self(Some(Box::pin(stream)))
    }

    /// Gives the next one; `None` at the end, and whenever it is asked again after that.
    ///
    /// # Errors
    /// If what is known cannot be read. The stream ends with the first error.
    pub async fn try_next(&mut self) -> Result<Option<T>> {
        poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await.transpose()
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
        let Some(source) = &mut self.0 else { return Poll::Ready(None) };
        let next = ready!(source.as_mut().poll_next(context));
        if !matches!(next, Some(Ok(_))) {
            self.0 = None;
        }
        Poll::Ready(next)
    }
}

impl<T> fmt::Debug for Events<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Events")
    }
}

#[cfg(test)]
mod tests {
    use futures_util::stream::{iter, unfold};

    use super::*;
    use crate::error::Error;

    #[tokio::test]
    async fn the_end_stays_the_end() {
        // It panics when it is asked after its end, as a stream may.
        let mut events = Events::new(unfold(1, async |left| (left > 0).then_some((Ok(left), left - 1))));
        assert_eq!(events.try_next().await.unwrap(), Some(1));
        assert_eq!(events.try_next().await.unwrap(), None);
        assert_eq!(events.try_next().await.unwrap(), None);
    }

    #[tokio::test]
    async fn the_first_error_is_the_end() {
        let mut events = Events::new(iter([Err(Error::configuration("unreadable")), Ok(1)]));
        assert!(events.try_next().await.is_err());
        assert_eq!(events.try_next().await.unwrap(), None);
    }
}
