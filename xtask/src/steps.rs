//! Steps with a name: run in order, each under a heading, with a table of what came out at the end.

use std::time::{Duration, Instant};

use anyhow::{Result, bail};

use crate::workspace::Workspace;

/// One step of a task.
pub(crate) struct Step {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    /// The step that does the same among other things: then this one runs only when it is named.
    pub(crate) within: Option<&'static str>,
    pub(crate) run: fn(&Workspace) -> Result<Outcome>,
}

impl Step {
    /// Whether this is its name, or the first word of it: `sdk` means `sdk-python` and `sdk-node`.
    fn is_meant_by(&self, name: &str) -> bool {
        self.name == name || self.name.split_once('-').is_some_and(|(group, _)| group == name)
    }
}

/// What came out of a step that could do its work. A step that could not gives an error, which is a failure.
pub(crate) enum Outcome {
    /// A check held.
    Done,
    /// Tests ran; the step failed if one of them did.
    Counted(Counts),
    /// There was nothing to work on, for this reason.
    Skipped(String),
}

/// How many tests passed and failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
}

impl std::ops::AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Which steps to run, from the command line.
#[derive(Debug, Default)]
pub(crate) struct Selection {
    names: Vec<String>,
    list: bool,
    fail_fast: bool,
}

impl Selection {
    /// Reads names of steps, `--list` and `--fail-fast`.
    pub(crate) fn parse(arguments: &[String]) -> Result<Self> {
        let mut selection = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--list" => selection.list = true,
                "--fail-fast" => selection.fail_fast = true,
                flag if flag.starts_with('-') => bail!("there is no option {flag}"),
                name => selection.names.push(name.to_owned()),
            }
        }
        Ok(selection)
    }

    /// The chosen steps in the order of the task; all of them if none is named.
    fn choose<'a>(&self, steps: &'a [Step]) -> Result<Vec<&'a Step>> {
        if let Some(name) = self.names.iter().find(|name| !steps.iter().any(|step| step.is_meant_by(name))) {
            let known: Vec<_> = steps.iter().map(|step| step.name).collect();
            bail!("there is no {name:?} here; there are: {}", known.join(", "));
        }
        let chosen = |step: &&Step| match self.names.as_slice() {
            [] => step.within.is_none(),
            names => names.iter().any(|name| step.is_meant_by(name)),
        };
        Ok(steps.iter().filter(chosen).collect())
    }
}

struct Finished {
    name: &'static str,
    seconds: Duration,
    counts: Counts,
    word: &'static str,
    remark: String,
}

/// Runs the chosen steps and prints the table. Gives whether all of them came out well.
pub(crate) fn run(workspace: &Workspace, steps: &[Step], selection: &Selection) -> Result<bool> {
    let chosen = selection.choose(steps)?;
    if selection.list {
        for step in steps {
            println!("{:<14}{}", step.name, step.about);
        }
        return Ok(true);
    }
    let mut finished = Vec::new();
    for step in chosen {
        println!("\n=== {}: {}", step.name, step.about);
        let start = Instant::now();
        let outcome = (step.run)(workspace);
        let row = finish(step.name, start.elapsed(), outcome);
        println!("=== {}: {} {}", row.name, row.word, row.remark);
        let failed = row.word == FAILED;
        finished.push(row);
        if failed && selection.fail_fast {
            break;
        }
    }
    print_table(&finished);
    Ok(finished.iter().all(|row| row.word != FAILED))
}

const FAILED: &str = "FAILED";

fn finish(name: &'static str, seconds: Duration, outcome: Result<Outcome>) -> Finished {
    let row = |counts, word, remark| Finished { name, seconds, counts, word, remark };
    match outcome {
        Ok(Outcome::Done) => row(Counts { passed: 1, failed: 0 }, "ok", String::new()),
        Ok(Outcome::Counted(counts)) if counts.failed > 0 => {
            row(counts, FAILED, format!("{} of {}", counts.failed, counts.passed + counts.failed))
        }
        // A runner that finds no test has lost them.
        Ok(Outcome::Counted(counts)) if counts.passed == 0 => {
            row(Counts { passed: 0, failed: 1 }, FAILED, "no test ran".to_owned())
        }
        Ok(Outcome::Counted(counts)) => row(counts, "ok", format!("{} passed", counts.passed)),
        Ok(Outcome::Skipped(reason)) => row(Counts::default(), "skipped", reason),
        Err(error) => row(Counts { passed: 0, failed: 1 }, FAILED, format!("{error:#}")),
    }
}

fn print_table(rows: &[Finished]) {
    println!();
    let mut all = Counts::default();
    for row in rows {
        all += row.counts;
        println!(
            "{:<14}{:>8.1} s  {:<8}{}",
            row.name,
            row.seconds.as_secs_f64(),
            row.word,
            first_line(&row.remark)
        );
    }
    println!("{} passed, {} failed", all.passed, all.failed);
}

/// The rest stands under the step's heading.
fn first_line(text: &str) -> &str {
    text.lines().next().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(name: &'static str) -> Step {
        Step { name, about: "", within: None, run: |_| Ok(Outcome::Done) }
    }

    fn chosen(names: &[&str], steps: &[Step]) -> Vec<&'static str> {
        let names: Vec<_> = names.iter().map(ToString::to_string).collect();
        Selection::parse(&names).unwrap().choose(steps).unwrap().iter().map(|step| step.name).collect()
    }

    fn word(outcome: Result<Outcome>) -> &'static str {
        finish("step", Duration::ZERO, outcome).word
    }

    #[test]
    fn names_choose_steps_in_the_order_of_the_task() {
        let steps = [step("a"), step("b-x"), step("b-y"), step("c")];
        assert_eq!(chosen(&["c", "a"], &steps), ["a", "c"]);
        assert_eq!(chosen(&["b"], &steps), ["b-x", "b-y"]);
        assert_eq!(chosen(&["b-y"], &steps), ["b-y"]);
    }

    #[test]
    fn a_part_of_another_step_runs_only_when_it_is_named() {
        let steps = [step("all"), Step { within: Some("all"), ..step("part") }];
        assert_eq!(chosen(&[], &steps), ["all"]);
        assert_eq!(chosen(&["part"], &steps), ["part"]);
    }

    #[test]
    fn an_unknown_name_is_refused_with_the_known_ones() {
        let error = Selection::parse(&["d".to_owned()]).unwrap().choose(&[step("a")]).err().unwrap();
        assert_eq!(error.to_string(), r#"there is no "d" here; there are: a"#);
        assert!(Selection::parse(&["--quick".to_owned()]).is_err());
    }

    #[test]
    fn a_step_fails_by_an_error_a_failed_test_or_no_test_at_all() {
        assert_eq!(word(Ok(Outcome::Done)), "ok");
        assert_eq!(word(Ok(Outcome::Counted(Counts { passed: 3, failed: 0 }))), "ok");
        assert_eq!(word(Ok(Outcome::Skipped("no file".to_owned()))), "skipped");
        assert_eq!(word(Ok(Outcome::Counted(Counts { passed: 3, failed: 1 }))), FAILED);
        assert_eq!(word(Ok(Outcome::Counted(Counts::default()))), FAILED);
        assert_eq!(word(Err(anyhow::anyhow!("broken"))), FAILED);
    }
}
