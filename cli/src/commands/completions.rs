//! `unkey-kit completions`: what a shell needs to complete this command.

use std::io::{Write, stdout};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::{args::Cli, exit::Exit, failure::Failure};

/// Prints the completion script of a shell
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  unkey-kit completions bash > ~/.local/share/bash-completion/completions/unkey-kit
  unkey-kit completions zsh > ~/.zfunc/_unkey-kit
  unkey-kit completions fish > ~/.config/fish/completions/unkey-kit.fish")]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs) -> Result<Exit, Failure> {
    // Into memory first: the generator panics when its output cannot be written, as under `| head`.
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "unkey-kit", &mut script);
    stdout().lock().write_all(&script)?;
    Ok(Exit::Done)
}
