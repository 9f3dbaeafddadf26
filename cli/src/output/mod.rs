//! Where results and progress go: results to standard output, for people or as JSON; everything else to standard
//! error. Colour only on terminals, and not with `NO_COLOR`.

mod fact;
mod progress;
mod quantity;
pub(crate) mod style;
mod table;

use std::io::{self, BufWriter, StderrLock, StdoutLock, Write, stderr, stdout};

use anstream::{AutoStream, ColorChoice};
pub(crate) use fact::{fact, wrapped};
pub(crate) use progress::Progress;
pub(crate) use quantity::{counted, duration, moment};
use serde::Serialize;
pub(crate) use table::Table;

use crate::failure::Failure;

/// How this run of the command tells its results.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Output {
    json: bool,
}

impl Output {
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether results are wanted as JSON.
    pub(crate) fn is_json(&self) -> bool {
        self.json
    }

    /// Writes one line of JSON to standard output.
    pub(crate) fn json<T: Serialize + ?Sized>(&self, value: &T) -> io::Result<()> {
        let mut out = stdout().lock();
        serde_json::to_writer(&mut out, value)?;
        out.write_all(b"\n")?;
        out.flush()
    }

    /// Writes text for people to standard output.
    pub(crate) fn text(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut out = BufWriter::new(AutoStream::<StdoutLock<'_>>::auto(stdout().lock()));
        write(&mut out)?;
        out.flush()
    }

    /// Writes text for people to standard error: what is no result.
    pub(crate) fn aside(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
        let mut out = BufWriter::new(AutoStream::<StderrLock<'_>>::auto(stderr().lock()));
        write(&mut out)?;
        out.flush()
    }

    /// Tells what ended the command early: as JSON where results are JSON, else on standard error.
    pub(crate) fn failure(&self, failure: &Failure) -> io::Result<()> {
        if failure.is_closed_pipe() {
            return Ok(());
        }
        if self.json { self.json(&failure.as_json()) } else { self.aside(|to| failure.write(to)) }
    }
}

/// Whether standard error takes colours.
pub(crate) fn stderr_has_color() -> bool {
    AutoStream::choice(&stderr()) != ColorChoice::Never
}
