//! `keys.*`.

mod object;
mod target;

pub(super) use self::object::KeyObject;
