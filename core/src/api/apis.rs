//! APIs: what keys belong to.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};

use super::{Empty, Response};
use crate::{
    client::Unkey,
    error::{ErrorCode, Result},
    http::Operation,
};

/// APIs: what keys belong to. The keys of one are listed by [`Keys::list`](super::Keys::list).
///
/// No call lists the APIs of a workspace.
#[derive(Clone, Debug)]
pub struct Apis {
    pub(super) client: Unkey,
}

impl Apis {
    /// Creates an API.
    ///
    /// Names are not unique, so it is never repeated once it may have been applied.
    ///
    /// Needs `api.*.create_api`.
    pub async fn create(&self, request: CreateApi) -> Result<Response<CreatedApi>> {
        self.client.call(Operation::new("apis.createApi"), &request).await
    }

    /// Reads an API's name.
    ///
    /// Needs `api.*.read_api` or `api.API_ID.read_api`; without it even an API that does not exist is a 403
    /// `INSUFFICIENT_PERMISSIONS`. A node of the service may answer from memory for up to 10 s.
    pub async fn get(&self, request: GetApi) -> Result<Response<Api>> {
        self.client.call(Operation::new("apis.getApi").safe_to_repeat(), &request).await
    }

    /// Deletes an API for good; no call restores it. Its keys become invalid with it.
    ///
    /// Every node of the service may accept a key of it for up to 10 s, and once within 10 minutes if the key is idle.
    /// When a repeat after a lost answer finds the API gone, that is success; deleting it a second time is a 404
    /// `API_NOT_FOUND`. An API with delete protection is a 412 `PROTECTED_RESOURCE`.
    ///
    /// Needs `api.*.delete_api` or `api.API_ID.delete_api`.
    pub async fn delete(&self, request: DeleteApi) -> Result<Response<Empty>> {
        self.client.call(Operation::new("apis.deleteApi").deletes(ErrorCode::API_NOT_FOUND), &request).await
    }
}

/// An API to create.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct CreateApi {
    /// Its name, 3 to 256 characters.
    pub name: String,
}

impl CreateApi {
    /// Names the API.
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into() }
    }
}

/// An API to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct GetApi {
    /// The API's id, 8 to 255 characters.
    pub api_id: String,
}

impl GetApi {
    /// Names the API.
    pub fn new(api_id: impl Into<String>) -> Self {
        Self { api_id: api_id.into() }
    }
}

/// An API to delete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct DeleteApi {
    /// The API's id, 8 to 255 characters.
    pub api_id: String,
}

impl DeleteApi {
    /// Names the API.
    pub fn new(api_id: impl Into<String>) -> Self {
        Self { api_id: api_id.into() }
    }
}

/// An API that was just created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreatedApi {
    /// Its id, for every later call on it.
    pub api_id: String,
}

/// An API.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Api {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}
