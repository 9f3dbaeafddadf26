//! Cursor pages.

use std::collections::BTreeMap;
use std::ops::Bound;

use super::Collated;
use crate::ids::Id;

/// One page of slots, and the id that the next page starts with.
pub(crate) struct Page<S> {
    pub(crate) items: Vec<S>,
    pub(crate) next: Option<Id>,
}

/// Reads up to `limit` entries, from the cursor on (it is inclusive, and need not exist), that `keep` lets through.
pub(crate) fn page<S: Copy>(
    order: &BTreeMap<Collated, S>,
    cursor: &str,
    limit: usize,
    mut keep: impl FnMut(S) -> bool,
) -> Page<S> {
    let from = (Bound::Included(Collated(cursor.into())), Bound::Unbounded);
    let mut rows = order.range(from).filter(|(_, slot)| keep(**slot));
    let items = rows.by_ref().take(limit).map(|(_, slot)| *slot).collect();
    Page { items, next: rows.next().map(|(id, _)| id.0.clone()) }
}
