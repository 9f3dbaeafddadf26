//! How a call reaches the service: `call` encodes and decodes, `raw` does so for operations that
//! are not modelled, `retry` decides on repeats, `transport` sends, `authorities` reads whom it trusts.

mod authorities;
mod call;
mod provider;
mod retry;
#[cfg(test)]
mod tests;
mod transport;

pub(crate) use call::Operation;
pub use provider::RootKeyProvider;
pub(crate) use provider::RootKeySource;
pub(crate) use retry::helps;
#[cfg(test)]
pub(crate) use transport::{Answer, Failure, FailureKind, StandIn};
pub(crate) use transport::{Gauge, HeaderText, RateLimit, Transport, TransportOptions};
