//! What a plan and its runs share.

use std::fmt;

use crate::client::Unkey;

/// What a plan and its runs share.
#[derive(Clone)]
pub(super) struct Basis {
    pub(super) client: Unkey,
}

impl fmt::Debug for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Basis").field("client", &self.client).finish_non_exhaustive()
    }
}
