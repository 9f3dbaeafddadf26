//! Time that stands still unless a test or a back-off moves it.

use std::{
    sync::{Arc, Mutex},
    task::{Poll, Waker},
    time::{Duration, Instant},
};

use crate::{
    api::Millis,
    clock::{Clock, Sleep, Source},
};

/// Sleeps up to this long are back-offs: they end at once, and take their time with them. Longer ones are time limits:
/// they end when that much time has passed.
pub(super) const LONGEST_BACK_OFF: Duration = Duration::from_secs(10);

/// A clock that a test holds.
#[derive(Clone)]
pub(super) struct Time(Arc<Mutex<State>>);

struct State {
    start: Instant,
    passed: Duration,
    slept: Vec<Duration>,
    waiting: Vec<Waker>,
}

impl Time {
    #[expect(clippy::disallowed_methods, reason = "an instant has no other beginning")]
    pub(super) fn new() -> Self {
        let state =
            State { start: Instant::now(), passed: Duration::ZERO, slept: Vec::new(), waiting: Vec::new() };
        Self(Arc::new(Mutex::new(state)))
    }

    pub(super) fn clock(&self) -> Clock {
        Clock::from_source(self.clone())
    }

    /// Lets time pass.
    pub(super) fn advance(&self, duration: Duration) {
        let mut state = self.0.lock().unwrap();
        state.passed += duration;
        state.waiting.drain(..).for_each(Waker::wake);
    }

    /// The back-offs so far.
    pub(super) fn slept(&self) -> Vec<Duration> {
        self.0.lock().unwrap().slept.clone()
    }
}

impl Source for Time {
    fn now(&self) -> Instant {
        let state = self.0.lock().unwrap();
        state.start + state.passed
    }

    fn wall(&self) -> Millis {
        0
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        if duration <= LONGEST_BACK_OFF {
            self.0.lock().unwrap().slept.push(duration);
            self.advance(duration);
            return Box::pin(std::future::ready(()));
        }
        let time = self.clone();
        let end = time.0.lock().unwrap().passed.saturating_add(duration);
        Box::pin(std::future::poll_fn(move |context| {
            let mut state = time.0.lock().unwrap();
            if state.passed >= end {
                return Poll::Ready(());
            }
            state.waiting.push(context.waker().clone());
            Poll::Pending
        }))
    }

    /// The middle of every jitter.
    fn random(&self) -> f64 {
        0.5
    }
}
