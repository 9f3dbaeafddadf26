//! Shows that a page of a million keys costs about what a page of a thousand does, and what a key costs in memory.
//!
//! Run it with `cargo run --release -p unkey-kit-emulator --example page_cost`; it fails if the one costs more than
//! twice the other.

#![expect(clippy::print_stdout, reason = "a benchmark tells what it measured")]

use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::{Request, StatusCode};
use serde_json::json;
use unkey_kit_emulator::{Emulator, SeededKeys, Setup};

const FEW: u32 = 1_000;
const MANY: u32 = 1_000_000;
const PAGES: usize = 2_000;
const ROUNDS: usize = 5;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<ExitCode> {
    let few = Workspace::with_keys(FEW)?;
    let before = resident_bytes();
    let started = Instant::now();
    let many = Workspace::with_keys(MANY)?;
    println!("seeding {MANY} keys: {:.1} s", started.elapsed().as_secs_f64());
    if let (Some(before), Some(after)) = (before, resident_bytes()) {
        println!("memory of a key: {} bytes", after.saturating_sub(before) / u64::from(MANY));
    }

    // Taking turns, both feel the same weather.
    let (mut of_few, mut of_many) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        of_few.push(few.page_cost()?);
        of_many.push(many.page_cost()?);
    }
    let (of_few, of_many) = (median(of_few), median(of_many));
    let ratio = of_many.as_secs_f64() / of_few.as_secs_f64();
    println!("a page of 100 of {FEW} keys: {:.1} us", micros(of_few));
    println!("a page of 100 of {MANY} keys: {:.1} us", micros(of_many));
    println!("ratio: {ratio:.2} (at most 2)");
    Ok(if ratio <= 2.0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Keys in one API, and cursors that full pages start at.
struct Workspace {
    emulator: Emulator,
    api_id: String,
    cursors: Vec<String>,
}

impl Workspace {
    fn with_keys(count: u32) -> Result<Self> {
        let keys = SeededKeys { count, apis: 1, users: 100, seed: 1 };
        let emulator = Emulator::builder().build_with(Setup::with_keys(keys))?;
        let mut workspace = Self { emulator, api_id: keys.api_id(0), cursors: Vec::new() };
        let mut numbers = fastrand::Rng::with_seed(1);
        while workspace.cursors.len() < PAGES {
            let cursor = keys.key(numbers.u32(..count)).key_id;
            let page: serde_json::Value = serde_json::from_slice(&workspace.page(&cursor)?)?;
            if page["data"].as_array().is_some_and(|keys| keys.len() == 100) {
                workspace.cursors.push(cursor);
            }
        }
        Ok(workspace)
    }

    fn page(&self, cursor: &str) -> Result<Bytes> {
        let body = json!({"apiId": self.api_id, "limit": 100, "cursor": cursor});
        let request = Request::post("/v2/apis.listKeys")
            .header("Authorization", format!("Bearer {}", self.emulator.root_key()))
            .header("Content-Type", "application/json")
            .body(body.to_string().into())?;
        let answer = self.emulator.handle(request);
        if answer.status() != StatusCode::OK {
            return Err(String::from_utf8_lossy(answer.body()).into());
        }
        Ok(answer.into_body())
    }

    /// The mean cost of a page, over all cursors.
    fn page_cost(&self) -> Result<Duration> {
        let started = Instant::now();
        for cursor in &self.cursors {
            std::hint::black_box(self.page(cursor)?);
        }
        Ok(started.elapsed() / u32::try_from(self.cursors.len())?)
    }
}

fn median(mut costs: Vec<Duration>) -> Duration {
    costs.sort_unstable();
    costs[costs.len() / 2]
}

fn micros(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e6
}

/// The memory of this process that is in use; `None` where the system does not tell as Linux does.
fn resident_bytes() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    Some(line.trim().strip_suffix(" kB")?.parse::<u64>().ok()? * 1024)
}
