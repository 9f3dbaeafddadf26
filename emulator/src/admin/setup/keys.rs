//! Keys of a setup: one by one, or in bulk.

use std::fmt;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::Value;

use super::resources::{RateLimitSetup, permission};
use super::{FreshKey, Making, Result, SetupError};
use crate::ids::{KeyHash, Minted};
use crate::json;
use crate::seed::SeededKeys;
use crate::store::{Api, Collated, Identity, IdentitySlot, Key, KeyDetails, KeyspaceSlot, Refill};

#[derive(Debug)]
pub(super) enum KeysSetup {
    List(Vec<KeySetup>),
    Many(SeededKeys),
}

/// By hand, since an untagged enum would only say that neither form fits, and not where.
impl<'de> Deserialize<'de> for KeysSetup {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = KeysSetup;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of keys, or how many there are")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<KeysSetup, A::Error> {
                Deserialize::deserialize(SeqAccessDeserializer::new(list)).map(KeysSetup::List)
            }

            fn visit_map<A: MapAccess<'de>>(self, fields: A) -> Result<KeysSetup, A::Error> {
                Deserialize::deserialize(MapAccessDeserializer::new(fields)).map(KeysSetup::Many)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl Default for KeysSetup {
    fn default() -> Self {
        Self::List(Vec::new())
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct KeySetup {
    /// The alias of its API; may be left out where there is one only.
    api: Option<String>,
    /// Its plaintext; random if absent.
    key: Option<String>,
    prefix: Option<Box<str>>,
    byte_length: Option<usize>,
    name: Option<Box<str>>,
    /// Whose key it is; the identity is made if there is none.
    external_id: Option<String>,
    meta: Option<Value>,
    enabled: Option<bool>,
    /// Milliseconds since 1970.
    expires: Option<i64>,
    credits: Option<CreditsSetup>,
    #[serde(default)]
    ratelimits: Vec<RateLimitSetup>,
    /// Slugs; those that do not exist yet are made.
    #[serde(default)]
    permissions: Vec<String>,
    /// Names of roles of the setup.
    #[serde(default)]
    roles: Vec<String>,
    deleted: Option<Deleted>,
}

impl fmt::Debug for KeySetup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeySetup").field("api", &self.api).field("name", &self.name).finish_non_exhaustive()
    }
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Deleted {
    Soft,
    Permanent,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct CreditsSetup {
    remaining: i64,
    refill: Option<RefillSetup>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RefillSetup {
    interval: Interval,
    amount: i64,
    refill_day: Option<u8>,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
enum Interval {
    Daily,
    Monthly,
}

impl KeysSetup {
    pub(super) fn make(self, making: &mut Making<'_>) -> Result<Vec<FreshKey>> {
        match self {
            Self::List(keys) => keys.into_iter().map(|key| key.make(making)).collect(),
            Self::Many(keys) => make_many(keys, making).map(|()| Vec::new()),
        }
    }
}

impl KeySetup {
    fn make(self, making: &mut Making<'_>) -> Result<FreshKey> {
        let keyspace = self.keyspace(making)?;
        let ids = &making.engine.ids;
        let api = making.workspace.apis.get(keyspace);
        let prefix = self.prefix.as_deref().or(api.default_prefix.as_deref()).unwrap_or_default();
        let (key_id, api_id) = (ids.fresh("key"), api.id.clone());
        let Minted { secret, start, hash } = match self.key {
            None => ids.mint(prefix, self.byte_length.or(api.default_bytes).unwrap_or(16)),
            Some(secret) => {
                let start = secret.chars().take(4).collect();
                Minted { hash: KeyHash::of(&secret), start, secret }
            }
        };
        if making.workspace.keys.find_hash(hash).is_some() {
            return Err(SetupError::new("two keys have the same plaintext"));
        }
        let identity = self
            .external_id
            .map(|external_id| making.workspace.identities.obtain(&external_id, || ids.fresh("id")));
        let mut key = Key::new(key_id.clone(), start, keyspace, making.now).with_identity(identity);
        key.enabled = self.enabled.unwrap_or(true);
        key.expires = self.expires;
        key.remaining = self.credits.as_ref().map(|credits| credits.remaining);
        let permissions = self.permissions.iter().map(|slug| permission(&mut making.workspace, ids, slug));
        let permissions = permissions.collect::<Result<_>>()?;
        let role = |name: &String| {
            let found = making.workspace.roles.find_name(name);
            found.ok_or_else(|| SetupError::new(format!("there is no role {name}")))
        };
        key.set_details(KeyDetails {
            name: self.name,
            meta: self.meta.and_then(json::keep),
            refill: self.credits.and_then(|credits| credits.refill).map(RefillSetup::into_refill),
            permissions,
            roles: self.roles.iter().map(role).collect::<Result<_>>()?,
            ratelimits: self.ratelimits.into_iter().map(|limit| limit.make(ids)).collect(),
            pending_migration: None,
        });
        let slot = making.workspace.keys.insert(key, hash);
        if let Some(deleted) = self.deleted {
            making.workspace.keys.delete(slot, matches!(deleted, Deleted::Permanent));
        }
        Ok(FreshKey { key_id: key_id.into(), key: secret, api_id: api_id.into() })
    }

    fn keyspace(&self, making: &Making<'_>) -> Result<KeyspaceSlot> {
        let found = match &self.api {
            Some(alias) => making.apis.get(alias),
            None => making.apis.values().next().filter(|_| making.apis.len() == 1),
        };
        found.copied().ok_or_else(|| match &self.api {
            Some(alias) => SetupError::new(format!("there is no API {alias}")),
            None => SetupError::new("a key without an API needs a setup with exactly one"),
        })
    }
}

impl RefillSetup {
    fn into_refill(self) -> Refill {
        let day = match self.interval {
            Interval::Daily => None,
            Interval::Monthly => Some(self.refill_day.unwrap_or(1)),
        };
        Refill { amount: self.amount, day }
    }
}

/// Makes keys by the million, with the APIs and identities that they belong to.
fn make_many(keys: SeededKeys, making: &mut Making<'_>) -> Result<()> {
    let mut keyspaces = Vec::new();
    for number in 0..keys.apis.max(1) {
        let alias = format!("api_{number}");
        let id = keys.id("api", "api", number);
        making.add_api(&alias, Api::new(id, alias.as_str().into(), keys.id("keyspace", "ks", number)))?;
        keyspaces.push(making.apis[&alias]);
    }
    let users: Vec<IdentitySlot> = (0..keys.users)
        .map(|number| {
            making.workspace.identities.insert(Identity {
                id: keys.id("identity", "id", number),
                external_id: SeededKeys::external_id(number).into(),
                meta: None,
                ratelimits: Vec::new(),
                deleted: false,
            })
        })
        .collect();
    // As a database keeps its rows in the order of their ids, so that a page of them lies together.
    let mut in_order: Vec<(Collated, u32)> =
        (0..keys.count).map(|number| (Collated(keys.id("key", "key", number)), number)).collect();
    in_order.sort_unstable();
    for (Collated(id), number) in in_order {
        let minted = keys.mint(number);
        let keyspace = keyspaces[keys.api_of(number) as usize];
        let identity = keys.user_of(number).map(|user| users[user as usize]);
        let key = Key::new(id, minted.start, keyspace, making.now).with_identity(identity);
        making.workspace.keys.insert(key, minted.hash);
    }
    Ok(())
}
