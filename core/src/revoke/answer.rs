//! What an answer of the service means for one key, and for all that follow: a pure function of the call's result.

use std::time::Duration;

use super::{ledger::KeyState, values::StopCause};
use crate::{
    error::{Effect, Error, ErrorCode, ErrorKind},
    http::{self, RateLimit},
};

/// What came of one request about one key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Answer {
    pub(super) verdict: Verdict,
    /// What the service may have done.
    pub(super) effect: Effect,
    pub(super) code: Option<String>,
    pub(super) request_id: Option<String>,
    pub(super) retry_after: Option<Duration>,
    /// The workspace's limit, where the headers told one.
    pub(super) limit: Option<RateLimit>,
    /// The key, if it was read.
    pub(super) state: Option<KeyState>,
}

/// What an answer means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Verdict {
    /// Done as asked.
    Done,
    /// This root key's workspace has no such key.
    Gone,
    /// The root key lacks the permission for this key.
    Denied,
    /// No further request can succeed.
    Pointless(StopCause),
    /// Too many requests; the service did nothing.
    Limited,
    /// The same request may succeed later.
    Trouble,
    /// Refused in another way.
    Refused,
}

impl Answer {
    /// The answer of a call that succeeded.
    pub(super) fn done(request_id: String, state: Option<KeyState>) -> Self {
        Self {
            verdict: Verdict::Done,
            effect: Effect::Applied,
            code: None,
            request_id: Some(request_id),
            retry_after: None,
            limit: None,
            state,
        }
    }

    /// The answer of a call that failed.
    pub(super) fn of(error: &Error) -> Self {
        Self {
            verdict: verdict(error),
            effect: error.effect(),
            code: error.code().map(|code| code.as_str().to_owned()),
            request_id: error.request_id().map(str::to_owned),
            retry_after: error.retry_after(),
            limit: None,
            state: None,
        }
    }
}

/// What an error means.
pub(super) fn verdict(error: &Error) -> Verdict {
    if let Some(code) = error.code() {
        if *code == ErrorCode::KEY_NOT_FOUND {
            return Verdict::Gone;
        }
        // By code alone: a denial for want of permission has the same status as the first two.
        if [ErrorCode::ROOT_KEY_NOT_FOUND, ErrorCode::KEY_DISABLED, ErrorCode::FORBIDDEN].contains(code) {
            return Verdict::Pointless(StopCause::RootKey);
        }
        if [ErrorCode::WORKSPACE_DISABLED, ErrorCode::WORKSPACE_NOT_FOUND].contains(code) {
            return Verdict::Pointless(StopCause::Workspace);
        }
    }
    match error.kind() {
        ErrorKind::Authentication => Verdict::Pointless(StopCause::RootKey),
        ErrorKind::PermissionDenied => Verdict::Denied,
        ErrorKind::RateLimited => Verdict::Limited,
        // A success that cannot be read may be the word of something in between, and all requests bear repeating.
        ErrorKind::UnexpectedAnswer if error.effect() == Effect::Applied => Verdict::Trouble,
        _ if http::helps(error) => Verdict::Trouble,
        _ => Verdict::Refused,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Answered, parse};

    fn of(status: u16, code: &str) -> Verdict {
        let body = format!(
            r#"{{"meta":{{"requestId":"req_1"}},"error":{{"title":"","detail":"","status":{status},"type":"https://unkey.com/docs/errors/{code}"}}}}"#
        );
        let answered = Answered { status, retry_after: None, body: body.as_bytes() };
        verdict(&parse(answered, std::iter::empty()).into())
    }

    #[test]
    fn four_answers_share_a_403_and_two_a_404() {
        assert_eq!(of(403, "unkey/authorization/insufficient_permissions"), Verdict::Denied);
        for code in ["key_disabled", "forbidden"] {
            let verdict = of(403, &format!("unkey/authorization/{code}"));
            assert_eq!(verdict, Verdict::Pointless(StopCause::RootKey), "{code}");
        }
        let disabled = of(403, "unkey/authorization/workspace_disabled");
        assert_eq!(disabled, Verdict::Pointless(StopCause::Workspace));
        assert_eq!(of(404, "unkey/data/key_not_found"), Verdict::Gone);
        assert_eq!(of(404, "unkey/data/workspace_not_found"), Verdict::Pointless(StopCause::Workspace));
        assert_eq!(of(404, "unkey/data/api_not_found"), Verdict::Refused);
    }

    #[test]
    fn an_unknown_root_key_is_not_an_unknown_key() {
        let verdict = of(401, "unkey/authentication/key_not_found");
        assert_eq!(verdict, Verdict::Pointless(StopCause::RootKey));
    }

    #[test]
    fn what_a_proxy_says_settles_nothing() {
        let html = |status| {
            let answered = Answered { status, retry_after: None, body: b"<html>" };
            Answer::of(&parse(answered, std::iter::empty()).into())
        };
        assert_eq!(html(502).verdict, Verdict::Trouble);
        assert_eq!(html(404).verdict, Verdict::Refused);
        assert_eq!(html(404).effect, Effect::Unknown);
        assert_eq!(html(403).effect, Effect::Unknown);
    }

    #[test]
    fn a_success_that_cannot_be_read_is_asked_again() {
        let details = crate::error::Details::new(ErrorKind::UnexpectedAnswer, "");
        let error: Error = crate::error::Details { effect: Effect::Applied, ..details }.into();
        assert_eq!(verdict(&error), Verdict::Trouble);
    }
}
