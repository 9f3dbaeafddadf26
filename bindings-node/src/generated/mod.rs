//! What `cargo xtask gen` writes.

mod dispatch;
mod layout;
mod writers;

pub(crate) use dispatch::{Handle, call, events, finished, get, open, open_later, pages};
pub(crate) use layout::LAYOUT;
