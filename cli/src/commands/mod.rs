//! The subcommands, a file each.

mod api;
mod completions;
mod demo;
mod emulator;
mod explain;
mod revoke;

use clap::Subcommand;

pub(crate) use self::{api::operation, revoke::Aborted};
use crate::{exit::Exit, failure::Failure, interrupt::Interrupts, output::Output};

/// What the help of a subcommand says below examples that use jq.
pub(crate) const JQ: &str = "jq, in the examples, is a program of its own: https://jqlang.org";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Demo(demo::DemoArgs),
    Revoke(revoke::RevokeArgs),
    Explain(explain::ExplainArgs),
    Emulator(emulator::EmulatorArgs),
    Api(api::ApiArgs),
    Completions(completions::CompletionsArgs),
}

/// Runs a subcommand.
pub(crate) async fn execute(
    command: Command,
    output: &Output,
    interrupts: &Interrupts,
) -> Result<Exit, Failure> {
    match command {
        Command::Demo(args) => demo::run(&args, output).await,
        Command::Explain(args) => explain::run(&args, output),
        Command::Emulator(args) => emulator::run(&args, output, interrupts).await,
        Command::Revoke(args) => revoke::run(&args, output, interrupts).await,
        Command::Api(args) => api::run(&args, output).await,
        Command::Completions(args) => completions::run(&args),
    }
}
