//! The key as reads show it.

use serde::Serialize;

use crate::json::Raw;
use crate::node::{CachedIdentity, permissions_of, roles_of};
use crate::store::{Identity, KeySlot, RateLimit, Refill, Workspace};

/// A key with what is linked to it; what is empty or zero is left out, as the service does.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct KeyObject<'a> {
    key_id: &'a str,
    start: &'a str,
    enabled: bool,
    created_at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    meta: Option<&'a Raw>,
    #[serde(skip_serializing_if = "is_absent_or_zero")]
    updated_at: Option<i64>,
    #[serde(skip_serializing_if = "is_absent_or_zero")]
    expires: Option<i64>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    permissions: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    roles: Vec<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    credits: Option<CreditsObject>,
    #[serde(skip_serializing_if = "Option::is_none")]
    identity: Option<IdentityObject<'a>>,
    #[serde(skip_serializing_if = "<[RateLimit]>::is_empty")]
    ratelimits: &'a [RateLimit],
}

/// The credits of a key.
#[derive(Serialize)]
pub(crate) struct CreditsObject {
    remaining: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refill: Option<RefillObject>,
}

/// How credits come back.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RefillObject {
    interval: &'static str,
    amount: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    refill_day: Option<u8>,
}

/// The user of a key.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct IdentityObject<'a> {
    pub(super) id: &'a str,
    pub(super) external_id: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) meta: Option<&'a Raw>,
    #[serde(skip_serializing_if = "<[RateLimit]>::is_empty")]
    pub(super) ratelimits: &'a [RateLimit],
}

impl<'a> KeyObject<'a> {
    pub(crate) fn of(workspace: &'a Workspace, slot: KeySlot) -> Self {
        let key = workspace.keys.get(slot);
        let identity = key.identity().and_then(|slot| workspace.identities.live(slot));
        Self {
            key_id: &key.id,
            start: &key.start,
            enabled: key.enabled,
            created_at: key.created_at,
            name: key.name(),
            meta: key.meta(),
            updated_at: key.updated_at,
            expires: key.expires,
            permissions: permissions_of(workspace, key),
            roles: roles_of(workspace, key).collect(),
            credits: key
                .remaining
                .map(|remaining| CreditsObject { remaining, refill: key.refill().map(Into::into) }),
            identity: identity.map(Into::into),
            ratelimits: key.ratelimits(),
        }
    }
}

impl From<Refill> for RefillObject {
    fn from(refill: Refill) -> Self {
        let interval = if refill.day.is_some() { "monthly" } else { "daily" };
        Self { interval, amount: refill.amount, refill_day: refill.day }
    }
}

impl<'a> From<&'a Identity> for IdentityObject<'a> {
    fn from(identity: &'a Identity) -> Self {
        Self {
            id: &identity.id,
            external_id: &identity.external_id,
            meta: identity.meta.as_ref(),
            ratelimits: &identity.ratelimits,
        }
    }
}

fn is_absent_or_zero(value: &Option<i64>) -> bool {
    value.is_none_or(|value| value == 0)
}

impl<'a> From<&'a CachedIdentity> for IdentityObject<'a> {
    fn from(identity: &'a CachedIdentity) -> Self {
        Self {
            id: &identity.id,
            external_id: &identity.external_id,
            meta: identity.meta.as_ref(),
            ratelimits: &identity.ratelimits,
        }
    }
}
