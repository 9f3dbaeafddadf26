//! A compact form for answers: values one after another, each with a tag; the fields of a struct by their position,
//! without names, since both sides are generated from the same definition. Swift reads it several times faster than
//! JSON, in which most of a page is names.
//!
//! | tag | value |
//! |---|---|
//! | 0 | nothing: a field that is left out, or `None` |
//! | 1, 2 | `false`, `true` |
//! | 3 | an integer of 8 bytes |
//! | 4 | a double of 8 bytes |
//! | 5 | text: its length in 4 bytes, then UTF-8 |
//! | 6 | a list: the number of its items in 4 bytes, then the items |
//! | 7 | a map: the number of its entries in 4 bytes, then for each the name and the value |
//! | 8 | a struct: its fields |
//!
//! Numbers have the least significant byte first. A variant of an enum without data is the text of its name; with data,
//! it is a struct whose first field is that text.

mod compound;

use std::fmt;

use serde::{Serialize, Serializer, ser};

use compound::{Counted, Fields};

/// Writes a value.
pub(super) fn bytes<T: Serialize + ?Sized>(value: &T) -> Vec<u8> {
    let mut writer = Writer { bytes: Vec::with_capacity(256) };
    // What the definition is made of can always be written; a partial answer would be read as one of another version.
    let _ = value.serialize(&mut writer);
    writer.bytes
}

/// Tags of values.
mod tag {
    pub(super) const NOTHING: u8 = 0;
    pub(super) const FALSE: u8 = 1;
    pub(super) const TRUE: u8 = 2;
    pub(super) const INTEGER: u8 = 3;
    pub(super) const DOUBLE: u8 = 4;
    pub(super) const TEXT: u8 = 5;
    pub(super) const LIST: u8 = 6;
    pub(super) const MAP: u8 = 7;
    pub(super) const STRUCT: u8 = 8;
}

struct Writer {
    bytes: Vec<u8>,
}

impl Writer {
    fn tag(&mut self, tag: u8) {
        self.bytes.push(tag);
    }

    /// Writes a length, and gives where it stands.
    fn length(&mut self, length: usize) -> Result<usize, Unwritable> {
        let at = self.bytes.len();
        let length = u32::try_from(length).map_err(|_| Unwritable)?;
        self.bytes.extend_from_slice(&length.to_le_bytes());
        Ok(at)
    }

    /// Corrects a length that was not known when it was written.
    fn correct(&mut self, at: usize, length: u32) {
        if let Some(place) = self.bytes.get_mut(at..at + 4) {
            place.copy_from_slice(&length.to_le_bytes());
        }
    }
}

/// A value that the form does not have: text that is no UTF-8, or longer than 4 GB.
#[derive(Debug)]
struct Unwritable;

impl fmt::Display for Unwritable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the value has no positional form")
    }
}

impl std::error::Error for Unwritable {}

impl ser::Error for Unwritable {
    fn custom<T: fmt::Display>(_: T) -> Self {
        Self
    }
}

type Written = Result<(), Unwritable>;

impl<'a> Serializer for &'a mut Writer {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Counted<'a>;
    type SerializeTuple = Counted<'a>;
    type SerializeTupleStruct = Counted<'a>;
    type SerializeTupleVariant = ser::Impossible<(), Unwritable>;
    type SerializeMap = Counted<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = ser::Impossible<(), Unwritable>;

    fn serialize_bool(self, value: bool) -> Written {
        self.tag(if value { tag::TRUE } else { tag::FALSE });
        Ok(())
    }

    fn serialize_i64(self, value: i64) -> Written {
        self.tag(tag::INTEGER);
        self.bytes.extend_from_slice(&value.to_le_bytes());
        Ok(())
    }

    fn serialize_i8(self, value: i8) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_i16(self, value: i16) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_i32(self, value: i32) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_u8(self, value: u8) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_u16(self, value: u16) -> Written {
        self.serialize_i64(value.into())
    }

    fn serialize_u32(self, value: u32) -> Written {
        self.serialize_i64(value.into())
    }

    #[expect(
        clippy::cast_precision_loss,
        reason = "as every JSON reader does with an integer that is too large"
    )]
    fn serialize_u64(self, value: u64) -> Written {
        match i64::try_from(value) {
            Ok(value) => self.serialize_i64(value),
            Err(_) => self.serialize_f64(value as f64),
        }
    }

    fn serialize_f32(self, value: f32) -> Written {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Written {
        self.tag(tag::DOUBLE);
        self.bytes.extend_from_slice(&value.to_le_bytes());
        Ok(())
    }

    fn serialize_char(self, value: char) -> Written {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Written {
        self.tag(tag::TEXT);
        self.length(value.len())?;
        self.bytes.extend_from_slice(value.as_bytes());
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Written {
        Err(Unwritable)
    }

    fn serialize_none(self) -> Written {
        self.tag(tag::NOTHING);
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Written {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Written {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Written {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Written {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Written {
        Err(Unwritable)
    }

    fn serialize_seq(self, length: Option<usize>) -> Result<Counted<'a>, Unwritable> {
        Counted::begin(self, tag::LIST, length)
    }

    fn serialize_tuple(self, length: usize) -> Result<Counted<'a>, Unwritable> {
        Counted::begin(self, tag::LIST, Some(length))
    }

    fn serialize_tuple_struct(self, _: &'static str, length: usize) -> Result<Counted<'a>, Unwritable> {
        Counted::begin(self, tag::LIST, Some(length))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unwritable> {
        Err(Unwritable)
    }

    fn serialize_map(self, length: Option<usize>) -> Result<Counted<'a>, Unwritable> {
        Counted::begin(self, tag::MAP, length)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'a>, Unwritable> {
        Ok(Fields::begin(self))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unwritable> {
        Err(Unwritable)
    }
}

#[cfg(test)]
mod tests;
