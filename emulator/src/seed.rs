//! Keys in bulk, which nobody has to be told: every id and secret follows from a number.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::ids::{Id, Minted, derived_id, minted_from};

/// A number of keys, spread over APIs and users.
///
/// What is derived, and how: the digest of `KIND` and number *n* is the SHA-256 of the text
/// `unkey-kit SEED KIND N` (say `unkey-kit 7 key 0`). An id is its prefix, an underscore, and one letter or digit for
/// each of the digest's bytes 16 to 24: that byte modulo 62, as an index into `0-9A-Za-z`. A secret is bytes 0 to 15
/// in base58 (Bitcoin's alphabet). A key's id and secret come from one digest of the kind `key`; the other kinds are
/// `api`, `keyspace` and `identity`.
///
/// ```
/// use unkey_kit_emulator::SeededKeys;
///
/// let keys = SeededKeys { count: 10, apis: 2, users: 3, seed: 7 };
/// let fifth = keys.key(4);
/// assert_eq!(fifth.external_id.as_deref(), Some("user_1"));
/// assert_eq!(fifth.api_id, keys.api_id(1));
/// assert_eq!(fifth.key_id, "key_XbbPKgug7");
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SeededKeys {
    /// How many keys there are.
    pub count: u32,
    /// How many APIs they are spread over, at least 1; an API's alias is `api_0`, `api_1` and so on.
    #[serde(default = "one")]
    pub apis: u32,
    /// How many users they are spread over, whose external ids are `user_0`, `user_1` and so on; without users, the
    /// keys are nobody's.
    #[serde(default)]
    pub users: u32,
    /// What everything follows from.
    #[serde(default)]
    pub seed: u64,
}

const fn one() -> u32 {
    1
}

/// One key of [`SeededKeys`].
#[derive(Clone, PartialEq, Eq)]
pub struct SeededKey {
    /// Its id.
    pub key_id: String,
    /// Its plaintext.
    pub secret: String,
    /// The id of its API.
    pub api_id: String,
    /// Whose key it is.
    pub external_id: Option<String>,
}

impl fmt::Debug for SeededKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SeededKey")
            .field("key_id", &self.key_id)
            .field("api_id", &self.api_id)
            .field("external_id", &self.external_id)
            .finish_non_exhaustive()
    }
}

impl SeededKeys {
    /// Gives a key by its number, counted from 0.
    ///
    /// Users take turns key by key, APIs after each round of users: `n % users` and `n / users % apis`.
    pub fn key(&self, number: u32) -> SeededKey {
        SeededKey {
            key_id: self.id("key", "key", number).into(),
            secret: self.mint(number).secret,
            api_id: self.api_id(self.api_of(number)),
            external_id: self.user_of(number).map(Self::external_id),
        }
    }

    /// Gives the id of an API by its number, counted from 0.
    pub fn api_id(&self, number: u32) -> String {
        self.id("api", "api", number).into()
    }

    /// Gives the external id of a user by their number, counted from 0.
    pub fn external_id(number: u32) -> String {
        format!("user_{number}")
    }

    pub(crate) fn api_of(&self, number: u32) -> u32 {
        number / self.users.max(1) % self.apis.max(1)
    }

    pub(crate) fn user_of(&self, number: u32) -> Option<u32> {
        number.checked_rem(self.users)
    }

    pub(crate) fn id(&self, kind: &str, prefix: &str, number: u32) -> Id {
        derived_id(prefix, &self.digest(kind, number))
    }

    /// The secret of a key.
    pub(crate) fn mint(&self, number: u32) -> Minted {
        minted_from("", &self.digest("key", number)[..16])
    }

    fn digest(&self, kind: &str, number: u32) -> [u8; 32] {
        Sha256::digest(format!("unkey-kit {} {kind} {number}", self.seed)).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEYS: SeededKeys = SeededKeys { count: 12, apis: 2, users: 3, seed: 7 };

    #[test]
    fn users_take_turns_and_each_has_keys_in_every_api() {
        let spread: Vec<_> = (0..7).map(|number| (KEYS.user_of(number), KEYS.api_of(number))).collect();
        let expected = [(0, 0), (1, 0), (2, 0), (0, 1), (1, 1), (2, 1), (0, 0)];
        assert_eq!(spread, expected.map(|(user, api)| (Some(user), api)));
    }

    #[test]
    fn without_users_the_apis_take_turns() {
        let keys = SeededKeys { users: 0, ..KEYS };
        assert_eq!((keys.user_of(1), keys.api_of(1), keys.api_of(2)), (None, 1, 0));
    }

    #[test]
    fn a_key_follows_from_seed_and_number() {
        assert_eq!(KEYS.key(3), KEYS.key(3));
        assert_ne!(KEYS.key(3).secret, KEYS.key(4).secret);
        assert_ne!(KEYS.key(3).key_id, SeededKeys { seed: 8, ..KEYS }.key(3).key_id);
    }

    #[test]
    fn the_secret_stays_out_of_debug() {
        let key = KEYS.key(0);
        assert!(!format!("{key:?}").contains(&key.secret));
    }
}
