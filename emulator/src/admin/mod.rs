//! The admin address: state that no call of the API can reach, the clock, faults and the journal.

mod address;
mod keys;
mod setup;

pub(crate) use self::address::respond;
pub(crate) use self::keys::key_states;
pub use self::keys::{Deleted, KeyState, OperationCounts};
pub(crate) use self::setup::{FULL_ROOT_KEY, WORKSPACE};
pub use self::setup::{FreshKey, FreshWorkspace, Setup, SetupError};
