//! Where the service is and what root key to use.

use std::{
    env::VarError,
    io::{IsTerminal, stderr},
    path::{Path, PathBuf},
    time::Duration,
};

use clap::{Args, builder::TypedValueParser};
use unkey_kit::{ENV_ROOT_KEY, RootKey, Unkey};

use crate::{failure::Failure, input};

/// Options of the commands that call the service.
#[derive(Args, Debug)]
#[command(next_help_heading = "Connection")]
pub(crate) struct ConnectionArgs {
    /// Reads the root key from this file instead of UNKEY_ROOT_KEY
    #[arg(long, value_name = "FILE")]
    root_key_file: Option<PathBuf>,

    /// Scheme and host of the service [default: UNKEY_BASE_URL, then https://api.unkey.com]
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,

    /// Gives up on a request that has no answer after this time, and on a call with its repeats after twice as long
    #[arg(long, value_name = "SECONDS", default_value = "30", value_parser = seconds())]
    timeout: Duration,

    /// Allows http to another machine, where anybody in between can read the root key; to this one (127.0.0.1,
    /// localhost) it is always allowed
    #[arg(long)]
    allow_plain_http: bool,
}

impl ConnectionArgs {
    /// Builds the client. Asks for the root key if it is nowhere to be found and somebody is there to ask.
    pub(crate) fn client(&self) -> Result<Unkey, Failure> {
        let root_key = root_key(self.root_key_file.as_deref())?;
        let mut builder = Unkey::builder()
            .root_key(root_key.reveal())
            .attempt_timeout(self.timeout)
            .deadline(self.timeout * 2);
        if let Some(url) = &self.base_url {
            builder = builder.base_url(url);
        }
        if self.allow_plain_http {
            builder = builder.allow_plain_http();
        }
        Ok(builder.build()?)
    }
}

fn root_key(file: Option<&Path>) -> Result<RootKey, Failure> {
    if let Some(path) = file {
        let text = input::file(path)?;
        let text = text.trim_end_matches(['\r', '\n']);
        let wrong = match text.lines().count() {
            1 => return Ok(RootKey::new(text)?),
            0 => "is empty",
            _ => "has several lines",
        };
        return Err(Failure::usage(format!("{} {wrong}: it must hold the root key alone", path.display())));
    }
    match std::env::var(ENV_ROOT_KEY) {
        Ok(text) if text.is_empty() => prompt("is empty"),
        Ok(text) => Ok(RootKey::new(text)?),
        Err(VarError::NotPresent) => prompt("is not set"),
        Err(VarError::NotUnicode(_)) => Err(Failure::usage(format!("{ENV_ROOT_KEY} is not UTF-8 text"))),
    }
}

/// Asks the terminal, even if standard input is a pipe with the keys to revoke.
///
/// Blocks the thread on purpose: the terminal's echo is restored when the line has been read or Ctrl-C was pressed.
fn prompt(why: &str) -> Result<RootKey, Failure> {
    if !stderr().is_terminal() {
        return Err(Failure::usage(format!(
            "{ENV_ROOT_KEY} {why}, and there is no terminal to ask for the root key: set it, or pass --root-key-file FILE"
        )));
    }
    match rpassword::prompt_password("Root key (not shown): ") {
        Ok(text) => Ok(RootKey::new(text.trim())?),
        Err(error) if error.kind() == std::io::ErrorKind::Interrupted => Err(Failure::Interrupted),
        Err(error) => Err(Failure::usage(format!("cannot read the root key from the terminal: {error}"))),
    }
}

/// Parses a number of seconds, fractions allowed.
pub(crate) fn seconds() -> impl TypedValueParser<Value = Duration> {
    clap::builder::StringValueParser::new().try_map(|text| {
        let seconds: f64 = text.parse().map_err(|_| "not a number of seconds")?;
        match Duration::try_from_secs_f64(seconds) {
            Ok(duration) if !duration.is_zero() && seconds <= 86_400.0 => Ok(duration),
            _ => Err("must be more than 0 and at most 86400"),
        }
    })
}
