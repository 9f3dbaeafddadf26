//! What calls cost the Rust library: `bench-core URL default|one_thread`, by Tokio's runtime. Each line of input is a turn, `call 300` or `page 80`, and its answer a
//! line with the CPU time of one of so many calls in microseconds.
#![expect(clippy::print_stdout, reason = "a benchmark prints what it measures")]

use std::{error::Error, io};

use rustix::time::{ClockId, clock_gettime};
use tokio::runtime::Builder;
use unkey_kit::{DeleteKey, ListKeys, Unkey};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let url = arguments.next().ok_or("which server? give its URL")?;
    let mut runtime = match arguments.next().as_deref() {
        // What `#[tokio::main]` makes.
        Some("default") => Builder::new_multi_thread(),
        Some("one_thread") => Builder::new_current_thread(),
        _ => return Err("which runtime? default or one_thread".into()),
    };
    runtime.enable_all().build()?.block_on(turns(url))
}

async fn turns(url: String) -> Result<(), Box<dyn Error>> {
    let unkey = Unkey::builder().base_url(url).root_key("bench_root_key").build()?;
    let call = async || unkey.keys().delete(DeleteKey::new("key_1")).await.map(drop);
    let page = async || unkey.keys().list(ListKeys::new("api_1")).pages().try_next().await.map(drop);
    for line in io::stdin().lines() {
        let line = line?;
        let spent = match line.split_once(' ') {
            Some(("call", times)) => cpu(times.parse()?, call).await?,
            Some(("page", times)) => cpu(times.parse()?, page).await?,
            _ => return Err(format!("there is no turn {line:?}").into()),
        };
        println!("{spent}");
    }
    Ok(())
}

/// The CPU time of a call in microseconds, every thread counted. A few calls go first: the other programs had the caches.
async fn cpu(times: u32, mut call: impl AsyncFnMut() -> unkey_kit::Result<()>) -> unkey_kit::Result<f64> {
    for _ in 0..times / 10 {
        call().await?;
    }
    let before = microseconds();
    for _ in 0..times {
        call().await?;
    }
    Ok((microseconds() - before) / f64::from(times))
}

/// The CPU time of this process so far.
fn microseconds() -> f64 {
    let spent = clock_gettime(ClockId::ProcessCPUTime);
    spent.tv_sec as f64 * 1e6 + spent.tv_nsec as f64 / 1e3
}
