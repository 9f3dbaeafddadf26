//! How fast requests may go out.
//!
//! Two things bound it. How many are in flight follows what the service bears: doubling at first, and from the first sign
//! of trouble on additive increase and multiplicative decrease. Where the workspace has a limit, `spacing` says when the
//! next request may go out, so that production, which shares the limit, is left its part.

mod spacing;
#[cfg(test)]
mod tests;

use std::time::Duration;

use self::spacing::Spacing;
use super::answer::{Answer, Verdict};
use crate::config::RetryPolicy;

/// The number of keys under way at the start of every group: few enough to waste when the group is denied.
pub(super) const FIRST_WINDOW: usize = 8;

/// The most keys under way at once. A node of the service does 700 changes a second with half of them in flight.
pub(super) const WIDEST_WINDOW: usize = 128;

/// The fewest after trouble: with one, a key that waits for its repeat would hold all others up.
const NARROWEST_WINDOW: usize = 2;

/// The longest wait of our own after 429s that name no limit.
const LONGEST_PAUSE: Duration = Duration::from_secs(5);

/// Decides when the next request may go out. Times are since the start of the work; a pace has no clock of its own.
#[derive(Clone, Debug)]
pub(super) struct Pace {
    /// The shortest wait after a 429.
    floor: Duration,
    /// Until when the service asked for silence.
    resume: Duration,
    /// Pauses since the last answer that was no 429.
    pauses: u32,
    /// How many keys may be under way, in fractions while it grows.
    window: f64,
    /// Up to where the window doubles: the half of where the last trouble was met.
    doubles_to: f64,
    /// Whether anything was done as asked. Until then all may be in vain, and more would be wasted.
    succeeded: bool,
    in_flight: usize,
    requests: u64,
    /// Counts the groups, pauses and troubles so far.
    epoch: u32,
    spacing: Spacing,
}

/// A request that went out. What it meets says something about the epoch that it was sent in, and nothing about later ones.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ticket {
    number: u64,
    epoch: u32,
    sent_at: Duration,
}

impl Pace {
    /// `floor` is the shortest wait after a 429.
    pub(super) fn new(floor: Duration) -> Self {
        Self {
            floor,
            resume: Duration::ZERO,
            pauses: 0,
            window: FIRST_WINDOW as f64,
            doubles_to: WIDEST_WINDOW as f64,
            succeeded: false,
            in_flight: 0,
            requests: 0,
            epoch: 0,
            spacing: Spacing::default(),
        }
    }

    /// How many keys may be under way at once. During a pause it is one, which tries the water before the others follow.
    pub(super) fn window(&self) -> usize {
        if self.pauses == 0 { self.window as usize } else { 1 }
    }

    /// Before when nothing may be sent.
    pub(super) fn not_before(&self) -> Duration {
        self.resume.max(self.spacing.not_before())
    }

    /// How long the service still wants silence.
    pub(super) fn pause(&self, now: Duration) -> Duration {
        self.resume.saturating_sub(now)
    }

    /// How many requests a minute we may make of the workspace's limit; `None` if it has none, or none is known yet.
    pub(super) fn share(&self) -> Option<u64> {
        self.spacing.share()
    }

    /// A request goes out.
    pub(super) fn sent(&mut self, now: Duration) -> Ticket {
        self.in_flight += 1;
        self.requests += 1;
        self.spacing.sent(now);
        Ticket { number: self.requests, epoch: self.epoch, sent_at: now }
    }

    /// A request has been answered.
    pub(super) fn answered(&mut self, ticket: Ticket, answer: &Answer, now: Duration) {
        let used = 2 * self.in_flight >= self.window();
        self.in_flight -= 1;
        self.spacing.answered(ticket, answer, self.in_flight, now);
        self.succeeded |= answer.verdict == Verdict::Done;
        let current = ticket.epoch == self.epoch;
        match answer.verdict {
            Verdict::Limited => {
                // Of those that were in flight together only the first begins a pause.
                if self.pauses == 0 || current {
                    self.pauses += 1;
                    self.shrink();
                }
                // Where the service names no limit it is likely to go on refusing: ask less and less often.
                let patience = if answer.limit.is_some() { 1 } else { 2_u32.saturating_pow(self.pauses - 1) };
                let own = self.floor.saturating_mul(patience).min(LONGEST_PAUSE.max(self.floor));
                self.resume =
                    self.resume.max(now.saturating_add(own.max(answer.retry_after.unwrap_or_default())));
            }
            _ if !current => {}
            Verdict::Trouble => {
                self.pauses = 0;
                self.shrink();
            }
            Verdict::Done | Verdict::Gone => {
                self.pauses = 0;
                // A window that nobody fills says nothing about what the service bears.
                if used && self.succeeded {
                    self.grow();
                }
            }
            Verdict::Denied | Verdict::Refused | Verdict::Pointless(_) => self.pauses = 0,
        }
    }

    /// What follows is of another kind, and may try the water at once.
    pub(super) fn phase_begun(&mut self) {
        self.resume = Duration::ZERO;
        self.group_begun();
    }

    /// What follows are keys of another group, of which nothing is known yet.
    pub(super) fn group_begun(&mut self) {
        self.window = self.window.min(FIRST_WINDOW as f64);
        self.epoch += 1;
    }

    /// By one for each answer, which doubles the window while one window is answered; later by one for each window.
    fn grow(&mut self) {
        let step = if self.window < self.doubles_to { 1.0 } else { self.window.recip() };
        self.window = (self.window + step).min(WIDEST_WINDOW as f64);
    }

    fn shrink(&mut self) {
        self.window = (self.window / 2.0).max(NARROWEST_WINDOW as f64);
        self.doubles_to = self.window;
        self.epoch += 1;
    }
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
