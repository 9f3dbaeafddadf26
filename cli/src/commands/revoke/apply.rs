//! `unkey-kit revoke apply`: plans, asks, revokes, proves.

use std::{
    io::{IsTerminal, stderr, stdin},
    path::PathBuf,
};

use clap::{Args, ValueEnum};
use serde_json::json;
use unkey_kit::{Action, ApplyPlan, KeyOutcome, PlanSummary, Report, Run};

use super::{abort::aborted, ids, plan::write_summary, report, selection::SelectionArgs};
use crate::{
    commands::{JQ, operation},
    connection::ConnectionArgs,
    exit::Exit,
    failure::Failure,
    interrupt::Interrupts,
    output::{
        Output, Progress, counted,
        style::{BOLD, WARN},
    },
};

/// How many keys may be revoked unless told otherwise: more than a user has, less than an API.
pub(super) const MAX_KEYS: u64 = 1_000;

/// Plans, asks how many keys you mean to revoke, and revokes them
///
/// Disables the keys unless told otherwise: a disabled key can be enabled again. Reads them once more afterwards,
/// to prove that none is active. Needs a root key with read_key and read_api, and with update_key to disable or
/// delete_key to delete.
///
/// At most 100,000 keys in one plan, for now.
///
/// Ctrl-C stops gracefully: requests in flight are waited for, and the report says what was not reached. A second
/// Ctrl-C aborts, and tells how many keys are then in doubt. Running the command again continues in both cases.
///
/// This command has no undo. A disabled key is enabled again by hand (below), or by the libraries' `plan.restore()`,
/// in the process that applied the plan.
#[derive(Args, Debug)]
#[command(after_long_help = help())]
pub(crate) struct ApplyArgs {
    #[command(flatten)]
    selection: SelectionArgs,

    /// What is done to each key
    #[arg(long, value_enum, default_value_t, help_heading = "What to do")]
    action: ActionArg,

    /// Why, for the report
    #[arg(long, value_name = "TEXT", help_heading = "What to do")]
    reason: Option<String>,

    #[command(flatten)]
    guards: GuardArgs,

    #[command(flatten)]
    connection: ConnectionArgs,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum ActionArg {
    /// The key can be enabled again
    #[default]
    Disable,
    /// The key is marked as deleted; the API has no way back
    Delete,
    /// The key is wiped from the database
    DeletePermanently,
}

#[derive(Args, Debug)]
#[command(next_help_heading = "Guards")]
struct GuardArgs {
    /// Refuses unless the plan holds exactly this many keys
    #[arg(long, value_name = "COUNT", value_parser = count, allow_negative_numbers = true)]
    expect: Option<u64>,

    /// Refuses if the plan holds more keys than this
    #[arg(long, value_name = "COUNT", default_value_t = MAX_KEYS, value_parser = count, allow_negative_numbers = true)]
    max: u64,

    /// Refuses if the plan holds a key whose id is a line of this file
    #[arg(long, value_name = "FILE")]
    protect: Option<PathBuf>,

    /// Does not ask for the number of keys: --expect says it instead, and is needed
    #[arg(long)]
    yes: bool,

    /// Does not read the keys once more afterwards: saves requests, but proves nothing
    #[arg(long)]
    no_sweep: bool,
}

pub(crate) async fn run(args: &ApplyArgs, output: &Output, interrupts: &Interrupts) -> Result<Exit, Failure> {
    somebody_must_confirm(args)?;
    let selected = args.selection.request()?;
    let mut request = args.request()?;
    let client = args.connection.client()?;
    let plan = client.revoke().plan(selected);
    Progress::follow(plan.events(), output).await?;
    let summary = plan.summary().await?;
    // What there is to know of an empty plan is in the error that follows.
    if summary.total > 0 {
        output.aside(|to| {
            writeln!(to, "{BOLD}Plan:{BOLD:#} {}\n", args.selection)?;
            write_summary(&summary, to)?;
            writeln!(to)
        })?;
    }
    // What a guard of the run refuses anyway is not worth a question.
    let hopeless = summary.total == 0
        || summary.total > args.guards.max
        || args.guards.expect.is_some_and(|count| count != summary.total);
    if !args.guards.yes && !hopeless {
        confirm(&summary, args.action, output).await?;
        request = request.expect(summary.total);
    }
    let signals = interrupts.staged();
    let run = plan.apply(request);
    let report = tokio::select! {
        followed = follow(&run, output) => { followed?; run.report().await? }
        stopped = stop_on(signals.first(), &run, output) => stopped?,
        () = signals.second() => return Err(aborted(&run, summary.total).await?),
    };
    drop(signals);
    tell(&run, &report, output).await?;
    Ok(report::exit(&report))
}

impl ApplyArgs {
    fn request(&self) -> Result<ApplyPlan, Failure> {
        let mut request = ApplyPlan::new().action(Action::from(self.action)).no_sweep(self.guards.no_sweep);
        request.expect = self.guards.expect;
        request.max_keys = Some(self.guards.max);
        request.reason.clone_from(&self.reason);
        if let Some(file) = &self.guards.protect {
            request.protect = ids::read(&file.to_string_lossy(), None)?;
            if request.protect.is_empty() {
                let what = format!(
                    "{} names no key to protect: leave --protect out if there is none",
                    file.display()
                );
                return Err(Failure::usage(what));
            }
        }
        Ok(request)
    }
}

impl From<ActionArg> for Action {
    fn from(action: ActionArg) -> Self {
        match action {
            ActionArg::Disable => Self::Disable,
            ActionArg::Delete => Self::Delete,
            ActionArg::DeletePermanently => Self::DeletePermanently,
        }
    }
}

fn help() -> String {
    format!(
        "\
Examples:
  unkey-kit revoke apply --user user_123 --api api_1 --api api_2 --reason \"leak in CI logs\"
  unkey-kit revoke apply --keys ids.txt --protect production-ids.txt
  unkey-kit revoke apply --whole-api api_1 --action delete --max 20000
  cat ids.txt | unkey-kit revoke apply --keys - --yes --expect 12 --json > result.json

To enable what a run has disabled, by hand, from its result:
  jq -r '.outcomes[] | select(.outcome == \"revoked\") | .keyId' result.json |
    while read -r id; do
      unkey-kit api {} \"{{\\\"keyId\\\": \\\"$id\\\", \\\"enabled\\\": true}}\" --safe-to-repeat
    done

{JQ}

With --json: {{\"report\": {{\"ok\", \"planned\", \"counts\", \"stops\", \"sweep\", ...}},
\"outcomes\": [{{\"keyId\", \"apiId\", \"outcome\", \"code\", \"requestId\", \"at\"}}]}}; still_active and
appeared come first. After a second Ctrl-C: {{\"error\", \"phase\", \"planned\", \"counts\", \"inDoubt\",
\"outcomes\"}}.

Outcomes that are a success: revoked, already_revoked, already_gone.
With any other, the exit code is not 0:
  not_found      the key was never read: no proof that it is revoked
  not_visible    the API or key is missing, or hidden from this root key
  denied         the root key lacks the permission
  failed         refused or not reachable, and nothing was changed
  unknown        no answer says whether the key was revoked: apply again
  skipped        not reached
  still_active   enabled in spite of the service's answer
  appeared       active, and not in the plan: created meanwhile, or enabled again",
        operation("keys", "update")
    )
}

/// Parses a number of keys.
fn count(text: &str) -> Result<u64, &'static str> {
    text.replace(',', "").parse().map_err(|_| "a number of keys is 0 or more, without a sign or a fraction")
}

/// Refuses before anything is sent if neither an option nor a person could say how many keys are meant.
fn somebody_must_confirm(args: &ApplyArgs) -> Result<(), Failure> {
    let why = match (args.guards.yes, args.guards.expect) {
        (true, Some(_)) => return Ok(()),
        (true, None) => "with --yes nobody is asked how many keys are meant",
        _ if args.selection.takes_stdin() => "the keys come from standard input, so nobody can be asked",
        _ if stdin().is_terminal() && stderr().is_terminal() => return Ok(()),
        _ => "there is no terminal to ask on",
    };
    let lacking = match (args.guards.yes, args.guards.expect) {
        (_, Some(_)) => "--yes",
        (true, None) => "--expect COUNT, the number of keys that `unkey-kit revoke plan` shows",
        (false, None) => "--yes and --expect COUNT, the number of keys that `unkey-kit revoke plan` shows",
    };
    Err(Failure::usage(format!("{why}: pass {lacking}")))
}

/// Has the count typed: a person who types it has read it.
async fn confirm(summary: &PlanSummary, action: ActionArg, output: &Output) -> Result<(), Failure> {
    let verb = match action {
        ActionArg::Disable => "disable",
        ActionArg::Delete => "delete",
        ActionArg::DeletePermanently => "permanently delete",
    };
    let what = if summary.total == 1 { "this key" } else { "all of them" };
    output.aside(|to| {
        write!(to, "To {verb} {what}, type how many keys that is; anything else changes nothing: ")
    })?;
    let line = tokio::task::spawn_blocking(|| {
        let mut line = String::new();
        stdin().read_line(&mut line).map(|_| line)
    });
    let line = line.await.unwrap_or_else(|error| Err(std::io::Error::other(error)));
    let typed = line.map_err(|source| Failure::io("cannot read the terminal", source))?;
    let digits: String = typed.trim().chars().filter(|c| *c != ',').collect();
    if digits.parse() == Ok(summary.total) {
        return Ok(());
    }
    Err(Failure::Refused(format!("that is not {}; nothing was changed", counted(summary.total, "key"))))
}

/// Follows a run to its end.
async fn follow(run: &Run, output: &Output) -> Result<(), Failure> {
    Progress::follow(run.events(), output).await
}

/// Waits for Ctrl-C, then lets the run end what it has begun.
async fn stop_on(
    interrupted: impl Future<Output = ()>,
    run: &Run,
    output: &Output,
) -> Result<Report, Failure> {
    interrupted.await;
    output.aside(|to| {
        writeln!(to, "\n{WARN}Stopping:{WARN:#} waiting for the requests in flight. Ctrl-C again aborts.")
    })?;
    run.stop();
    Ok(run.report().await?)
}

async fn tell(run: &Run, report: &Report, output: &Output) -> Result<(), Failure> {
    let mut outcomes = run.outcomes();
    if output.is_json() {
        let mut all: Vec<KeyOutcome> = Vec::new();
        while let Some(outcome) = outcomes.try_next().await? {
            all.push(outcome);
        }
        output.json(&json!({ "report": report, "outcomes": all }))?;
        return Ok(());
    }
    let mut attention = Vec::new();
    while attention.len() < report::SHOWN
        && let Some(outcome) = outcomes.try_next().await?
    {
        if report::needs_attention(outcome.outcome) {
            attention.push(outcome);
        }
    }
    output.text(|to| report::write(report, &attention, to))?;
    Ok(())
}
