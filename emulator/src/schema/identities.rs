//! Requests of `identities.*`.

use super::keys::RATE_LIMITS;
use super::shape::{
    Alphabet, META, Shape, TEXT, between, lenient_object, object, optional, required, spelled, text,
};

/// An identity's id or its external id.
const IDENTITY: Shape = text(1, usize::MAX);

pub(super) const CREATE_IDENTITY: Shape = lenient_object(&[
    required("externalId", spelled(Alphabet::ExternalId, 1, 255)),
    optional("meta", META),
    optional("ratelimits", RATE_LIMITS),
]);

pub(super) const DELETE_IDENTITY: Shape = object(&[required("identity", IDENTITY)]);

pub(super) const GET_IDENTITY: Shape = object(&[required("identity", IDENTITY)]);

pub(super) const LIST_IDENTITIES: Shape =
    object(&[optional("limit", between(1, 100)), optional("cursor", TEXT), optional("search", text(0, 256))]);

pub(super) const UPDATE_IDENTITY: Shape =
    object(&[required("identity", IDENTITY), optional("meta", META), optional("ratelimits", RATE_LIMITS)]);
