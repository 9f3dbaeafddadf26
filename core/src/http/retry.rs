//! Whether and when a failed attempt is repeated: pure functions of the error and the policy.

use std::time::Duration;

use crate::{
    config::RetryPolicy,
    error::{Effect, Error, ErrorCode, ErrorKind},
};

/// What may be known when an attempt has failed.
pub(crate) struct Failed<'a> {
    pub(crate) error: &'a Error,
    /// Attempts so far, this one included.
    pub(crate) attempts: u32,
    /// The worst over all attempts of the call.
    pub(crate) effect: Effect,
    pub(crate) safe_to_repeat: bool,
}

/// Whether the same request can succeed later, all else unchanged.
pub(crate) fn helps(error: &Error) -> bool {
    if let Some(known) = error.code().and_then(ErrorCode::known) {
        return known.retry;
    }
    match error.kind() {
        ErrorKind::RateLimited | ErrorKind::Server | ErrorKind::Connection | ErrorKind::Timeout => true,
        // Unkey never answers these without a code: this is a proxy's word, or a client that went away.
        _ => matches!(error.status(), Some(425 | 499)),
    }
}

/// How long to wait before the next attempt; `None` if there should be none.
///
/// `random` is a number in `0.0..1.0`: the full jitter, without which clients that failed together come back together.
pub(crate) fn delay(failed: &Failed<'_>, policy: &RetryPolicy, random: f64) -> Option<Duration> {
    let harmless = failed.effect == Effect::None || failed.safe_to_repeat;
    if !harmless || failed.attempts >= policy.max_attempts || !helps(failed.error) {
        return None;
    }
    let doubled = policy.base_delay.saturating_mul(2_u32.saturating_pow(failed.attempts.saturating_sub(1)));
    let jitter = doubled.min(policy.max_delay).mul_f64(random);
    let asked = failed.error.retry_after().filter(|_| policy.respect_retry_after).unwrap_or_default();
    Some(match failed.error.kind() {
        // A server's `Retry-After` is a lower bound, so the jitter comes on top of it.
        ErrorKind::RateLimited => asked.max(policy.rate_limit_floor).saturating_add(jitter),
        _ => asked.max(jitter),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::Details;

    fn error(kind: ErrorKind, retry_after: Option<u64>) -> Error {
        Details { retry_after: retry_after.map(Duration::from_secs), ..Details::new(kind, "") }.into()
    }

    fn wait(error: &Error, attempts: u32, effect: Effect, safe_to_repeat: bool) -> Option<Duration> {
        delay(&Failed { error, attempts, effect, safe_to_repeat }, &RetryPolicy::default(), 0.5)
    }

    #[test]
    fn a_repeat_needs_an_error_that_helps_and_a_call_that_bears_it() {
        let server = error(ErrorKind::Server, None);
        assert!(wait(&server, 1, Effect::Unknown, true).is_some());
        assert!(wait(&server, 1, Effect::Unknown, false).is_none());
        let limited = error(ErrorKind::RateLimited, None);
        assert!(wait(&limited, 1, Effect::None, false).is_some());
        assert!(wait(&limited, 2, Effect::Unknown, false).is_none());
        let conflict = error(ErrorKind::Conflict, None);
        assert!(wait(&conflict, 1, Effect::None, true).is_none());
    }

    #[test]
    fn attempts_end() {
        let server = error(ErrorKind::Server, None);
        assert!(wait(&server, 3, Effect::Unknown, true).is_some());
        assert!(wait(&server, 4, Effect::Unknown, true).is_none());
    }

    #[test]
    fn back_off_doubles_up_to_a_ceiling_and_is_jittered() {
        let server = error(ErrorKind::Server, None);
        assert_eq!(wait(&server, 1, Effect::None, true), Some(Duration::from_millis(100)));
        assert_eq!(wait(&server, 3, Effect::None, true), Some(Duration::from_millis(400)));
        let policy = RetryPolicy { max_attempts: 99, ..RetryPolicy::default() };
        let failed = Failed { error: &server, attempts: 50, effect: Effect::None, safe_to_repeat: true };
        assert_eq!(delay(&failed, &policy, 0.5), Some(Duration::from_millis(2500)));
    }

    #[test]
    fn a_rate_limit_waits_what_it_asks_and_at_least_the_floor() {
        let limited = |after| wait(&error(ErrorKind::RateLimited, after), 1, Effect::None, false);
        assert_eq!(limited(Some(0)), Some(Duration::from_millis(1100)));
        assert_eq!(limited(Some(7)), Some(Duration::from_millis(7100)));
        assert!(limited(Some(u64::MAX)) > limited(Some(7)), "does not overflow");
    }
}
