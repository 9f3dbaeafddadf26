//! What an operation works with.

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use crate::clock::Clock;
use crate::error::{INVALID_INPUT, Result};
use crate::ids::{Id, Ids};
use crate::node::{Lookup, Node};
use crate::permission::{Grants, Need};
use crate::store::Workspace;

/// Who calls: a root key that was found in order.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The workspace that the root key acts on.
    pub(crate) workspace: Id,
    pub(crate) grants: Arc<Grants>,
}

/// One request, with the state that it may read and change.
pub(crate) struct Call<'a> {
    /// The body, valid against the schema of the operation.
    pub(crate) body: &'a Value,
    pub(crate) caller: &'a Caller,
    /// The address that the request came from, as the service sees it.
    pub(crate) client_ip: &'a str,
    /// The caller's own workspace: no operation reaches into another one.
    pub(crate) workspace: &'a mut Workspace,
    /// The node that answers.
    pub(crate) node: &'a mut Node,
    pub(crate) ids: &'a Ids,
    pub(crate) clock: &'a Clock,
    /// Milliseconds since 1970, the same for the whole request.
    pub(crate) now: i64,
    /// Cache lookups so far, for `X-Unkey-Timing`.
    pub(crate) lookups: &'a mut Vec<Lookup>,
}

impl Call<'_> {
    /// Reads the body.
    ///
    /// # Errors
    /// 400 `invalid_input` for what the schema lets through and a field cannot hold.
    pub(crate) fn read<T: for<'de> Deserialize<'de>>(&self) -> Result<T> {
        T::deserialize(self.body).map_err(|_| {
            INVALID_INPUT.because("A field of the request body holds a value that does not fit.")
        })
    }

    /// Checks what the root key may do.
    ///
    /// # Errors
    /// 403 `insufficient_permissions`.
    pub(crate) fn require(&self, need: &Need) -> Result<()> {
        need.check(&self.caller.grants)
    }
}
