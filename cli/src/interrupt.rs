//! Ctrl-C and SIGTERM: they end the command at once, or, during a revocation, first ask it to stop gracefully.

use std::{
    future::{Future, pending},
    sync::atomic::{AtomicU32, Ordering},
};

use tokio::sync::watch;

use crate::failure::Failure;

/// Counts the signals that ask the process to end.
pub(crate) struct Interrupts {
    seen: watch::Receiver<u32>,
    /// How many of them abort.
    enough: AtomicU32,
}

impl Interrupts {
    /// Takes Ctrl-C and SIGTERM over from their default, which is to kill the process.
    pub(crate) fn listen() -> Result<Self, Failure> {
        let (count, seen) = watch::channel(0);
        let mut signals =
            Signals::new().map_err(|source| Failure::io("cannot listen for Ctrl-C and SIGTERM", source))?;
        tokio::spawn(async move {
            loop {
                signals.next().await;
                count.send_modify(|count| *count += 1);
            }
        });
        Ok(Self { seen, enough: AtomicU32::new(1) })
    }

    /// From now on the next signal does not abort, but the one after it does. Gives what waits for the next one.
    pub(crate) fn graceful(&self) -> impl Future<Output = ()> + '_ {
        let next = *self.seen.borrow() + 1;
        self.enough.store(next + 1, Ordering::Relaxed);
        self.reach(move |seen| seen >= next)
    }

    /// From now on no signal aborts, as long as the stages are held: whoever holds them answers the next two.
    pub(crate) fn staged(&self) -> Stages<'_> {
        let first = *self.seen.borrow() + 1;
        self.enough.store(u32::MAX, Ordering::Relaxed);
        Stages { interrupts: self, first }
    }

    /// Waits for the signal that aborts.
    pub(crate) async fn aborted(&self) {
        self.reach(|seen| seen >= self.enough.load(Ordering::Relaxed)).await;
    }

    async fn reach(&self, condition: impl Fn(u32) -> bool) {
        let reached = self.seen.clone().wait_for(|seen| condition(*seen)).await.is_ok();
        if !reached {
            pending::<()>().await;
        }
    }
}

/// Two signals that are not answered by ending the process at once. Dropped, the next one aborts again.
pub(crate) struct Stages<'a> {
    interrupts: &'a Interrupts,
    first: u32,
}

impl Stages<'_> {
    /// Waits for the first signal.
    pub(crate) async fn first(&self) {
        self.interrupts.reach(|seen| seen >= self.first).await;
    }

    /// Waits for the second.
    pub(crate) async fn second(&self) {
        self.interrupts.reach(|seen| seen > self.first).await;
    }
}

impl Drop for Stages<'_> {
    fn drop(&mut self) {
        let next = *self.interrupts.seen.borrow() + 1;
        self.interrupts.enough.store(next, Ordering::Relaxed);
    }
}

#[cfg(unix)]
struct Signals {
    interrupt: tokio::signal::unix::Signal,
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self { interrupt: signal(SignalKind::interrupt())?, terminate: signal(SignalKind::terminate())? })
    }

    async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(windows)]
struct Signals(tokio::signal::windows::CtrlC);

#[cfg(windows)]
impl Signals {
    fn new() -> std::io::Result<Self> {
        tokio::signal::windows::ctrl_c().map(Self)
    }

    async fn next(&mut self) {
        self.0.recv().await;
    }
}
