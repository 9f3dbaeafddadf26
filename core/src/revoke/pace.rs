//! How fast requests may go out.

use std::time::Duration;

use super::answer::{Answer, Verdict};
use crate::config::RetryPolicy;

/// Decides when the next request may go out. Times are since the start of the work; a pace has no clock of its own.
pub(super) trait Pace: Send {
    /// How many keys may be under way at once.
    fn window(&self) -> usize;

    /// Before when nothing may be sent.
    fn not_before(&self) -> Duration;

    /// A request goes out.
    fn sent(&mut self, now: Duration);

    /// A request that went out at `sent_at` has been answered.
    fn answered(&mut self, answer: &Answer, sent_at: Duration, now: Duration);

    /// What follows are keys of another group, of which nothing is known yet.
    fn group_begun(&mut self);
}

/// The number of keys under way at the start of every group: few enough to waste when the group is denied.
pub(super) const FIRST_WINDOW: usize = 8;

/// The longest wait of our own after answers that ask for none.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Eight at a time. After a 429 nothing is sent as long as it asks, and at least the floor; then one request tries the
/// water before the others follow.
pub(super) struct SteadyPace {
    floor: Duration,
    resume: Duration,
    /// Pauses since the last answer that was no 429.
    pauses: u32,
}

impl SteadyPace {
    /// `floor` is the shortest wait after a 429.
    pub(super) fn new(floor: Duration) -> Self {
        Self { floor, resume: Duration::ZERO, pauses: 0 }
    }
}

impl Pace for SteadyPace {
    fn window(&self) -> usize {
        if self.pauses == 0 { FIRST_WINDOW } else { 1 }
    }

    fn not_before(&self) -> Duration {
        self.resume
    }

    fn sent(&mut self, _now: Duration) {}

    fn answered(&mut self, answer: &Answer, sent_at: Duration, now: Duration) {
        if answer.verdict != Verdict::Limited {
            if sent_at >= self.resume {
                self.pauses = 0;
            }
            return;
        }
        // Of those that were in flight together only the first begins a pause.
        if self.pauses == 0 || sent_at >= self.resume {
            self.pauses += 1;
        }
        // Where the service names no limit it is likely to go on refusing: ask less and less often.
        let patience = if answer.limit.is_some() { 1 } else { 2_u32.saturating_pow(self.pauses - 1) };
        let own = self.floor.saturating_mul(patience).min(LONGEST_PAUSE.max(self.floor));
        self.resume = self.resume.max(now + own.max(answer.retry_after.unwrap_or_default()));
    }

    fn group_begun(&mut self) {}
}

/// How long a key waits after a failed attempt, with full jitter: `chance` is a number in `0.0..1.0`.
pub(super) fn back_off(
    policy: &RetryPolicy,
    attempts: u32,
    retry_after: Option<Duration>,
    chance: f64,
) -> Duration {
    let doubled = policy.base_delay.saturating_mul(2_u32.saturating_pow(attempts.saturating_sub(1)));
    let asked = retry_after.filter(|_| policy.respect_retry_after).unwrap_or_default();
    asked.max(doubled.min(policy.max_delay).mul_f64(chance))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{error::Effect, http::RateLimit};

    const SECOND: Duration = Duration::from_secs(1);

    fn limited(retry_after: Option<u64>, named: bool) -> Answer {
        let limit = RateLimit { limit: 60, remaining: 0, reset: SECOND };
        Answer {
            verdict: Verdict::Limited,
            effect: Effect::None,
            retry_after: retry_after.map(Duration::from_secs),
            limit: named.then_some(limit),
            ..Answer::done("req_1".to_owned(), None)
        }
    }

    #[test]
    fn a_429_stops_everything_for_as_long_as_it_asks_and_at_least_a_second() {
        for (asked, waited) in [(Some(7), 7), (Some(0), 1), (None, 1)] {
            let mut pace = SteadyPace::new(SECOND);
            pace.answered(&limited(asked, true), Duration::ZERO, SECOND);
            assert_eq!(pace.not_before(), SECOND + SECOND * waited);
        }
    }

    #[test]
    fn after_a_pause_one_request_goes_first() {
        let mut pace = SteadyPace::new(SECOND);
        assert_eq!(pace.window(), 8);
        pace.answered(&limited(None, true), Duration::ZERO, Duration::ZERO);
        assert_eq!(pace.window(), 1);
        // One that was in flight before the pause says nothing about what follows.
        pace.answered(&Answer::done("req_2".to_owned(), None), Duration::ZERO, Duration::ZERO);
        assert_eq!(pace.window(), 1);
        pace.answered(&Answer::done("req_3".to_owned(), None), SECOND, SECOND);
        assert_eq!(pace.window(), 8);
    }

    #[test]
    fn where_no_limit_is_named_it_asks_less_and_less_often() {
        let mut pace = SteadyPace::new(SECOND);
        let mut now = Duration::ZERO;
        let mut waits = Vec::new();
        for _ in 0..5 {
            pace.answered(&limited(None, false), now, now);
            // Another one that was in flight at the same time.
            pace.answered(&limited(None, false), now, now);
            waits.push((pace.not_before() - now).as_secs());
            now = pace.not_before();
        }
        assert_eq!(waits, [1, 2, 4, 5, 5]);
    }

    #[test]
    fn back_off_is_the_clients() {
        let policy = RetryPolicy::default();
        assert_eq!(back_off(&policy, 1, None, 0.5), Duration::from_millis(100));
        assert_eq!(back_off(&policy, 3, None, 0.5), Duration::from_millis(400));
        assert_eq!(back_off(&policy, 30, None, 0.5), Duration::from_millis(2500));
        assert_eq!(back_off(&policy, 1, Some(SECOND), 0.5), SECOND);
    }
}
