//! Permissions and roles, which keys can have.

mod answers;

pub use answers::*;
