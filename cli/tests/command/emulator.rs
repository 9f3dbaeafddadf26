//! `unkey-kit emulator`.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

use crate::process::{json, run, stderr};

/// A running `unkey-kit emulator`, ended when dropped.
pub(crate) struct RunningEmulator {
    process: Child,
    pub(crate) url: String,
    pub(crate) root_key: String,
    /// The whole line that it printed.
    pub(crate) line: Value,
}

impl RunningEmulator {
    pub(crate) fn start(args: &[&str]) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_unkey-kit"))
            .args(["emulator", "--json"])
            .args(args)
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.as_mut().unwrap()).read_line(&mut line).unwrap();
        let line: Value = serde_json::from_str(&line).unwrap();
        let text = |name: &str| line[name].as_str().unwrap().to_owned();
        Self { process, url: text("url"), root_key: text("rootKey"), line }
    }

    fn signal(&self, name: &str) {
        signal(&self.process, name);
    }
}

impl Drop for RunningEmulator {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Sends a signal to a process by its id.
pub(crate) fn signal(process: &Child, name: &str) {
    let sent = Command::new("kill").args([&format!("-{name}"), &process.id().to_string()]).status();
    assert!(sent.unwrap().success());
}

/// Waits for a process, but not for ever.
pub(crate) fn exit_code(process: &mut Child) -> Option<i32> {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(30) {
        if let Some(status) = process.try_wait().unwrap() {
            return status.code();
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    process.kill().unwrap();
    panic!("still running");
}

#[test]
fn one_line_tells_where_it_listens_and_a_signal_ends_it() {
    for name in ["INT", "TERM"] {
        let mut emulator = RunningEmulator::start(&[]);
        assert!(emulator.url.starts_with("http://127.0.0.1:"), "{}", emulator.url);
        assert!(emulator.line["adminUrl"].as_str().unwrap().starts_with("http://127.0.0.1:"));
        emulator.signal(name);
        assert_eq!(exit_code(&mut emulator.process), Some(0), "{name}");
        let mut rest = String::new();
        emulator.process.stdout.take().unwrap().read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "");
    }
}

#[test]
fn a_seed_makes_the_same_keys_again() {
    let args = ["--keys", "40", "--apis", "2", "--users", "4", "--seed", "7"];
    let (first, second) = (RunningEmulator::start(&args), RunningEmulator::start(&args));
    assert_eq!(first.line["apiIds"].as_array().unwrap().len(), 2);
    assert_eq!(first.line["apiIds"], second.line["apiIds"]);
    assert_eq!(first.root_key, second.root_key);
}

#[test]
fn several_nodes_have_an_address_each() {
    let emulator = RunningEmulator::start(&["--nodes", "3"]);
    let urls: Vec<_> = emulator.line["urls"].as_array().unwrap().iter().map(Value::as_str).collect();
    assert_eq!(urls.len(), 3);
    assert!(!urls.contains(&Some(&*emulator.url)));
}

#[test]
fn a_seed_file_describes_the_workspace_it_begins_with() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.json");
    std::fs::write(&file, r#"{"apis": {"payments": {}}, "keys": [{"key": "sk_seeded_1", "name": "first"}]}"#)
        .unwrap();
    let emulator = RunningEmulator::start(&["--seed-file", file.to_str().unwrap()]);
    let answer = crate::api::call(&emulator, "keys.verifyKey", r#"{"key": "sk_seeded_1"}"#);
    assert_eq!(json(&answer)["data"]["code"], "VALID");
    assert_eq!(json(&answer)["data"]["name"], "first");
    // What its aliases have become, under the names of the admin call.
    let key = &emulator.line["keys"][0];
    assert_eq!((&key["key"], &key["keyId"]), (&"sk_seeded_1".into(), &json(&answer)["data"]["keyId"]));
    assert_eq!(emulator.line["ids"]["payments"], key["apiId"]);
    assert_eq!(emulator.line["ids"]["workspace"], emulator.line["workspaceId"]);
    assert_eq!(emulator.line["rootKeys"]["root"], emulator.root_key);
    let without = RunningEmulator::start(&[]);
    assert!(
        ["ids", "rootKeys", "keys"].iter().all(|name| without.line.get(name).is_none()),
        "{}",
        without.line
    );
}

#[test]
fn a_seed_file_that_cannot_be_used_is_a_usage_error() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("seed.json");
    for text in ["{", r#"{"frobs": 1}"#, r#"{"keys": [{"api": "nowhere"}]}"#] {
        std::fs::write(&file, text).unwrap();
        let output = run(["emulator", "--seed-file", file.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(2), "{text}: {}", stderr(&output));
    }
}

#[test]
fn a_port_that_is_taken_is_named() {
    let emulator = RunningEmulator::start(&[]);
    let port = emulator.url.rsplit(':').next().unwrap();
    let output = run(["emulator", "--port", port]);
    assert_eq!(output.status.code(), Some(1));
    assert!(stderr(&output).contains(port), "{}", stderr(&output));
}
