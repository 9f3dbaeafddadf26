//! What the command takes, beside the arguments of its subcommands.

use clap::Parser;

use crate::{commands::Command, exit};

const ABOUT: &str = "\
Manages and revokes API keys of Unkey.

Begin without an account: `unkey-kit emulator` starts an Unkey API on this machine, for a first look and for tests.

This is not a product of Unkey.";

const EXAMPLES: &str = "\
Examples:
  unkey-kit emulator --keys 1000
      An Unkey API on this machine, until Ctrl-C

  unkey-kit explain key_disabled
      What an error means, and what to do about it

The root key comes from the environment variable UNKEY_ROOT_KEY, from --root-key-file or from a
prompt on the terminal; never from an argument, which every process of the machine could read.";

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "unkey-kit",
    bin_name = "unkey-kit",
    version,
    about = "Manages and revokes API keys of Unkey",
    long_about = ABOUT,
    after_help = "See `unkey-kit --help` for examples and exit codes.",
    after_long_help = format!("{EXAMPLES}\n\n{}", exit::HELP),
    max_term_width = 100,
    subcommand_required = true,
    arg_required_else_help = true
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// Writes the result as JSON to standard output, errors too; progress stays on standard error
    #[arg(long, global = true)]
    pub(crate) json: bool,

    /// Logs each request's fate to standard error, never a secret; twice for more
    #[arg(long, short, global = true, action = clap::ArgAction::Count)]
    pub(crate) verbose: u8,
}
