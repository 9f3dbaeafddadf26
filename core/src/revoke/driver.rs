//! Runs the engine: its keys from the ledger, its facts to the ledger, its requests to the service.

use std::{future::Future, pin::Pin, time::Instant};

use futures_util::{StreamExt, stream::FuturesUnordered};

use super::{
    answer::Answer,
    basis::Basis,
    engine::{Ask, Engine, GivenUp, Moment, Told},
    eta::Eta,
    job::Monitor,
    ledger::{Change, Entry, KeyState, Row, View},
    surface::Action,
    task::{Request, Task},
    values::{Counts, RequestBudget, RevokeEvent},
    work::Work,
};
use crate::{
    api::{DeleteKey, GetKey, UpdateKey},
    client::Unkey,
    error::{Error, Result},
    http::Gauge,
};

/// What is awaited while the engine runs.
enum Arrived {
    Offer(Result<Vec<Entry>>),
    Recorded(Result<()>),
    Answer(Row, Result<Answer, Error>, Gauge),
}

type Awaited<'a> = FuturesUnordered<Pin<Box<dyn Future<Output = Arrived> + Send + 'a>>>;

/// How the work on the keys of a view went.
pub(super) struct Passed {
    /// Why keys were given up.
    pub(super) given_up: Vec<GivenUp>,
    /// The error behind the last of them.
    pub(super) error: Option<Error>,
    /// Keys about which nothing could be found out.
    pub(super) missed: u64,
    /// Whether it ended because somebody asked to stop.
    pub(super) stopped: bool,
}

/// Does a task for each key of a view.
///
/// Ends early when a stop has been asked for more often than the work bears, once what is in flight is settled.
///
/// # Errors
/// Only those of the ledger.
pub(super) async fn run(work: &mut Work<'_>, task: Task, view: View) -> Result<Passed> {
    let mut driver = Driver {
        basis: work.basis,
        monitor: work.monitor,
        engine: Engine::new(task, work.pace.clone(), work.basis.policy),
        view,
        after: None,
        began: work.began,
        eta: Eta::new(work.now()),
        requests_per_key: if task == Task::Restore { 2.0 } else { 1.0 },
        before: work.counts,
        total: work.basis.ledger.count(view).await?,
        error: None,
        stopped: false,
    };
    driver.drive(work.stops).await?;
    work.requests += driver.engine.requests;
    work.pace = driver.engine.pace.clone();
    Ok(Passed {
        given_up: driver.engine.given_up().to_vec(),
        error: driver.error,
        missed: driver.engine.missed,
        stopped: driver.stopped,
    })
}

struct Driver<'a> {
    basis: &'a Basis,
    monitor: &'a Monitor,
    engine: Engine,
    view: View,
    /// The last row that was offered.
    after: Option<Row>,
    began: Instant,
    eta: Eta,
    requests_per_key: f64,
    /// The outcomes that followers are shown already.
    before: Counts,
    total: u64,
    error: Option<Error>,
    stopped: bool,
}

impl Driver<'_> {
    async fn drive(&mut self, stops: u32) -> Result<()> {
        let (basis, monitor) = (self.basis, self.monitor);
        let mut awaited: Awaited<'_> = FuturesUnordered::new();
        loop {
            let moment = self.moment();
            match self.engine.ask(moment.now) {
                Ask::Want(count) => {
                    let offer = basis.ledger.read(self.view, self.after, count);
                    awaited.push(Box::pin(async { Arrived::Offer(offer.await) }));
                }
                Ask::Record(facts) => {
                    let recorded = basis.ledger.record(facts);
                    awaited.push(Box::pin(async { Arrived::Recorded(recorded.await) }));
                }
                Ask::Send { row, key_id, request } => {
                    let gauge = Gauge::default();
                    let client = basis.single.with_gauge(gauge.clone());
                    awaited.push(Box::pin(async move {
                        Arrived::Answer(row, send(&client, key_id, request).await, gauge)
                    }));
                }
                Ask::Wait(until) => {
                    self.tell_followers(moment);
                    let wake = async {
                        match until {
                            Some(until) => monitor.clock.sleep(until.saturating_sub(moment.now)).await,
                            None => std::future::pending().await,
                        }
                    };
                    tokio::select! {
                        Some(arrived) = awaited.next() => self.arrived(arrived)?,
                        () = wake => self.engine.tell(Told::Tick, self.moment()),
                        () = monitor.stopped_beyond(stops), if !self.stopped => {
                            self.stopped = true;
                            self.engine.tell(Told::Stop, self.moment());
                        }
                    }
                }
                Ask::Over => return Ok(()),
            }
        }
    }

    fn arrived(&mut self, arrived: Arrived) -> Result<()> {
        let moment = self.moment();
        match arrived {
            Arrived::Offer(entries) => {
                let entries = entries?;
                self.after = entries.last().map(|entry| entry.row).or(self.after);
                self.engine.tell(Told::Offer(entries), moment);
            }
            Arrived::Recorded(recorded) => {
                recorded?;
                self.engine.tell(Told::Recorded, moment);
            }
            Arrived::Answer(row, result, gauge) => {
                let limit = gauge.read();
                let answer = Answer { limit, ..result.as_ref().map_or_else(Answer::of, Clone::clone) };
                let before = self.engine.given_up().len();
                self.engine.tell(Told::Answer(row, answer), moment);
                if self.engine.given_up().len() > before {
                    self.error = result.err();
                }
                if let Some(limit) = limit {
                    self.monitor.tell(|event| event.limit = Some(RequestBudget::from(limit)));
                }
            }
        }
        Ok(())
    }

    fn tell_followers(&mut self, moment: Moment) {
        let (done, total) = (self.engine.done, self.total);
        let left = total.saturating_sub(done);
        let share = self.engine.pace.share().map(|share| share as f64 / self.requests_per_key);
        let eta = self.eta.see(moment.now, done, left, share).map(|eta| eta.as_millis());
        let paused = self.engine.paused(moment.now).map(|pause| pause.as_millis());
        let counts = self.before.plus(&self.engine.counts);
        self.monitor.tell(|event| {
            *event = RevokeEvent {
                done,
                total: Some(total),
                counts,
                eta: eta.and_then(|eta| eta.try_into().ok()),
                paused: paused.and_then(|paused| paused.try_into().ok()),
                ..event.clone()
            }
        });
    }

    fn moment(&self) -> Moment {
        let clock = &self.monitor.clock;
        let now = clock.now().saturating_duration_since(self.began);
        Moment { now, wall: clock.wall(), chance: clock.random() }
    }
}

/// Makes one call about a key, once.
async fn send(client: &Unkey, key_id: String, request: Request) -> Result<Answer> {
    let keys = client.keys();
    let answer = match request {
        Request::Read => {
            let answer = keys.get(GetKey::new(key_id)).await?;
            let state = KeyState::from(&answer.data);
            return Ok(Answer::done(answer.meta.request_id, Some(state)));
        }
        Request::Change(Change::Enable) => keys.update(UpdateKey::new(key_id).enabled(true)).await?,
        Request::Change(Change::Revoke(Action::Disable)) => {
            keys.update(UpdateKey::new(key_id).enabled(false)).await?
        }
        Request::Change(Change::Revoke(Action::Delete)) => keys.delete(DeleteKey::new(key_id)).await?,
        Request::Change(Change::Revoke(Action::DeletePermanently)) => {
            keys.delete(DeleteKey::new(key_id).permanent(true)).await?
        }
    };
    Ok(Answer::done(answer.meta.request_id, None))
}
