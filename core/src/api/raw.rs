//! Calls of operations that are not modelled.

use serde::{Serialize, Serializer};

use crate::{
    api::Json,
    client::Unkey,
    error::{Error, Result},
    http::Operation,
    secret::KeySecret,
};

impl Unkey {
    /// Calls any operation by its name in Unkey's API reference, such as `portal.createSession`, with a JSON body, and
    /// answers the whole envelope as JSON: `meta`, `data`, and `pagination` where it has one.
    ///
    /// For operations that this library does not model yet; the others are better called by their methods. Errors are
    /// as typed as theirs. A listing is one page: pass its `pagination.cursor` as `cursor` for the next.
    ///
    /// Secrets in the answer are plain text: keep them out of logs.
    ///
    /// Never repeated once it may have been applied, unless the caller says that this does no harm:
    /// [`CallOptions::safe_to_repeat`](crate::CallOptions::safe_to_repeat).
    ///
    /// # Errors
    /// Of kind `Configuration`, before anything is sent, for a name that is not of the form `group.verb`.
    pub async fn call_raw(&self, operation: &str, body: Json) -> Result<Json> {
        if !is_name(operation) {
            return Err(Error::configuration(
                "the operation's name is not of the form group.verb: give it as in Unkey's API reference, for example \
                 keys.createKey",
            ));
        }
        let operation = Operation::raw(operation).safe_to_repeat_if(self.options().safe_to_repeat);
        self.call(operation, &Body(&body)).await
    }
}

/// Whether this is `group.verb`: two words of ASCII letters and digits. So the name cannot lead to another path.
fn is_name(text: &str) -> bool {
    let word = |word: &str| {
        word.starts_with(|first: char| first.is_ascii_alphabetic())
            && word.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    text.split_once('.').is_some_and(|(group, verb)| word(group) && word(verb))
}

/// A body whose secrets are known as such, so that an echo of one is redacted: in every request of the API that has
/// one, its field is `key`.
struct Body<'a>(&'a Json);

impl Serialize for Body<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            Json::Object(fields) => {
                serializer.collect_map(fields.iter().map(|(name, value)| (name, Field { name, value })))
            }
            Json::Array(items) => serializer.collect_seq(items.iter().map(Body)),
            other => other.serialize(serializer),
        }
    }
}

struct Field<'a> {
    name: &'a str,
    value: &'a Json,
}

impl Serialize for Field<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match (self.name, self.value) {
            ("key", Json::String(secret)) => KeySecret::new(secret.as_str()).serialize(serializer),
            (_, value) => Body(value).serialize(serializer),
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{error::ErrorKind, wire};

    #[test]
    fn only_a_group_and_a_verb_name_an_operation() {
        for good in ["keys.createKey", "rootKeys.listKeys", "a.b2"] {
            assert!(is_name(good), "{good}");
        }
        for bad in [
            "",
            ".",
            "keys",
            "keys.",
            ".createKey",
            "keys.a.b",
            "keys/../x.y",
            "keys.a?b",
            "keys.ä",
            "2.b",
            "a. b",
        ] {
            assert!(!is_name(bad), "{bad}");
        }
    }

    #[tokio::test]
    async fn another_name_is_refused_before_anything_is_sent() {
        let unkey = Unkey::builder().root_key("unkey_x").base_url("http://127.0.0.1:1").build().unwrap();
        let error = unkey.call_raw("../admin", json!({})).await.unwrap_err();
        assert_eq!((error.kind(), error.attempts()), (ErrorKind::Configuration, 0));
    }

    #[test]
    fn a_body_is_sent_as_it_is_and_its_secrets_are_known() {
        let body = json!({"key": "sk_live_1234", "limit": 9_223_372_036_854_775_807_i64, "keys": [{"key": "sk_5678", "n": null}]});
        let (bytes, secrets) = wire::to_service(&Body(&body)).unwrap();
        assert_eq!(serde_json::from_slice::<Json>(&bytes).unwrap(), body);
        assert_eq!(secrets, ["sk_live_1234", "sk_5678"].map(KeySecret::from));
    }
}
