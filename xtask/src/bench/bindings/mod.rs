//! What the bindings cost, beside the official SDKs and the Rust library, and the budgets for it.
//!
//! Machines drift, by a half within minutes where others share them. So the programs stay alive together and take short
//! turns, and each is held against what its peer needed a moment before and after. What is held to a budget are the first
//! two thousand calls of a process; the official client of Node gets twice as fast later, and a row of its own tells that.
//! The core runs as its README shows it, on Tokio's default runtime; a row tells what it saves on one of a single thread.

mod programs;
mod rounds;
mod starts;

use std::{fs, thread, time::Instant};

use anyhow::Result;

use self::{
    programs::{Built, Program},
    rounds::{Of, Played},
    starts::{STARTS, Start},
};
use super::table::{Row, Than, print};
use crate::{steps::Outcome, workspace::Workspace};

/// Measures and prints the table; a row that misses its budget is marked, and fails nothing: machines differ.
pub(super) fn measure(workspace: &Workspace) -> Result<Outcome> {
    let built = Built::build(workspace)?;
    println!("{}", machine());
    let began = Instant::now();
    let played = rounds::play(&built)?;
    let python = starts::alternate(&mut built.python_starts())?;
    let node = starts::alternate(&mut built.node_starts())?;
    let (counted, seconds) = (played.rounds.len(), began.elapsed().as_secs());
    println!(
        "{counted} rounds and {STARTS} starts of each kind in {seconds} s. CPU times count every thread.\n"
    );
    print(&rows(&played, &python, &node));
    println!("\nThe fastest starts of Python, in ms: {}", starts::fastest(&python));
    println!("The fastest starts of Node, in ms: {}", starts::fastest(&node));
    Ok(Outcome::Done)
}

/// The table with its budgets.
fn rows(played: &Played, python: &[Start], node: &[Start]) -> Vec<Row> {
    use Program::{
        Core, CoreOneThread, Node, NodeOfficial, Python, PythonAsync, PythonAsyncOfficial, PythonOfficial,
        Swift,
    };
    let beside = |name, unit, ours: Of, peer: Of, budget| {
        let pairs = played.rounds.iter().filter_map(|round| round.pair(ours, peer)).collect();
        Row { name, unit, pairs, budget }
    };
    let over_bare = |name, starts: &[Start], most| {
        let pairs = starts.iter().map(Start::over_bare).collect();
        Row { name, unit: "ms", pairs, budget: Than::Within(most) }
    };
    let (call, page, rate) =
        (|of: Program| (of, "call"), |of: Program| (of, "page"), |of: Program| (of, "rate"));
    vec![
        beside("Python, call, CPU", "us", call(Python), call(PythonOfficial), Than::AtMost(1.0 / 15.0)),
        beside(
            "Python, 32 in flight, calls/s",
            "",
            rate(PythonAsync),
            rate(PythonAsyncOfficial),
            Than::AtLeast(40.0),
        ),
        beside(
            "Python, page of 100 keys, CPU",
            "us",
            page(Python),
            page(PythonOfficial),
            Than::AtMost(1.0 / 8.0),
        ),
        beside("Node, call, CPU", "us", call(Node), call(NodeOfficial), Than::AtMost(1.0 / 10.0)),
        Row {
            name: "Node, call, CPU, after 6,000 calls",
            unit: "us",
            pairs: played.settled.clone(),
            budget: Than::Unset,
        },
        beside("Node, page of 100 keys, CPU", "us", page(Node), page(NodeOfficial), Than::AtMost(1.0 / 5.0)),
        beside(
            "Rust, page, on one thread, beside the default",
            "us",
            page(CoreOneThread),
            page(Core),
            Than::Unset,
        ),
        beside("Python, page, beside the core", "us", page(Python), page(Core), Than::AtMost(1.5)),
        beside("Python async, page, beside sync", "us", page(PythonAsync), page(Python), Than::AtMost(1.5)),
        beside("Node, page, beside the core", "us", page(Node), page(Core), Than::AtMost(1.5)),
        beside("Swift, page, beside the core", "us", page(Swift), page(Core), Than::AtMost(2.0)),
        over_bare("Python, import and client, over bare", python, 20.0),
        over_bare("Node, require and client, over bare", node, 15.0),
    ]
}

/// What about this machine matters to the numbers: other work beside them costs every row firmness, and most of all what is
/// time that passes, calls a second and starts. With 32 calls in flight the server and two threads of the client run at once.
fn machine() -> String {
    let cores =
        thread::available_parallelism().map_or_else(|_| "unknown".to_owned(), |cores| cores.to_string());
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown");
    format!("cores: {cores} (32 in flight keep 3 busy); load before: {load}")
}
