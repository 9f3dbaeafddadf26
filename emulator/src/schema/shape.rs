//! The small language in which request schemas are written.

/// What a JSON value must be.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) kind: Kind,
    pub(super) nullable: bool,
}

/// The kinds of value that requests consist of, each with its limits.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    Boolean,
    Integer { minimum: i64, maximum: Option<i128> },
    String { minimum: usize, maximum: usize, alphabet: Option<Alphabet>, choices: &'static [&'static str] },
    Array { minimum: usize, maximum: usize, items: &'static Shape },
    Object { fields: &'static [Field], unknown: Unknown },
    FreeForm { maximum: usize },
}

/// What happens to the fields of an object that its schema does not name.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Unknown {
    Rejected,
    Ignored,
}

/// The characters of a string with a `pattern`; every pattern of the API is one class, once or more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Alphabet {
    /// `[a-zA-Z0-9_]`
    Id,
    /// `[a-zA-Z0-9_-]`
    ResourceId,
    /// `[a-zA-Z0-9_.-]`
    ExternalId,
    /// `[a-zA-Z0-9_:.*-]`
    Slug,
}

impl Alphabet {
    /// The pattern as the API's schema writes it, for messages.
    pub(super) const fn pattern(self) -> &'static str {
        match self {
            Self::Id => "^[a-zA-Z0-9_]+$",
            Self::ResourceId => "^[a-zA-Z0-9_-]+$",
            Self::ExternalId => "^[a-zA-Z0-9_.-]+$",
            Self::Slug => "^[a-zA-Z0-9_:\\-\\.\\*]+$",
        }
    }

    /// Says whether `text` is one or more characters of this alphabet.
    pub(super) fn spells(self, text: &str) -> bool {
        let extra: &[u8] = match self {
            Self::Id => b"_",
            Self::ResourceId => b"_-",
            Self::ExternalId => b"_.-",
            Self::Slug => b"_:-.*",
        };
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || extra.contains(&byte))
    }
}

/// One named field of an object.
#[derive(Clone, Copy)]
pub(super) struct Field {
    pub(super) name: &'static str,
    pub(super) shape: Shape,
    pub(super) required: bool,
}

pub(super) const fn required(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: true }
}

pub(super) const fn optional(name: &'static str, shape: Shape) -> Field {
    Field { name, shape, required: false }
}

const fn shape(kind: Kind) -> Shape {
    Shape { kind, nullable: false }
}

pub(super) const BOOLEAN: Shape = shape(Kind::Boolean);

/// A string of any length.
pub(super) const TEXT: Shape = text(0, usize::MAX);

/// A string of `minimum` to `maximum` Unicode code points.
pub(super) const fn text(minimum: usize, maximum: usize) -> Shape {
    shape(Kind::String { minimum, maximum, alphabet: None, choices: &[] })
}

/// A string of `minimum` to `maximum` characters of one alphabet.
pub(super) const fn spelled(alphabet: Alphabet, minimum: usize, maximum: usize) -> Shape {
    shape(Kind::String { minimum, maximum, alphabet: Some(alphabet), choices: &[] })
}

/// One of a few strings.
pub(super) const fn choice(choices: &'static [&'static str]) -> Shape {
    shape(Kind::String { minimum: 0, maximum: usize::MAX, alphabet: None, choices })
}

/// A whole number from `minimum` up.
pub(super) const fn at_least(minimum: i64) -> Shape {
    shape(Kind::Integer { minimum, maximum: None })
}

/// A whole number from `minimum` to `maximum`, both included.
pub(super) const fn between(minimum: i64, maximum: i128) -> Shape {
    shape(Kind::Integer { minimum, maximum: Some(maximum) })
}

/// An array of `minimum` to `maximum` items.
pub(super) const fn array(minimum: usize, maximum: usize, items: &'static Shape) -> Shape {
    shape(Kind::Array { minimum, maximum, items })
}

/// An object that refuses fields it does not name.
pub(super) const fn object(fields: &'static [Field]) -> Shape {
    shape(Kind::Object { fields, unknown: Unknown::Rejected })
}

/// An object that ignores fields it does not name.
pub(super) const fn lenient_object(fields: &'static [Field]) -> Shape {
    shape(Kind::Object { fields, unknown: Unknown::Ignored })
}

/// An object of whatever its author likes, in at most 100 properties.
pub(super) const META: Shape = shape(Kind::FreeForm { maximum: 100 });

impl Shape {
    /// The same, or `null`.
    pub(super) const fn or_null(self) -> Self {
        Self { kind: self.kind, nullable: true }
    }
}
