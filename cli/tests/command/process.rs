//! Runs the binary, and ends it if it takes too long.

use std::{
    ffi::OsStr,
    process::Output,
    time::{Duration, Instant},
};

use assert_cmd::Command;
use serde_json::Value;

/// A run that takes longer has hung.
const LONGEST: Duration = Duration::from_secs(60);

/// The command with these arguments, in an environment that says nothing of Unkey.
pub(crate) fn command<I, S>(args: I) -> Command
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    let mut command = Command::new(env!("CARGO_BIN_EXE_unkey-kit"));
    command.args(args).env_remove("UNKEY_ROOT_KEY").env_remove("UNKEY_BASE_URL").timeout(LONGEST);
    command
}

/// Runs the command to its end.
pub(crate) fn run<I, S>(args: I) -> Output
where
    I: IntoIterator<Item = S>,
    S: AsRef<OsStr>,
{
    command(args).output().unwrap()
}

pub(crate) fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub(crate) fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The one line of JSON on standard output.
pub(crate) fn json(output: &Output) -> Value {
    let text = stdout(output);
    assert_eq!(text.lines().count(), 1, "one line of JSON, not: {text}{}", stderr(output));
    serde_json::from_str(&text).unwrap()
}

/// Waits until something is the case, but not for ever.
pub(crate) fn wait_until(condition: impl Fn() -> bool) {
    let began = Instant::now();
    while !condition() {
        assert!(began.elapsed() < Duration::from_secs(30), "it did not come to that");
        std::thread::sleep(Duration::from_millis(5));
    }
}
