//! What the command takes, beside the arguments of its subcommands.

use clap::Parser;

use crate::{
    commands::{Command, JQ, operation},
    exit,
};

const ABOUT: &str = "\
Manages and revokes API keys of Unkey.

Begin without an account: `unkey-kit demo` plays a leak and its revocation against a local emulator, and \
`unkey-kit emulator` starts one for tests of your own.

This is not a product of Unkey.";

fn help() -> String {
    let whoami = operation("keys", "whoami");
    format!(
        "\
Examples:
  unkey-kit demo
      See errors, a revocation and its undoing, on an emulator in this process

  unkey-kit revoke plan --user user_123 --api api_1 --api api_2
      Look at what would be revoked; nothing is changed

  unkey-kit revoke apply --user user_123 --api api_1 --api api_2
      Disable them, after you have typed how many they are

  jq -R '{{key: .}}' leaked.txt | unkey-kit api {whoami} -
      The id of the key whose secret was leaked; the secret itself is not an argument

  unkey-kit explain key_disabled
      What an error means, and what to do about it

{JQ}

The root key comes from the environment variable UNKEY_ROOT_KEY, from --root-key-file or from a
prompt on the terminal; never from an argument, which every process of the machine could read.

{}",
        exit::HELP
    )
}

/// The command line.
#[derive(Debug, Parser)]
#[command(
    name = "unkey-kit",
    bin_name = "unkey-kit",
    version,
    about = "Manages and revokes API keys of Unkey",
    long_about = ABOUT,
    after_help = "See `unkey-kit --help` for examples and exit codes.",
    after_long_help = help(),
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

    /// Logs what becomes of each request to standard error, never a secret
    #[arg(long, short, global = true, overrides_with = "verbose")]
    pub(crate) verbose: bool,
}
