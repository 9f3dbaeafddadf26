//! Work that runs by itself, and the handle on it: many may wait for it, follow it or stop it, and none is needed.

use std::{fmt, future::Future, sync::Arc, time::Duration};

use futures_util::stream;
use tokio::sync::watch;

use super::{
    events::Events,
    values::{Phase, RevokeEvent},
};
use crate::{
    clock::Clock,
    error::{Details, Effect, Error, ErrorKind, Result},
};

/// The shortest time between two events: eight a second, so that with the last one it is never more than ten.
const EVENT_INTERVAL: Duration = Duration::from_millis(125);

/// What a job shows to those who look.
struct Shown<R> {
    event: RevokeEvent,
    result: Option<Result<R>>,
}

/// A handle on work under way. Cheap to clone; dropping it stops nothing.
pub(super) struct Job<R> {
    shown: watch::Receiver<Shown<R>>,
    /// How often a stop was asked for.
    stops: Arc<watch::Sender<u32>>,
}

impl<R> Clone for Job<R> {
    fn clone(&self) -> Self {
        Self { shown: self.shown.clone(), stops: Arc::clone(&self.stops) }
    }
}

impl<R> Job<R>
where
    R: Clone + Send + Sync + 'static,
{
    /// Starts work on the runtime that the caller stands in. `work` is given what it reports to.
    pub(super) fn start<F, W>(clock: Clock, phase: Phase, work: F) -> Self
    where
        F: FnOnce(Monitor) -> W,
        W: Future<Output = Result<R>> + Send + 'static,
    {
        let (show, shown) = watch::channel(Shown { event: RevokeEvent::new(phase), result: None });
        let (stops, stop) = watch::channel(0);
        let job = Self { shown, stops: Arc::new(stops) };
        let (publish, mut published) = watch::channel(RevokeEvent::new(phase));
        let work = work(Monitor { publish, stop, clock: clock.clone() });
        let run = async move {
            let mut work = std::pin::pin!(work);
            let result = loop {
                tokio::select! {
                    result = &mut work => break result,
                    // Whoever works does not close this before it is done.
                    Ok(()) = published.changed() => {
                        let event = published.borrow_and_update().clone();
                        show.send_modify(|shown| shown.event = event);
                        if let Some(result) = clock.within(EVENT_INTERVAL, &mut work).await {
                            break result;
                        }
                    }
                }
            };
            show.send_modify(|shown| {
                shown.event = RevokeEvent { phase: Phase::Finished, ..published.borrow().clone() }.settled();
                shown.result = Some(result);
            });
        };
        match tokio::runtime::Handle::try_current() {
            Ok(runtime) => drop(runtime.spawn(run)),
            // The channel is closed with this, so that whoever waits is told.
            Err(_) => drop(run),
        }
        job
    }

    /// Waits for the result.
    pub(super) async fn result(&self) -> Result<R> {
        let mut shown = self.shown.clone();
        match shown.wait_for(|shown| shown.result.is_some()).await {
            Ok(shown) => shown.result.clone().unwrap_or_else(|| Err(abandoned())),
            Err(_) => Err(abandoned()),
        }
    }

    pub(super) fn status(&self) -> RevokeEvent {
        self.shown.borrow().event.clone()
    }

    /// The present state at once, then changes, until the job is over.
    pub(super) fn events(&self) -> Events<RevokeEvent> {
        enum Next<R> {
            Now(watch::Receiver<Shown<R>>),
            Changed(watch::Receiver<Shown<R>>),
            End,
        }
        let steps = stream::unfold(Next::Now(self.shown.clone()), |next| async {
            let mut shown = match next {
                Next::Now(shown) => shown,
                Next::Changed(mut shown) => match shown.changed().await {
                    Ok(()) => shown,
                    Err(_) => return Some((Err(abandoned()), Next::End)),
                },
                Next::End => return None,
            };
            let (event, over) = {
                let seen = shown.borrow_and_update();
                (seen.event.clone(), seen.result.is_some())
            };
            Some((Ok(event), if over { Next::End } else { Next::Changed(shown) }))
        });
        Events::new(steps)
    }

    pub(super) fn stop(&self) {
        self.stops.send_modify(|count| *count += 1);
    }

    /// Whether the work is over.
    pub(super) fn is_over(&self) -> bool {
        self.shown.borrow().result.is_some() || self.shown.has_changed().is_err()
    }
}

impl<R> fmt::Debug for Job<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = self.shown.borrow();
        f.debug_struct("Job").field("phase", &shown.event.phase).field("done", &shown.event.done).finish()
    }
}

/// What work reports to, and learns from that it should stop.
pub(super) struct Monitor {
    publish: watch::Sender<RevokeEvent>,
    stop: watch::Receiver<u32>,
    pub(super) clock: Clock,
}

impl Monitor {
    /// Tells how far the work is. Cheap: followers see the last state of every eighth of a second.
    pub(super) fn tell(&self, change: impl FnOnce(&mut RevokeEvent)) {
        self.publish.send_modify(change);
    }

    /// How often a stop was asked for so far.
    pub(super) fn stops(&self) -> u32 {
        *self.stop.borrow()
    }

    /// Returns when a stop has been asked for more than `seen` times.
    pub(super) async fn stopped_beyond(&self, seen: u32) {
        let mut stop = self.stop.clone();
        if stop.wait_for(|count| *count > seen).await.is_err() {
            // No handle is left that could ask for it.
            std::future::pending::<()>().await;
        }
    }

    /// Sleeps, unless a stop is asked for; says whether it slept to the end.
    pub(super) async fn sleep(&self, duration: Duration, seen: u32) -> bool {
        self.clock.within(duration, self.stopped_beyond(seen)).await.is_none()
    }
}

impl RevokeEvent {
    pub(super) fn new(phase: Phase) -> Self {
        Self {
            phase,
            done: 0,
            total: None,
            counts: super::values::Counts::default(),
            eta: None,
            paused: None,
            limit: None,
        }
    }

    /// Nothing is awaited any more.
    fn settled(self) -> Self {
        Self { eta: None, paused: None, ..self }
    }
}

/// The work ended without a result: its runtime was shut down, or there was none.
fn abandoned() -> Error {
    let detail = "the work was given up: it needs a Tokio runtime that runs until it is done";
    let details = Details::new(ErrorKind::Configuration, detail);
    Details { effect: Effect::Unknown, ..details }.into()
}
