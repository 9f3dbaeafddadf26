//! `unkey-kit revoke`: plan, look, apply.

mod abort;
mod apply;
mod ids;
mod plan;
mod report;
mod selection;

pub(crate) use abort::Aborted;
pub(crate) use plan::write_summary;
pub(crate) use report::write as write_report;

use clap::{Args, Subcommand};

use crate::{exit::Exit, failure::Failure, interrupt::Interrupts, output::Output};

/// Revokes keys in bulk: plan, look, apply
///
/// A plan reads every key that is selected and changes nothing. Applying plans again, asks how many keys you mean to
/// revoke, revokes them, and then reads them once more to prove it.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  unkey-kit revoke plan --user user_123 --api api_1 --api api_2
  unkey-kit revoke apply --user user_123 --api api_1 --api api_2
  unkey-kit revoke apply --key key_1234 --yes --expect 1")]
pub(crate) struct RevokeArgs {
    #[command(subcommand)]
    command: RevokeCommand,
}

#[derive(Debug, Subcommand)]
enum RevokeCommand {
    Plan(plan::PlanArgs),
    Apply(apply::ApplyArgs),
}

pub(crate) async fn run(
    args: &RevokeArgs,
    output: &Output,
    interrupts: &Interrupts,
) -> Result<Exit, Failure> {
    match &args.command {
        RevokeCommand::Plan(args) => plan::run(args, output).await,
        RevokeCommand::Apply(args) => apply::run(args, output, interrupts).await,
    }
}
