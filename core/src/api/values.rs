//! The values that every resource shares: the answer's envelope, three-state fields, wide integers, JSON.

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::or_empty::OrEmpty;

/// Any JSON value.
pub type Json = serde_json::Value;

/// A JSON object, such as the `meta` of a key.
pub type JsonObject = serde_json::Map<String, Json>;

/// Milliseconds: an instant since the Unix epoch, or a length of time.
pub type Millis = i64;

/// An integer that may pass 2^53 - 1, beyond which a JavaScript number is not exact.
///
/// Credits are such: the service takes and gives up to 2^63 - 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Wide(pub i64);

impl From<i64> for Wide {
    fn from(value: i64) -> Self {
        Self(value)
    }
}

/// A field of an update, which has three states: left as it is, cleared, or set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Patch<T> {
    /// Leaves the field as it is; the request does not mention it.
    #[default]
    Keep,
    /// Clears the field; the request says `null`.
    Clear,
    /// Sets the field.
    Set(T),
}

impl<T> Patch<T> {
    /// Whether the field is left as it is.
    #[must_use]
    pub fn is_keep(&self) -> bool {
        matches!(self, Self::Keep)
    }
}

impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}

impl From<&str> for Patch<String> {
    fn from(value: &str) -> Self {
        Self::Set(value.to_owned())
    }
}

impl From<i64> for Patch<Wide> {
    fn from(value: i64) -> Self {
        Self::Set(Wide(value))
    }
}

/// `Some` sets, `None` clears, as in the JSON that the service reads.
impl<T> From<Option<T>> for Patch<T> {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Clear, Self::Set)
    }
}

impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Keep | Self::Clear => serializer.serialize_none(),
            Self::Set(value) => value.serialize(serializer),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Patch<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::deserialize(deserializer).map(Self::from)
    }
}

/// About an answer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Meta {
    /// The id by which Unkey's support finds the request.
    pub request_id: String,
}

/// An answer of one value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Received<T>", bound(deserialize = "T: Deserialize<'de>"))]
#[non_exhaustive]
pub struct Response<T> {
    /// About the answer.
    pub meta: Meta,
    /// The value.
    pub data: T,
}

/// A [`Response`] as it is read: a list that is `null` or missing is empty, as in a page.
#[derive(Deserialize)]
#[serde(bound(deserialize = "T: Deserialize<'de>"))]
struct Received<T> {
    meta: Meta,
    data: OrEmpty<T>,
}

impl<T> From<Received<T>> for Response<T> {
    fn from(Received { meta, data: OrEmpty(data) }: Received<T>) -> Self {
        Self { meta, data }
    }
}

/// An answer that says no more than that the call succeeded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Empty {}

impl Serialize for Empty {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde::ser::SerializeMap::end(serializer.serialize_map(Some(0))?)
    }
}

/// Takes anything, `null`, or no field at all: `identities.deleteIdentity` answers without `data`.
impl<'de> Deserialize<'de> for Empty {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Option::<de::IgnoredAny>::deserialize(deserializer).map(|_| Self {})
    }
}

/// What every answer has.
pub(crate) trait Enveloped {
    /// The id by which Unkey's support finds the request.
    fn request_id(&self) -> &str;
}

impl<T> Enveloped for Response<T> {
    fn request_id(&self) -> &str {
        &self.meta.request_id
    }
}

/// A whole answer as the service sent it.
impl Enveloped for Json {
    fn request_id(&self) -> &str {
        self["meta"]["requestId"].as_str().unwrap_or_default()
    }
}

/// Reads `null` as the empty value: some lists of the service are `null` when they have nothing.
pub(crate) fn null_as_default<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: Default + Deserialize<'de>,
{
    Option::deserialize(deserializer).map(Option::unwrap_or_default)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Update {
        #[serde(default, skip_serializing_if = "Patch::is_keep")]
        name: Patch<String>,
    }

    #[test]
    fn a_patch_has_three_states_on_the_wire() {
        for (patch, json) in
            [(Patch::Keep, "{}"), (Patch::Clear, r#"{"name":null}"#), (Patch::from("n"), r#"{"name":"n"}"#)]
        {
            let update = Update { name: patch };
            assert_eq!(serde_json::to_string(&update).unwrap(), json);
            assert_eq!(serde_json::from_str::<Update>(json).unwrap(), update);
        }
    }

    #[test]
    fn an_empty_answer_needs_no_data() {
        for json in [r#"{"meta":{"requestId":"r"}}"#, r#"{"meta":{"requestId":"r"},"data":{}}"#] {
            let answer: Response<Empty> = serde_json::from_str(json).unwrap();
            assert_eq!(answer.meta.request_id, "r");
        }
    }

    #[test]
    fn a_list_that_is_null_or_missing_is_empty() {
        for json in [r#"{"meta":{"requestId":"r"},"data":null}"#, r#"{"meta":{"requestId":"r"}}"#] {
            let answer: Response<Vec<JsonObject>> = serde_json::from_str(json).unwrap();
            assert_eq!(answer.data, []);
        }
        let answer: Response<Vec<u8>> =
            serde_json::from_str(r#"{"data":[1,2],"meta":{"requestId":"r"}}"#).unwrap();
        assert_eq!(answer.data, [1, 2]);
        assert!(
            serde_json::from_str::<Response<Vec<u8>>>(r#"{"meta":{"requestId":"r"},"data":{}}"#).is_err()
        );
        assert!(serde_json::from_str::<Response<Meta>>(r#"{"meta":{"requestId":"r"},"data":null}"#).is_err());
    }

    #[test]
    fn a_wide_integer_is_one_of_64_bits_and_nothing_else() {
        for value in [-5, i64::MAX, i64::MIN] {
            let json = value.to_string();
            assert_eq!(serde_json::from_str::<Wide>(&json).unwrap(), Wide(value));
            assert_eq!(serde_json::to_string(&Wide(value)).unwrap(), json);
            let tree: Json = serde_json::from_str(&json).unwrap();
            assert_eq!(serde_json::from_value::<Wide>(tree).unwrap(), Wide(value));
        }
        for json in ["9223372036854775808", "1.5", "1.0", "null", r#""5""#, "[5]", "{}"] {
            assert!(serde_json::from_str::<Wide>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn a_missing_value_is_no_answer() {
        assert!(serde_json::from_str::<Response<String>>(r#"{"meta":{"requestId":"r"}}"#).is_err());
    }
}
