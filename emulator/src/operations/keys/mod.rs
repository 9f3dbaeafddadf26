//! `keys.*`.

mod create;
mod credits;
mod delete;
mod fields;
mod migrate;
mod object;
mod permissions;
mod read;
mod reroll;
mod roles;
mod target;
mod update;
mod verify;

pub(super) use self::create::create_key;
pub(super) use self::credits::update_credits;
pub(super) use self::delete::delete_key;
pub(super) use self::migrate::migrate_keys;
pub(super) use self::object::KeyObject;
pub(super) use self::permissions::{add_permissions, remove_permissions, set_permissions};
pub(super) use self::read::{get_key, whoami};
pub(super) use self::reroll::reroll_key;
pub(super) use self::roles::{add_roles, remove_roles, set_roles};
pub(super) use self::update::update_key;
pub(super) use self::verify::verify_key;
