//! What calls cost the Rust library: `bench-core URL` prints one line of JSON, times in microseconds of CPU.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measures")]

use std::{error::Error, fs, io};

use serde_json::json;
use unkey_kit::{DeleteKey, ListKeys, Unkey};

const CALLS: u32 = 4_000;
const PAGES: u32 = 800;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).ok_or("which server? give its URL")?;
    let unkey = Unkey::builder().base_url(url).root_key("bench_root_key").build()?;
    let call = async || unkey.keys().delete(DeleteKey::new("key_1")).await.map(drop);
    let page = async || unkey.keys().list(ListKeys::new("api_1")).pages().try_next().await.map(drop);
    let call = cpu(CALLS, call).await?;
    let page = cpu(PAGES, page).await?;
    println!("{}", json!({ "call": call, "page": page }));
    Ok(())
}

/// The mean CPU time of a call in microseconds, all threads of this process together.
async fn cpu(
    times: u32,
    mut call: impl AsyncFnMut() -> unkey_kit::Result<()>,
) -> Result<f64, Box<dyn Error>> {
    for _ in 0..times / 10 {
        call().await?;
    }
    let before = nanoseconds()?;
    for _ in 0..times {
        call().await?;
    }
    let spent = nanoseconds()? - before;
    Ok(spent / f64::from(times) / 1000.0)
}

/// The CPU time of every thread so far, as Linux counts it.
fn nanoseconds() -> io::Result<f64> {
    let mut sum = 0.0;
    for task in fs::read_dir("/proc/self/task")? {
        let times = fs::read_to_string(task?.path().join("schedstat"))?;
        sum += times.split(' ').next().and_then(|time| time.parse().ok()).unwrap_or(0.0);
    }
    Ok(sum)
}
