//! Requests of `apis.*`.

use super::shape::{Alphabet, BOOLEAN, Shape, TEXT, between, object, optional, required, spelled, text};

const API_ID: Shape = spelled(Alphabet::Id, 8, 255);

pub(super) const CREATE_API: Shape = object(&[required("name", text(3, 256))]);

pub(super) const GET_API: Shape = object(&[required("apiId", API_ID)]);

pub(super) const DELETE_API: Shape = object(&[required("apiId", API_ID)]);

pub(super) const LIST_KEYS: Shape = object(&[
    required("apiId", text(1, usize::MAX)),
    optional("limit", between(1, 100)),
    optional("cursor", TEXT),
    optional("externalId", text(1, usize::MAX)),
    optional("decrypt", BOOLEAN),
    optional("revalidateKeysCache", BOOLEAN),
]);
