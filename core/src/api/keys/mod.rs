//! Keys: create, verify, read, change and revoke them.

mod answers;
mod requests;

pub use answers::*;
pub use requests::*;

use super::{Empty, Response};
use crate::{
    client::Unkey,
    error::{ErrorCode, Result},
    http::Operation,
    page::Items,
};

/// Keys: create, verify, read, change and revoke them.
#[derive(Clone, Debug)]
pub struct Keys {
    pub(super) client: Unkey,
}

impl Keys {
    /// Creates a key. Its secret is in this answer and never again.
    ///
    /// Never repeated once it may have been applied, since each call makes another key.
    ///
    /// Needs `api.*.create_key` or `api.API_ID.create_key`; without it the API reads as not found.
    pub async fn create(&self, request: CreateKey) -> Result<Response<CreatedKey>> {
        self.client.call(Operation::new("keys.createKey"), &request).await
    }

    /// Lists the keys of an API, disabled and expired ones too, in the order of their ids.
    ///
    /// Needs both `read_key` and `read_api` on the API; without them the API reads as not found.
    #[must_use]
    pub fn list(&self, request: ListKeys) -> Items<Key> {
        Items::new(&self.client, Operation::new("apis.listKeys").safe_to_repeat(), &request)
    }

    /// Deletes a key for good; see [`update`](Self::update) to disable it instead.
    ///
    /// Other nodes of the service may accept the key for a while: up to 10 s if it is in use, and once within
    /// 10 minutes if it is not. When a repeat after a lost answer finds the key gone, that is success.
    pub async fn delete(&self, request: DeleteKey) -> Result<Response<Empty>> {
        self.client.call(Operation::new("keys.deleteKey").deletes(ErrorCode::KEY_NOT_FOUND), &request).await
    }
}
