//! `unkey-kit api`, against the emulator.

use std::process::{Command, Output, Stdio};

use serde_json::json;

use crate::{
    emulator::{RunningEmulator, exit_code, signal},
    process::{command, json as parsed, stderr, stdout, wait_until},
    service::{OPERATOR, Service},
};

/// Calls an operation of a running emulator.
pub(crate) fn call(emulator: &RunningEmulator, operation: &str, body: &str) -> Output {
    with(emulator, &emulator.root_key, &["api", operation, body, "--json"]).output().unwrap()
}

fn with(emulator: &RunningEmulator, root_key: &str, args: &[&str]) -> assert_cmd::Command {
    let mut command = command(args);
    command.env("UNKEY_ROOT_KEY", root_key).env("UNKEY_BASE_URL", &emulator.url);
    command
}

#[test]
fn an_answer_is_printed_whole_on_one_line_or_for_people() {
    let emulator = RunningEmulator::start(&[]);
    let answer = parsed(&call(&emulator, "apis.createApi", r#"{"name": "payments"}"#));
    assert!(answer["meta"]["requestId"].is_string());
    let api_id = answer["data"]["apiId"].as_str().unwrap();
    let body = format!(r#"{{"apiId": "{api_id}"}}"#);
    let pretty = with(&emulator, &emulator.root_key, &["api", "apis.listKeys", &body]).output().unwrap();
    assert_eq!(pretty.status.code(), Some(0));
    assert!(stdout(&pretty).lines().count() > 3);
    assert!(stdout(&pretty).contains("\"pagination\""));
}

#[test]
fn a_body_may_come_from_a_file_or_standard_input() {
    let emulator = RunningEmulator::start(&[]);
    let body = r#"{"name": "payments"}"#;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("body.json");
    std::fs::write(&file, body).unwrap();
    let at_file = call(&emulator, "apis.createApi", &format!("@{}", file.display()));
    assert!(parsed(&at_file)["data"]["apiId"].is_string());
    let piped = with(&emulator, &emulator.root_key, &["api", "apis.createApi", "-", "--json"])
        .write_stdin(body)
        .output()
        .unwrap();
    assert!(parsed(&piped)["data"]["apiId"].is_string());
    let broken = call(&emulator, "apis.createApi", "{\"name\": sk_planted_secret}");
    assert_eq!(broken.status.code(), Some(2));
    assert!(!stdout(&broken).contains("sk_planted_secret"));
}

#[test]
fn an_error_is_one_line_of_json_without_what_is_unknown() {
    let emulator = RunningEmulator::start(&[]);
    let output = call(&emulator, "keys.deleteKey", r#"{"keyId": "key_unknown_1"}"#);
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(stderr(&output), "");
    let error = &parsed(&output)["error"];
    assert_eq!(error["kind"], "not_found");
    assert_eq!(error["code"], "err:unkey:data:key_not_found");
    assert_eq!(error["status"], 404);
    assert_eq!(error["operation"], "keys.deleteKey");
    assert_eq!(error["effect"], "none");
    assert_eq!(error["attempts"], 1);
    assert!(error["requestId"].as_str().unwrap().starts_with("req_"));
    assert!(error["message"].as_str().unwrap().contains("key_not_found"));
    assert_eq!(error.get("retryAfter"), None);
    assert_eq!(error.get("missing"), None);
    assert!(error["advice"].is_string() && error["detail"].is_string() && error["title"].is_string());
}

#[test]
fn an_error_in_json_lists_the_violations_of_the_schema() {
    let emulator = RunningEmulator::start(&[]);
    let error = &parsed(&call(&emulator, "keys.deleteKey", "{}"))["error"];
    assert_eq!(error["kind"], "bad_request");
    let violations = error["errors"].as_array().unwrap();
    assert!(violations.iter().any(|one| one["message"].as_str().unwrap().contains("keyId")), "{error}");
    assert!(error["message"].as_str().unwrap().contains("[keyId: required]"), "{error}");
}

#[test]
fn an_operation_that_does_not_exist_is_told_as_such_with_the_name_that_was_meant() {
    let emulator = RunningEmulator::start(&[]);
    let output = with(&emulator, &emulator.root_key, &["api", "keys.create", "{}"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let text = stderr(&output);
    for part in ["no operation `keys.create`", "Did you mean keys.createKey?", "api.unkey.com/reference"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    let error = &parsed(&call(&emulator, "keys.create", "{}"))["error"];
    assert_eq!(error["status"], 404);
    assert!(error["hint"].as_str().unwrap().contains("keys.createKey"), "{error}");
}

#[test]
fn help_and_completions_have_the_names_of_operations() {
    assert!(stdout(&command(["api", "--help"]).output().unwrap()).contains("unkey-kit api apis.createApi"));
    let completions = stdout(&command(["completions", "fish"]).output().unwrap());
    let bash = stdout(&command(["completions", "bash"]).output().unwrap());
    assert!(completions.contains("keys.createKey") || bash.contains("keys.createKey"), "{bash}");
}

#[test]
fn a_root_key_that_cannot_do_it_exits_6_and_the_error_says_what_to_do() {
    let emulator = RunningEmulator::start(&[]);
    let planted = "unkey_planted_root_key_1234567890";
    let output =
        with(&emulator, planted, &["api", "apis.createApi", r#"{"name": "payments"}"#]).output().unwrap();
    assert_eq!(output.status.code(), Some(6));
    assert_eq!(stdout(&output), "");
    let text = stderr(&output);
    for part in ["401", "err:unkey:authentication:key_not_found", "to do", "unkey-kit explain"] {
        assert!(text.contains(part), "{part} in {text}");
    }
    assert!(!text.contains(planted), "{text}");
}

#[test]
fn a_name_that_is_no_operation_is_a_usage_error() {
    let emulator = RunningEmulator::start(&[]);
    assert_eq!(call(&emulator, "../admin", "{}").status.code(), Some(2));
}

#[test]
fn an_interrupt_ends_a_call_at_once() {
    let service = Service::start(2, 1, &OPERATOR);
    service.fault(&json!({ "operation": "keys.getKey", "delay": 20_000 }));
    let body = json!({ "keyId": service.keys.key(0).key_id }).to_string();
    let mut process = Command::new(env!("CARGO_BIN_EXE_unkey-kit"))
        .args(["api", "keys.getKey", &body, "--json"])
        .envs(service.environment())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    wait_until(|| service.states().iter().any(|key| key.operations.contains_key("keys.getKey")));
    signal(&process, "INT");
    assert_eq!(exit_code(&mut process), Some(130));
    assert_eq!(parsed(&process.wait_with_output().unwrap())["error"]["kind"], "interrupted");
}

#[test]
fn a_rate_limit_says_how_long_to_wait_in_milliseconds() {
    let service = Service::start(2, 1, &OPERATOR);
    let limited = json!({ "code": "user/too_many_requests/workspace_rate_limited", "retryAfter": 90 });
    service.fault(&json!({ "effect": { "error": limited } }));
    let output = service.command(&["api", "keys.getKey", "{}", "--json"]).output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert_eq!(parsed(&output)["error"]["kind"], "rate_limited");
    assert_eq!(parsed(&output)["error"]["retryAfter"], 90_000);
}
