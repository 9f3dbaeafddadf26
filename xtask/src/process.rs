//! Running programs: plainly, for what they print, or counting the tests that they report.

use std::{
    io::{BufRead, BufReader},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail, ensure};

use crate::steps::{Counts, Outcome};

/// Runs a program that must succeed; what it prints goes to the terminal.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    show(command);
    let status = command.status().with_context(|| format!("cannot start {}", name(command)))?;
    ensure!(status.success(), "{} ended with {status}", name(command));
    Ok(())
}

/// Runs a program that must succeed, and gives what it prints.
pub(crate) fn output(command: &mut Command) -> Result<String> {
    let output = command
        .stderr(Stdio::inherit())
        .output()
        .with_context(|| format!("cannot start {}", name(command)))?;
    ensure!(output.status.success(), "{} ended with {}", name(command), output.status);
    String::from_utf8(output.stdout).with_context(|| format!("{} printed no text", name(command)))
}

/// Whether a program can be started at all.
pub(crate) fn exists(program: &str) -> bool {
    let mut command = Command::new(program);
    command.arg("--version").stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// Runs a program that runs tests; `count` reads its lines one by one.
///
/// # Errors
/// If it ends badly without having reported a failed test: a test program that crashed or never compiled.
pub(crate) fn tests(command: &mut Command, count: fn(&str) -> Counts) -> Result<Outcome> {
    show(command);
    let mut child =
        command.stdout(Stdio::piped()).spawn().with_context(|| format!("cannot start {}", name(command)))?;
    let stdout = child.stdout.take().context("its output is not connected")?;
    let mut counts = Counts::default();
    for line in BufReader::new(stdout).split(b'\n') {
        let line = String::from_utf8_lossy(&line?).into_owned();
        println!("{line}");
        counts += count(&line);
    }
    let status = child.wait()?;
    if !status.success() && counts.failed == 0 {
        bail!("{} ended with {status}", name(command));
    }
    Ok(Outcome::Counted(counts))
}

/// Reads the last line of a Rust test program.
pub(crate) fn libtest(line: &str) -> Counts {
    let Some(rest) = line.trim_start().strip_prefix("test result: ") else { return Counts::default() };
    Counts { passed: number_before(rest, " passed"), failed: number_before(rest, " failed") }
}

/// Reads the totals of Node's runner, in the Test Anything Protocol.
pub(crate) fn node_tap(line: &str) -> Counts {
    let total = |prefix| line.strip_prefix(prefix).and_then(|number: &str| number.parse().ok()).unwrap_or(0);
    Counts { passed: total("# pass "), failed: total("# fail ") }
}

/// Reads a line of Swift's runner about one test: `✔ Test name() passed after 0.1 seconds.`
pub(crate) fn swift_testing(line: &str) -> Counts {
    let Some((_, rest)) = line.split_once(" Test ").filter(|(mark, _)| matches!(mark.trim(), "✔" | "✘"))
    else {
        return Counts::default();
    };
    let told = |word| u64::from(!rest.starts_with("run with") && rest.contains(word));
    Counts { passed: told(" passed after "), failed: told(" failed after ") }
}

/// Reads a line `N passed, M failed`.
pub(crate) fn totals(line: &str) -> Counts {
    if !line.ends_with(" failed") {
        return Counts::default();
    }
    Counts { passed: number_before(line, " passed"), failed: number_before(line, " failed") }
}

/// Reads the last line of pytest: `2 failed, 765 passed, 1 error in 37.92s`.
pub(crate) fn pytest(line: &str) -> Counts {
    if !(line.contains(" in ")
        && line.ends_with(['s', ')'])
        && line.starts_with(|c: char| c.is_ascii_digit()))
    {
        return Counts::default();
    }
    let failed = number_before(line, " failed") + number_before(line, " error");
    Counts { passed: number_before(line, " passed"), failed }
}

fn number_before(text: &str, word: &str) -> u64 {
    let Some(end) = text.find(word) else { return 0 };
    let digits = text[..end].rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

fn show(command: &Command) {
    let words = command.get_args().map(|word| word.to_string_lossy());
    println!("$ {} {}", name(command), words.collect::<Vec<_>>().join(" "));
}

fn name(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    program.file_name().unwrap_or(program.as_os_str()).to_string_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn totals_of_every_runner_are_read() {
        let line = "test result: FAILED. 7 passed; 2 failed; 1 ignored; 0 measured; 3 filtered out";
        assert_eq!(libtest(line), Counts { passed: 7, failed: 2 });
        assert_eq!(node_tap("# pass 12"), Counts { passed: 12, failed: 0 });
        assert_eq!(node_tap("# fail 3"), Counts { passed: 0, failed: 3 });
        assert_eq!(pytest("2 failed, 7 passed, 1 error in 37.92s"), Counts { passed: 7, failed: 3 });
        assert_eq!(pytest("767 passed in 61.00s (0:01:01)"), Counts { passed: 767, failed: 0 });
        assert_eq!(swift_testing("✔ Test a() passed after 0.1 seconds."), Counts { passed: 1, failed: 0 });
        let failed = "✘ Test \"a b\" failed after 0.1 seconds with 2 issues.";
        assert_eq!(swift_testing(failed), Counts { passed: 0, failed: 1 });
        assert_eq!(swift_testing("✔ Test run with 1 test passed after 0.1 seconds."), Counts::default());
        assert_eq!(totals("9 passed, 1 failed"), Counts { passed: 9, failed: 1 });
    }

    #[test]
    fn other_lines_count_nothing() {
        for line in ["test key_is_found ... ok", "ok 1 - 12 passed", "# passed", ""] {
            assert_eq!((libtest(line), node_tap(line), totals(line)), Default::default(), "{line}");
        }
    }

    #[test]
    fn a_program_that_dies_without_a_verdict_is_an_error() {
        let mut command = Command::new("sh");
        command.args(["-c", "echo 'test result: ok. 3 passed; 0 failed'; exit 101"]);
        assert!(tests(&mut command, libtest).is_err());
    }
}
