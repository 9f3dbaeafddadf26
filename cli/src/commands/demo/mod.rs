//! `unkey-kit demo`: errors, a leak, its revocation and its undoing, on an emulator in this process.

mod audit;
mod errors;
mod world;

use std::io::{self, Write};

use clap::Args;
use serde::Serialize;
use unkey_kit::{
    Action, ApplyPlan, Error, KeyOutcome, Outcome, PlanRevocation, PlanSummary, Report, Selector, Unkey,
    UpdateKey, VerificationCode, VerifyKey,
};

use self::{
    audit::Expected,
    world::{LEAKED, RootKeyOf, USERS, World},
};
use super::revoke::{write_report, write_summary};
use crate::{
    exit::Exit,
    failure::Failure,
    output::{
        Output, Progress, counted,
        style::{BAD, BOLD, DIM, GOOD, NAME},
    },
};

/// Plays a leak and its revocation against an emulator in this process
///
/// Needs no account and no network, and takes a few seconds. Causes the errors that Unkey's documentation lists
/// first, then revokes every key of one user, proves it, brings one key back, and deletes the rest. At each step
/// the emulator's own state is compared with what the client was told, key by key; if they differ, the exit code is
/// 1.
#[derive(Args, Debug)]
#[command(after_long_help = "\
Examples:
  unkey-kit demo
  unkey-kit demo --keys 20000
  unkey-kit demo --json")]
pub(crate) struct DemoArgs {
    /// How many keys there are, spread over four users
    #[arg(long, value_name = "COUNT", default_value_t = 1_000)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=100_000))]
    keys: u32,
}

pub(crate) async fn run(args: &DemoArgs, output: &Output) -> Result<Exit, Failure> {
    let world = World::start(args.keys).await?;
    let mut story = Story { expected: Expected::unchanged(&world.states()), world, output };
    story.tell(|to| {
        writeln!(
            to,
            "{BOLD}An Unkey API runs in this process{BOLD:#}, with {} of {} users. No account, no network.",
            counted(args.keys.into(), "key"),
            USERS.len()
        )
    })?;
    story.chapter("1", "Errors that look alike, told apart")?;
    let errors = errors::show(&story.world, output).await?;
    let summary = story.revoke_and_restore().await?;
    let result = DemoJson {
        ok: true,
        keys: args.keys,
        errors: &errors,
        plan: summary.plan,
        disabled: summary.disabled,
        deleted: summary.deleted,
        verified: summary.verified,
    };
    if output.is_json() {
        output.json(&result)?;
    } else {
        output.text(|to| write_result(&result, to))?;
    }
    Ok(Exit::Done)
}

/// What `--json` prints.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct DemoJson<'a> {
    ok: bool,
    keys: u32,
    errors: &'a [Error],
    plan: PlanSummary,
    disabled: Report,
    deleted: Option<Report>,
    /// What verifying one key said: after it was disabled, and after it was enabled again.
    verified: [VerificationCode; 2],
}

/// What the second half of the story came to.
struct Revocation {
    plan: PlanSummary,
    disabled: Report,
    deleted: Option<Report>,
    verified: [VerificationCode; 2],
}

/// The demonstration under way.
struct Story<'a> {
    world: World,
    expected: Expected,
    output: &'a Output,
}

impl Story<'_> {
    async fn revoke_and_restore(&mut self) -> Result<Revocation, Failure> {
        let client = self.world.client(RootKeyOf::Operator)?;
        let (key_id, secret) = match self.world.leaked_key() {
            Some((key_id, secret)) => (key_id.to_owned(), secret),
            None => return Err(Failure::Broken("the emulator has no keys".to_owned())),
        };

        self.chapter("2", &format!("A leak: disable every key of {LEAKED}"))?;
        let selector = Selector::User { external_id: LEAKED.to_owned(), apis: self.world.apis() };
        let (plan, disabled, outcomes) = self.revoke(&client, selector, Action::Disable).await?;

        self.chapter("3", "Is it true? Verify one, then bring it back")?;
        let verify =
            async || Ok::<_, Failure>(client.keys().verify(VerifyKey::new(secret.clone())).await?.data.code);
        let first = verify().await?;
        self.told(&format!("verified {key_id}"), &first, &VerificationCode::Disabled)?;
        client.keys().update(UpdateKey::new(&key_id).enabled(true)).await?;
        self.expected.enabled(&key_id);
        let second = verify().await?;
        self.told("enabled it again, and verified it", &second, &VerificationCode::Valid)?;
        self.audit()?;

        self.chapter("4", "Delete the rest")?;
        let rest = outcomes.into_iter().map(|outcome| outcome.key_id).filter(|id| *id != key_id).collect();
        let deleted = self.delete(&client, rest).await?;
        Ok(Revocation { plan, disabled, deleted, verified: [first, second] })
    }

    async fn delete(&mut self, client: &Unkey, ids: Vec<String>) -> Result<Option<Report>, Failure> {
        if ids.is_empty() {
            self.tell(|to| writeln!(to, "There is no other key of {LEAKED}."))?;
            return Ok(None);
        }
        let (_, report, _) = self.revoke(client, Selector::Keys { ids }, Action::Delete).await?;
        Ok(Some(report))
    }

    /// Plans, applies, and compares the emulator's state with the report.
    async fn revoke(
        &mut self,
        client: &Unkey,
        selector: Selector,
        action: Action,
    ) -> Result<(PlanSummary, Report, Vec<KeyOutcome>), Failure> {
        let plan = client.revoke().plan(PlanRevocation::new(selector));
        Progress::follow(plan.events(), self.output).await?;
        let summary = plan.summary().await?;
        self.tell(|to| {
            writeln!(to, "{BOLD}Plan{BOLD:#}, which changes nothing")?;
            write_summary(&summary, to)?;
            writeln!(to)
        })?;
        let request = ApplyPlan::new()
            .action(action)
            .expect(summary.total)
            .max_keys(summary.total)
            .reason("demonstration");
        let run = plan.apply(request);
        Progress::follow(run.events(), self.output).await?;
        let report = run.report().await?;
        let outcomes = run.outcomes().try_collect().await?;
        self.tell(|to| write_report(&report, &[], to))?;
        if !report.ok {
            return Err(Failure::Broken("the report names keys that are not revoked".to_owned()));
        }
        let revoked = outcomes.iter().filter(|outcome| outcome.outcome == Outcome::Revoked).count();
        if report.counts.revoked != revoked as u64 || report.planned != outcomes.len() as u64 {
            return Err(Failure::Broken("the report's counts are not those of its outcomes".to_owned()));
        }
        self.expected.outcomes(action, &outcomes);
        self.audit()?;
        Ok((summary, report, outcomes))
    }

    /// Compares the emulator's own state of every key with what the client was told.
    fn audit(&self) -> Result<(), Failure> {
        let states = self.world.states();
        let wrong = self.expected.disagreements(&states);
        if wrong.is_empty() {
            return self.tell(|to| {
                writeln!(
                    to,
                    "  {GOOD}✓{GOOD:#} the emulator's own state agrees, all {}",
                    counted(states.len() as u64, "key")
                )
            });
        }
        self.tell(|to| wrong.iter().take(20).try_for_each(|one| writeln!(to, "  {BAD}✗{BAD:#} {one}")))?;
        Err(Failure::Broken(format!(
            "the emulator's own state of {} is not what the client was told",
            counted(wrong.len() as u64, "key")
        )))
    }

    fn told(&self, what: &str, is: &VerificationCode, should_be: &VerificationCode) -> Result<(), Failure> {
        let code = serde_json::to_value(is).unwrap_or_default();
        let code = code.as_str().unwrap_or("nothing").to_owned();
        if is != should_be {
            return Err(Failure::Broken(format!("{what}: {code}")));
        }
        self.tell(|to| writeln!(to, "  {what}: {NAME}{code}{NAME:#}"))
    }

    fn chapter(&self, number: &str, title: &str) -> Result<(), Failure> {
        self.tell(|to| writeln!(to, "\n{DIM}── {number} ──{DIM:#} {BOLD}{title}{BOLD:#}\n"))
    }

    fn tell(&self, write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Failure> {
        if self.output.is_json() { Ok(()) } else { Ok(self.output.text(write)?) }
    }
}

fn write_result(result: &DemoJson<'_>, to: &mut dyn Write) -> io::Result<()> {
    writeln!(
        to,
        "\n{GOOD}{BOLD}All of it agreed.{BOLD:#}{GOOD:#} Of {LEAKED}'s {}:",
        counted(result.plan.total, "key")
    )?;
    let disabled = &result.disabled.counts;
    let deleted = result.deleted.as_ref().map_or(0, |report| report.counts.revoked);
    writeln!(
        to,
        "  {} disabled by the first run, {} were disabled before",
        disabled.revoked, disabled.already_revoked
    )?;
    writeln!(to, "  1 enabled again, {deleted} deleted by the second run")?;
    let others = u64::from(result.keys) - result.plan.total;
    writeln!(to, "  {} of other users, untouched", counted(others, "key"))?;
    writeln!(
        to,
        "\nNext: `unkey-kit emulator` for tests of your own, `unkey-kit revoke --help` for the real thing."
    )
}

#[cfg(test)]
mod tests {
    use unkey_kit::DeleteKey;

    use super::*;

    #[tokio::test]
    async fn a_state_that_differs_from_what_was_told_ends_the_demonstration_badly() {
        let world = World::start(4).await.unwrap();
        let output = Output::new(true);
        let story = Story { expected: Expected::unchanged(&world.states()), world, output: &output };
        assert!(story.audit().is_ok());
        let (key_id, _) = story.world.leaked_key().unwrap();
        let client = story.world.client(RootKeyOf::Operator).unwrap();
        client.keys().delete(DeleteKey::new(key_id)).await.unwrap();
        assert_eq!(story.audit().unwrap_err().exit(), Exit::Failed);
    }
}
