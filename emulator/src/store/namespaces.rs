//! Namespaces of `ratelimit.*`, and their overrides.

use std::collections::{BTreeMap, HashMap};

use super::Collated;
use crate::ids::Id;

/// A namespace of rate limits.
#[derive(Clone)]
pub(crate) struct Namespace {
    pub(crate) id: Id,
    pub(crate) name: Box<str>,
    pub(crate) deleted: bool,
    overrides: Vec<Override>,
    by_identifier: HashMap<Box<str>, usize>,
    order: BTreeMap<Collated, usize>,
    /// Those whose identifier has a `*`, by identifier: the order in which the service's index gives them.
    patterns: BTreeMap<Collated, usize>,
}

/// Why patterns were not compared: some text has more than one line.
#[derive(Debug)]
pub(crate) struct SeveralLines;

/// Another limit for one identifier, or for all that match a pattern with `*`.
#[derive(Clone, Debug)]
pub(crate) struct Override {
    pub(crate) id: Id,
    pub(crate) identifier: Box<str>,
    pub(crate) limit: i64,
    /// Milliseconds.
    pub(crate) duration: i64,
    pub(crate) deleted: bool,
}

impl Namespace {
    pub(crate) fn new(id: Id, name: Box<str>) -> Self {
        Self {
            id,
            name,
            deleted: false,
            overrides: Vec::new(),
            by_identifier: HashMap::new(),
            order: BTreeMap::new(),
            patterns: BTreeMap::new(),
        }
    }

    /// Sets the override of an identifier, deleted or not, and gives its id.
    pub(crate) fn set_override(
        &mut self,
        identifier: &str,
        limit: i64,
        duration: i64,
        fresh: impl FnOnce() -> Id,
    ) -> Id {
        if let Some(row) = self.override_called_mut(identifier) {
            (row.limit, row.duration) = (limit, duration);
            return row.id.clone();
        }
        let (id, slot) = (fresh(), self.overrides.len());
        self.by_identifier.insert(identifier.into(), slot);
        self.order.insert(Collated(id.clone()), slot);
        if identifier.contains('*') {
            self.patterns.insert(Collated(identifier.into()), slot);
        }
        self.overrides.push(Override {
            id: id.clone(),
            identifier: identifier.into(),
            limit,
            duration,
            deleted: false,
        });
        id
    }

    /// Finds the override of exactly this identifier, deleted or not.
    pub(crate) fn override_called(&self, identifier: &str) -> Option<&Override> {
        self.by_identifier.get(identifier).map(|slot| self.get(*slot))
    }

    /// [`Namespace::override_called`], to change it.
    pub(crate) fn override_called_mut(&mut self, identifier: &str) -> Option<&mut Override> {
        self.by_identifier.get(identifier).map(|slot| &mut self.overrides[*slot])
    }

    /// Finds the live override that counts for an identifier: its own, or else the first pattern that matches, in the
    /// order of the patterns themselves.
    ///
    /// # Errors
    /// A pattern was to be compared, and it or the identifier has more than one line.
    pub(crate) fn override_for(&self, identifier: &str) -> Result<Option<&Override>, SeveralLines> {
        let own = self.override_called(identifier).filter(|row| !row.deleted);
        if own.is_some() {
            return Ok(own);
        }
        let several_lines = |text: &str| text.contains(['\r', '\n']);
        for row in self.patterns.values().map(|slot| self.get(*slot)).filter(|row| !row.deleted) {
            if several_lines(&row.identifier) || several_lines(identifier) {
                return Err(SeveralLines);
            }
            if matches(&row.identifier, identifier) {
                return Ok(Some(row));
            }
        }
        Ok(None)
    }

    pub(crate) fn get(&self, slot: usize) -> &Override {
        &self.overrides[slot]
    }

    /// All overrides, deleted ones too, in the order of their ids.
    pub(crate) fn order(&self) -> &BTreeMap<Collated, usize> {
        &self.order
    }
}

/// Tells whether a text matches a pattern in which each `*` stands for any number of characters.
fn matches(pattern: &str, text: &str) -> bool {
    let mut pieces = pattern.split('*');
    let Some(mut rest) = text.strip_prefix(pieces.next().unwrap_or_default()) else { return false };
    let Some(last) = pieces.next_back() else { return rest.is_empty() };
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.ends_with(last)
}

/// The namespaces of a workspace.
#[derive(Default)]
pub(crate) struct Namespaces {
    rows: Vec<Namespace>,
    by_id: HashMap<Id, usize>,
    by_name: HashMap<Box<str>, usize>,
}

impl Namespaces {
    pub(crate) fn insert(&mut self, namespace: Namespace) -> &mut Namespace {
        let slot = self.rows.len();
        self.by_id.insert(namespace.id.clone(), slot);
        self.by_name.insert(namespace.name.clone(), slot);
        self.rows.push(namespace);
        &mut self.rows[slot]
    }

    /// Finds a namespace by id or name, deleted or not.
    pub(crate) fn find(&self, reference: &str) -> Option<&Namespace> {
        self.slot(reference).map(|slot| &self.rows[slot])
    }

    pub(crate) fn find_mut(&mut self, reference: &str) -> Option<&mut Namespace> {
        self.slot(reference).map(|slot| &mut self.rows[slot])
    }

    fn slot(&self, reference: &str) -> Option<usize> {
        self.by_id.get(reference).or_else(|| self.by_name.get(reference)).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_asterisk_stands_for_any_number_of_characters() {
        for (pattern, text, expected) in [
            ("team_*", "team_7", true),
            ("team_*", "team_", true),
            ("team_*", "my_team_7", false),
            ("*", "", true),
            ("a*b*c", "a1b2b3c", true),
            ("a*b*c", "a1c", false),
            ("a*a", "a", false),
            ("plain", "plain", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }

    #[test]
    fn an_override_of_its_own_comes_before_a_wildcard_until_it_is_deleted() {
        let mut namespace = Namespace::new("rlns_1".into(), "emails".into());
        namespace.set_override("team_*", 50, 1000, || "rlor_1".into());
        namespace.set_override("team_7", 7, 1000, || "rlor_2".into());
        let limit = |namespace: &Namespace, identifier: &str| {
            namespace.override_for(identifier).unwrap().map(|row| row.limit)
        };
        assert_eq!(limit(&namespace, "team_7"), Some(7));
        namespace.override_called_mut("team_7").unwrap().deleted = true;
        assert_eq!(limit(&namespace, "team_7"), Some(50));
        assert_eq!(limit(&namespace, "other"), None);
        namespace.set_override("*", 3, 1000, || "rlor_3".into());
        assert_eq!(limit(&namespace, "team_7"), Some(3), "signs come before letters");
    }

    #[test]
    fn several_lines_are_compared_with_no_pattern() {
        let mut namespace = Namespace::new("rlns_1".into(), "emails".into());
        namespace.set_override("a\nb", 7, 1000, || "rlor_1".into());
        assert!(namespace.override_for("c\nd").unwrap().is_none());
        namespace.set_override("*", 50, 1000, || "rlor_2".into());
        assert!(namespace.override_for("c\nd").is_err());
        assert_eq!(namespace.override_for("a\nb").unwrap().unwrap().limit, 7);
    }
}
