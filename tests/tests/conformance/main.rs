//! Runs every conformance case against the Rust library, each as a test of its own name.

mod calls;
#[rustfmt::skip]
mod generated;
mod outcome;

use std::{io, process::ExitCode, sync::Arc, time::Duration};

use libtest_mimic::{Arguments, Failed, Trial};
use outcome::Outcome;
use serde::Deserialize;
use tokio::runtime::Runtime;
use unkey_kit::{CallOptions, Error, RetryPolicy, RootKey, Unkey};
use unkey_kit_tests::conformance::{Case, ClientSettings, DEFAULT_ROOT_KEY, Stage, cases_folder, load};

/// Longer than any case takes: a call that never ends is a failed case, not a stuck test run.
const PATIENCE: Duration = Duration::from_secs(60);

fn main() -> io::Result<ExitCode> {
    let runtime = Arc::new(Runtime::new()?);
    let cases = load(&cases_folder())?;
    let trials = cases.iter().map(|case| trial(case, Arc::clone(&runtime))).collect::<Result<Vec<_>, _>>()?;
    Ok(libtest_mimic::run(&Arguments::from_args(), trials).exit_code())
}

fn trial(case: &serde_json::Value, runtime: Arc<Runtime>) -> io::Result<Trial> {
    let case = Case::deserialize(case)?;
    Ok(Trial::test(case.name.clone(), move || runtime.block_on(run(case))))
}

async fn run(case: Case) -> Result<(), Failed> {
    let stage = Stage::start(case.clone())?;
    let outcome = tokio::time::timeout(PATIENCE, play(&case, stage.url())).await;
    let mut problems = stage.finish();
    match outcome {
        Ok(outcome) => problems.extend(outcome.problems(&case)),
        Err(_) => problems.push(format!("the call did not end within {PATIENCE:?}")),
    }
    if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
}

async fn play(case: &Case, url: &str) -> Outcome {
    match client(&case.client, url) {
        Ok(client) => generated::call(&client.with_options(options(case)), case).await,
        Err(error) => Outcome::failed(error),
    }
}

fn client(settings: &ClientSettings, url: &str) -> Result<Unkey, Error> {
    let base_url = settings.base_url.as_deref().unwrap_or("{url}").replace("{url}", url);
    let mut builder = Unkey::builder().base_url(base_url).retry(retry(settings, settings.attempts));
    builder = match &settings.root_keys {
        Some(keys) => builder.root_key_provider(in_turn(keys.clone())),
        None => builder.root_key(settings.root_key.as_deref().unwrap_or(DEFAULT_ROOT_KEY)),
    };
    if let Some(limit) = settings.attempt_timeout_ms {
        builder = builder.attempt_timeout(Duration::from_millis(limit));
    }
    if let Some(limit) = settings.deadline_ms {
        builder = builder.deadline(Duration::from_millis(limit));
    }
    if let Some(bytes) = settings.max_answer_bytes {
        builder = builder.max_answer_bytes(bytes);
    }
    if let Some(text) = &settings.user_agent {
        builder = builder.user_agent(text);
    }
    settings.headers.iter().fold(builder, |builder, (name, value)| builder.header(name, value)).build()
}

fn options(case: &Case) -> CallOptions {
    let settings = &case.options;
    let mut options = CallOptions::default().safe_to_repeat(settings.safe_to_repeat);
    options.attempt_timeout = settings.attempt_timeout_ms.map(Duration::from_millis);
    options.deadline = settings.deadline_ms.map(Duration::from_millis);
    options.retry = settings.attempts.map(|attempts| retry(&case.client, Some(attempts)));
    options
}

fn retry(settings: &ClientSettings, attempts: Option<u32>) -> RetryPolicy {
    let mut policy = RetryPolicy::default();
    if !settings.back_off {
        policy = policy.without_delay();
    }
    if let Some(attempts) = attempts {
        policy.max_attempts = attempts;
    }
    policy
}

/// A root-key provider that gives these keys in turn, and the last one over and over.
fn in_turn(keys: Vec<String>) -> impl Fn() -> std::future::Ready<Result<RootKey, Error>> + Send + Sync {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    move || {
        let index = asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed).min(keys.len() - 1);
        std::future::ready(RootKey::new(keys[index].as_str()))
    }
}
