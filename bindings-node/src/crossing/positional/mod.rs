//! The form of answers: JSON text in which a struct has no names, only its fields by their position, since both sides are
//! generated from the same definition. Most of a page of keys is names, and JavaScript reads the rest twice as fast.
//!
//! | value | form |
//! |---|---|
//! | a struct | `1`, then its fields one after another, without brackets of their own |
//! | a field that is left out, or `None` | `null` |
//! | a variant of an enum | the text of its name; with data, a struct whose first field is that text |
//! | a list | an array, in which structs stand one after another |
//! | a map | an object, in which a struct has brackets |
//! | the whole answer | has brackets |
//!
//! So `{"id": "a", "limits": [{"max": 1}, {}]}` is `[1,"a",[1,1,1,null]]`.

use serde::{
    Serialize, Serializer,
    ser::{self, SerializeMap, SerializeSeq, SerializeStruct},
};
use serde_json::Error;

/// Writes a value.
pub(super) fn text<T: Serialize + ?Sized>(value: &T) -> Result<String, Error> {
    let mut out = Vec::with_capacity(256);
    out.push(b'[');
    value.serialize(Place { out: &mut out, in_object: false })?;
    out.push(b']');
    String::from_utf8(out).map_err(ser::Error::custom)
}

/// Where the next value goes.
struct Place<'a> {
    out: &'a mut Vec<u8>,
    in_object: bool,
}

impl Place<'_> {
    /// Writes what JSON itself has a form for.
    fn plain<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        serde_json::to_writer(self.out, value)
    }
}

/// Writes values one after another, with commas between them and what closes them.
struct Row<'a> {
    out: &'a mut Vec<u8>,
    begun: bool,
    end: &'static [u8],
}

impl<'a> Row<'a> {
    fn open(out: &'a mut Vec<u8>, start: &'static [u8], end: &'static [u8]) -> Self {
        out.extend_from_slice(start);
        Self { out, begun: false, end }
    }

    fn comma(&mut self) {
        if self.begun {
            self.out.push(b',');
        }
        self.begun = true;
    }

    fn value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.comma();
        value.serialize(Place { out: &mut *self.out, in_object: false })
    }

    fn close(self) {
        self.out.extend_from_slice(self.end);
    }
}

impl SerializeSeq for Row<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl ser::SerializeTuple for Row<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.value(value)
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl SerializeStruct for Row<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Result<(), Error> {
        self.value(value)
    }

    fn skip_field(&mut self, _: &'static str) -> Result<(), Error> {
        self.value(&())
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

impl SerializeMap for Row<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Result<(), Error> {
        self.comma();
        serde_json::to_writer(&mut *self.out, name)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        self.out.push(b':');
        value.serialize(Place { out: &mut *self.out, in_object: true })
    }

    fn end(self) -> Result<(), Error> {
        self.close();
        Ok(())
    }
}

/// The serialisers of scalars, each by JSON's own.
macro_rules! plain {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, value: $type) -> Result<(), Error> {
            self.plain(&value)
        })*
    };
}

impl<'a> Serializer for Place<'a> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Row<'a>;
    type SerializeTuple = Row<'a>;
    type SerializeTupleStruct = ser::Impossible<(), Error>;
    type SerializeTupleVariant = ser::Impossible<(), Error>;
    type SerializeMap = Row<'a>;
    type SerializeStruct = Row<'a>;
    type SerializeStructVariant = ser::Impossible<(), Error>;

    plain! {
        serialize_bool: bool, serialize_char: char, serialize_str: &str, serialize_f32: f32, serialize_f64: f64,
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64,
        serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64,
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        Err(unknown())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.plain(&())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.plain(&())
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.plain(&())
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.plain(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        Err(unknown())
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Row<'a>, Error> {
        Ok(Row::open(self.out, b"[", b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Row<'a>, Error> {
        Ok(Row::open(self.out, b"[", b"]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Error> {
        Err(unknown())
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Error> {
        Err(unknown())
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Row<'a>, Error> {
        Ok(Row::open(self.out, b"{", b"}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Row<'a>, Error> {
        let (start, end): (&[u8], &[u8]) = if self.in_object { (b"[1", b"]") } else { (b"1", b"") };
        Ok(Row { begun: true, ..Row::open(self.out, start, end) })
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Error> {
        Err(unknown())
    }
}

/// What the definition is made of can always be written; what stands here is not part of its grammar.
fn unknown() -> Error {
    ser::Error::custom("a value without a positional form")
}

#[cfg(test)]
mod tests;
