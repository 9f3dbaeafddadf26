//! The only door to time.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// Tells the emulator what time it is; clones share one time.
///
/// Everything that depends on time (expiry, rate limits, caches, the `Date` header) asks this clock, so that a
/// test can let ten minutes pass in no time.
#[derive(Clone, Debug)]
pub struct Clock {
    source: Source,
    /// Milliseconds that [`Clock::advance`] added.
    offset: Arc<AtomicI64>,
}

#[derive(Clone, Copy, Debug)]
enum Source {
    System,
    Manual { start: i64 },
}

impl Clock {
    /// Follows the system's clock, plus whatever it was advanced by.
    pub fn system() -> Self {
        Self { source: Source::System, offset: Arc::default() }
    }

    /// Stands still at `start` (milliseconds since 1970) until it is advanced.
    pub fn manual(start: i64) -> Self {
        Self { source: Source::Manual { start }, offset: Arc::default() }
    }

    /// Moves the clock forward.
    pub fn advance(&self, by: Duration) {
        let milliseconds = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.offset.fetch_add(milliseconds, Ordering::SeqCst);
    }

    /// Gives the time in milliseconds since 1970.
    pub fn now(&self) -> i64 {
        let base = match self.source {
            Source::Manual { start } => start,
            Source::System => SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .map_or(0, |elapsed| i64::try_from(elapsed.as_millis()).unwrap_or(i64::MAX)),
        };
        base.saturating_add(self.offset.load(Ordering::SeqCst))
    }

    /// Starts to measure how long something takes in real time; a manual clock measures nothing.
    pub(crate) fn stopwatch(&self) -> Stopwatch {
        Stopwatch(match self.source {
            Source::System => Some(Instant::now()),
            Source::Manual { .. } => None,
        })
    }
}

/// Measures one lookup, for `X-Unkey-Timing`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Stopwatch(Option<Instant>);

impl Stopwatch {
    pub(crate) fn elapsed(self) -> Duration {
        self.0.map_or(Duration::ZERO, |start| start.elapsed())
    }
}

/// Formats a time as the HTTP `Date` header wants it.
pub(crate) fn http_date(now: i64) -> String {
    httpdate::fmt_http_date(UNIX_EPOCH + Duration::from_millis(now.max(0).unsigned_abs()))
}

/// Formats a time as people and RFC 3339 write it, in UTC and to the millisecond.
pub(crate) fn rfc3339(milliseconds: i64) -> String {
    let (days, of_day) = (milliseconds.div_euclid(86_400_000), milliseconds.rem_euclid(86_400_000));
    let (year, month, day) = civil(days);
    let (hour, minute, second) = (of_day / 3_600_000, of_day / 60_000 % 60, of_day / 1_000 % 60);
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", of_day % 1_000)
}

/// The date of a day counted from 1970: Howard Hinnant's `civil_from_days`, whose year begins in March.
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let (era, of_era) = (shifted.div_euclid(146_097), shifted.rem_euclid(146_097));
    let year_of_era = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_written_in_utc() {
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(rfc3339(1_709_210_096_789), "2024-02-29T12:34:56.789Z");
    }

    #[test]
    fn a_manual_clock_stands_still_until_it_is_advanced() {
        let clock = Clock::manual(1_000);
        clock.clone().advance(Duration::from_millis(5));
        assert_eq!(clock.now(), 1_005);
    }
}
