//! What plans, runs and sweeps do with the service: tasks over many keys, and single calls that do not give up at the
//! first trouble.

use std::{
    future::Future,
    time::{Duration, Instant},
};

use super::{
    answer::{Answer, Verdict},
    basis::Basis,
    driver::{self, Passed},
    engine::{ATTEMPTS, Halt, Rules, Ruling},
    job::Monitor,
    ledger::{KeyState, View},
    pace::{self, Pace},
    task::Task,
    values::{Counts, Phase, RequestBudget, RevokeEvent, StopCause},
};
use crate::{
    api::{Key, ListKeys},
    client::Unkey,
    error::{Details, Error, ErrorKind, Result},
    http::Gauge,
    page::{self, Page, Trail},
};

/// Work under way.
pub(super) struct Work<'a> {
    pub(super) basis: &'a Basis,
    pub(super) monitor: &'a Monitor,
    /// How many times a stop may have been asked for without ending this.
    pub(super) stops: u32,
    pub(super) requests: u64,
    /// The outcomes that followers are shown already.
    pub(super) counts: Counts,
    /// One for all phases: what one of them learned of the service holds for the next.
    pub(super) pace: Pace,
    pub(super) began: Instant,
}

impl<'a> Work<'a> {
    pub(super) fn new(basis: &'a Basis, monitor: &'a Monitor) -> Self {
        let pace = Pace::new(basis.policy.rate_limit_floor);
        let began = monitor.clock.now();
        Self { basis, monitor, stops: 0, requests: 0, counts: Counts::default(), pace, began }
    }

    /// The time since the work began.
    pub(super) fn now(&self) -> Duration {
        self.monitor.clock.now().saturating_duration_since(self.began)
    }

    /// Begins a phase, of which nothing is known yet.
    pub(super) fn begin(&mut self, phase: Phase) {
        self.pace.phase_begun();
        let counts = self.counts;
        self.monitor.tell(|event| {
            *event = RevokeEvent { counts, limit: event.limit, ..RevokeEvent::new(phase) };
        });
    }

    /// Whether somebody asked to stop this.
    pub(super) fn is_stopped(&self) -> bool {
        self.monitor.stops() > self.stops
    }

    /// Does a task for each key of a view.
    pub(super) async fn each(&mut self, task: Task, view: View) -> Result<Passed> {
        driver::run(self, task, view).await
    }

    /// Makes one call, with the patience that a key gets in the engine.
    ///
    /// # Errors
    /// The last one of the service; of kind `Refused` if somebody asked to stop.
    pub(super) async fn call<T, C>(&mut self, call: impl Fn(Unkey) -> C) -> Result<T>
    where
        C: Future<Output = Result<T>>,
    {
        let policy = &self.basis.policy;
        let mut rules = Rules::new(false);
        let mut attempts = 0;
        loop {
            let early = self.pace.not_before().saturating_sub(self.now());
            if !early.is_zero() {
                self.monitor.sleep(early, self.stops).await;
            }
            if self.is_stopped() {
                return Err(stopped());
            }
            let gauge = Gauge::default();
            let ticket = self.pace.sent(self.now());
            self.requests += 1;
            let result = call(self.basis.single.with_gauge(gauge.clone())).await;
            let limit = gauge.read();
            if let Some(limit) = limit {
                self.monitor.tell(|event| event.limit = Some(RequestBudget::from(limit)));
            }
            let answer = result.as_ref().map_or_else(Answer::of, |_| Answer::done(String::new(), None));
            let answer = Answer { limit, ..answer };
            let now = self.now();
            self.pace.answered(ticket, &answer, now);
            let error = match result {
                Ok(given) => return Ok(given),
                Err(error) => error,
            };
            let blocked = Ruling::Halt(Halt::Cause(StopCause::Blocked));
            match answer.verdict {
                Verdict::Limited if rules.answered(0, &answer, now) != blocked => {}
                Verdict::Trouble if attempts + 1 < ATTEMPTS => {
                    attempts += 1;
                    let wait =
                        pace::back_off(policy, attempts, answer.retry_after, self.monitor.clock.random());
                    self.monitor.sleep(wait, self.stops).await;
                }
                _ => return Err(error),
            }
        }
    }

    /// Reads the keys of an API, page by page; of one user, if the selector names one. `None` after the last page.
    pub(super) async fn page(&mut self, listing: &mut Listing) -> Result<Option<Vec<(String, KeyState)>>> {
        if listing.over {
            return Ok(None);
        }
        let request = ListKeys { cursor: listing.cursor.clone(), ..listing.request.clone() };
        let page: Option<Page<Key>> = self
            .call(|client| {
                let mut pages = client.keys().list(request.clone()).pages();
                async move { pages.try_next().await }
            })
            .await?;
        let Some(page) = page else { return Ok(None) };
        listing.over = !page.pagination.has_more;
        listing.cursor = page.pagination.cursor;
        let returns = |cursor: &String| !listing.trail.moves_on_to(cursor);
        if !listing.over && listing.cursor.as_ref().is_some_and(returns) {
            let keys = self.basis.single.keys().list(listing.request.clone());
            return Err(page::does_not_move_on(keys.operation(), &page.meta));
        }
        let state = |key: Key| {
            let state = KeyState::from(&key);
            (key.key_id, state)
        };
        Ok(Some(page.data.into_iter().map(state).collect()))
    }
}

/// How far a listing is.
pub(super) struct Listing {
    request: ListKeys,
    cursor: Option<String>,
    trail: Trail,
    over: bool,
}

impl Listing {
    /// The keys of an API, or those of one user in it.
    pub(super) fn new(api_id: &str, external_id: Option<&str>) -> Self {
        let request = ListKeys { external_id: external_id.map(str::to_owned), ..ListKeys::new(api_id) };
        Self { request, cursor: None, trail: Trail::default(), over: false }
    }
}

/// The error of work that was asked to stop before it had anything to show.
pub(super) fn stopped() -> Error {
    refused("stopped on request, before anything was changed")
}

/// A number of keys, in words.
pub(super) fn keys(count: u64) -> String {
    if count == 1 { "1 key".to_owned() } else { format!("{count} keys") }
}

/// The error of a guard.
pub(super) fn refused(detail: impl Into<String>) -> Error {
    Details::new(ErrorKind::Refused, detail).into()
}
