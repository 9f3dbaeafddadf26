//! Requests spread evenly under the workspace's limit, a part of which is left to production.
//!
//! The service counts in windows that are aligned to the minute and slide: used is what this minute used, and what the
//! last one did times the share of this one that is still to come. So until the reset we may use what is left now, less the
//! head-room, and what comes back meanwhile of our own requests of the last minute; what comes back of the others' is theirs.

use std::time::Duration;

use super::Ticket;
use crate::{
    http::RateLimit,
    revoke::answer::{Answer, Verdict},
};

const MINUTE: Duration = Duration::from_secs(60);

/// One request of so many that the limit allows is left to production.
const HEAD_ROOM: u64 = 5;

/// How much later than its turn a request may go out without delaying those after it: timers are late, and workers wait
/// for the disk.
const CATCH_UP: Duration = Duration::from_millis(50);

/// The slowest rate, as a part of what we are allowed: only answers tell that there is room again.
const SLOWEST: f64 = 0.1;

/// When the next request may go out under the limit that answers tell.
#[derive(Clone, Debug, Default)]
pub(super) struct Spacing {
    word: Option<Word>,
    /// The limit a minute, less the head-room.
    share: Option<u64>,
    /// The last request whose answer was listened to.
    heard: u64,
    /// When the last request went out, or should have.
    slot: Duration,
    /// At the latest when the next minute of the limit begins.
    reset: Duration,
    /// Our own requests of this minute, and of the one before.
    own: (u64, u64),
}

/// What the last answer told.
#[derive(Clone, Debug)]
struct Word {
    at: Duration,
    /// Requests that may go out at once. Below one if production has used a part of the head-room.
    tokens: f64,
    /// How many come back in a second, if the others go on as they did.
    refill: f64,
    /// Requests a second.
    rate: f64,
}

impl Spacing {
    /// Before when nothing may be sent.
    pub(super) fn not_before(&self) -> Duration {
        let Some(word) = &self.word else { return Duration::ZERO };
        let spread = self.slot + seconds(word.rate.recip());
        let lacking = (1.0 - word.tokens).max(0.0);
        if lacking == 0.0 {
            spread
        } else {
            spread.max(word.at.saturating_add(seconds(lacking / word.refill)))
        }
    }

    /// The limit a minute, less the head-room.
    pub(super) fn share(&self) -> Option<u64> {
        self.share
    }

    /// A request goes out.
    pub(super) fn sent(&mut self, now: Duration) {
        self.own.0 += 1;
        let due = self.word.as_ref().map_or(now, |word| self.slot + seconds(word.rate.recip()));
        self.slot = due.clamp(now.saturating_sub(CATCH_UP), now);
        if let Some(word) = &mut self.word {
            word.tokens -= 1.0;
        }
    }

    /// A request has been answered while so many others are in flight.
    pub(super) fn answered(&mut self, ticket: Ticket, answer: &Answer, in_flight: usize, now: Duration) {
        match answer.limit {
            // An answer to an older request tells nothing new.
            Some(limit) if self.heard < ticket.number => {
                self.heard = ticket.number;
                let mut word = self.hear(limit, ticket.sent_at, in_flight, now);
                if answer.verdict == Verdict::Limited {
                    // It asks for a pause, after which one request may see how things stand.
                    word.tokens = 1.0;
                    word.at = now.saturating_add(answer.retry_after.unwrap_or_default());
                    word.rate = word.rate.max(a_second(self.share.unwrap_or_default() as f64));
                }
                self.word = Some(word);
            }
            // It was counted under no limit. Other answers without headers may come from something in between.
            None if answer.verdict == Verdict::Done => (self.word, self.share) = (None, None),
            _ => {}
        }
    }

    fn hear(&mut self, limit: RateLimit, sent_at: Duration, in_flight: usize, now: Duration) -> Word {
        // Whole seconds, truncated: the reset is up to one later.
        let left = limit.reset.min(MINUTE) + Duration::from_secs(1);
        let known = self.share.is_some();
        self.turn_to(sent_at + left, known, in_flight);

        let head_room = limit.limit / HEAD_ROOM;
        let share = limit.limit - head_room;
        self.share = Some(share);
        let tokens = limit.remaining as f64 - (head_room as f64) - in_flight as f64;
        let left = left.as_secs_f64();
        let returning = a_second(self.own.1 as f64) * left;
        let slowest = a_second((share as f64 * SLOWEST).max(1.0));
        let used = limit.limit.saturating_sub(limit.remaining).max(1);
        Word {
            at: now,
            tokens,
            refill: a_second(used as f64),
            rate: ((tokens + returning) / left).max(slowest),
        }
    }

    /// Begins another minute if the reset is not the one that was known.
    fn turn_to(&mut self, reset: Duration, known: bool, in_flight: usize) {
        let began = in_flight as u64;
        if !known || reset > self.reset + MINUTE + MINUTE / 2 {
            self.own = (began, 0);
        } else if reset > self.reset + MINUTE / 2 {
            self.own = (began, self.own.0.saturating_sub(began));
        }
        self.reset = reset;
    }
}

/// So many a minute, by the second.
fn a_second(a_minute: f64) -> f64 {
    a_minute / MINUTE.as_secs_f64()
}

/// At most a minute, after which everything may be different.
fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or(MINUTE).min(MINUTE)
}
