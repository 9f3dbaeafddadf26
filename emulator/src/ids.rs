//! Ids and key material.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use compact_str::CompactString;
use fastrand::Rng;
use parking_lot::Mutex;
use sha2::{Digest, Sha256};

/// The id of a key, API, workspace, role and so on: `{prefix}_` and nine letters or digits.
pub(crate) type Id = CompactString;

/// The SHA-256 of a whole key, prefix included: all that is kept of a secret.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct KeyHash(pub(crate) [u8; 32]);

impl KeyHash {
    pub(crate) fn of(secret: &str) -> Self {
        Self(Sha256::digest(secret.as_bytes()).into())
    }
}

impl KeyHash {
    /// What is stored of a hash that comes from elsewhere: itself if it is a SHA-256 in base64, as the service's own
    /// are, or else something that no secret has for its hash.
    pub(crate) fn imported(text: &str) -> Self {
        let own_form = STANDARD.decode(text).ok().and_then(|bytes| bytes.try_into().ok());
        Self(own_form.unwrap_or_else(|| Sha256::digest(Sha256::digest(text.as_bytes())).into()))
    }
}

impl std::fmt::Debug for KeyHash {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("KeyHash(..)")
    }
}

/// A freshly made key: the plaintext, given out once, and what is stored of it.
pub(crate) struct Minted {
    pub(crate) secret: String,
    pub(crate) start: CompactString,
    pub(crate) hash: KeyHash,
}

/// Makes ids and secrets; with a seed, the same ones in the same order.
pub(crate) struct Ids {
    rng: Mutex<Rng>,
}

/// How many characters of the random part `start` shows.
const SHOWN: usize = 4;
const ALPHANUMERIC: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

impl Ids {
    pub(crate) fn new(seed: Option<u64>) -> Self {
        Self { rng: Mutex::new(seed.map_or_else(Rng::new, Rng::with_seed)) }
    }

    /// Makes an id, `key_4fGh9sT2k` for the prefix `key`.
    pub(crate) fn fresh(&self, prefix: &str) -> Id {
        let mut rng = self.rng.lock();
        id_of(prefix, std::iter::repeat_with(|| rng.usize(..ALPHANUMERIC.len())).take(9))
    }

    /// Makes a key of `bytes` random bytes, as `{prefix}_{base58}`, or without a prefix if that is empty.
    pub(crate) fn mint(&self, prefix: &str, bytes: usize) -> Minted {
        let mut random = vec![0; bytes];
        self.rng.lock().fill(&mut random);
        minted_from(prefix, &random)
    }

    /// Makes a root key. A real one is `unkey_` and base58, in which no underscore occurs: this one cannot be
    /// mistaken for it, neither by a reader nor by a secret scanner.
    pub(crate) fn mint_root_key(&self) -> Minted {
        self.mint("unkey_emulator", 16)
    }
}

fn id_of(prefix: &str, letters: impl Iterator<Item = usize>) -> Id {
    let mut id = Id::with_capacity(prefix.len() + 10);
    id.push_str(prefix);
    id.push('_');
    id.extend(letters.map(|letter| char::from(ALPHANUMERIC[letter])));
    id
}

/// The id that follows from a digest: one letter for each of its bytes 16 to 24.
pub(crate) fn derived_id(prefix: &str, digest: &[u8; 32]) -> Id {
    id_of(prefix, digest[16..25].iter().map(|byte| usize::from(*byte) % ALPHANUMERIC.len()))
}

/// The key that given bytes make.
pub(crate) fn minted_from(prefix: &str, bytes: &[u8]) -> Minted {
    let encoded = base58(bytes);
    let lead = if prefix.is_empty() { String::new() } else { format!("{prefix}_") };
    let start = CompactString::from(format!("{lead}{}", &encoded[..SHOWN.min(encoded.len())]));
    let secret = lead + &encoded;
    Minted { hash: KeyHash::of(&secret), start, secret }
}

/// Encodes bytes with the Bitcoin alphabet.
fn base58(bytes: &[u8]) -> String {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    // Digits of the number, least significant first.
    let mut digits: Vec<u8> = Vec::with_capacity(bytes.len() * 138 / 100 + 1);
    for byte in bytes {
        let mut carry = u32::from(*byte);
        for digit in &mut digits {
            carry += u32::from(*digit) << 8;
            *digit = (carry % 58) as u8;
            carry /= 58;
        }
        while carry > 0 {
            digits.push((carry % 58) as u8);
            carry /= 58;
        }
    }
    let lead = std::iter::repeat_n(0, zeros);
    lead.chain(digits.into_iter().rev()).map(|digit| char::from(BASE58[usize::from(digit)])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base58_follows_the_bitcoin_alphabet_and_keeps_leading_zeros() {
        assert_eq!(base58(b"Hello World!"), "2NEpo7TZRRrLZSi2U");
        assert_eq!(base58(&[0, 0, 0x28, 0x7f, 0xb4, 0xcd]), "11233QC4");
    }

    #[test]
    fn a_key_shows_its_prefix_and_four_characters() {
        let minted = Ids::new(Some(1)).mint("sk_live", 16);
        assert!(minted.secret.starts_with(minted.start.as_str()));
        assert_eq!(minted.start.len(), "sk_live_".len() + 4);
    }

    #[test]
    fn one_seed_gives_the_same_ids_and_secrets() {
        let (left, right) = (Ids::new(Some(7)), Ids::new(Some(7)));
        assert_eq!(left.fresh("key"), right.fresh("key"));
        assert_eq!(left.mint("", 16).secret, right.mint("", 16).secret);
    }

    #[test]
    fn a_root_key_has_an_underscore_where_a_real_one_has_none() {
        let secret = Ids::new(Some(1)).mint_root_key().secret;
        assert!(secret.strip_prefix("unkey_").is_some_and(|rest| rest.contains('_')));
    }
}
