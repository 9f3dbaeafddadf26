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
#[serde(rename_all = "camelCase", deny_unknown_fields)]
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

    /// When the old key would end, if that is later than it would have ended without a reroll at `now`.
    fn lengthened_to(&self, expires: Option<Millis>, now: Millis) -> Option<Millis> {
        const MINUTE: Millis = 60_000;
        let end = now.saturating_add(self.expiration);
        let end = end.saturating_add((MINUTE - end.rem_euclid(MINUTE)) % MINUTE);
        expires.is_some_and(|expires| expires < end).then_some(end)
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
        let Some(end) = request.lengthened_to(key.expires, self.client.shared().clock.wall()) else {
            return Ok(());
        };
        let expires = key.expires.unwrap_or_default();
        let detail = format!(
            "the key expires at {expires}, and after this reroll at {end} (milliseconds since the epoch): shorten the \
             expiration, or say that it may lengthen the key's life"
        );
        let details = Details::new(ErrorKind::Refused, detail);
        Err(Details { operation: Some("keys.rerollKey".to_owned()), ..details }.into())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reroll_lengthens_the_life_of_a_key_that_would_end_sooner() {
        let reroll = RerollKey::new("key_1", 90_000);
        let now = 1_000_000;
        // now + 90 s is 1,090,000; the next full minute is 1,140,000.
        for (expires, lengthened) in [
            (None, None),
            (Some(1_140_000), None),
            (Some(1_139_999), Some(1_140_000)),
            (Some(1_090_000), Some(1_140_000)),
            (Some(500_000), Some(1_140_000)),
        ] {
            assert_eq!(reroll.lengthened_to(expires, now), lengthened, "{expires:?}");
        }
    }

    #[test]
    fn an_end_on_a_full_minute_is_not_moved() {
        assert_eq!(RerollKey::new("key_1", 60_000).lengthened_to(Some(119_999), 60_000), Some(120_000));
        assert_eq!(RerollKey::new("key_1", 60_000).lengthened_to(Some(120_000), 60_000), None);
    }

    #[test]
    fn the_word_of_the_client_is_not_sent() {
        let request = RerollKey::new("key_1", 0).may_lengthen(true);
        let sent = serde_json::to_string(&request.wire()).unwrap();
        assert_eq!(sent, r#"{"keyId":"key_1","expiration":0}"#);
    }
}
