//! `unkey-kit explain`: what an error code means, and what to do about it.

mod verdicts;

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;
use unkey_kit::{ErrorCode, KnownCode};

use crate::{
    exit::Exit,
    failure::Failure,
    output::{
        Output, Table, fact,
        style::{BOLD, NAME},
    },
};

/// Explains an error code, or the verdict of a verification: what it means, and what to do about it
///
/// CODE is what an error shows: the code itself, the URL of the answer's `type`, or the last segment of either. A last
/// segment that several codes share prints all of them, and an HTTP status lists the codes that come with it. A verdict
/// is what verifying a key answers, such as VALID, in capitals. Without CODE, every known code is listed.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  unkey-kit explain key_disabled
  unkey-kit explain err:unkey:data:key_not_found
  unkey-kit explain https://unkey.com/docs/errors/unkey/data/key_not_found
  unkey-kit explain 403
  unkey-kit explain USAGE_EXCEEDED
  unkey-kit explain

The field `kind` of an error in JSON is one of those that the codes here have. Two more are the
command's own: `interrupted` (Ctrl-C or SIGTERM) and `internal` (this machine failed, or a check of
the command itself). `configuration` also means a wrong call, and comes without a code.")]
pub(crate) struct ExplainArgs {
    /// The code, the `type` URL, the last segment of either, an HTTP status, or a verdict
    code: Option<String>,
}

pub(crate) fn run(args: &ExplainArgs, output: &Output) -> Result<Exit, Failure> {
    let Some(text) = &args.code else { return list(ErrorCode::all(), output) };
    if let Ok(status) = text.trim().parse::<u16>() {
        let found: Vec<_> = ErrorCode::all().iter().filter(|known| known.status == status).collect();
        if found.is_empty() {
            return Err(Failure::NothingMatched(format!("this version knows no code of status {status}")));
        }
        return list(found, output);
    }
    let found = unkey_kit::explain(text);
    let verdict = verdicts::find(text, found.is_empty());
    if found.is_empty() && verdict.is_none() {
        return Err(Failure::NothingMatched(unknown(text)));
    }
    if output.is_json() {
        let codes = found.into_iter().map(|known| Explained::Code(known.into()));
        let all: Vec<_> = verdict.into_iter().map(Explained::Verdict).chain(codes).collect();
        output.json(&all)?;
    } else {
        output.text(|to| {
            if let Some(verdict) = verdict {
                verdict.write(to)?;
                if !found.is_empty() {
                    writeln!(to, "\nThere is also an error of that name:\n")?;
                }
            }
            write_all(&found, to)
        })?;
    }
    Ok(Exit::Done)
}

/// What an explanation is of, as JSON.
#[derive(Serialize)]
#[serde(untagged)]
enum Explained {
    Verdict(&'static verdicts::Verdict),
    Code(CodeJson),
}

fn list(codes: impl IntoIterator<Item = &'static KnownCode>, output: &Output) -> Result<Exit, Failure> {
    if output.is_json() {
        output.json(&codes.into_iter().map(CodeJson::from).collect::<Vec<_>>())?;
    } else {
        let mut table = Table::new(&["CODE", "STATUS", "MEANING"]);
        for known in codes {
            table.row([known.code.as_str(), &known.status.to_string(), known.meaning]);
        }
        output.text(|to| table.write(to, 0))?;
    }
    Ok(Exit::Done)
}

fn unknown(text: &str) -> String {
    let similar: Vec<&str> = unkey_kit::similar_codes(text).iter().map(|known| known.code.as_str()).collect();
    let hint = match similar.as_slice() {
        [] => "`unkey-kit explain` lists every known code".to_owned(),
        similar => format!("did you mean {}?", similar.join(" or ")),
    };
    format!("this version knows no code `{text}`; {hint}")
}

/// A known code as JSON.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct CodeJson {
    code: &'static str,
    system: &'static str,
    category: &'static str,
    name: &'static str,
    constant: &'static str,
    status: u16,
    kind: &'static str,
    retry: bool,
    meaning: &'static str,
    advice: &'static str,
    docs_url: String,
}

impl From<&'static KnownCode> for CodeJson {
    fn from(known: &'static KnownCode) -> Self {
        Self {
            code: known.code.as_str(),
            system: known.code.system(),
            category: known.code.category(),
            name: known.code.name(),
            constant: known.constant,
            status: known.status,
            kind: known.kind.as_str(),
            retry: known.retry,
            meaning: known.meaning,
            advice: known.advice,
            docs_url: docs_url(&known.code),
        }
    }
}

fn write_all(found: &[&KnownCode], to: &mut dyn Write) -> io::Result<()> {
    if let [first, _, ..] = found {
        writeln!(
            to,
            "{} codes end in {}; an error's whole code tells which it is.\n",
            found.len(),
            first.code.name()
        )?;
    }
    for (number, known) in found.iter().enumerate() {
        if number > 0 {
            writeln!(to)?;
        }
        write_one(known, to)?;
    }
    Ok(())
}

fn write_one(known: &KnownCode, to: &mut dyn Write) -> io::Result<()> {
    let again = if known.retry {
        "may help: the same request can succeed within seconds"
    } else {
        "does not help: the same request fails again until something changes"
    };
    writeln!(to, "{NAME}{}{NAME:#}", known.code)?;
    writeln!(to, "  {BOLD}{}{BOLD:#}\n", known.meaning)?;
    fact(to, "to do", known.advice)?;
    fact(to, "again", format_args!("Sending it again {again}."))?;
    fact(to, "status", format_args!("{}, as a rule", known.status))?;
    fact(to, "kind", known.kind)?;
    fact(to, "constant", known.constant)?;
    fact(to, "page", docs_url(&known.code))
}

/// Where Unkey documents the code: the `type` of an answer.
fn docs_url(code: &ErrorCode) -> String {
    format!("https://unkey.com/docs/errors/{}/{}/{}", code.system(), code.category(), code.name())
}
