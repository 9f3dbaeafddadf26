//! What crosses between Rust and Swift: arguments as JSON text, answers as the bytes that [`positional`] describes.

mod bytes;
mod positional;

use futures_util::future::BoxFuture;
use serde::{Serialize, de::DeserializeOwned};
use unkey_kit::{Events, Pages, wire};

pub(crate) use crate::error::Failure;
use crate::generated::Handle;

pub(crate) use bytes::Bytes;

/// An answer on its way.
pub(crate) type Shown = Bytes;

/// A handle that is not there yet.
pub(crate) type Opening = BoxFuture<'static, Result<Handle, Failure>>;

/// Reads the arguments of a method from their JSON array.
pub(crate) fn read<T: DeserializeOwned>(arguments: &str) -> Result<T, Failure> {
    wire::from_host(arguments).map_err(Failure::from)
}

/// Writes an answer.
pub(crate) fn shown<T: Serialize + ?Sized>(value: &T) -> Result<Shown, Failure> {
    Ok(Bytes(written(value)))
}

/// Writes a value for Swift, which wraps its secrets again.
pub(crate) fn written<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    wire::as_for_host(|| positional::bytes(value))
}

/// Something that gives one value after another.
pub(crate) trait Source: Send {
    /// Gives the next value; `None` after the last one.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Shown>, Failure>>;
}

impl<T: Serialize + DeserializeOwned + Send + Sync + 'static> Source for Pages<T> {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Shown>, Failure>> {
        Box::pin(async { self.try_next().await?.map(|page| shown(&page)).transpose() })
    }
}

impl<T: Serialize + Send + Sync + 'static> Source for Events<T> {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Shown>, Failure>> {
        Box::pin(async { self.try_next().await?.map(|event| shown(&event)).transpose() })
    }
}
