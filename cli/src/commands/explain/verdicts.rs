//! The verdicts of a verification: answers, not errors.

use std::io::{self, Write};

use serde::Serialize;

use crate::output::{
    fact,
    style::{BOLD, NAME},
};

/// What verifying a key can answer.
#[derive(Debug, Serialize)]
pub(super) struct Verdict {
    verdict: &'static str,
    meaning: &'static str,
    advice: &'static str,
}

const VERDICTS: [Verdict; 8] = [
    Verdict {
        verdict: "VALID",
        meaning: "The key may be used for what was asked.",
        advice: "Let the request pass. Where a rate limit was checked, its remaining capacity is in the answer.",
    },
    Verdict {
        verdict: "NOT_FOUND",
        meaning: "There is no such key: it never was, was deleted, belongs to another workspace, or this root key may \
                  not verify it.",
        advice: "Turn the request away. If it happens to keys that exist, give the root key verify_key on their API.",
    },
    Verdict {
        verdict: "FORBIDDEN",
        meaning: "The caller's address is not on the API's list of addresses, or the workspace is disabled.",
        advice: "Turn the request away; look at the API's list of addresses if it should have passed.",
    },
    Verdict {
        verdict: "INSUFFICIENT_PERMISSIONS",
        meaning: "The key lacks the permissions that the verification asked for.",
        advice: "Turn the request away, or give the key the permission or a role that has it.",
    },
    Verdict {
        verdict: "USAGE_EXCEEDED",
        meaning: "The key has fewer credits left than the verification costs.",
        advice: "Turn the request away until credits are added to the key or refilled.",
    },
    Verdict {
        verdict: "RATE_LIMITED",
        meaning: "One of the rate limits of the key, of its identity or of the request is exceeded.",
        advice: "Turn the request away; `ratelimits` in the answer says which limit it was and when it resets.",
    },
    Verdict {
        verdict: "DISABLED",
        meaning: "The key is disabled. That is what a revoked key answers; it can be enabled again.",
        advice: "Turn the request away.",
    },
    Verdict {
        verdict: "EXPIRED",
        meaning: "The key has passed the moment at which it expires.",
        advice: "Turn the request away, and issue a new key or move the moment.",
    },
];

/// Finds a verdict as answers spell it, in capitals, or in `any_case`. In small letters, errors have some of these names.
pub(super) fn find(text: &str, any_case: bool) -> Option<&'static Verdict> {
    let text = text.trim();
    VERDICTS.iter().find(|one| one.verdict == text || (any_case && one.verdict.eq_ignore_ascii_case(text)))
}

impl Verdict {
    pub(super) fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        writeln!(to, "{NAME}{}{NAME:#}", self.verdict)?;
        writeln!(to, "  {BOLD}{}{BOLD:#}\n", self.meaning)?;
        fact(to, "to do", self.advice)?;
        fact(
            to,
            "note",
            "A verdict is the answer of a verification that worked, with status 200. It is not an error.",
        )
    }
}

#[cfg(test)]
mod tests {
    use unkey_kit::VerificationCode;

    use super::*;

    #[test]
    fn every_verdict_is_one_that_the_library_knows() {
        for Verdict { verdict, .. } in &VERDICTS {
            let code: VerificationCode = serde_json::from_value((*verdict).into()).unwrap();
            assert!(!matches!(code, VerificationCode::Other(_)), "{verdict}");
        }
    }
}
