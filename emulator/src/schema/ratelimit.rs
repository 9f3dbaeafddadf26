//! Requests of `ratelimit.*`.

use super::shape::{Shape, TEXT, array, at_least, between, object, optional, required, text};

/// A namespace's id or its name.
const NAMESPACE: Shape = text(1, 512);
const IDENTIFIER: Shape = text(1, 512);

pub(super) const LIMIT: Shape = object(&[
    required("namespace", NAMESPACE),
    optional("cost", at_least(0)),
    required("duration", between(1000, 2_592_000_000)),
    required("identifier", IDENTIFIER),
    required("limit", at_least(1)),
]);

pub(super) const MULTI_LIMIT: Shape = array(1, 100, &LIMIT);

/// An override by its namespace and identifier.
pub(super) const ONE_OVERRIDE: Shape =
    object(&[required("namespace", NAMESPACE), required("identifier", IDENTIFIER)]);

pub(super) const LIST_OVERRIDES: Shape =
    object(&[required("namespace", NAMESPACE), optional("cursor", TEXT), optional("limit", between(1, 100))]);

pub(super) const SET_OVERRIDE: Shape = object(&[
    required("namespace", NAMESPACE),
    required("duration", at_least(1000)),
    required("identifier", IDENTIFIER),
    required("limit", at_least(0)),
]);
