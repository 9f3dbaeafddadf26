//! The request to reroll a key, and the guard against lengthening a life by it.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::{GetKey, Keys};
use crate::{
    api::Millis,
    error::{Details, ErrorKind, Result},
};

/// A key to replace by a successor.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase")]
#[setters(into, strip_option)]
#[non_exhaustive]
pub struct RerollKey {
    /// The old key's id.
    pub key_id: String,
    /// For how long the old key stays valid, in milliseconds from now, 0 to 4102444800000. The service rounds the end
    /// up to a full minute; 0 ends it at once.
    pub expiration: Millis,
    /// Whether the old key may come to live longer than it would have. Default false. This client's own word: it is
    /// not sent, and saves reading the old key first.
    pub may_lengthen: Option<bool>,
}

impl RerollKey {
    /// Names the old key, and for how many milliseconds it stays valid.
    pub fn new(key_id: impl Into<String>, expiration: Millis) -> Self {
        Self { key_id: key_id.into(), expiration, ..Self::default() }
    }

    /// What is sent.
    pub(super) fn wire(&self) -> Wire<'_> {
        Wire { key_id: &self.key_id, expiration: self.expiration }
    }

    /// When the old key would end, if it is rerolled at `now`.
    fn end(&self, now: Millis) -> Millis {
        const MINUTE: Millis = 60_000;
        let end = now.saturating_add(self.expiration);
        end.saturating_add((MINUTE - end.rem_euclid(MINUTE)) % MINUTE)
    }
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Wire<'a> {
    key_id: &'a str,
    expiration: Millis,
}

impl Keys {
    /// Fails if the reroll would lengthen the old key's life and is not told that it may.
    pub(super) async fn refuse_to_lengthen(&self, request: &RerollKey) -> Result<()> {
        // An old key that ends now lives no longer, whatever it had before.
        if request.expiration <= 0 || request.may_lengthen == Some(true) {
            return Ok(());
        }
        let key = self.get(GetKey::new(&request.key_id)).await?.data;
        let end = request.end(self.client.shared().clock.wall());
        match key.expires {
            Some(expires) if expires < end => {
                let detail = format!(
                    "the key expires at {expires}, and after this reroll at {end} (milliseconds since the epoch): \
                     shorten the expiration, or say that it may lengthen the key's life"
                );
                let details = Details::new(ErrorKind::Refused, detail);
                Err(Details { operation: Some("keys.rerollKey".to_owned()), ..details }.into())
            }
            _ => Ok(()),
        }
    }
}
