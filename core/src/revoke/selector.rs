//! What a [`Selector`] means: the groups of keys that are read, denied and given up together.

use std::collections::HashSet;

use super::surface::{PlanRevocation, Selector};
use crate::error::{Error, Result};

/// The number of a group: its place among the selector's APIs. All bare ids are one group.
pub(super) type Group = u32;

impl Selector {
    /// The keys of one of your users in these APIs.
    pub fn user<A: Into<String>>(external_id: impl Into<String>, apis: impl IntoIterator<Item = A>) -> Self {
        Self::User { external_id: external_id.into(), apis: apis.into_iter().map(Into::into).collect() }
    }

    /// Keys by their ids.
    pub fn keys<I: Into<String>>(ids: impl IntoIterator<Item = I>) -> Self {
        Self::Keys { ids: ids.into_iter().map(Into::into).collect() }
    }

    /// Every key of an API.
    pub fn api(api_id: impl Into<String>) -> Self {
        Self::Api { api_id: api_id.into() }
    }

    /// The user whose keys are meant.
    pub(super) fn external_id(&self) -> Option<&str> {
        match self {
            Self::User { external_id, .. } => Some(external_id),
            Self::Keys { .. } | Self::Api { .. } => None,
        }
    }

    /// The APIs that are listed, each once; `None` for bare ids.
    pub(super) fn apis(&self) -> Option<Vec<&str>> {
        match self {
            Self::User { apis, .. } => {
                let mut seen = HashSet::new();
                Some(apis.iter().map(String::as_str).filter(|api| seen.insert(*api)).collect())
            }
            Self::Api { api_id } => Some(vec![api_id]),
            Self::Keys { .. } => None,
        }
    }

    /// Refuses what cannot be meant.
    ///
    /// # Errors
    /// Of kind `Configuration`: nothing is sent for a selector that names nothing, or nothing in some place.
    pub(super) fn check(&self) -> Result<()> {
        let refuse = |why: &str| Err(Error::configuration(format!("the selector {why}")));
        match self {
            Self::User { external_id, .. } if external_id.is_empty() => {
                refuse("names no user: give an external id")
            }
            Self::User { apis, .. } if apis.is_empty() => {
                refuse("names no API: the service cannot list APIs, so name every one to look in")
            }
            Self::User { apis, .. } if apis.iter().any(String::is_empty) => refuse("has an empty API id"),
            Self::Api { api_id } if api_id.is_empty() => refuse("names no API: give its id"),
            Self::Keys { ids } if ids.iter().any(String::is_empty) => refuse("has an empty key id"),
            _ => Ok(()),
        }
    }
}

impl PlanRevocation {
    /// Names the keys.
    #[must_use]
    pub fn new(selector: Selector) -> Self {
        Self { selector, allow_hidden: None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_api_that_is_named_twice_is_listed_once() {
        assert_eq!(Selector::user("u", ["api_b", "api_a", "api_b"]).apis(), Some(vec!["api_b", "api_a"]));
    }

    #[test]
    fn a_selector_that_names_nothing_is_refused() {
        let none: [&str; 0] = [];
        for bad in [
            Selector::user("", ["api_1"]),
            Selector::user("u", none),
            Selector::user("u", ["api_1", ""]),
            Selector::keys(["key_1", ""]),
            Selector::api(""),
        ] {
            assert_eq!(bad.check().unwrap_err().kind(), crate::ErrorKind::Configuration, "{bad:?}");
        }
        assert!(Selector::keys(["key_1"]).check().is_ok());
        // A scanner that found nothing: the plan is empty, and applying it is refused.
        assert!(Selector::keys(none).check().is_ok());
    }

    #[test]
    fn a_selector_has_one_form_in_json() {
        let json = r#"{"kind":"user","externalId":"u","apis":["api_1"]}"#;
        let selector = Selector::user("u", ["api_1"]);
        assert_eq!(serde_json::to_string(&selector).unwrap(), json);
        assert_eq!(serde_json::from_str::<Selector>(json).unwrap(), selector);
    }
}
