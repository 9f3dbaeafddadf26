//! How long interpreters take from their start to their end: bare, with our client, and with the official one, in turns.

use std::{
    process::{Command, Stdio},
    time::Instant,
};

use anyhow::{Result, ensure};

use super::super::table::Pair;

/// How often each is started.
pub(super) const STARTS: usize = 31;

/// Three starts, one after another, in milliseconds.
pub(super) struct Start {
    bare: f64,
    ours: f64,
    official: f64,
}

impl Start {
    /// What the clients took beyond the interpreter.
    pub(super) const fn over_bare(&self) -> Pair {
        Pair { ours: self.ours - self.bare, peer: self.official - self.bare }
    }
}

/// Starts the three in turns. The first of each does not count: it fills the file system's cache.
pub(super) fn alternate([bare, ours, official]: &mut [Command; 3]) -> Result<Vec<Start>> {
    let mut once = || Ok(Start { bare: run(bare)?, ours: run(ours)?, official: run(official)? });
    once()?;
    (0..STARTS).map(|_| once()).collect()
}

/// The shortest of each, which is what the least disturbed start took.
pub(super) fn fastest(starts: &[Start]) -> String {
    let least = |of: fn(&Start) -> f64| starts.iter().map(of).fold(f64::INFINITY, f64::min);
    let (bare, ours, official) =
        (least(|start| start.bare), least(|start| start.ours), least(|start| start.official));
    let over = ours - bare;
    format!("bare {bare:.1}, with ours {ours:.1} ({over:.1} over), with the official one {official:.1}")
}

fn run(command: &mut Command) -> Result<f64> {
    let before = Instant::now();
    let status = command.stdin(Stdio::null()).status()?;
    ensure!(status.success(), "a start ended with {status}");
    Ok(before.elapsed().as_secs_f64() * 1000.0)
}
