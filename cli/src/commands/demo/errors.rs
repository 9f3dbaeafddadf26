//! The errors that Unkey's documentation lists first, each caused for real.

use unkey_kit::{DeleteKey, Error, GetKey};

use super::world::{RootKeyOf, World};
use crate::{
    failure::{Failure, write_error},
    output::{Output, style::BOLD},
};

/// How an error is caused, and what to notice.
struct Cause {
    root_key: RootKeyOf,
    deletes: bool,
    key_id: Option<&'static str>,
    situation: &'static str,
}

const CAUSES: [Cause; 5] = [
    Cause {
        root_key: RootKeyOf::Disabled,
        deletes: false,
        key_id: None,
        situation: "The root key was disabled:",
    },
    Cause {
        root_key: RootKeyOf::Nobody,
        deletes: false,
        key_id: None,
        situation: "The root key is unknown:",
    },
    Cause {
        root_key: RootKeyOf::Reader,
        deletes: true,
        key_id: None,
        situation: "The root key may read keys, but not delete them:",
    },
    Cause {
        root_key: RootKeyOf::Expired,
        deletes: false,
        key_id: None,
        situation: "The root key has expired:",
    },
    Cause {
        root_key: RootKeyOf::Operator,
        deletes: false,
        key_id: Some("key_of_nobody"),
        situation: "And key_not_found once more, but another one: here the key that was asked for is unknown.",
    },
];

/// Causes each error and shows it.
pub(super) async fn show(world: &World, output: &Output) -> Result<Vec<Error>, Failure> {
    let some_key = world.leaked_key().map_or("key_1", |(key_id, _)| key_id);
    let mut errors = Vec::new();
    for (number, cause) in CAUSES.iter().enumerate() {
        let keys = world.client(cause.root_key)?.keys();
        let key_id = cause.key_id.unwrap_or(some_key);
        let result = if cause.deletes {
            keys.delete(DeleteKey::new(key_id)).await.map(drop)
        } else {
            keys.get(GetKey::new(key_id)).await.map(drop)
        };
        let Err(error) = result else {
            return Err(Failure::Broken(format!(
                "expected an error, but the call succeeded. {}",
                cause.situation
            )));
        };
        if !output.is_json() {
            output.text(|to| {
                let gap = if number == 0 { "" } else { "\n" };
                writeln!(to, "{gap}{BOLD}{}{BOLD:#}", cause.situation)?;
                write_error(&error, to)
            })?;
        }
        errors.push(error);
    }
    Ok(errors)
}
