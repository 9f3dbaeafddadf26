//! Root keys: what a caller authenticates with.

use std::sync::Arc;

use crate::ids::Id;
use crate::permission::Grants;

/// A root key.
#[derive(Clone, Debug)]
pub(crate) struct RootKey {
    pub(crate) id: Id,
    pub(crate) enabled: bool,
    /// Milliseconds since 1970.
    pub(crate) expires: Option<i64>,
    pub(crate) deleted: bool,
    /// The workspace that it acts on; it may be missing.
    pub(crate) workspace: Id,
    pub(crate) grants: Arc<Grants>,
}
