//! Sliding-window counters.
//!
//! A window is aligned to the clock: it begins at a multiple of its duration. What counts is this window's sum and
//! the share of the last one's that is still to come, so that nothing jumps back when a window begins.

use std::collections::HashMap;

/// One limit to be counted against.
#[derive(Clone, Debug)]
pub(crate) struct LimitRequest<'a> {
    /// What the limit belongs to: a namespace, a key, an identity.
    pub(crate) scope: &'a str,
    /// Who is counted.
    pub(crate) identifier: &'a str,
    pub(crate) limit: i64,
    /// Milliseconds.
    pub(crate) duration: i64,
    pub(crate) cost: i64,
}

/// What one limit says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LimitVerdict {
    pub(crate) passed: bool,
    pub(crate) remaining: i64,
    /// The end of the window, in milliseconds since 1970.
    pub(crate) reset: i64,
}

#[derive(Clone, Copy, Debug, Default)]
struct Window {
    sequence: i64,
    current: i64,
    previous: i64,
}

impl Window {
    /// Moves on to the window that `sequence` numbers.
    fn roll(&mut self, sequence: i64) {
        if sequence <= self.sequence {
            return;
        }
        self.previous = if sequence == self.sequence + 1 { self.current } else { 0 };
        self.current = 0;
        self.sequence = sequence;
    }
}

/// The counters of a workspace (or of the service itself, for the limits of workspaces).
#[derive(Default)]
pub(crate) struct Counters {
    windows: HashMap<(Box<str>, Box<str>, i64), Window>,
}

impl Counters {
    /// Counts one request against one limit, unless it is exceeded.
    pub(crate) fn take(&mut self, request: &LimitRequest<'_>, now: i64) -> LimitVerdict {
        self.take_all(std::slice::from_ref(request), now).remove(0)
    }

    /// Counts one request against several limits, or, if any is exceeded, against none.
    ///
    /// Then `remaining` of those that would have passed is what it was before.
    pub(crate) fn take_all(&mut self, requests: &[LimitRequest<'_>], now: i64) -> Vec<LimitVerdict> {
        let used: Vec<i64> = requests.iter().map(|request| self.used(request, now)).collect();
        let passes =
            |(request, used): (&LimitRequest<'_>, &i64)| used.saturating_add(request.cost) <= request.limit;
        let all_pass = requests.iter().zip(&used).all(passes);
        let mut verdicts = Vec::with_capacity(requests.len());
        for (request, used) in requests.iter().zip(&used) {
            let spent = if all_pass { request.cost } else { 0 };
            if all_pass {
                let window = self.window(request, now);
                window.current = window.current.saturating_add(spent);
            }
            verdicts.push(LimitVerdict {
                passed: passes((request, used)),
                remaining: request.limit.saturating_sub(used.saturating_add(spent)).max(0),
                reset: (now.div_euclid(request.duration) + 1).saturating_mul(request.duration),
            });
        }
        verdicts
    }

    fn window(&mut self, request: &LimitRequest<'_>, now: i64) -> &mut Window {
        let key = (request.scope.into(), request.identifier.into(), request.duration);
        let window = self.windows.entry(key).or_default();
        window.roll(now.div_euclid(request.duration));
        window
    }

    /// What counts as used: the previous window's share is rounded up.
    fn used(&mut self, request: &LimitRequest<'_>, now: i64) -> i64 {
        let window = *self.window(request, now);
        let to_come = i128::from(request.duration - now.rem_euclid(request.duration));
        let share = (i128::from(window.previous) * to_come).div_ceil_euclid(request.duration);
        window.current.saturating_add(share)
    }
}

trait DivCeil {
    fn div_ceil_euclid(self, divisor: i64) -> i64;
}

impl DivCeil for i128 {
    fn div_ceil_euclid(self, divisor: i64) -> i64 {
        let divisor = Self::from(divisor.max(1));
        i64::try_from((self + divisor - 1).div_euclid(divisor)).unwrap_or(i64::MAX)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;

    fn request(limit: i64, cost: i64) -> LimitRequest<'static> {
        LimitRequest { scope: "ws", identifier: "x", limit, duration: MINUTE, cost }
    }

    #[test]
    fn a_new_window_starts_with_the_share_of_the_last_that_is_still_to_come() {
        let mut counters = Counters::default();
        assert_eq!(counters.take(&request(60, 49), 59_000).remaining, 11);
        assert_eq!(counters.take(&request(60, 1), MINUTE + 5_000).remaining, 14);
        assert_eq!(counters.take(&request(60, 0), 3 * MINUTE).remaining, 60);
    }

    #[test]
    fn a_refused_request_is_not_counted() {
        let mut counters = Counters::default();
        assert!(counters.take(&request(2, 2), 0).passed);
        let refused = counters.take(&request(2, 1), 1);
        assert_eq!(refused, LimitVerdict { passed: false, remaining: 0, reset: MINUTE });
        assert!(counters.take(&request(2, 0), 2).passed);
    }

    #[test]
    fn several_limits_are_taken_together_or_not_at_all() {
        let mut counters = Counters::default();
        let wide = LimitRequest { identifier: "y", ..request(10, 4) };
        let verdicts = counters.take_all(&[request(2, 3), wide], 0);
        assert_eq!((verdicts[0].passed, verdicts[1].passed, verdicts[1].remaining), (false, true, 10));
    }
}
