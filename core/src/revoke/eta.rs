//! How long a phase will still take.

use std::{collections::VecDeque, time::Duration};

/// How far back the rate is looked at: the window of a workspace's limit, within which the rate may vary.
const WINDOW: Duration = Duration::from_secs(60);
const SECOND: Duration = Duration::from_secs(1);

/// Watches how keys get done. Times are since the start of the work.
#[derive(Debug)]
pub(super) struct Eta {
    began: Duration,
    /// What was done when, about once a second, over the window.
    seen: VecDeque<(Duration, u64)>,
}

impl Eta {
    /// Nothing is done yet.
    pub(super) fn new(began: Duration) -> Self {
        Self { began, seen: VecDeque::from([(began, 0)]) }
    }

    /// So many keys are done, and so many left. `share` is how many keys a minute the workspace's limit allows us, where it
    /// has one. Gives how long those that are left take; `None` until that can be said.
    pub(super) fn see(
        &mut self,
        now: Duration,
        done: u64,
        left: u64,
        share: Option<f64>,
    ) -> Option<Duration> {
        if self.seen.back().is_some_and(|(at, _)| *at + SECOND <= now) {
            self.seen.push_back((now, done));
        }
        while self.seen.get(1).is_some_and(|(at, _)| *at + WINDOW <= now) {
            self.seen.pop_front();
        }
        let estimate = match share {
            // The rate at the start says little: what was left of the limit is used, and returns later.
            Some(share) if now < self.began + WINDOW => WINDOW.as_secs_f64() * left as f64 / share,
            _ => {
                let (since, before) = *self.seen.front()?;
                let span = now.saturating_sub(since);
                if span < SECOND || done == before {
                    return None;
                }
                span.as_secs_f64() * left as f64 / (done - before) as f64
            }
        };
        Duration::try_from_secs_f64(estimate).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_a_limit_a_second_shows_the_rate_and_then_the_last_minute_does() {
        let mut eta = Eta::new(5 * SECOND);
        assert_eq!(eta.see(5 * SECOND, 0, 1_000, None), None);
        assert_eq!(eta.see(5 * SECOND + SECOND / 2, 10, 990, None), None);
        assert_eq!(eta.see(6 * SECOND, 20, 980, None), Some(49 * SECOND));
        for second in 7..=125 {
            eta.see(second * SECOND, 20 * (u64::from(second) - 5), 1, None);
        }
        // For half a minute nothing gets done.
        assert_eq!(eta.see(155 * SECOND, 2_400, 600, None), Some(60 * SECOND));
    }

    #[test]
    fn nothing_done_shows_no_rate() {
        let mut eta = Eta::new(Duration::ZERO);
        assert_eq!(eta.see(90 * SECOND, 0, 10, None), None);
        assert_eq!(eta.see(90 * SECOND, 0, 10, Some(60.0)), None);
    }

    #[test]
    fn under_a_limit_the_first_minute_shows_what_the_limit_allows_and_then_the_rate() {
        let mut eta = Eta::new(Duration::ZERO);
        // All at once at the start, and nothing after that.
        assert_eq!(eta.see(SECOND, 240, 960, Some(480.0)), Some(120 * SECOND));
        assert_eq!(eta.see(59 * SECOND, 240, 960, Some(480.0)), Some(120 * SECOND));
        assert_eq!(eta.see(60 * SECOND, 240, 960, Some(480.0)), Some(240 * SECOND));
    }
}
