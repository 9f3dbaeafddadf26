//! `unkey-kit revoke plan`: what would be revoked.

use std::{
    collections::BTreeMap,
    io::{self, Write},
};

use clap::Args;
use serde::Serialize;
use unkey_kit::{Millis, Plan, PlanSummary, PlannedKey};

use super::{apply::MAX_KEYS, selection::SelectionArgs};
use crate::{
    commands::{JQ, operation},
    connection::ConnectionArgs,
    exit::Exit,
    failure::Failure,
    output::{
        Output, Progress, Table, counted, moment,
        style::{BOLD, DIM, WARN},
        wrapped,
    },
};

/// How many keys are shown unless all are asked for: what fits on a screen.
const SHOWN: usize = 20;

/// Shows which keys would be revoked, and changes nothing
///
/// Reads every selected key, at most 100,000 for now. Needs a root key with read_key and read_api on the APIs.
///
/// A key is named by its id, never by its secret. For a leaked secret, ask for its id first (below).
#[derive(Args, Debug)]
#[command(after_long_help = help())]
pub(crate) struct PlanArgs {
    #[command(flatten)]
    selection: SelectionArgs,

    /// Lists every key, not only the first 20
    #[arg(long)]
    all: bool,

    #[command(flatten)]
    connection: ConnectionArgs,
}

fn help() -> String {
    format!(
        "\
Examples:
  unkey-kit revoke plan --user user_123 --api api_1 --api api_2
  unkey-kit revoke plan --keys ids.txt
  scanner --report-format json | unkey-kit revoke plan --keys - --field keyId
  unkey-kit revoke plan --whole-api api_1 --json | jq -r '.keys[].keyId'

  From a leaked secret to its key; the secret is in leaked.txt, and not an argument:
  jq -R '{{key: .}}' leaked.txt | unkey-kit api {} - --json | jq -r .data.keyId |
    unkey-kit revoke plan --keys -

{JQ}

With --json: {{\"summary\": {{\"total\", \"counts\", \"notVisible\", \"warnings\", \"digest\", \"madeAt\"}},
\"keys\": [{{\"keyId\", \"apiId\", \"enabled\", \"expires\", \"updatedAt\"}}]}}; times are in milliseconds
since 1970.",
        operation("keys", "whoami")
    )
}

pub(crate) async fn run(args: &PlanArgs, output: &Output) -> Result<Exit, Failure> {
    let request = args.selection.request()?;
    let client = args.connection.client()?;
    let plan = client.revoke().plan(request);
    Progress::follow(plan.events(), output).await?;
    let summary = plan.summary().await?;
    if output.is_json() {
        let keys = plan.planned_keys().try_collect().await?;
        output.json(&PlanJson { summary: &summary, keys })?;
    } else {
        let sample = Sample::take(&plan, if args.all { usize::MAX } else { SHOWN }).await?;
        output.text(|to| {
            writeln!(to, "{BOLD}Plan:{BOLD:#} {}. Nothing has been changed.\n", args.selection)?;
            write_summary(&summary, to)?;
            sample.write(&summary, to)?;
            match summary.total {
                total if total > MAX_KEYS => {
                    writeln!(to, "\n  {DIM}To revoke as many, pass --max {total}.{DIM:#}")
                }
                _ => Ok(()),
            }
        })?;
    }
    Ok(if summary.total == 0 { Exit::NothingMatched } else { Exit::Done })
}

/// What `--json` prints.
#[derive(Serialize)]
struct PlanJson<'a> {
    summary: &'a PlanSummary,
    keys: Vec<PlannedKey>,
}

/// Writes what a plan holds: how many keys in which state, where, and what to know before applying.
pub(crate) fn write_summary(summary: &PlanSummary, to: &mut dyn Write) -> io::Result<()> {
    let counts = &summary.counts;
    let states =
        [(counts.active, "active"), (counts.disabled, "disabled already"), (counts.expired, "expired")];
    writeln!(to, "  {BOLD}{}{BOLD:#}{}", counted(summary.total, "key"), listed(&states))?;
    let unread = [
        (counts.not_found, "not found"),
        (counts.denied, "denied to this root key"),
        (counts.failed, "not read for another reason"),
    ];
    if unread.iter().any(|(count, _)| *count > 0) {
        writeln!(to, "  {WARN}not part of the plan{WARN:#}{}", listed(&unread))?;
    }
    for warning in &summary.warnings {
        writeln!(to, "  {WARN}warning:{WARN:#} {}", wrapped(&warning.message, "    "))?;
    }
    Ok(())
}

/// `: 3 active, 1 expired`, without what there is none of.
fn listed(counts: &[(u64, &str)]) -> String {
    let some: Vec<String> = counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", indicatif::HumanCount(*count)))
        .collect();
    if some.is_empty() { String::new() } else { format!(": {}", some.join(", ")) }
}

/// The first keys of a plan, and how many there are in each API.
struct Sample {
    first: Vec<PlannedKey>,
    by_api: BTreeMap<String, u64>,
}

impl Sample {
    async fn take(plan: &Plan, most: usize) -> Result<Self, Failure> {
        let mut sample = Self { first: Vec::new(), by_api: BTreeMap::new() };
        let mut planned = plan.planned_keys();
        while let Some(key) = planned.try_next().await? {
            if let Some(api_id) = &key.api_id {
                *sample.by_api.entry(api_id.clone()).or_default() += 1;
            }
            if sample.first.len() < most {
                sample.first.push(key);
            }
        }
        Ok(sample)
    }

    fn write(&self, summary: &PlanSummary, to: &mut dyn Write) -> io::Result<()> {
        if self.first.is_empty() {
            return Ok(());
        }
        if self.by_api.len() > 1 {
            for (api_id, keys) in &self.by_api {
                writeln!(to, "  {DIM}{api_id}{DIM:#}  {}", counted(*keys, "key"))?;
            }
        }
        let time = |time: Option<Millis>| time.map_or_else(|| "never".to_owned(), moment);
        let mut table = Table::new(&["KEY", "API", "ENABLED", "EXPIRES", "LAST CHANGED"]);
        for key in &self.first {
            table.row([
                key.key_id.clone(),
                key.api_id.clone().unwrap_or_default(),
                if key.enabled { "yes" } else { "no" }.to_owned(),
                time(key.expires),
                time(key.updated_at),
            ]);
        }
        writeln!(to)?;
        table.write(to, 2)?;
        match summary.total.saturating_sub(self.first.len() as u64) {
            0 => Ok(()),
            more => writeln!(to, "  {DIM}and {}; --all lists them{DIM:#}", counted(more, "more key")),
        }
    }
}
