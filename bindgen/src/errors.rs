//! The error classes of hosts: one base, a class for each kind, and leaves for what people match on.

use crate::model::{Definition, Docs};

/// The name of the base class.
pub(crate) const BASE: &str = "UnkeyError";

/// A class of errors below the base.
pub(crate) struct ErrorClass<'a> {
    /// Its name in every host.
    pub(crate) name: String,
    /// The class that it extends.
    pub(crate) parent: String,
    /// Its documentation.
    pub(crate) docs: Docs,
    /// What makes an error one of this class.
    pub(crate) of: Of<'a>,
}

/// What makes an error one of a class.
pub(crate) enum Of<'a> {
    /// Its kind, as in JSON.
    Kind(&'a str),
    /// Its code.
    Code(&'a str),
}

/// Kinds whose class is not the kind's name with `Error` behind it: where that reads badly, or would shadow a built-in.
const KIND_NAMES: &[(&str, &str)] = &[
    ("RateLimited", "RateLimitError"),
    ("Connection", "UnkeyConnectionError"),
    ("Timeout", "UnkeyTimeoutError"),
];

/// Codes that have a class of their own.
const LEAVES: &[(&str, &str)] = &[
    ("ROOT_KEY_NOT_FOUND", "RootKeyNotFoundError"),
    ("KEY_DISABLED", "KeyDisabledError"),
    ("INSUFFICIENT_PERMISSIONS", "InsufficientPermissionsError"),
    ("FORBIDDEN", "ForbiddenError"),
    ("WORKSPACE_DISABLED", "WorkspaceDisabledError"),
    ("KEY_NOT_FOUND", "KeyNotFoundError"),
];

/// The class of a kind.
fn of_kind(kind: &str) -> String {
    let named = KIND_NAMES.iter().find(|(name, _)| *name == kind);
    named.map_or_else(|| format!("{kind}Error"), |(_, class)| (*class).to_owned())
}

/// Every class, parents first.
pub(crate) fn classes(definition: &Definition) -> Vec<ErrorClass<'_>> {
    let kinds = definition.kinds.iter().map(|kind| ErrorClass {
        name: of_kind(&kind.name),
        parent: BASE.to_owned(),
        docs: kind.docs.clone(),
        of: Of::Kind(&kind.wire),
    });
    let leaves = LEAVES.iter().filter_map(|(constant, class)| {
        let code = definition.codes.iter().find(|code| code.constant == *constant)?;
        Some(ErrorClass {
            name: (*class).to_owned(),
            parent: of_kind(&code.kind),
            docs: Docs(vec![code.meaning.clone(), String::new(), code.advice.clone()]),
            of: Of::Code(&code.text),
        })
    });
    kinds.chain(leaves).collect()
}
