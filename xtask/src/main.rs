//! The workspace's tasks: `cargo xtask test|lint|gen|bench`, which is also what CI runs.
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "a task talks to the terminal")]

mod bench;
mod errors_doc;
mod generate;
mod lint;
mod node;
mod process;
mod projection;
mod python;
mod steps;
mod swift;
mod test;
mod workspace;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::{steps::Selection, workspace::Workspace};

const USAGE: &str = "\
The workspace's tasks: what CI runs, by the same names.

cargo xtask test [PART...]   set up whatever is missing and run every test, or only these parts
cargo xtask lint [CHECK...]  run every check of the source, or only these
cargo xtask gen [--check]    write the generated files; with --check, only compare them
cargo xtask bench [TABLE...] measure, and print the tables
cargo xtask swift TASK       one of: toolchain (find or make one), bindings (what uniffi writes), xcframework [--testing]

`--list` shows the parts, checks or tables. `--fail-fast` stops at the first that fails.

Environment of `test`:
  UNKEY_OPENAPI     the API's OpenAPI file, for the contract test
  UNKEY_RECORDINGS  a folder of recorded exchanges with their player, for the emulator
  UNKEY_SWIFT_ROOT  the folder of a Debian with Swift, made where the machine has no Swift
  CI=true           a missing tool is a failure, never a reason to skip
";

fn main() -> ExitCode {
    match run(std::env::args().skip(1).collect()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::from(2)
        }
    }
}

fn run(arguments: Vec<String>) -> Result<bool> {
    let Some((task, rest)) = arguments.split_first() else { bail!("which task?\n\n{USAGE}") };
    if rest.iter().any(|argument| argument == "--help") || matches!(task.as_str(), "help" | "--help" | "-h") {
        print!("{USAGE}");
        return Ok(true);
    }
    let workspace = Workspace::find()?;
    match task.as_str() {
        "test" => steps::run(&workspace, &test::STEPS, &Selection::parse(rest)?),
        "lint" => steps::run(&workspace, &lint::STEPS, &Selection::parse(rest)?),
        "bench" => steps::run(&workspace, &bench::STEPS, &Selection::parse(rest)?),
        "swift" => swift::run(&workspace, rest).map(|()| true),
        "gen" => match rest {
            [] => generate::write(&workspace).map(|()| true),
            [flag] if flag == "--check" => generate::check(&workspace).map(|()| true),
            _ => bail!("gen takes nothing but --check"),
        },
        other => bail!("there is no task {other:?}\n\n{USAGE}"),
    }
}
