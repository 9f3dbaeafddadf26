//! `unkey-kit explain`: what an error code means, and what to do about it.

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

/// Explains an error code: what it means, and what to do about it
///
/// CODE is what an error shows: the code itself, the URL of the answer's `type`, or the last segment of either. A last
/// segment that several codes share prints all of them. Without CODE, every known code is listed.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  unkey-kit explain key_disabled
  unkey-kit explain err:unkey:data:key_not_found
  unkey-kit explain https://unkey.com/docs/errors/unkey/data/key_not_found
  unkey-kit explain")]
pub(crate) struct ExplainArgs {
    /// The code, the `type` URL, or the last segment of either
    code: Option<String>,
}

pub(crate) fn run(args: &ExplainArgs, output: &Output) -> Result<Exit, Failure> {
    let Some(text) = &args.code else { return list(output) };
    let found = unkey_kit::explain(text);
    if found.is_empty() {
        return Err(Failure::NothingMatched(unknown(text)));
    }
    if output.is_json() {
        output.json(&found.into_iter().map(CodeJson::from).collect::<Vec<_>>())?;
    } else {
        output.text(|to| write_all(&found, to))?;
    }
    Ok(Exit::Done)
}

fn list(output: &Output) -> Result<Exit, Failure> {
    if output.is_json() {
        output.json(&ErrorCode::all().iter().map(CodeJson::from).collect::<Vec<_>>())?;
    } else {
        let mut table = Table::new(&["CODE", "STATUS", "MEANING"]);
        for known in ErrorCode::all() {
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
        "is no use: the same request fails again until something changes"
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
