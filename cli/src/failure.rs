//! What ends a command early, its exit code, and how it is told: to people on standard error, or as JSON.

use std::{
    fmt::Display,
    io::{self, Write},
};

use serde::Serialize;
use serde_with::skip_serializing_none;
use unkey_kit::{Effect, Error, ErrorKind};

use crate::{
    commands::Aborted,
    exit::Exit,
    output::{
        fact,
        style::{BAD, BOLD, NAME},
        wrapped,
    },
};

/// What ends a command early.
#[derive(Debug)]
pub(crate) enum Failure {
    /// A call, a plan or a guard failed.
    Service(Error),
    /// A call failed as one to an operation that does not exist does.
    NoSuchOperation {
        /// The answer.
        error: Error,
        /// What to try instead.
        hint: String,
    },
    /// The command was called wrongly.
    Usage(String),
    /// Nothing matched what was asked for.
    NothingMatched(String),
    /// The user, or what the user demanded, said no.
    Refused(String),
    /// This machine would not let us.
    Io(String, io::Error),
    /// Something that was to hold does not.
    Broken(String),
    /// Ctrl-C or SIGTERM.
    Interrupted,
    /// Ctrl-C or SIGTERM during a run that was stopping already.
    Aborted(Box<Aborted>),
}

impl Failure {
    pub(crate) fn usage(what: impl Into<String>) -> Self {
        Self::Usage(what.into())
    }

    pub(crate) fn io(what: impl Into<String>, source: io::Error) -> Self {
        Self::Io(what.into(), source)
    }

    /// The exit code.
    pub(crate) fn exit(&self) -> Exit {
        match self {
            Self::Service(error) | Self::NoSuchOperation { error, .. } => exit_of(error),
            Self::Usage(_) => Exit::Usage,
            Self::NothingMatched(_) => Exit::NothingMatched,
            Self::Refused(_) => Exit::Refused,
            Self::Io(..) | Self::Broken(_) => Exit::Failed,
            Self::Interrupted | Self::Aborted(_) => Exit::Interrupted,
        }
    }

    /// Whether the reader of our output has gone: not worth a word.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Io(_, source) if source.kind() == io::ErrorKind::BrokenPipe)
    }

    /// What `--json` prints.
    pub(crate) fn as_json(&self) -> FailureJson<'_> {
        let kind = match self {
            Self::Service(error) => return ErrorJson::Service(error).into(),
            Self::NoSuchOperation { error, hint } => return ErrorJson::Hinted { error, hint }.into(),
            Self::Usage(_) => ErrorKind::Configuration.as_str(),
            Self::NothingMatched(_) => ErrorKind::NothingMatched.as_str(),
            Self::Refused(_) => ErrorKind::Refused.as_str(),
            Self::Io(..) | Self::Broken(_) => "internal",
            Self::Interrupted | Self::Aborted(_) => "interrupted",
        };
        let error = ErrorJson::Own { kind, message: self.to_string() };
        let known = if let Self::Aborted(known) = self { Some(&**known) } else { None };
        FailureJson { error, known }
    }

    /// Tells people: what happened, and what to do about it.
    pub(crate) fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Service(error) => write_error(error, to),
            Self::NoSuchOperation { error, hint } => {
                writeln!(to, "{BAD}error:{BAD:#} {BOLD}{}{BOLD:#}", wrapped(error, "  "))?;
                fact(to, "to do", hint)
            }
            Self::Aborted(known) => writeln!(to, "{BAD}aborted:{BAD:#} {}", wrapped(known, "  ")),
            other => writeln!(to, "{BAD}error:{BAD:#} {}", wrapped(other, "  ")),
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Service(error) | Self::NoSuchOperation { error, .. } => error.fmt(f),
            Self::Usage(text) | Self::NothingMatched(text) | Self::Refused(text) | Self::Broken(text) => {
                f.write_str(text)
            }
            Self::Io(what, source) => write!(f, "{what}: {source}"),
            Self::Interrupted => f.write_str("interrupted"),
            Self::Aborted(known) => known.fmt(f),
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        Self::Service(error)
    }
}

/// Of writing to our own streams.
impl From<io::Error> for Failure {
    fn from(source: io::Error) -> Self {
        Self::io("cannot write the output", source)
    }
}

fn exit_of(error: &Error) -> Exit {
    match error.kind() {
        ErrorKind::Configuration => Exit::Usage,
        ErrorKind::NothingMatched => Exit::NothingMatched,
        ErrorKind::Refused => Exit::Refused,
        ErrorKind::Authentication | ErrorKind::PermissionDenied => Exit::NotAllowed,
        _ => Exit::Failed,
    }
}

/// A failure as JSON.
#[skip_serializing_none]
#[derive(Serialize)]
pub(crate) struct FailureJson<'a> {
    error: ErrorJson<'a>,
    /// What is known of a run that was aborted.
    #[serde(flatten)]
    known: Option<&'a Aborted>,
}

/// What went wrong, as JSON. An error of the library says for itself what is known of it.
#[derive(Serialize)]
#[serde(untagged)]
enum ErrorJson<'a> {
    Service(&'a Error),
    Hinted {
        #[serde(flatten)]
        error: &'a Error,
        hint: &'a str,
    },
    Own {
        kind: &'a str,
        message: String,
    },
}

impl<'a> From<ErrorJson<'a>> for FailureJson<'a> {
    fn from(error: ErrorJson<'a>) -> Self {
        Self { error, known: None }
    }
}

/// An error for people: one line that can be searched for, then what is known, then what to do.
pub(crate) fn write_error(error: &Error, to: &mut dyn Write) -> io::Result<()> {
    writeln!(to, "{BAD}error:{BAD:#} {BOLD}{}{BOLD:#}", wrapped(error, "  "))?;
    write_error_facts(error, to)
}

/// What an error holds, a line for each fact that is known.
pub(crate) fn write_error_facts(error: &Error, to: &mut dyn Write) -> io::Result<()> {
    if let Some(code) = error.code() {
        fact(to, "code", format_args!("{NAME}{code}{NAME:#}"))?;
    }
    for (number, permission) in error.missing().iter().enumerate() {
        fact(to, if number == 0 { "missing" } else { "" }, permission)?;
    }
    for violation in error.errors() {
        let fix = violation.fix.iter().map(|fix| format!(" ({fix})")).collect::<String>();
        fact(to, "field", format_args!("{}: {}{fix}", violation.location, violation.message))?;
    }
    if let Some(wait) = error.retry_after() {
        fact(to, "wait", format_args!("{} s at least", wait.as_secs()))?;
    }
    match error.effect() {
        Effect::None => {}
        Effect::Unknown => fact(to, "effect", "unknown: the change may have been made")?,
        Effect::Applied => fact(to, "effect", "applied: the change was made, but its answer cannot be read")?,
    }
    fact(to, "to do", error.advice())?;
    match error.code() {
        Some(code) if code.known().is_some() => fact(to, "more", format_args!("unkey-kit explain {code}")),
        _ => Ok(()),
    }
}
