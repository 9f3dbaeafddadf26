//! Values that hold others.

use serde::{Serialize, ser};

use super::{Unwritable, Writer, Written, tag};

/// A list or a map: it counts what it writes, since not everyone knows beforehand.
pub(super) struct Counted<'a> {
    writer: &'a mut Writer,
    at: usize,
    count: u32,
}

impl<'a> Counted<'a> {
    pub(super) fn begin(writer: &'a mut Writer, tag: u8, length: Option<usize>) -> Result<Self, Unwritable> {
        writer.tag(tag);
        let at = writer.length(length.unwrap_or_default())?;
        Ok(Self { writer, at, count: 0 })
    }

    fn add<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.count = self.count.checked_add(1).ok_or(Unwritable)?;
        value.serialize(&mut *self.writer)
    }

    fn finish(self) -> Written {
        self.writer.correct(self.at, self.count);
        Ok(())
    }
}

impl ser::SerializeSeq for Counted<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.add(value)
    }

    fn end(self) -> Written {
        self.finish()
    }
}

impl ser::SerializeTuple for Counted<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.add(value)
    }

    fn end(self) -> Written {
        self.finish()
    }
}

impl ser::SerializeTupleStruct for Counted<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        self.add(value)
    }

    fn end(self) -> Written {
        self.finish()
    }
}

impl ser::SerializeMap for Counted<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, name: &T) -> Written {
        self.add(name)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Written {
        value.serialize(&mut *self.writer)
    }

    fn end(self) -> Written {
        self.finish()
    }
}

/// The fields of a struct, by position: one that is left out is written as nothing.
pub(super) struct Fields<'a>(&'a mut Writer);

impl<'a> Fields<'a> {
    pub(super) fn begin(writer: &'a mut Writer) -> Self {
        writer.tag(tag::STRUCT);
        Self(writer)
    }
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, _: &'static str, value: &T) -> Written {
        value.serialize(&mut *self.0)
    }

    fn skip_field(&mut self, _: &'static str) -> Written {
        self.0.tag(tag::NOTHING);
        Ok(())
    }

    fn end(self) -> Written {
        Ok(())
    }
}
