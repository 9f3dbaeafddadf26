//! Identities: the users or tenants that keys belong to.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::{Empty, JsonObject, RatelimitRule, Response, StoredRatelimit, null_as_default};
use crate::{
    client::Unkey,
    error::{ErrorCode, Result},
    http::Operation,
    page::Items,
};

/// Identities: the users or tenants that keys belong to, with what their keys share.
///
/// An identity is named by its id or by your `externalId`. Case matters: `user_1` and `USER_1` are two. No change of an
/// identity reaches the verification of its keys at once: a node of the service may go on with what it remembers for up
/// to 10 s, and once within 10 minutes if the key is idle.
#[derive(Clone, Debug)]
pub struct Identities {
    pub(super) client: Unkey,
}

impl Identities {
    /// Creates an identity.
    ///
    /// [`Keys::create`](super::Keys::create) does so by itself for an `externalId` that is new. One that exists is a
    /// 409 `IDENTITY_ALREADY_EXISTS`. Never repeated once it may have been applied.
    ///
    /// Needs `identity.*.create_identity`.
    pub async fn create(&self, request: CreateIdentity) -> Result<Response<CreatedIdentity>> {
        self.client.call(Operation::new("identities.createIdentity"), &request).await
    }

    /// Reads an identity.
    ///
    /// Needs `identity.*.read_identity` or `identity.IDENTITY_ID.read_identity`. One that does not exist is a 404
    /// `IDENTITY_NOT_FOUND` even without it.
    pub async fn get(&self, request: GetIdentity) -> Result<Response<Identity>> {
        self.client.call(Operation::new("identities.getIdentity").safe_to_repeat(), &request).await
    }

    /// Lists the identities of the workspace, in the order of their ids, which is not that of creation.
    ///
    /// Needs `identity.*.read_identity`. With permission for single identities alone, a page with any other fails as
    /// a whole; an empty page needs none.
    #[must_use]
    pub fn list(&self, request: ListIdentities) -> Items<Identity> {
        Items::new(&self.client, Operation::new("identities.listIdentities").safe_to_repeat(), &request)
    }

    /// Changes an identity; what is not mentioned stays.
    ///
    /// The answer has `meta` only if the request had it.
    ///
    /// Needs `identity.*.update_identity`. Two limits of one name are a 400 `INVALID_INPUT`.
    pub async fn update(&self, request: UpdateIdentity) -> Result<Response<Identity>> {
        self.client.call(Operation::new("identities.updateIdentity").safe_to_repeat(), &request).await
    }

    /// Deletes an identity. Its keys stay valid, and are no longer found by their user.
    ///
    /// So revoke the keys first, in every API, and delete the identity last: afterwards no listing by `externalId`
    /// finds them, and a new identity of the same `externalId` does not get them back. When a repeat after a lost
    /// answer finds the identity gone, that is success; deleting it a second time is a 404 `IDENTITY_NOT_FOUND`.
    ///
    /// Needs `identity.*.delete_identity`.
    pub async fn delete(&self, request: DeleteIdentity) -> Result<Response<Empty>> {
        let operation = Operation::new("identities.deleteIdentity").deletes(ErrorCode::IDENTITY_NOT_FOUND);
        self.client.call(operation, &request).await
    }
}

/// An identity to create.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct CreateIdentity {
    /// Your id of the user or tenant: 1 to 255 of `[a-zA-Z0-9_.-]`. Case matters.
    pub external_id: String,
    /// Anything to keep with it: at most 100 properties and 1 MiB.
    pub meta: Option<JsonObject>,
    /// Rate limits that its keys share, at most 50. Of two with one name the last counts.
    pub ratelimits: Option<Vec<RatelimitRule>>,
}

impl CreateIdentity {
    /// Takes your id of the user or tenant.
    pub fn new(external_id: impl Into<String>) -> Self {
        Self { external_id: external_id.into(), ..Self::default() }
    }
}

/// An identity to read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct GetIdentity {
    /// Its id, or its `externalId`.
    pub identity: String,
}

impl GetIdentity {
    /// Names the identity.
    pub fn new(identity: impl Into<String>) -> Self {
        Self { identity: identity.into() }
    }
}

/// Which identities to list.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct ListIdentities {
    /// How many identities a page has, 1 to 100. Default 100.
    pub limit: Option<i64>,
    /// Where to start: the `cursor` of an earlier page.
    pub cursor: Option<String>,
    /// Only those whose id or `externalId` has this text somewhere, whatever its case; at most 256 characters.
    pub search: Option<String>,
}

impl ListIdentities {
    /// Lists all.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
}

/// What to change of an identity. What is not mentioned stays.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct UpdateIdentity {
    /// Its id, or its `externalId`.
    pub identity: String,
    /// Replaces what is kept with it: at most 100 properties and 1 MiB.
    pub meta: Option<JsonObject>,
    /// All rate limits that its keys share, at most 50: those that are not named here go. No two with one name.
    pub ratelimits: Option<Vec<RatelimitRule>>,
}

impl UpdateIdentity {
    /// Names the identity.
    pub fn new(identity: impl Into<String>) -> Self {
        Self { identity: identity.into(), ..Self::default() }
    }
}

/// An identity to delete.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(into)]
#[non_exhaustive]
pub struct DeleteIdentity {
    /// Its id, or its `externalId`.
    pub identity: String,
}

impl DeleteIdentity {
    /// Names the identity.
    pub fn new(identity: impl Into<String>) -> Self {
        Self { identity: identity.into() }
    }
}

/// An identity that was just created.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct CreatedIdentity {
    /// Its id.
    pub identity_id: String,
}

/// A user or tenant that keys belong to.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Identity {
    /// Its id.
    pub id: String,
    /// Your id of the user or tenant.
    pub external_id: String,
    /// What is kept with it; an empty object reads as absent.
    pub meta: Option<JsonObject>,
    /// Rate limits that its keys share.
    #[serde(default, skip_serializing_if = "Vec::is_empty", deserialize_with = "null_as_default")]
    pub ratelimits: Vec<StoredRatelimit>,
}
