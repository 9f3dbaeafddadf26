//! Client of the Unkey API: typed calls, typed errors, bulk revocation. Not made by Unkey.
//!
//! [`Unkey`] is the client. Its resources have the names of the API: [`keys`](Unkey::keys), [`apis`](Unkey::apis),
//! [`identities`](Unkey::identities), [`permissions`](Unkey::permissions), [`ratelimit`](Unkey::ratelimit),
//! [`analytics`](Unkey::analytics), [`root_keys`](Unkey::root_keys), [`workspace`](Unkey::workspace). A request is made
//! by `new` with what it must have, and by setters for the rest; an answer is `{ meta, data }`, so that the id of the
//! request is always at hand. What is not modelled yet is called by its name: [`Unkey::call_raw`].
//!
//! ```no_run
//! use unkey_kit::{CreateKey, ListKeys, Unkey, UpdateKey, VerifyKey};
//!
//! #[tokio::main]
//! async fn main() -> unkey_kit::Result<()> {
//!     let unkey = Unkey::from_env()?; // the root key is in UNKEY_ROOT_KEY
//!
//!     let created = unkey.keys().create(CreateKey::new("api_1").external_id("user_123")).await?;
//!     println!("{} (request {})", created.data.key.reveal(), created.meta.request_id);
//!
//!     let verdict = unkey.keys().verify(VerifyKey::new(created.data.key)).await?.data;
//!     println!("valid: {}, {:?}", verdict.valid, verdict.code);
//!
//!     // Disable all keys of a user, page by page.
//!     let mut keys = unkey.keys().list(ListKeys::new("api_1").external_id("user_123"));
//!     while let Some(key) = keys.try_next().await? {
//!         unkey.keys().update(UpdateKey::new(key.key_id).enabled(false)).await?;
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Errors
//!
//! There is one [`Error`]. Its [`kind`](Error::kind) says what can be done about it, its [`code`](Error::code) what the
//! service said, its [`effect`](Error::effect) whether the change may have been made. Codes are values: text of the
//! service decides nothing.
//!
//! ```no_run
//! use unkey_kit::{DeleteKey, ErrorCode, ErrorKind, Unkey};
//!
//! # async fn example(unkey: Unkey) -> unkey_kit::Result<()> {
//! match unkey.keys().delete(DeleteKey::new("key_1")).await {
//!     Ok(answer) => println!("deleted by request {}", answer.meta.request_id),
//!     // The key is not there, as opposed to ROOT_KEY_NOT_FOUND: our own root key is unknown.
//!     Err(error) if error.code() == Some(&ErrorCode::KEY_NOT_FOUND) => println!("no such key"),
//!     Err(error) if error.code() == Some(&ErrorCode::INSUFFICIENT_PERMISSIONS) => {
//!         println!("ask for one of {:?}", error.missing());
//!     }
//!     Err(error) if error.kind() == ErrorKind::RateLimited => println!("wait {:?}", error.retry_after()),
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Repeats
//!
//! A failed attempt is repeated where that can help and can do no harm: if the service did nothing, or if repeating the
//! operation leaves the same state behind. So [`Keys::create`] is repeated after a 429, and never after a 500 or a lost
//! connection, which may have made a key already. A repeated deletion that finds its target gone has succeeded.
//! [`RetryPolicy`] and [`CallOptions`] say how often and for how long.
//!
//! # Clearing a field
//!
//! Updates have three states of a field: left as it is, cleared, or set. [`Patch`] is that.
//!
//! ```
//! use unkey_kit::{CreditsUpdate, Patch, UpdateKey};
//!
//! let update = UpdateKey::new("key_1")
//!     .name("billing")
//!     .expires(Patch::Clear)
//!     .credits(CreditsUpdate::new().remaining(1_000));
//! assert_eq!(
//!     serde_json::to_string(&update).unwrap(),
//!     r#"{"keyId":"key_1","name":"billing","expires":null,"credits":{"remaining":1000}}"#
//! );
//! ```
//!
//! # Secrets
//!
//! Root keys and the secrets of keys ([`KeySecret`]) are redacted in `Debug`, in serialised values, in errors and in
//! logs, and wiped from memory; [`reveal`](KeySecret::reveal) is the one way to their text. Logs are `tracing` events
//! with the operation, the attempt, the status and the request's id, and never a body or a header.
//!
//! # Revocation
//!
//! [`Unkey::revoke`] plans, applies, proves and takes back the revocation of many keys at once.

#![forbid(unsafe_code)]

mod api;
mod client;
mod clock;
mod config;
mod error;
mod http;
mod page;
mod revoke;
mod secret;
pub mod wire;

// One line for all of the API's types: a new one touches its resource's file alone.
pub use api::*;
pub use client::{Unkey, UnkeyBuilder};
pub use config::{CallOptions, DEFAULT_BASE_URL, ENV_BASE_URL, ENV_ROOT_KEY, RetryPolicy};
pub use error::{Effect, Error, ErrorCode, ErrorKind, FieldError, KnownCode, Result, explain, similar_codes};
pub use http::RootKeyProvider;
pub use page::{Items, Page, Pages, Pagination};
// Likewise for bulk revocation: its surface and values.
pub use revoke::*;
pub use secret::{KeySecret, REDACTED, RootKey};

/// Runs the code of the page about errors.
#[cfg(doctest)]
#[doc = include_str!("../../docs/errors.md")]
pub struct ErrorsPage;
