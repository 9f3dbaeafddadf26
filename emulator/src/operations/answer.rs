//! What an operation answers when it succeeds.

use serde::Serialize;
use serde_json::value::RawValue;

use crate::ids::Id;
use crate::json::encode;

/// A success: `data` already in JSON, and where the next page starts.
pub(crate) struct Answer {
    data: Option<Box<RawValue>>,
    pagination: Option<Pagination>,
}

/// The `pagination` of a list.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Pagination {
    #[serde(skip_serializing_if = "Option::is_none")]
    cursor: Option<Id>,
    has_more: bool,
}

#[derive(Serialize)]
struct Empty {}

#[derive(Serialize)]
struct Envelope<'a> {
    meta: Meta<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    data: Option<&'a RawValue>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pagination: Option<&'a Pagination>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Meta<'a> {
    request_id: &'a str,
}

impl Answer {
    /// Answers with data.
    pub(crate) fn data(data: &impl Serialize) -> Self {
        let text = String::from_utf8(encode(data)).unwrap_or_default();
        Self { data: RawValue::from_string(text).ok(), pagination: None }
    }

    /// Answers `{}`, as changes do that have nothing to tell.
    pub(crate) fn empty() -> Self {
        Self::data(&Empty {})
    }

    /// Answers without `data`, as `identities.deleteIdentity` alone does.
    pub(crate) fn without_data() -> Self {
        Self { data: None, pagination: None }
    }

    /// Answers with a page of a list; `next` is the first id of the next one.
    pub(crate) fn page<T: Serialize>(items: &[T], next: Option<Id>) -> Self {
        let has_more = next.is_some();
        Self { pagination: Some(Pagination { cursor: next, has_more }), ..Self::data(&items) }
    }

    pub(crate) fn to_json(&self, request_id: &str) -> Vec<u8> {
        encode(&Envelope {
            meta: Meta { request_id },
            data: self.data.as_deref(),
            pagination: self.pagination.as_ref(),
        })
    }
}
