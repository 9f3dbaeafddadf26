//! Rounds of turns: every program measures a little, one after another, again and again.

use std::{
    io::{BufRead, BufReader, Write},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use anyhow::{Context, Result, ensure};

use super::{
    super::table::Pair,
    programs::{Built, Program},
};

/// What a program is asked: `call` (CPU of a call), `page` (CPU of a page of 100 keys) or `rate` (calls a second).
pub(super) type Of = (Program, &'static str);

/// A round of calls. What is compared stands close together.
const CALLS: [(Of, u32); 6] = {
    use Program::{Node, NodeOfficial, Python, PythonAsync, PythonAsyncOfficial, PythonOfficial};
    [
        ((Python, "call"), 300),
        ((PythonOfficial, "call"), 100),
        ((Node, "call"), 300),
        ((NodeOfficial, "call"), 300),
        ((PythonAsync, "rate"), 1920),
        ((PythonAsyncOfficial, "rate"), 192),
    ]
};

/// A round of pages, with the core on both sides of what is held against it.
const PAGES: [(Of, u32); 11] = {
    use Program::{Core, CoreOneThread, Node, NodeOfficial, Python, PythonAsync, PythonOfficial, Swift};
    [
        ((PythonOfficial, "page"), 40),
        ((CoreOneThread, "page"), 80),
        ((Core, "page"), 80),
        ((Python, "page"), 80),
        ((PythonAsync, "page"), 80),
        ((Core, "page"), 80),
        ((Node, "page"), 100),
        ((Core, "page"), 80),
        ((Swift, "page"), 80),
        ((Core, "page"), 80),
        ((NodeOfficial, "page"), 100),
    ]
};

/// How often all programs are started anew: where the system has put a process is luck that lasts as long as it does.
const LIVES: usize = 7;
/// The rounds of calls in a life, and then those of pages; the first of each does not count. They are the first two
/// thousand calls of a process, as a job or a function in the cloud makes them.
const ROUNDS: usize = 6;
/// After so many more calls Node's compiler has nothing left to improve.
const SETTLED: u32 = 4000;

/// What was measured in a round, in its order.
pub(super) struct Round(Vec<(Of, f64)>);

impl Round {
    /// A measurement beside its peer: the mean of the peer's last before it and the peer's first after it, as far as there are
    /// such in this round.
    pub(super) fn pair(&self, ours: Of, peer: Of) -> Option<Pair> {
        let at = self.0.iter().position(|(of, _)| *of == ours)?;
        let (before, after) = self.0.split_at(at);
        let of_peer = |measured: &&(Of, f64)| measured.0 == peer;
        let around = [before.iter().rfind(of_peer), after.iter().find(of_peer)];
        let around: Vec<f64> = around.into_iter().flatten().map(|(_, value)| *value).collect();
        let mean = around.iter().sum::<f64>() / around.len() as f64;
        (!around.is_empty()).then_some(Pair { ours: self.0[at].1, peer: mean })
    }
}

/// What was measured.
pub(super) struct Played {
    pub(super) rounds: Vec<Round>,
    /// Calls in Node, ours and the official ones, after thousands of them.
    pub(super) settled: Vec<Pair>,
}

/// Starts every program that can be, and has them take turns.
pub(super) fn play(built: &Built<'_>) -> Result<Played> {
    let mut rounds = Vec::new();
    let mut settled = Vec::new();
    for life in 1..=LIVES {
        let mut running = Field::start(built)?;
        for turns in [CALLS.as_slice(), PAGES.as_slice()] {
            for nth in 0..ROUNDS {
                let round = running.round(turns)?;
                if nth > 0 {
                    rounds.push(round);
                }
            }
        }
        if life == LIVES {
            settled = running.settle()?;
        }
    }
    Ok(Played { rounds, settled })
}

/// All programs that run.
struct Field(Vec<(Program, Running)>);

impl Field {
    fn start(built: &Built<'_>) -> Result<Self> {
        let mut running: Vec<(Program, Running)> = Vec::new();
        for &((program, _), _) in CALLS.iter().chain(&PAGES) {
            if running.iter().any(|(other, _)| *other == program) {
                continue;
            }
            if let Some(mut command) = built.command(program) {
                running.push((program, Running::start(&mut command)?));
            }
        }
        Ok(Self(running))
    }

    fn round(&mut self, turns: &[(Of, u32)]) -> Result<Round> {
        let mut round = Vec::new();
        for &((program, what), times) in turns {
            if let Some(value) = self.turn(program, what, times)? {
                round.push(((program, what), value));
            }
        }
        Ok(Round(round))
    }

    /// A turn of this program, if it runs.
    fn turn(&mut self, program: Program, what: &str, times: u32) -> Result<Option<f64>> {
        let Some((_, running)) = self.0.iter_mut().find(|(other, _)| *other == program) else {
            return Ok(None);
        };
        running.turn(what, times).map(Some).with_context(|| format!("{program:?}, {what}"))
    }

    /// Calls in Node once its compiler has settled.
    fn settle(&mut self) -> Result<Vec<Pair>> {
        let mut both = |times| -> Result<Option<Pair>> {
            let ours = self.turn(Program::Node, "call", times)?;
            let peer = self.turn(Program::NodeOfficial, "call", times)?;
            Ok(ours.zip(peer).map(|(ours, peer)| Pair { ours, peer }))
        };
        both(SETTLED)?;
        let pairs: Vec<_> = (0..9).map(|_| both(300)).collect::<Result<_>>()?;
        Ok(pairs.into_iter().flatten().collect())
    }
}

/// A program that waits for its turn.
struct Running {
    child: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
}

impl Running {
    fn start(command: &mut Command) -> Result<Self> {
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
        let input = child.stdin.take().context("its input is not connected")?;
        let output = child.stdout.take().context("its output is not connected")?;
        Ok(Self { child, input, output: BufReader::new(output) })
    }

    /// One line in, one line out.
    fn turn(&mut self, what: &str, times: u32) -> Result<f64> {
        writeln!(self.input, "{what} {times}").context("it has ended")?;
        let mut line = String::new();
        let read = self.output.read_line(&mut line)?;
        ensure!(read > 0, "it ended without an answer");
        line.trim_end().parse().with_context(|| format!("it answered {line:?}"))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Both fail only if it has ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const OURS: Of = (Program::Node, "page");
    const PEER: Of = (Program::Core, "page");

    fn pair(round: &[(Of, f64)]) -> Option<(f64, f64)> {
        Round(round.to_vec()).pair(OURS, PEER).map(|pair| (pair.ours, pair.peer))
    }

    #[test]
    fn the_peer_is_what_it_needed_just_before_and_just_after() {
        let round = [
            (PEER, 1.0),
            (PEER, 4.0),
            (OURS, 9.0),
            ((Program::Core, "call"), 50.0),
            (PEER, 6.0),
            (PEER, 99.0),
        ];
        assert_eq!(pair(&round), Some((9.0, 5.0)));
        assert_eq!(pair(&round[..3]), Some((9.0, 4.0)));
        assert_eq!(pair(&round[2..5]), Some((9.0, 6.0)));
    }

    #[test]
    fn what_did_not_run_has_no_pair() {
        assert_eq!((pair(&[(PEER, 1.0)]), pair(&[(OURS, 1.0)])), (None, None));
    }

    #[test]
    fn a_program_that_knows_no_such_turn_is_an_error() {
        let turn = |script| Running::start(Command::new("sh").args(["-c", script])).unwrap().turn("page", 80);
        assert_eq!(turn("read what times; echo $times").unwrap(), 80.0);
        assert_eq!(turn("read line; exit 1").unwrap_err().to_string(), "it ended without an answer");
        assert!(turn("read line; echo what?").is_err());
    }
}
