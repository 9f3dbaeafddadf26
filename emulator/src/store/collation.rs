//! The order of ids: that of the collation `utf8mb4_0900_as_cs`, not of bytes and not of creation.

use std::cmp::Ordering;

use crate::ids::Id;

/// An id that sorts as the service sorts: signs, digits, letters; letter case only breaks a tie, lower case first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Collated(pub(crate) Id);

/// The ASCII signs in the collation's order; digits and letters follow them.
const SIGNS: &[u8] = b"_-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";

/// Primary weight of each ASCII character.
const WEIGHTS: [u8; 128] = weights();

const fn weights() -> [u8; 128] {
    let mut table = [0; 128];
    let mut at = 0;
    // Control characters and white space come first, in the order of their codes.
    while at <= 0x20 {
        table[at] = at as u8 + 1;
        at += 1;
    }
    let mut sign = 0;
    while sign < SIGNS.len() {
        table[SIGNS[sign] as usize] = 40 + sign as u8;
        sign += 1;
    }
    let mut digit = b'0';
    while digit <= b'9' {
        table[digit as usize] = 80 + (digit - b'0');
        digit += 1;
    }
    let mut letter = b'a';
    while letter <= b'z' {
        table[letter as usize] = 90 + (letter - b'a');
        table[letter.to_ascii_uppercase() as usize] = 90 + (letter - b'a');
        letter += 1;
    }
    table
}

/// Compares two texts in the collation; beyond ASCII only by code point, after every letter.
pub(crate) fn compare(left: &str, right: &str) -> Ordering {
    let weight = |byte: u8| WEIGHTS[usize::from(byte & 0x7f)];
    for (from_left, from_right) in left.bytes().zip(right.bytes()) {
        if from_left == from_right {
            continue;
        }
        if !from_left.is_ascii() || !from_right.is_ascii() {
            return compare_characters(left, right);
        }
        let order = weight(from_left).cmp(&weight(from_right));
        if order.is_ne() {
            return order;
        }
    }
    left.len().cmp(&right.len()).then_with(|| break_tie(left, right))
}

/// [`compare`] where the first difference may be beyond ASCII.
fn compare_characters(left: &str, right: &str) -> Ordering {
    let weight = |c: char| match u8::try_from(c) {
        Ok(byte) if byte.is_ascii() => u32::from(WEIGHTS[usize::from(byte)]),
        _ => u32::from(c) + 128,
    };
    left.chars().map(weight).cmp(right.chars().map(weight)).then_with(|| break_tie(left, right))
}

/// Lower case first: upper case has the smaller codes in ASCII.
fn break_tie(left: &str, right: &str) -> Ordering {
    right.cmp(left)
}

impl Ord for Collated {
    fn cmp(&self, other: &Self) -> Ordering {
        compare(&self.0, &other.0)
    }
}

impl PartialOrd for Collated {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_precede_letters_and_case_only_breaks_ties() {
        let mut ids = ["key_b", "key_B", "key_1", "key_A", "key_aa", "key_a", "key_Ab"];
        ids.sort_by(|left, right| compare(left, right));
        assert_eq!(ids, ["key_1", "key_a", "key_A", "key_aa", "key_Ab", "key_b", "key_B"]);
    }

    #[test]
    fn texts_beyond_ascii_follow_those_within() {
        assert_eq!(compare("key_z", "key_é"), Ordering::Less);
        assert_eq!(compare("key_é1", "key_é"), Ordering::Greater);
        assert_eq!(compare("KEY_é", "key_é"), Ordering::Greater);
    }

    #[test]
    fn signs_precede_digits() {
        assert_eq!(compare("!!!", "key_1"), Ordering::Less);
        assert_eq!(compare("_", "!"), Ordering::Less);
        assert_eq!(compare("key_", "key_0"), Ordering::Less);
    }
}
