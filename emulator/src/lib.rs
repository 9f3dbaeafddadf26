//! A local Unkey v2 API that needs no account.
//!
//! Built into a test, it answers without a socket and under a clock that the test moves:
//!
//! ```
//! use bytes::Bytes;
//! use http::{Request, StatusCode};
//! use unkey_kit_emulator::{Clock, Emulator};
//!
//! let emulator = Emulator::builder().clock(Clock::manual(1_700_000_000_000)).build();
//! let request = Request::post("/v2/apis.createApi")
//!     .header("Authorization", format!("Bearer {}", emulator.root_key()))
//!     .header("Content-Type", "application/json")
//!     .body(Bytes::from_static(br#"{"name": "payments"}"#))?;
//! assert_eq!(emulator.handle(request).status(), StatusCode::OK);
//! # Ok::<(), http::Error>(())
//! ```

mod admin;
mod clock;
mod emulator;
mod error;
mod fault;
mod ids;
mod journal;
mod json;
mod limiter;
mod node;
mod operations;
mod permission;
mod pipeline;
mod schema;
mod seed;
mod server;
mod store;

pub use self::admin::{Deleted, FreshKey, FreshWorkspace, KeyState, OperationCounts, Setup, SetupError};
pub use self::clock::Clock;
pub use self::emulator::{ConnectionClosed, Emulator, EmulatorBuilder};
pub use self::fault::{ArmedFault, Effect, Fault, HeaderMatch, InvalidFault, When};
pub use self::journal::JournalEntry;
pub use self::seed::{SeededKey, SeededKeys};
pub use self::server::EmulatorHandle;
