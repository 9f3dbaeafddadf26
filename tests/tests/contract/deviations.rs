//! Where the service is known to differ from its description, and why.

use crate::description::Finding;

/// A difference that is known.
#[derive(Debug)]
pub(crate) struct Deviation {
    /// The operation, or `*`.
    operation: &'static str,
    /// A part of the finding's text.
    text: &'static str,
    /// Shown when the entry has become idle.
    #[expect(dead_code, reason = "read by people, here or in its Debug")]
    reason: &'static str,
}

impl Deviation {
    pub(crate) fn explains(&self, finding: &Finding) -> bool {
        (self.operation == "*" || self.operation == finding.operation)
            && finding.to_string().contains(self.text)
    }
}

const fn known(operation: &'static str, text: &'static str, reason: &'static str) -> Deviation {
    Deviation { operation, text, reason }
}

/// The list. An entry that no exchange meets any more fails the test.
pub(crate) const DEVIATIONS: [Deviation; 10] = [
    known(
        "*",
        "the media type application/problem+json is not described",
        "the media type of an error follows the request's Accept, which lets both in; one is described",
    ),
    known(
        "*",
        "400: answer: /error Additional properties are not allowed ('errors' was unexpected)",
        "the description forbids further fields in its basic error, and then adds one for a 400",
    ),
    known(
        "*",
        "400: answer: /error Unevaluated properties are not allowed ('detail', 'status', 'title', 'type'",
        "follows from the contradiction above: what it refuses does not count as evaluated",
    ),
    known(
        "*",
        "412: answer: the status is not described",
        "412 is reachable and left out of the description",
    ),
    known(
        "keys.verifyKey",
        "200: answer: /data/ratelimits/0/reset",
        "a reset is a time in milliseconds since 1970; its described bound is that of a duration",
    ),
    known(
        "keys.verifyKey",
        "200: answer: /data/ratelimits/1/reset",
        "a reset is a time in milliseconds since 1970; its described bound is that of a duration",
    ),
    known(
        "keys.verifyKey",
        "200: answer: /data/ratelimits/1/id",
        "a limit that only the request knows has no id, which reads as an empty one",
    ),
    known(
        "permissions.createRole",
        "request:  Additional properties are not allowed ('permissions' was unexpected)",
        "newer than the description",
    ),
    known("permissions.setRolePermissions", "the operation is not described", "newer than the description"),
    known(
        "keys.getKey",
        "400: request: /keyId \"k\" is shorter",
        "sent on purpose, to see the answer to a request that breaks its schema",
    ),
];
