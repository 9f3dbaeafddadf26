//! `unkey-kit api`: any operation of the API, by name, with a JSON body.

mod names;
#[rustfmt::skip]
mod operations;

use std::io::{IsTerminal, stdin};

use clap::Args;
use serde_json::Value;
use unkey_kit::{CallOptions, Error};

use self::names::NameParser;
pub(crate) use self::names::operation;
use crate::{commands::JQ, connection::ConnectionArgs, exit::Exit, failure::Failure, input, output::Output};

/// Calls any operation of the API with a JSON body, and prints the answer
///
/// OPERATION is the part of the path after /v2/, as in Unkey's API reference: a group, a dot, a verb and a noun. Shells
/// complete those that are known; any other is sent as it is. The body comes from the argument, from a file (@FILE) or from standard input (-); without one it is {}.
///
/// The answer is printed whole: that of a new key holds its secret, which cannot be read again. A body that holds a
/// secret belongs in a file or on standard input, since arguments can be read by every process of the machine.
///
/// A failed call is repeated only if it surely did nothing; say --safe-to-repeat for an operation that may be sent
/// twice.
#[derive(Args, Debug)]
#[command(after_long_help = help())]
pub(crate) struct ApiArgs {
    /// The operation, as in Unkey's API reference
    #[arg(value_parser = NameParser, hide_possible_values = true)]
    operation: String,

    /// The request's body: JSON, @FILE, or - for standard input
    #[arg(value_name = "JSON")]
    body: Option<String>,

    /// Repeats the call even where it may have been applied already
    #[arg(long)]
    safe_to_repeat: bool,

    #[command(flatten)]
    connection: ConnectionArgs,
}

fn help() -> String {
    let (create, whoami, update) =
        (operation("apis", "create"), operation("keys", "whoami"), operation("keys", "update"));
    format!(
        "\
Examples:
  unkey-kit api {create} '{{\"name\": \"payments\"}}'
  unkey-kit api {update} @body.json

  The id of the key whose secret was leaked; the secret is in leaked.txt, and not an argument:
  jq -R '{{key: .}}' leaked.txt | unkey-kit api {whoami} - --json | jq -r .data.keyId

{JQ}

With --json an error is one line on standard output; fields that are not known are left out:
  {{\"error\": {{\"kind\", \"code\", \"status\", \"title\", \"detail\", \"requestId\", \"docsUrl\",
             \"operation\", \"retryAfter\", \"attempts\", \"effect\", \"missing\",
             \"errors\": [{{\"location\", \"message\", \"fix\"}}], \"message\", \"advice\", \"hint\"}}}}
`effect` says whether the service may have made the change: none, unknown or applied. `retryAfter`
is in milliseconds. `errors` are the violations of the request's schema. Where the command itself
fails, `kind` can also be `interrupted` or `internal`, and only `message` goes with it."
    )
}

pub(crate) async fn run(args: &ApiArgs, output: &Output) -> Result<Exit, Failure> {
    let body = body(args.body.as_deref())?;
    let mut options = CallOptions::default();
    options.safe_to_repeat = args.safe_to_repeat;
    let client = args.connection.client()?.with_options(options);
    let answer =
        client.call_raw(&args.operation, body).await.map_err(|error| explained(error, &args.operation))?;
    if output.is_json() {
        output.json(&answer)?;
    } else {
        output.text(|to| {
            serde_json::to_writer_pretty(&mut *to, &answer)?;
            writeln!(to)
        })?;
    }
    Ok(Exit::Done)
}

/// A 404 that is none of Unkey's errors: the path leads nowhere.
fn explained(error: Error, operation: &str) -> Failure {
    if error.status() == Some(404) && error.code().is_none() {
        return Failure::NoSuchOperation { error, hint: names::hint(operation) };
    }
    error.into()
}

fn body(argument: Option<&str>) -> Result<Value, Failure> {
    let text = match argument {
        None => return Ok(Value::Object(serde_json::Map::new())),
        Some("-") if stdin().is_terminal() => {
            return Err(Failure::usage(
                "standard input is a terminal: pipe the body in, or pass it as @FILE",
            ));
        }
        Some("-") => input::standard_input()?,
        Some(argument) => match argument.strip_prefix('@') {
            Some(path) => input::file(path.as_ref())?,
            None => argument.to_owned(),
        },
    };
    // The parser's message names a place, and nothing of what stands there.
    serde_json::from_str(&text)
        .map_err(|error| Failure::usage(format!("the body is not valid JSON: {error}")))
}
