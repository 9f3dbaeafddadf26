//! Numbers and times, for people.

use std::time::Duration;

use indicatif::{HumanCount, HumanDuration};
use jiff::Timestamp;
use unkey_kit::Millis;

/// A count with its noun: `1 key`, `1,000 keys`.
pub(crate) fn counted(count: u64, noun: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{} {noun}{plural}", HumanCount(count))
}

/// How long something took: to the tenth of a second as long as that matters.
pub(crate) fn duration(milliseconds: Millis) -> String {
    let duration = Duration::from_millis(milliseconds.max(0).unsigned_abs());
    if duration < Duration::from_secs(10) {
        format!("{:.1} s", duration.as_secs_f64())
    } else {
        HumanDuration(duration).to_string()
    }
}

/// A moment to the second, in UTC: the same for everybody who is on the call.
pub(crate) fn moment(milliseconds: Millis) -> String {
    match Timestamp::from_millisecond(milliseconds) {
        Ok(moment) => moment.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
        // Beyond the year 9999: what the service holds, as it is.
        Err(_) => milliseconds.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_count_agrees_with_its_noun() {
        assert_eq!(counted(0, "key"), "0 keys");
        assert_eq!(counted(1, "key"), "1 key");
        assert_eq!(counted(12_345, "key"), "12,345 keys");
    }

    #[test]
    fn a_duration_is_exact_while_it_is_short() {
        assert_eq!(duration(340), "0.3 s");
        assert_eq!(duration(75_000), "75 seconds");
        assert_eq!(duration(-1), "0.0 s");
    }

    #[test]
    fn a_moment_is_in_utc_and_none_is_too_late() {
        assert_eq!(moment(1_709_210_096_789), "2024-02-29 12:34:56Z");
        assert_eq!(moment(i64::MAX), i64::MAX.to_string());
    }
}
