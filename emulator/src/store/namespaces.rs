//! Namespaces of `ratelimit.*`, and their overrides.

use std::collections::{BTreeMap, HashMap};

use super::Collated;
use crate::ids::Id;

/// A namespace of rate limits.
pub(crate) struct Namespace {
    pub(crate) id: Id,
    pub(crate) name: Box<str>,
    pub(crate) deleted: bool,
    pub(crate) overrides: BTreeMap<Collated, Override>,
}

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
