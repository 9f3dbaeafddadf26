//! The command `unkey-kit`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(unkey_kit_cli::run(std::env::args_os()).code())
}
