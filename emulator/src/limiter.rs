//! Sliding-window counters: of the workspace, of keys and identities, of `ratelimit.*`.

use std::collections::HashMap;

/// What one counter counts: uses of `name` by `identifier`, in windows of `duration` milliseconds.
///
/// The limit is no part of it: asking the same counter with another limit finds the same uses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub(crate) struct Bucket {
    pub(crate) name: String,
    pub(crate) identifier: String,
    pub(crate) duration: i64,
}

/// A wish to take `cost` from a bucket that holds `limit`.
#[derive(Debug, Clone)]
pub(crate) struct Draw {
    pub(crate) bucket: Bucket,
    pub(crate) limit: i64,
    pub(crate) cost: i64,
}

/// What a draw found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    /// Whether this draw was within its limit.
    pub(crate) passed: bool,
    /// What is left after the draw; if another draw of the same batch failed, what is left without it.
    pub(crate) remaining: i64,
    /// When the current window ends, in milliseconds since 1970.
    pub(crate) reset: i64,
}

/// The shortest window that there is, in milliseconds.
pub(crate) const SHORTEST_WINDOW: i64 = 1_000;

/// The milliseconds that the service makes of these: it counts in 64 bits of nanoseconds, and what does not fit wraps
/// around to something else.
pub(crate) fn in_nanoseconds(milliseconds: i64) -> i64 {
    milliseconds.wrapping_mul(1_000_000) / 1_000_000
}

/// The uses of a window and of the one before.
#[derive(Debug, Clone, Copy, Default)]
struct Window {
    number: i64,
    current: i64,
    previous: i64,
}

impl Window {
    /// The same counts as seen from window `number`.
    fn seen_from(self, number: i64) -> Self {
        match number - self.number {
            0 => self,
            1 => Self { number, current: 0, previous: self.current },
            _ => Self { number, current: 0, previous: 0 },
        }
    }
}

/// Windows are aligned to 1970 and slide: the uses of the last window count for the share of this one that is still
/// to come, rounded down, so that capacity returns evenly and nothing jumps back at a reset.
#[derive(Debug, Default)]
pub(crate) struct Limiter {
    windows: HashMap<Bucket, Window>,
    /// Windows that ended are dropped whenever the map has grown to this size.
    prune_at: usize,
}

const FEWEST_TO_PRUNE: usize = 1024;

impl Limiter {
    /// Takes all draws, or none if one of them exceeds its limit.
    ///
    /// Draws from one bucket add up in their order. Limits and durations must be positive.
    pub(crate) fn draw(&mut self, now: i64, draws: &[Draw]) -> Vec<Standing> {
        let mut wanted: HashMap<&Bucket, i64> = HashMap::new();
        let mut after: Vec<i64> = Vec::with_capacity(draws.len());
        for draw in draws {
            let cost = wanted.entry(&draw.bucket).or_default();
            // The service adds without looking whether the sum fits 64 bits.
            *cost = cost.wrapping_add(draw.cost);
            after.push(self.used(now, &draw.bucket).wrapping_add(*cost));
        }
        let passes = |(draw, after): (&Draw, &i64)| *after <= draw.limit;
        let taken = draws.iter().zip(&after).all(passes);
        if taken {
            draws.iter().for_each(|draw| self.take(now, draw));
        }
        let standing = |(draw, after): (&Draw, &i64)| {
            let (passed, duration) = (passes((draw, after)), draw.bucket.duration);
            let left = draw.limit.wrapping_sub(*after);
            let given_back = if passed && !taken { draw.cost } else { 0 };
            Standing {
                passed,
                // A draw that fails is told that nothing remains, whatever it had asked for.
                remaining: left.wrapping_add(given_back).max(0),
                reset: (now.div_euclid(duration) + 1).saturating_mul(duration),
            }
        };
        draws.iter().zip(&after).map(standing).collect()
    }

    fn used(&self, now: i64, bucket: &Bucket) -> i64 {
        let Some(window) = self.windows.get(bucket) else { return 0 };
        let window = window.seen_from(now.div_euclid(bucket.duration));
        // In floats, as the service reckons, so that both round the same sums down.
        let elapsed = now.rem_euclid(bucket.duration) as f64 / bucket.duration as f64;
        #[expect(clippy::cast_possible_truncation, reason = "rounding down is the rule")]
        let carried = (window.previous as f64 * (1.0 - elapsed)) as i64;
        window.current.wrapping_add(carried)
    }

    fn take(&mut self, now: i64, draw: &Draw) {
        if draw.cost == 0 {
            return;
        }
        if self.windows.len() >= self.prune_at {
            self.windows.retain(|bucket, window| now.div_euclid(bucket.duration) - window.number < 2);
            self.prune_at = (self.windows.len() * 2).max(FEWEST_TO_PRUNE);
        }
        let number = now.div_euclid(draw.bucket.duration);
        let window = self.windows.entry(draw.bucket.clone()).or_default();
        *window = window.seen_from(number);
        window.current = window.current.wrapping_add(draw.cost);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: i64 = 60_000;
    /// The start of a minute.
    const START: i64 = 1_700_000_040_000;

    fn draw(name: &str, limit: i64, cost: i64) -> Draw {
        let bucket = Bucket { name: name.to_owned(), identifier: "user_1".to_owned(), duration: MINUTE };
        Draw { bucket, limit, cost }
    }

    fn one(limiter: &mut Limiter, now: i64, draw: Draw) -> Standing {
        limiter.draw(now, &[draw])[0]
    }

    #[test]
    fn a_limit_is_reached_and_then_exceeded() {
        let mut limiter = Limiter::default();
        let reset = START + MINUTE;
        let passed = |remaining| Standing { passed: true, remaining, reset };
        assert_eq!(one(&mut limiter, START, draw("a", 3, 1)), passed(2));
        assert_eq!(one(&mut limiter, START, draw("a", 3, 2)), passed(0));
        let exceeded = Standing { passed: false, remaining: 0, reset };
        assert_eq!(one(&mut limiter, START, draw("a", 3, 1)), exceeded);
        assert_eq!(one(&mut limiter, START, draw("a", 3, 0)), passed(0), "no cost, no excess");
        assert_eq!(one(&mut limiter, START, draw("a", 2, 0)), exceeded, "already beyond a smaller limit");
        assert_eq!(one(&mut limiter, START, draw("a", 10, 1)), passed(6), "another limit, the same uses");
        assert_eq!(one(&mut limiter, START, draw("b", 3, 4)), exceeded, "more than there ever is");
        assert_eq!(one(&mut limiter, START, draw("b", 3, 1)), passed(2), "and nothing was taken");
    }

    #[test]
    fn a_batch_is_taken_as_a_whole_or_not_at_all() {
        let mut limiter = Limiter::default();
        one(&mut limiter, START, draw("small", 1, 1));
        let standings = limiter.draw(START, &[draw("large", 10, 4), draw("small", 1, 1)]);
        assert_eq!(
            standings.iter().map(|s| (s.passed, s.remaining)).collect::<Vec<_>>(),
            [(true, 10), (false, 0)]
        );
        assert_eq!(one(&mut limiter, START, draw("large", 10, 1)).remaining, 9);
    }

    #[test]
    fn windows_of_more_nanoseconds_than_64_bits_wrap_around() {
        assert_eq!(in_nanoseconds(2_592_000_000), 2_592_000_000);
        assert_eq!(in_nanoseconds(9_223_372_036_854), 9_223_372_036_854);
        assert!(in_nanoseconds(9_223_372_036_855) < 0);
        assert_eq!(in_nanoseconds(i64::MAX), -1);
    }

    #[test]
    fn draws_from_one_bucket_add_up_within_a_batch() {
        let mut limiter = Limiter::default();
        let passes = |standings: Vec<Standing>| -> Vec<(bool, i64)> {
            standings.iter().map(|standing| (standing.passed, standing.remaining)).collect()
        };
        let batch = [draw("a", 3, 2), draw("a", 3, 1)];
        assert_eq!(passes(limiter.draw(START, &[draw("a", 1, 1), draw("a", 1, 1)])), [(true, 1), (false, 0)]);
        assert_eq!(
            passes(limiter.draw(START, &batch)),
            [(true, 1), (true, 0)],
            "the first batch took nothing"
        );
        assert_eq!(passes(limiter.draw(START, &batch)), [(false, 0), (false, 0)]);
    }

    #[test]
    fn capacity_returns_evenly_after_the_reset() {
        let mut limiter = Limiter::default();
        for _ in 0..48 {
            one(&mut limiter, START, draw("a", 60, 1));
        }
        assert_eq!(one(&mut limiter, START + 59_200, draw("a", 60, 1)).remaining, 11);
        let later: Vec<i64> = (1..=4)
            .map(|step| one(&mut limiter, START + 59_200 + step * 5_000, draw("a", 60, 1)).remaining)
            .collect();
        assert_eq!(later, [14, 17, 20, 23]);
    }

    #[test]
    fn a_used_up_window_leaves_no_room_at_the_reset_itself() {
        let mut limiter = Limiter::default();
        one(&mut limiter, START, draw("a", 60, 60));
        assert!(!one(&mut limiter, START + MINUTE, draw("a", 60, 1)).passed);
        assert!(one(&mut limiter, START + MINUTE + 1, draw("a", 60, 1)).passed);
        assert!(!one(&mut limiter, START + MINUTE + 999, draw("a", 60, 1)).passed);
        assert!(one(&mut limiter, START + MINUTE + 1_001, draw("a", 60, 1)).passed);
    }

    #[test]
    fn counters_of_ended_windows_are_dropped() {
        let mut limiter = Limiter::default();
        for round in 0..5 {
            for index in 0..FEWEST_TO_PRUNE {
                one(&mut limiter, START + round * 3 * MINUTE, draw(&format!("{round}.{index}"), 1, 1));
            }
        }
        assert!(limiter.windows.len() <= 2 * FEWEST_TO_PRUNE, "{}", limiter.windows.len());
    }
}
