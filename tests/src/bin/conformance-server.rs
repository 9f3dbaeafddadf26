//! Plays the conformance cases for a runner in any language: prints one JSON line with its URL, and ends when its
//! standard input does, so that it cannot outlive the runner. `tests/conformance/README.md` says how to talk to it.

use std::io::{self, Write};

use serde_json::json;
use unkey_kit_tests::conformance::{Admin, cases_folder, load};

#[tokio::main]
async fn main() -> io::Result<()> {
    let folder = std::env::args_os().nth(1).map_or_else(cases_folder, Into::into);
    let admin = Admin::bind(load(&folder)?).await?;
    writeln!(io::stdout(), "{}", json!({ "url": admin.url()? }))?;
    tokio::select! {
        served = admin.serve() => served,
        ended = tokio::task::spawn_blocking(|| io::copy(&mut io::stdin(), &mut io::sink())) => {
            ended?.map(|_| ())
        }
    }
}
