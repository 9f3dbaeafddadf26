//! Requests of `keys.*`.

use super::shape::{
    Alphabet, BOOLEAN, META, Shape, array, at_least, between, choice, lenient_object, object, optional,
    required, spelled, text,
};

/// The schema's bound for 64-bit integers; it lies above the largest one, and the binding closes the gap.
const INT64_BOUND: i128 = 9_223_372_036_854_776_000;

/// 2100-01-01, in milliseconds.
const LAST_MOMENT: i128 = 4_102_444_800_000;

const KEY_ID: Shape = spelled(Alphabet::Id, 3, 255);
const EXTERNAL_ID: Shape = spelled(Alphabet::ExternalId, 1, 255);
const EXPIRES: Shape = between(0, LAST_MOMENT);
const SECRET: Shape = text(1, 512);
const ROLE: Shape = text(1, 128);
pub(super) const SLUG: Shape = spelled(Alphabet::Slug, 1, 128);

const REFILL: Shape = object(&[
    required("interval", choice(&["daily", "monthly"])),
    required("amount", between(1, INT64_BOUND)),
    optional("refillDay", between(1, 31)),
]);

const CREDITS: Shape =
    object(&[required("remaining", between(0, INT64_BOUND).or_null()), optional("refill", REFILL)]);

const CREDITS_CHANGE: Shape =
    object(&[optional("remaining", between(0, INT64_BOUND).or_null()), optional("refill", REFILL.or_null())])
        .or_null();

/// A rate limit that is stored with a key or an identity.
const RATE_LIMIT: Shape = lenient_object(&[
    required("name", text(3, 128)),
    required("limit", at_least(1)),
    required("duration", at_least(1000)),
    required("autoApply", BOOLEAN),
]);

pub(super) const RATE_LIMITS: Shape = array(0, 50, &RATE_LIMIT);

pub(super) const ADD_PERMISSIONS: Shape =
    object(&[required("keyId", KEY_ID), required("permissions", array(1, 1000, &SLUG))]);

pub(super) const REMOVE_PERMISSIONS: Shape = ADD_PERMISSIONS;

pub(super) const SET_PERMISSIONS: Shape =
    object(&[required("keyId", KEY_ID), required("permissions", array(0, usize::MAX, &SLUG))]);

pub(super) const ADD_ROLES: Shape =
    object(&[required("keyId", KEY_ID), required("roles", array(1, 100, &ROLE))]);

pub(super) const REMOVE_ROLES: Shape = ADD_ROLES;

pub(super) const SET_ROLES: Shape =
    object(&[required("keyId", KEY_ID), required("roles", array(0, 100, &ROLE))]);

pub(super) const CREATE_KEY: Shape = object(&[
    required("apiId", spelled(Alphabet::Id, 3, 255)),
    optional("prefix", spelled(Alphabet::Id, 1, 16)),
    optional("name", text(1, 255)),
    optional("byteLength", between(16, 255)),
    optional("externalId", EXTERNAL_ID),
    optional("meta", META),
    optional("roles", array(0, 100, &ROLE)),
    optional("permissions", array(0, 1000, &SLUG)),
    optional("expires", EXPIRES),
    optional("credits", CREDITS),
    optional("ratelimits", RATE_LIMITS),
    optional("enabled", BOOLEAN),
    optional("recoverable", BOOLEAN),
]);

pub(super) const DELETE_KEY: Shape = object(&[required("keyId", KEY_ID), optional("permanent", BOOLEAN)]);

pub(super) const GET_KEY: Shape = object(&[required("keyId", KEY_ID), optional("decrypt", BOOLEAN)]);

const MIGRATED_KEY: Shape = object(&[
    required("hash", text(3, usize::MAX)),
    optional("name", text(1, 255)),
    optional("externalId", text(1, 255)),
    optional("meta", META),
    optional("roles", array(0, 100, &ROLE)),
    optional("permissions", array(0, 1000, &SLUG)),
    optional("expires", EXPIRES),
    optional("enabled", BOOLEAN),
    optional("credits", CREDITS),
    optional("ratelimits", RATE_LIMITS),
]);

pub(super) const MIGRATE_KEYS: Shape = object(&[
    required("migrationId", text(3, 255)),
    required("apiId", text(3, 255)),
    required("keys", array(1, usize::MAX, &MIGRATED_KEY)),
]);

pub(super) const REROLL_KEY: Shape =
    lenient_object(&[required("keyId", KEY_ID), required("expiration", EXPIRES)]);

pub(super) const UPDATE_CREDITS: Shape = object(&[
    required("keyId", text(3, usize::MAX)),
    optional("value", between(0, INT64_BOUND).or_null()),
    required("operation", choice(&["set", "increment", "decrement"])),
]);

pub(super) const UPDATE_KEY: Shape = object(&[
    required("keyId", KEY_ID),
    optional("name", text(1, 255).or_null()),
    optional("externalId", EXTERNAL_ID.or_null()),
    optional("meta", META.or_null()),
    optional("expires", EXPIRES.or_null()),
    optional("credits", CREDITS_CHANGE),
    optional("ratelimits", RATE_LIMITS),
    optional("enabled", BOOLEAN),
    optional("roles", array(0, 100, &ROLE)),
    optional("permissions", array(0, 1000, &SLUG)),
]);

/// A rate limit named, or described, for one verification.
const CHECKED_RATE_LIMIT: Shape = lenient_object(&[
    required("name", text(3, 255)),
    optional("cost", at_least(0)),
    optional("limit", at_least(0)),
    optional("duration", at_least(0)),
]);

pub(super) const VERIFY_KEY: Shape = object(&[
    required("key", SECRET),
    optional("tags", array(0, 20, &text(1, 512))),
    optional("permissions", text(1, 1000)),
    optional("credits", object(&[required("cost", between(0, 1_000_000_000_000))])),
    optional("ratelimits", array(0, usize::MAX, &CHECKED_RATE_LIMIT)),
    optional("migrationId", text(0, 256)),
]);

pub(super) const WHOAMI: Shape = object(&[required("key", SECRET)]);
