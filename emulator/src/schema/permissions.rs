//! Requests of `permissions.*`.

use super::keys::SLUG;
use super::shape::{Alphabet, Shape, array, between, object, optional, required, spelled, text};

const DESCRIPTION: Shape = text(0, 512);

/// A role's id or its name.
const ROLE: Shape = text(1, 128);

pub(super) const CREATE_PERMISSION: Shape =
    object(&[required("name", text(1, 512)), required("slug", SLUG), optional("description", DESCRIPTION)]);

pub(super) const CREATE_ROLE: Shape = object(&[
    required("name", text(1, 128)),
    optional("description", DESCRIPTION),
    optional("permissions", array(0, usize::MAX, &SLUG)),
]);

/// The id or the slug of a permission.
pub(super) const ONE_PERMISSION: Shape = object(&[required("permission", SLUG)]);

pub(super) const ONE_ROLE: Shape = object(&[required("role", ROLE)]);

pub(super) const LIST: Shape = object(&[
    optional("limit", between(1, 100)),
    optional("cursor", text(0, 1024)),
    optional("search", text(0, 256)),
]);

pub(super) const SET_ROLE_PERMISSIONS: Shape = object(&[
    required("roleId", spelled(Alphabet::ResourceId, 3, 255)),
    required("permissions", array(0, usize::MAX, &SLUG)),
]);
