//! The command `unkey-kit` as a library, so that other packages can ship the same command: [`run`] takes its
//! arguments and gives its exit code.

mod args;
mod commands;
mod connection;
mod exit;
mod failure;
mod input;
mod interrupt;
mod logging;
mod output;

use std::ffi::OsString;

use clap::Parser;
pub use exit::Exit;

use crate::{args::Cli, failure::Failure, interrupt::Interrupts, output::Output};

/// Runs the command with these arguments, the first of which is the program's name, on this process's standard
/// streams, and returns when it is done.
///
/// While it runs, Ctrl-C and SIGTERM are its own: the first one stops a revocation gracefully, the second aborts it.
pub fn run<I, T>(args: I) -> Exit
where
    I: IntoIterator<Item = T>,
    T: Into<OsString> + Clone,
{
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(error) => {
            // Help and version are answers, not errors; a closed pipe leaves nobody to tell.
            let _ = error.print();
            return if error.use_stderr() { Exit::Usage } else { Exit::Done };
        }
    };
    if cli.verbose {
        logging::start();
    }
    let output = Output::new(cli.json);
    execute(cli, &output).unwrap_or_else(|failure| {
        // Where the error cannot be written, the exit code still tells.
        let _ = output.failure(&failure);
        failure.exit()
    })
}

fn execute(cli: Cli, output: &Output) -> Result<Exit, Failure> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|source| Failure::io("cannot start", source))?;
    let exit = runtime.block_on(async {
        let interrupts = Interrupts::listen()?;
        tokio::select! {
            exit = commands::execute(cli.command, output, &interrupts) => exit,
            () = interrupts.aborted() => Err(Failure::Interrupted),
        }
    });
    // A thread that still waits for a line of the terminal must not hold up the end.
    runtime.shutdown_background();
    exit
}
