//! `unkey-kit api`: any operation of the API, by name, with a JSON body.

use std::io::{IsTerminal, Read, stdin};

use clap::Args;
use serde_json::Value;
use unkey_kit::CallOptions;

use crate::{connection::ConnectionArgs, exit::Exit, failure::Failure, output::Output};

/// Calls any operation of the API with a JSON body, and prints the answer
///
/// OPERATION is the part of the path after /v2/, as in Unkey's API reference: a resource, a dot, a verb. The body
/// comes from the argument, from a file (@FILE) or from standard input (-); without one it is {}.
///
/// The answer is printed whole: that of a new key holds its secret, which cannot be read again. A body that holds a
/// secret belongs in a file or on standard input, since arguments can be read by every process of the machine.
///
/// A failed call is repeated only if it surely did nothing; say --safe-to-repeat for an operation that may be sent
/// twice.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  unkey-kit api OPERATION '{\"apiId\": \"api_1\"}'
  unkey-kit api OPERATION @body.json --json | jq .data
  vault-read-key | jq -R '{key: .}' | unkey-kit api OPERATION -

With --json an error is one line on standard output, without what is not known:
  {\"error\": {\"kind\", \"code\", \"status\", \"operation\", \"effect\", \"attempts\", \"requestId\",
             \"retryAfter\", \"missing\", \"message\"}}
`effect` says whether the service may have made the change: none, unknown or applied. `retryAfter`
is in milliseconds.")]
pub(crate) struct ApiArgs {
    /// The operation, as in Unkey's API reference
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

pub(crate) async fn run(args: &ApiArgs, output: &Output) -> Result<Exit, Failure> {
    let body = body(args.body.as_deref())?;
    let mut options = CallOptions::default();
    options.safe_to_repeat = args.safe_to_repeat;
    let client = args.connection.client()?.with_options(options);
    let answer = client.call_raw(&args.operation, body).await?;
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

fn body(argument: Option<&str>) -> Result<Value, Failure> {
    let text = match argument {
        None => return Ok(Value::Object(serde_json::Map::new())),
        Some("-") if stdin().is_terminal() => {
            return Err(Failure::usage(
                "standard input is a terminal: pipe the body in, or pass it as @FILE",
            ));
        }
        Some("-") => {
            let mut text = String::new();
            stdin().lock().read_to_string(&mut text).map_err(|source| {
                Failure::usage(format!("cannot read the body from standard input: {source}"))
            })?;
            text
        }
        Some(argument) => match argument.strip_prefix('@') {
            Some(path) => std::fs::read_to_string(path)
                .map_err(|source| Failure::usage(format!("cannot read the body from {path}: {source}")))?,
            None => argument.to_owned(),
        },
    };
    // The parser's message names a place, and nothing of what stands there.
    serde_json::from_str(&text).map_err(|error| Failure::usage(format!("the body is no JSON: {error}")))
}
