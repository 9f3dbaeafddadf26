//! The form of answers: one text in which values stand by their position, without names, since both sides are generated
//! from the same definition. JavaScript cuts texts out of it without reading them, which costs less than any JSON; but a
//! text that was cut out keeps the whole alive. So the texts that programs keep by the million, ids, are in the JSON at
//! its head, which makes copies.
//!
//! | value | form |
//! |---|---|
//! | the whole answer | a JSON array of all values that are in JSON, unless there are none; `\0`; the value |
//! | a struct | a count with a bit for each `Option`, the first being the lowest; then its fields, one after another |
//! | `Option` in a struct | the value, if it is there |
//! | `Option` elsewhere | `\0`, or `\1` and the value |
//! | `bool` | `\0` or `\1` |
//! | a count | digits of six bits, the lowest first, as characters; all but the last have 64 added |
//! | an integer | the same, but the first digit has five bits, and 32 added if it is negative |
//! | a text | the count of its UTF-16 units, then itself |
//! | `f64` | a text |
//! | [`Wide`] | `\0` and an integer, or `\1` and a text where a double cannot hold it |
//! | a list | the count of its items, then those |
//! | a map | the count of its entries, then of each its name, as a text, and its value |
//! | a variant of an enum | its name, as a text, then what a struct of its fields has |
//! | JSON, a list of texts, an id in a struct | nothing here: it is the next of the array |
//! | [`KeySecret`] | nothing here, see [`Written::secrets`] |
//!
//! So `{"id": "ab", "max": 64}`, of which only `max` may be absent, is `\0\1\2ab@\2`.

use std::collections::{BTreeMap, HashMap};

use serde::Serialize;
use unkey_kit::{Empty, Json, JsonObject, KeySecret, Page, Response, Wide};

/// What answers are made of.
pub(crate) trait Positional: Sized {
    /// Writes the value.
    fn write(&self, to: &mut Writer);

    /// Writes a list of such values.
    fn write_list(items: &[Self], to: &mut Writer) {
        to.count(items.len());
        items.iter().for_each(|item| item.write(to));
    }
}

/// An answer that is being written.
#[derive(Default)]
pub(crate) struct Writer {
    text: Vec<u8>,
    json: Vec<u8>,
    secrets: Vec<String>,
}

/// A written answer.
pub(crate) struct Written {
    /// The text of the form above, in UTF-8.
    pub(crate) text: Vec<u8>,
    /// The secrets, in the order in which they stand in the answer. Whoever keeps a part of a text keeps the whole of it,
    /// so they are not in it.
    pub(crate) secrets: Vec<String>,
}

/// Writes a value.
pub(super) fn written<T: Positional>(value: &T) -> Written {
    let mut to = Writer::default();
    value.write(&mut to);
    let mut text = to.json;
    if !text.is_empty() {
        text.push(b']');
    }
    // No control character stands in JSON as it is, so this can only be its end.
    text.push(0);
    text.extend_from_slice(&to.text);
    Written { text, secrets: to.secrets }
}

impl Writer {
    /// Writes a text.
    pub(crate) fn text(&mut self, text: &str) {
        self.count(if text.is_ascii() { text.len() } else { text.encode_utf16().count() });
        self.text.extend_from_slice(text.as_bytes());
    }

    fn count(&mut self, count: usize) {
        self.digits(count as u64);
    }

    fn digits(&mut self, mut rest: u64) {
        while rest > 63 {
            self.text.push(64 | (rest & 63) as u8);
            rest >>= 6;
        }
        self.text.push(rest as u8);
    }

    fn integer(&mut self, negative: bool, magnitude: u64) {
        let first = (magnitude & 31) as u8 | if negative { 32 } else { 0 };
        if magnitude > 31 {
            self.text.push(64 | first);
            self.digits(magnitude >> 5);
        } else {
            self.text.push(first);
        }
    }

    /// Writes which of the optional fields of a struct are there.
    pub(crate) fn bits<const N: usize>(&mut self, there: [bool; N]) {
        self.digits(there.iter().rev().fold(0, |bits, &there| bits << 1 | u64::from(there)));
    }

    /// Writes a value in JSON.
    pub(crate) fn json<T: Serialize + ?Sized>(&mut self, value: &T) {
        self.json.push(if self.json.is_empty() { b'[' } else { b',' });
        // It fails only for maps whose names are no texts, which JSON values cannot have.
        let _ = serde_json::to_writer(&mut self.json, value);
    }
}

macro_rules! integers {
    ($($ty:ty: $negative:expr, $magnitude:expr;)*) => { $(
        impl Positional for $ty {
            fn write(&self, to: &mut Writer) {
                to.integer($negative(*self), $magnitude(*self));
            }
        }
    )* };
}

integers! {
    i32: i32::is_negative, |value: i32| value.unsigned_abs().into();
    i64: i64::is_negative, i64::unsigned_abs;
    u16: |_| false, u64::from;
    u32: |_| false, u64::from;
    u64: |_| false, u64::from;
    usize: |_| false, |value| value as u64;
}

impl Positional for bool {
    fn write(&self, to: &mut Writer) {
        to.text.push(u8::from(*self));
    }
}

impl Positional for f64 {
    fn write(&self, to: &mut Writer) {
        to.text(&self.to_string());
    }
}

impl Positional for Wide {
    fn write(&self, to: &mut Writer) {
        const EXACT: i64 = (1 << 53) - 1;
        let is_exact = (-EXACT..=EXACT).contains(&self.0);
        (!is_exact).write(to);
        if is_exact { self.0.write(to) } else { to.text(&self.0.to_string()) }
    }
}

impl Positional for String {
    fn write(&self, to: &mut Writer) {
        to.text(self);
    }

    /// Roles and permissions are few and repeat, and short texts of JSON are made once.
    fn write_list(items: &[Self], to: &mut Writer) {
        to.json(items);
    }
}

impl Positional for KeySecret {
    fn write(&self, to: &mut Writer) {
        to.secrets.push(self.reveal().to_owned());
    }
}

impl Positional for Json {
    fn write(&self, to: &mut Writer) {
        to.json(self);
    }
}

impl Positional for JsonObject {
    fn write(&self, to: &mut Writer) {
        to.json(self);
    }
}

impl Positional for Empty {
    fn write(&self, _: &mut Writer) {}
}

impl Positional for () {
    fn write(&self, _: &mut Writer) {}
}

impl<T: Positional> Positional for Option<T> {
    fn write(&self, to: &mut Writer) {
        self.is_some().write(to);
        if let Some(value) = self {
            value.write(to);
        }
    }
}

impl<T: Positional> Positional for Vec<T> {
    fn write(&self, to: &mut Writer) {
        T::write_list(self, to);
    }
}

macro_rules! maps {
    ($($map:ident),*) => { $(
        impl<T: Positional> Positional for $map<String, T> {
            fn write(&self, to: &mut Writer) {
                to.count(self.len());
                for (name, value) in self {
                    to.text(name);
                    value.write(to);
                }
            }
        }
    )* };
}

maps!(BTreeMap, HashMap);

impl<T: Positional> Positional for Response<T> {
    fn write(&self, to: &mut Writer) {
        self.meta.request_id.write(to);
        self.data.write(to);
    }
}

impl<T: Positional> Positional for Page<T> {
    fn write(&self, to: &mut Writer) {
        self.meta.request_id.write(to);
        self.data.write(to);
        self.pagination.cursor.write(to);
        self.pagination.has_more.write(to);
    }
}

#[cfg(test)]
mod tests;
