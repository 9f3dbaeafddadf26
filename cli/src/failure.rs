//! What ends a command early, its exit code, and how it is told: to people on standard error, or as JSON.

use std::{
    fmt::Display,
    io::{self, Write},
    time::Duration,
};

use serde::Serialize;
use serde_with::skip_serializing_none;
use unkey_kit::{Effect, Error, ErrorCode, ErrorKind};

use crate::{
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
            Self::Service(error) => exit_of(error),
            Self::Usage(_) => Exit::Usage,
            Self::NothingMatched(_) => Exit::NothingMatched,
            Self::Refused(_) => Exit::Refused,
            Self::Io(..) | Self::Broken(_) => Exit::Failed,
            Self::Interrupted => Exit::Interrupted,
        }
    }

    /// Whether the reader of our output has gone: not worth a word.
    pub(crate) fn is_closed_pipe(&self) -> bool {
        matches!(self, Self::Io(_, source) if source.kind() == io::ErrorKind::BrokenPipe)
    }

    /// What `--json` prints.
    pub(crate) fn as_json(&self) -> FailureJson<'_> {
        let kind = match self {
            Self::Service(error) => return FailureJson { error: ErrorJson::of(error) },
            Self::Usage(_) => ErrorKind::Configuration.as_str(),
            Self::NothingMatched(_) => ErrorKind::NothingMatched.as_str(),
            Self::Refused(_) => ErrorKind::Refused.as_str(),
            Self::Io(..) | Self::Broken(_) => "internal",
            Self::Interrupted => "interrupted",
        };
        FailureJson { error: ErrorJson { kind, message: self.to_string(), ..ErrorJson::default() } }
    }

    /// Tells people: what happened, and what to do about it.
    pub(crate) fn write(&self, to: &mut dyn Write) -> io::Result<()> {
        match self {
            Self::Service(error) => write_error(error, to),
            other => writeln!(to, "{BAD}error:{BAD:#} {}", wrapped(other, "  ")),
        }
    }
}

impl Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Service(error) => error.fmt(f),
            Self::Usage(text) | Self::NothingMatched(text) | Self::Refused(text) | Self::Broken(text) => {
                f.write_str(text)
            }
            Self::Io(what, source) => write!(f, "{what}: {source}"),
            Self::Interrupted => f.write_str("interrupted"),
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
#[derive(Serialize)]
pub(crate) struct FailureJson<'a> {
    error: ErrorJson<'a>,
}

/// An error as JSON, without what is not known.
#[skip_serializing_none]
#[derive(Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ErrorJson<'a> {
    kind: &'a str,
    code: Option<&'a str>,
    status: Option<u16>,
    operation: Option<&'a str>,
    effect: Option<&'a str>,
    attempts: Option<u32>,
    request_id: Option<&'a str>,
    /// Milliseconds, like every time in JSON output.
    retry_after: Option<u64>,
    missing: Option<&'a [String]>,
    message: String,
}

impl<'a> ErrorJson<'a> {
    pub(crate) fn of(error: &'a Error) -> Self {
        let milliseconds = |wait: Duration| u64::try_from(wait.as_millis()).unwrap_or(u64::MAX);
        Self {
            kind: error.kind().as_str(),
            code: error.code().map(ErrorCode::as_str),
            status: error.status(),
            operation: error.operation(),
            effect: Some(error.effect().as_str()),
            attempts: Some(error.attempts()),
            request_id: error.request_id(),
            retry_after: error.retry_after().map(milliseconds),
            missing: Some(error.missing()).filter(|missing| !missing.is_empty()),
            message: error.to_string(),
        }
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
        Effect::Applied => fact(to, "effect", "applied: the change was made, its answer cannot be read")?,
    }
    fact(to, "to do", error.advice())?;
    match error.code() {
        Some(code) if code.known().is_some() => fact(to, "more", format_args!("unkey-kit explain {code}")),
        _ => Ok(()),
    }
}
