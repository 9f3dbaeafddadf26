//! What the definition says, free of Rust's syntax: what every emitter reads.

use std::collections::BTreeMap;

/// The whole definition: resources and handles with their methods, the types they use, the error codes.
#[derive(Clone, Debug, Default)]
pub struct Definition {
    /// Resources (reached from the client) and handles (given by methods), in the order of their files.
    pub handles: Vec<Handle>,
    /// Calls on the client itself.
    pub client: Vec<Method>,
    /// Structs and enums by name.
    pub types: BTreeMap<String, TypeDef>,
    /// The kinds of errors, in the order of the core.
    pub kinds: Vec<Variant>,
    /// The table of error codes.
    pub codes: Vec<Code>,
}

/// Something with methods and no fields that a host may see.
#[derive(Clone, Debug)]
pub struct Handle {
    /// Its Rust name, for example `Keys`.
    pub name: String,
    /// The name of the client's accessor, for a resource; `None` for a handle that methods give.
    pub accessor: Option<String>,
    /// Its documentation.
    pub docs: Docs,
    /// Its methods.
    pub methods: Vec<Method>,
}

/// A method of a handle, or of the client.
#[derive(Clone, Debug)]
pub struct Method {
    /// Its Rust name, for example `add_permissions`.
    pub name: String,
    /// Its documentation.
    pub docs: Docs,
    /// Its arguments, `self` apart. A single one of a request type is spread into keyword arguments by hosts.
    pub arguments: Vec<Argument>,
    /// How it is called and what it gives.
    pub shape: Shape,
    /// The wire name of the operation that it calls; `None` for a method that calls none, or any.
    pub operation: Option<String>,
}

/// An argument of a method.
#[derive(Clone, Debug)]
pub struct Argument {
    /// Its Rust name.
    pub name: String,
    /// Its type.
    pub ty: Type,
    /// Whether Rust takes it by reference: a `&str`.
    pub by_reference: bool,
}

/// The shapes that a method may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// `async fn -> Result<Response<T>>`: an answer of `meta` and `data`.
    Answer(Type),
    /// `async fn -> Result<T>`.
    Value(Type),
    /// `async fn` without a result.
    Done,
    /// `async fn -> Result<Handle>`.
    OpensLater(String),
    /// `fn -> Handle`.
    Opens(String),
    /// `fn -> Items<T>`: a listing across pages.
    Items(Type),
    /// `fn -> Events<T>`: a stream of what happens.
    Events(Type),
    /// `fn(&self) -> T` without I/O, or nothing: a property, or a command such as `stop`.
    Getter(Type),
    /// `fn(&self)` without I/O and result.
    Command,
}

/// The types of the grammar.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Type {
    /// `bool`
    Bool,
    /// An integer that every host holds exactly.
    Integer(Integer),
    /// `f64`
    Float,
    /// `String`
    String,
    /// Any JSON value.
    Json,
    /// A JSON object.
    JsonObject,
    /// A key's secret.
    KeySecret,
    /// Milliseconds, as an integer.
    Millis,
    /// An integer that may pass 2^53 - 1.
    Wide,
    /// Nothing.
    Empty,
    /// A struct or enum of [`Definition::types`].
    Named(String),
    /// May be absent.
    Option(Box<Type>),
    /// A list.
    Vec(Box<Type>),
    /// A map with text keys.
    Map(Box<Type>),
    /// Left as it is, cleared or set.
    Patch(Box<Type>),
}

/// The widths of integers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Integer {
    /// `i64`
    I64,
    /// `u64`
    U64,
    /// `i32`
    I32,
    /// `u32`
    U32,
    /// `u16`
    U16,
    /// `usize`
    Usize,
}

impl Integer {
    /// The Rust name.
    #[must_use]
    pub const fn rust(self) -> &'static str {
        match self {
            Self::I64 => "i64",
            Self::U64 => "u64",
            Self::I32 => "i32",
            Self::U32 => "u32",
            Self::U16 => "u16",
            Self::Usize => "usize",
        }
    }
}

/// A struct or an enum.
#[derive(Clone, Debug)]
pub enum TypeDef {
    /// A struct.
    Struct(Struct),
    /// An enum.
    Enum(Enum),
}

/// A struct, or a transparent wrapper of a list.
#[derive(Clone, Debug)]
pub struct Struct {
    /// Its Rust name.
    pub name: String,
    /// Its documentation.
    pub docs: Docs,
    /// Its fields; one named `0` if it is transparent.
    pub fields: Vec<Field>,
    /// Whether it is a wrapper that JSON does not show.
    pub transparent: bool,
    /// Whether methods take it, alone or inside others.
    pub taken: bool,
    /// Whether methods give it, alone or inside others.
    pub given: bool,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its Rust name.
    pub name: String,
    /// Its name in JSON.
    pub wire: String,
    /// Its documentation.
    pub docs: Docs,
    /// Its type.
    pub ty: Type,
    /// Whether a request must have it.
    pub required: bool,
}

impl Field {
    /// Whether its name says that it is an id: `id`, or `..._id`.
    #[must_use]
    pub fn is_called_id(&self) -> bool {
        self.name == "id" || self.name.ends_with("_id")
    }
}

/// An enum.
#[derive(Clone, Debug)]
pub struct Enum {
    /// Its Rust name.
    pub name: String,
    /// Its documentation.
    pub docs: Docs,
    /// Its variants, without the one that holds unknown values.
    pub variants: Vec<Variant>,
    /// The Rust name of the variant that holds values which this version does not know: the set is open.
    pub other: Option<String>,
    /// Whether Rust leaves room for more variants, so that a `match` needs one more arm.
    pub non_exhaustive: bool,
    /// The JSON field that names the variant, for an enum with data.
    pub tag: Option<String>,
    /// Whether methods take it, alone or inside others.
    pub taken: bool,
    /// Whether methods give it, alone or inside others.
    pub given: bool,
}

impl Enum {
    /// Whether any variant has data.
    #[must_use]
    pub fn has_data(&self) -> bool {
        self.variants.iter().any(|variant| !variant.fields.is_empty())
    }
}

/// A variant of an enum.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its Rust name.
    pub name: String,
    /// Its name in JSON.
    pub wire: String,
    /// Its documentation.
    pub docs: Docs,
    /// Its named fields.
    pub fields: Vec<Field>,
}

/// A row of the table of error codes.
#[derive(Clone, Debug)]
pub struct Code {
    /// The name of its constant, for example `KEY_DISABLED`.
    pub constant: String,
    /// Its text, for example `err:unkey:authorization:key_disabled`.
    pub text: String,
    /// The HTTP status that it usually comes with.
    pub status: u16,
    /// The kind, for example `PermissionDenied`.
    pub kind: String,
    /// Whether the same request can succeed later.
    pub retry: bool,
    /// What it means.
    pub meaning: String,
    /// What to do about it.
    pub advice: String,
}

/// Documentation: lines of Markdown, without Rust's links.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Docs(pub Vec<String>);

impl Docs {
    /// The first line.
    #[must_use]
    pub fn first(&self) -> &str {
        self.0.first().map_or("", String::as_str)
    }
}

impl Definition {
    /// The struct of this name.
    #[must_use]
    pub fn structure(&self, name: &str) -> Option<&Struct> {
        match self.types.get(name) {
            Some(TypeDef::Struct(found)) => Some(found),
            _ => None,
        }
    }

    /// The enum of this name.
    #[must_use]
    pub fn enumeration(&self, name: &str) -> Option<&Enum> {
        match self.types.get(name) {
            Some(TypeDef::Enum(found)) => Some(found),
            _ => None,
        }
    }

    /// The handle of this name.
    #[must_use]
    pub fn handle(&self, name: &str) -> Option<&Handle> {
        self.handles.iter().find(|handle| handle.name == name)
    }

    /// The request that hosts spread into keyword arguments: the method's only argument, if it is a struct with named
    /// fields.
    #[must_use]
    pub fn spread(&self, method: &Method) -> Option<&Struct> {
        match method.arguments.as_slice() {
            [Argument { ty: Type::Named(name), .. }] => {
                self.structure(name).filter(|found| !found.transparent)
            }
            _ => None,
        }
    }

    /// Every method, with the accessor or handle that it stands on; `None` for the client's own.
    pub fn methods(&self) -> impl Iterator<Item = (Option<&Handle>, &Method)> {
        let of_handles =
            self.handles.iter().flat_map(|handle| handle.methods.iter().map(move |m| (Some(handle), m)));
        self.client.iter().map(|method| (None, method)).chain(of_handles)
    }
}
