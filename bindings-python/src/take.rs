//! From arguments of Python to requests of the core, by a description of what they may be.

use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyBool, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple},
};
use serde::de::DeserializeOwned;
use unkey_kit::{Json, JsonObject, wire};

use crate::{secret::KeySecret, unset::UnsetType};

/// What a value may be.
pub(crate) enum Shape {
    Bool,
    Integer,
    Float,
    Text,
    /// One of these texts.
    Choice(&'static [&'static str]),
    Json,
    Secret,
    List(&'static Shape),
    Map(&'static Shape),
    /// An instance of a class, or a mapping of its fields.
    Struct(&'static Struct),
    /// An instance of one of an enum's classes.
    Variant(&'static str, Own),
}

/// Gives the wire's form of an instance of the wanted class; `None` of anything else.
type Own = fn(&Bound<'_, PyAny>) -> Option<PyResult<Json>>;

/// The fields of a class.
pub(crate) struct Struct {
    pub(crate) name: &'static str,
    pub(crate) fields: &'static [Field],
    pub(crate) own: Own,
}

/// A field, or an argument of a method.
pub(crate) struct Field {
    pub(crate) name: &'static str,
    pub(crate) wire: &'static str,
    pub(crate) shape: Shape,
    pub(crate) presence: Presence,
}

/// Whether a field must be there, and what `None` means for it.
pub(crate) enum Presence {
    Required,
    /// May be left out; `None` is the same.
    Optional,
    /// May be left out; `None` clears.
    Clearable,
}

/// The arguments of a function: how many may be positional, and what each may be.
pub(crate) struct Signature {
    pub(crate) function: &'static str,
    pub(crate) positional: usize,
    pub(crate) fields: &'static [Field],
}

impl Signature {
    /// Reads the arguments as the fields of one request.
    pub(crate) fn request<T: DeserializeOwned>(
        &self,
        values: &Bound<'_, PyTuple>,
        named: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<T> {
        let mut request = JsonObject::new();
        for (field, value) in self.fields.iter().zip(self.bind(values, named)?) {
            if let Some(value) = value {
                request.insert(field.wire.to_owned(), value);
            }
        }
        self.decode(Json::Object(request))
    }

    /// Reads the arguments as the fields of a variant, which its tag names.
    pub(crate) fn variant<T: DeserializeOwned>(
        &self,
        tag: &str,
        name: &str,
        values: &Bound<'_, PyTuple>,
        named: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<T> {
        let mut fields: JsonObject = self.request(values, named)?;
        fields.insert(tag.to_owned(), Json::from(name));
        self.decode(Json::Object(fields))
    }

    /// Reads the arguments one by one, in their order; one that was left out is `null`.
    pub(crate) fn arguments<T: DeserializeOwned>(
        &self,
        values: &Bound<'_, PyTuple>,
        named: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<T> {
        let values = self.bind(values, named)?;
        self.decode(values.into_iter().map(Option::unwrap_or_default).collect())
    }

    /// The core reads what arguments mean beyond their types.
    fn decode<T: DeserializeOwned>(&self, value: Json) -> PyResult<T> {
        decode(&value).map_err(|refusal| PyValueError::new_err(format!("{}(): {refusal}", self.function)))
    }

    /// The value of each field, in the order of the fields.
    fn bind(
        &self,
        values: &Bound<'_, PyTuple>,
        named: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Vec<Option<Json>>> {
        let function = self.function;
        if values.len() > self.positional {
            return Err(PyTypeError::new_err(format!(
                "{function}() takes {} positional arguments but {} were given",
                self.positional,
                values.len()
            )));
        }
        let mut used = 0;
        let mut bound = Vec::with_capacity(self.fields.len());
        for (index, field) in self.fields.iter().enumerate() {
            let by_name = match named {
                Some(named) => named.get_item(field.name)?,
                None => None,
            };
            used += usize::from(by_name.is_some());
            let value = match (values.get_item(index), by_name) {
                (Ok(_), Some(_)) => {
                    let text = format!("{function}() got multiple values for argument '{}'", field.name);
                    return Err(PyTypeError::new_err(text));
                }
                (Ok(value), None) | (Err(_), Some(value)) => Some(value),
                (Err(_), None) => None,
            };
            bound.push(field.read(value.as_ref(), function)?);
        }
        match named {
            Some(named) if named.len() > used => Err(self.unexpected(named)),
            _ => Ok(bound),
        }
    }

    fn unexpected(&self, named: &Bound<'_, PyDict>) -> PyErr {
        let known = |name: &Bound<'_, PyAny>| {
            self.fields.iter().any(|field| name.extract::<&str>().is_ok_and(|name| name == field.name))
        };
        let name = named.keys().iter().find(|name| !known(name)).map(|name| name.to_string());
        let name = name.unwrap_or_default();
        PyTypeError::new_err(format!("{}() got an unexpected keyword argument '{name}'", self.function))
    }
}

impl Field {
    fn read(&self, value: Option<&Bound<'_, PyAny>>, place: &str) -> PyResult<Option<Json>> {
        let Some(value) = value.filter(|value| !value.is_instance_of::<UnsetType>()) else {
            return match self.presence {
                Presence::Required => {
                    Err(PyTypeError::new_err(format!("{place}() missing required argument: '{}'", self.name)))
                }
                Presence::Optional | Presence::Clearable => Ok(None),
            };
        };
        match self.presence {
            Presence::Optional if value.is_none() => Ok(None),
            Presence::Clearable if value.is_none() => Ok(Some(Json::Null)),
            _ => self.shape.read(value, &format_args!("{place}(): '{}'", self.name)).map(Some),
        }
    }
}

impl Shape {
    fn read(&self, value: &Bound<'_, PyAny>, place: &dyn std::fmt::Display) -> PyResult<Json> {
        match self {
            Self::Bool if value.is_instance_of::<PyBool>() => Ok(Json::Bool(value.extract()?)),
            Self::Integer if is_integer(value) => integer(value, place),
            Self::Float if is_integer(value) || value.is_instance_of::<PyFloat>() => {
                Ok(value.extract::<f64>()?.into())
            }
            Self::Text if value.is_instance_of::<PyString>() => Ok(Json::String(value.extract()?)),
            Self::Choice(names) if value.is_instance_of::<PyString>() => {
                let text: String = value.extract()?;
                if names.contains(&text.as_str()) {
                    return Ok(Json::String(text));
                }
                let names = names.join("', '");
                Err(PyValueError::new_err(format!("{place} must be one of '{names}'")))
            }
            Self::Secret => match value.cast::<KeySecret>() {
                Ok(secret) => Ok(Json::String(secret.get().0.reveal().to_owned())),
                Err(_) if value.is_instance_of::<PyString>() => Ok(Json::String(value.extract()?)),
                Err(_) => Err(self.refuse(value, place)),
            },
            Self::Json => json(value, 0, place),
            Self::List(shape) => list(value, shape, place).unwrap_or_else(|| Err(self.refuse(value, place))),
            Self::Map(shape) if is_mapping(value) => {
                map(value, |item| shape.read(item, &format_args!("an item of {place}")), place)
            }
            Self::Struct(class) => class.read(value, place),
            Self::Variant(_, own) => own(value).unwrap_or_else(|| Err(self.refuse(value, place))),
            _ => Err(self.refuse(value, place)),
        }
    }

    /// Says what was wanted, and the type of what was given: never its value, which may be a secret.
    fn refuse(&self, value: &Bound<'_, PyAny>, place: &dyn std::fmt::Display) -> PyErr {
        let wanted = match self {
            Self::Bool => "bool",
            Self::Integer => "int",
            Self::Float => "float",
            Self::Text | Self::Choice(_) => "str",
            Self::Secret => "KeySecret or str",
            Self::Json => "a JSON value",
            Self::List(_) => "a list",
            Self::Map(_) => "a dict",
            Self::Struct(class) => class.name,
            Self::Variant(name, _) => name,
        };
        let given = type_name(value);
        PyTypeError::new_err(format!("{place} must be {wanted}, not {given}"))
    }
}

/// The name of a value's type.
pub(crate) fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map(|name| name.to_string()).unwrap_or_default()
}

impl Struct {
    /// Reads an instance of the class, or a mapping of its fields.
    fn read(&'static self, value: &Bound<'_, PyAny>, place: &dyn std::fmt::Display) -> PyResult<Json> {
        if let Some(own) = (self.own)(value) {
            return own;
        }
        let Ok(dict) = value.cast::<PyDict>() else { return Err(Shape::Struct(self).refuse(value, place)) };
        let signature = Signature { function: self.name, positional: 0, fields: self.fields };
        signature.request(&PyTuple::empty(value.py()), Some(dict))
    }
}

/// Reads what the core understands; what it refuses is named, and never quoted.
pub(crate) fn decode<T: DeserializeOwned>(value: &Json) -> Result<T, String> {
    wire::from_host(&format!("[{value}]"))
        .map(|(value,): (T,)| value)
        .map_err(|error| error.detail().to_owned())
}

/// The wire's form of a value that Python holds.
pub(crate) fn encode<T: serde::Serialize>(value: &T) -> PyResult<Json> {
    let encoded = wire::to_host(value).and_then(|text| serde_json::from_str(&text));
    encoded.map_err(|error| PyValueError::new_err(error.to_string()))
}

fn is_integer(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyInt>() && !value.is_instance_of::<PyBool>()
}

fn integer(value: &Bound<'_, PyAny>, place: &dyn std::fmt::Display) -> PyResult<Json> {
    let small = value.extract::<i64>().map(Json::from);
    let any = small.or_else(|_| value.extract::<u64>().map(Json::from));
    any.map_err(|_| PyValueError::new_err(format!("{place} is an integer of more than 64 bits")))
}

fn list(value: &Bound<'_, PyAny>, shape: &Shape, place: &dyn std::fmt::Display) -> Option<PyResult<Json>> {
    // Texts and mappings can be iterated too, but are never meant as lists.
    if value.is_instance_of::<PyString>() || is_mapping(value) {
        return None;
    }
    let items = value.try_iter().ok()?;
    let read = |item: PyResult<Bound<'_, PyAny>>| shape.read(&item?, &format_args!("an item of {place}"));
    Some(items.map(read).collect::<PyResult<Vec<_>>>().map(Json::Array))
}

fn is_mapping(value: &Bound<'_, PyAny>) -> bool {
    value.is_instance_of::<PyDict>() || value.cast::<PyMapping>().is_ok()
}

fn map(
    value: &Bound<'_, PyAny>,
    read: impl Fn(&Bound<'_, PyAny>) -> PyResult<Json>,
    place: &dyn std::fmt::Display,
) -> PyResult<Json> {
    let mut members = JsonObject::new();
    for item in value.cast::<PyMapping>()?.items()?.iter() {
        let (name, value): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item.extract()?;
        let Ok(name) = name.extract::<String>() else {
            return Err(PyTypeError::new_err(format!("the keys of {place} must be str")));
        };
        members.insert(name, read(&value)?);
    }
    Ok(Json::Object(members))
}

/// How deep JSON may be nested: what contains itself has no end, and a decoder stops soon after this.
const DEEPEST: usize = 100;

/// Reads any JSON value.
fn json(value: &Bound<'_, PyAny>, depth: usize, place: &dyn std::fmt::Display) -> PyResult<Json> {
    if depth > DEEPEST {
        Err(PyValueError::new_err(format!("{place} is nested too deep")))
    } else if value.is_none() {
        Ok(Json::Null)
    } else if value.is_instance_of::<PyBool>() {
        Ok(Json::Bool(value.extract()?))
    } else if value.is_instance_of::<PyInt>() {
        integer(value, place)
    } else if value.is_instance_of::<PyFloat>() {
        let number = serde_json::Number::from_f64(value.extract()?);
        number.map(Json::Number).ok_or_else(|| PyValueError::new_err(format!("{place} has no JSON form")))
    } else if value.is_instance_of::<PyString>() {
        Ok(Json::String(value.extract()?))
    } else if value.is_instance_of::<PyList>() || value.is_instance_of::<PyTuple>() {
        value.try_iter()?.map(|item| json(&item?, depth + 1, place)).collect()
    } else if is_mapping(value) {
        map(value, |item| json(item, depth + 1, place), place)
    } else {
        Err(Shape::Json.refuse(value, place))
    }
}
