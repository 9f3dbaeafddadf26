//! The admin address: state that no call of the API can reach.

mod setup;

use crate::ids::Id;
use crate::pipeline::Engine;

pub(crate) use self::setup::{Made, Setup};

/// Makes the workspace that an emulator starts with, and its root key.
pub(crate) fn first_workspace(engine: &Engine) -> (Id, String) {
    let mut made = Setup::with_full_root_key().make(engine);
    let root_key = made.root_keys.remove(setup::FULL_ROOT_KEY).unwrap_or_default();
    (made.ids.remove("workspace").unwrap_or_default(), root_key)
}
