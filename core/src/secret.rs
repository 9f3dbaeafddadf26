//! Secrets: root keys and key secrets. Redacted wherever they could be printed by accident, wiped when dropped.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use zeroize::Zeroizing;

use crate::{
    error::{Error, Result},
    wire,
};

/// What a secret reads as when it is printed or serialised by accident.
pub const REDACTED: &str = "[redacted: call reveal()]";

/// A root key: the credential of this client, not of one of your users.
///
/// `Debug` is redacted, there is no `Display`, and the memory is wiped when the value is dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct RootKey(Zeroizing<String>);

impl RootKey {
    /// Takes the text of a root key.
    ///
    /// # Errors
    /// Of kind [`ErrorKind::Configuration`](crate::ErrorKind::Configuration), without the text, where no server could
    /// accept it: it is empty, starts with `Bearer `, or has white space, control or non-ASCII characters. No prefix
    /// is demanded, since Unkey checks none.
    pub fn new(text: impl Into<String>) -> Result<Self> {
        let text = Zeroizing::new(text.into());
        let refusal = if text.is_empty() {
            "there is no root key: set UNKEY_ROOT_KEY or pass one"
        } else if text.starts_with("Bearer ") {
            "the root key starts with `Bearer `: pass the key alone; the client adds the scheme"
        } else if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            "the root key contains white space, control or non-ASCII characters: copy it again, without spaces or line breaks"
        } else {
            return Ok(Self(text));
        };
        Err(Error::configuration(refusal))
    }

    /// Gives the plain text. Everything that is called `reveal` is a place where a secret leaves its wrapper.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for RootKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

/// The plain text of a key: what `keys.create` answers once, and what `keys.verify` takes.
///
/// `Debug` and serialisation are redacted, there is no `Display`, and the memory is wiped when the value is dropped.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct KeySecret(Zeroizing<String>);

impl KeySecret {
    /// Takes the plain text of a key.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Gives the plain text.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl From<&str> for KeySecret {
    fn from(text: &str) -> Self {
        Self::new(text)
    }
}

impl From<String> for KeySecret {
    fn from(text: String) -> Self {
        Self::new(text)
    }
}

impl fmt::Debug for KeySecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(REDACTED)
    }
}

impl<'de> Deserialize<'de> for KeySecret {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

impl Serialize for KeySecret {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(if wire::reveals(self) { self.reveal() } else { REDACTED })
    }
}

/// Replaces each of the secrets in a text that came from elsewhere.
pub(crate) fn redact<'a>(text: &str, secrets: impl Iterator<Item = &'a str>) -> String {
    // A secret shorter than this is no secret, and would tear holes into ordinary words.
    const SHORTEST: usize = 4;
    let mut secrets: Vec<&str> = secrets.filter(|secret| secret.len() >= SHORTEST).collect();
    // The longest first: one that is a part of another must not leave the rest of that standing.
    secrets.sort_unstable_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets.into_iter().fold(text.to_owned(), |text, secret| text.replace(secret, "[redacted]"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_secret_is_redacted_when_printed_or_serialised() {
        let secret = KeySecret::new("sk_live_1234");
        assert_eq!(format!("{secret:?}"), REDACTED);
        assert_eq!(serde_json::to_string(&secret).unwrap(), format!("\"{REDACTED}\""));
    }

    #[test]
    fn a_malformed_root_key_is_refused_without_being_quoted() {
        for text in ["", "Bearer unkey_abcdef", "unkey_abc def", "unkey_abc\n", "unkey_ä"] {
            let error = RootKey::new(text).unwrap_err();
            assert_eq!(error.kind(), crate::ErrorKind::Configuration);
            assert!(text.is_empty() || !format!("{error} {error:?}").contains(text));
        }
        assert!(RootKey::new("anything-graphic").is_ok());
    }

    #[test]
    fn of_two_secrets_the_longer_is_replaced_first() {
        let text = redact("sk_live_1234", ["sk_live", "sk_live_1234"].into_iter());
        assert_eq!(text, "[redacted]");
    }

    #[test]
    fn redaction_replaces_echoes() {
        let text = redact("key unkey_abc is unknown", ["unkey_abc", ""].into_iter());
        assert_eq!(text, "key [redacted] is unknown");
    }
}
