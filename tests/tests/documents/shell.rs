//! Runs a block of shell in a folder of its own, with the command `unkey-kit` in reach.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::Path,
    process::{Command, Stdio},
};

use libtest_mimic::Failed;

/// Stops at the first command that fails, and takes what it left in the background with it, unless that is ending anyway.
const PROLOGUE: &str =
    "set -euo pipefail\ntrap 'jobs -p | xargs --no-run-if-empty kill 2> /dev/null || true' EXIT\n";

/// Stands in for cargo in the README's commands: the command has been built, and these very tests are what
/// `cargo xtask test` runs, so of a task it is only asked whether it is there.
const CARGO: &str = r#"#!/usr/bin/env bash
case "$*" in
    "run --release -p unkey-kit-cli -- "*) shift 5; exec unkey-kit "$@" ;;
    "xtask "*) cd "$ROOT"; unset "${!CARGO_PKG_@}" "${!CARGO_MANIFEST_@}"; exec "$REAL_CARGO" "$@" --list ;;
    *) echo "no test knows: cargo $*" >&2; exit 2 ;;
esac
"#;

pub(crate) fn run(text: &str, command: &Path) -> Result<(), Failed> {
    let folder = tempfile::tempdir()?;
    let programs = folder.path().join("bin");
    let work = folder.path().join("work");
    fs::create_dir(&programs)?;
    fs::create_dir(&work)?;
    std::os::unix::fs::symlink(command, programs.join("unkey-kit"))?;
    let cargo = programs.join("cargo");
    fs::write(&cargo, CARGO)?;
    fs::set_permissions(&cargo, fs::Permissions::from_mode(0o755))?;

    let path = std::env::var("PATH")?;
    let output = Command::new("timeout")
        .args(["120", "bash", "-c", &format!("{PROLOGUE}{text}")])
        .current_dir(&work)
        .env("PATH", format!("{}:{path}", programs.display()))
        .env("REAL_CARGO", env!("CARGO"))
        .env("ROOT", concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
        .env_remove("UNKEY_ROOT_KEY")
        .env_remove("UNKEY_BASE_URL")
        .stdin(Stdio::null())
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    Err(format!("ended with {}:\n{}", output.status, said.concat()).into())
}
