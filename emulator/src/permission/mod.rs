//! What a root key may do, and how a denial is worded.
//!
//! Two languages exist side by side: tuples such as `api.*.read_key`, which are compared as whole strings (an
//! operation asks for the form with `*` and for the one with the id), and URNs such as
//! `unkey:v1:ws_1:keyspaces/ks_1/keys/*#read_key`, whose wildcards count on the granted side only.

mod query;
mod urn;

use std::collections::HashSet;

pub(crate) use self::query::Query;
use self::urn::UrnGrant;
use crate::error::{ApiError, INSUFFICIENT_PERMISSIONS};

/// The permissions of a root key, ready to be asked.
#[derive(Debug, Default)]
pub(crate) struct Grants {
    tuples: HashSet<Box<str>>,
    urns: Vec<UrnGrant>,
}

impl Grants {
    pub(crate) fn new<T: AsRef<str>>(permissions: impl IntoIterator<Item = T>) -> Self {
        let mut grants = Self::default();
        for permission in permissions {
            let permission = permission.as_ref();
            grants.tuples.insert(permission.into());
            grants.urns.extend(UrnGrant::parse(permission));
        }
        grants
    }

    /// Tells whether there is a tuple with this resource and action, whatever its id.
    pub(crate) fn hold_for_some_id(&self, resource: &str, action: &str) -> bool {
        self.tuples.iter().any(|tuple| {
            let mut parts = tuple.splitn(3, '.');
            parts.next() == Some(resource) && parts.next().is_some() && parts.next() == Some(action)
        })
    }

    fn hold(&self, wanted: &str) -> bool {
        self.tuples.contains(wanted) || self.urns.iter().any(|grant| grant.covers(wanted))
    }
}

/// What an operation asks of a root key.
#[derive(Debug, Clone)]
pub(crate) enum Need {
    /// One permission, a tuple or a URN.
    One(String),
    /// Every one of these.
    All(Vec<Need>),
    /// At least one of these.
    Any(Vec<Need>),
}

impl Need {
    pub(crate) fn one(permission: impl Into<String>) -> Self {
        Self::One(permission.into())
    }

    pub(crate) fn any<const N: usize>(permissions: [String; N]) -> Self {
        Self::Any(permissions.into_iter().map(Self::One).collect())
    }

    /// Checks the need.
    ///
    /// # Errors
    /// 403 `insufficient_permissions`, with the sentence that names what would have helped.
    pub(crate) fn check(&self, grants: &Grants) -> Result<(), ApiError> {
        self.missing(grants).map_or(Ok(()), |sentence| Err(INSUFFICIENT_PERMISSIONS.because(sentence)))
    }

    pub(crate) fn is_met_by(&self, grants: &Grants) -> bool {
        match self {
            Self::One(permission) => grants.hold(permission),
            Self::All(needs) => needs.iter().all(|need| need.is_met_by(grants)),
            Self::Any(needs) => needs.iter().any(|need| need.is_met_by(grants)),
        }
    }

    /// The sentence of the denial; `None` if the need is met.
    pub(crate) fn missing(&self, grants: &Grants) -> Option<String> {
        match self {
            Self::All(needs) => needs.iter().find_map(|need| need.missing(grants)),
            _ if self.is_met_by(grants) => None,
            Self::One(permission) => Some(format!("Missing permission: '{permission}'")),
            Self::Any(_) => Some(format!("Missing one of these permissions: {}", self.flattened())),
        }
    }

    /// The alternatives in a row, groups within groups without parentheses.
    fn flattened(&self) -> String {
        let joined =
            |needs: &[Self], word: &str| needs.iter().map(Self::flattened).collect::<Vec<_>>().join(word);
        match self {
            Self::One(permission) => permission.clone(),
            Self::All(needs) => joined(needs, " and "),
            Self::Any(needs) => joined(needs, " or "),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentence(need: &Need, granted: &[&str]) -> String {
        need.missing(&Grants::new(granted)).unwrap_or_default()
    }

    #[test]
    fn tuples_are_compared_as_whole_strings() {
        let need = Need::one("api.api_1.read_key");
        assert!(!need.is_met_by(&Grants::new(["api.*.read_key", "*"])));
        assert!(need.is_met_by(&Grants::new(["api.api_1.read_key"])));
    }

    #[test]
    fn one_permission_and_several_are_worded_differently() {
        assert_eq!(sentence(&Need::one("a"), &[]), "Missing permission: 'a'");
        assert_eq!(sentence(&Need::any(["a".to_owned()]), &[]), "Missing one of these permissions: a");
    }

    #[test]
    fn groups_are_flattened_and_named_whole() {
        let need = Need::Any(vec![
            Need::one("urn"),
            Need::All(vec![Need::any(["a".to_owned(), "b".to_owned()]), Need::one("c")]),
        ]);
        assert_eq!(sentence(&need, &["a"]), "Missing one of these permissions: urn or a or b and c");
    }

    #[test]
    fn of_a_conjunction_the_first_failing_member_speaks() {
        let need = Need::All(vec![Need::one("a"), Need::one("b"), Need::one("c")]);
        assert_eq!(sentence(&need, &["a"]), "Missing permission: 'b'");
    }
}
