//! What a person at a terminal sees and is asked.

use std::process::Command;

use rexpect::session::{PtySession, spawn_command};
use serde_json::json;

use crate::{
    process::wait_until,
    service::{OPERATOR, Service},
};

/// Milliseconds until a terminal that stays silent fails the test.
const PATIENCE: Option<u64> = Some(30_000);

fn spawn(service: &Service, args: &[&str], root_key: bool) -> PtySession {
    let mut command = Command::new(env!("CARGO_BIN_EXE_unkey-kit"));
    command.args(args).env("NO_COLOR", "1").envs(service.environment());
    if !root_key {
        command.env_remove("UNKEY_ROOT_KEY");
    }
    spawn_command(command, PATIENCE).unwrap()
}

fn apply(service: &Service) -> PtySession {
    let (first, second) = (service.keys.api_id(0), service.keys.api_id(1));
    spawn(service, &["revoke", "apply", "--user", "user_0", "--api", &first, "--api", &second], true)
}

/// The exit code, read from the status's debug form, `Exited(Pid(1234), 0)`, since its type is not to be had.
fn exit_code(session: &PtySession) -> i32 {
    let status = format!("{:?}", session.process().wait().unwrap());
    let code = status.strip_prefix("Exited").and_then(|rest| rest.trim_end_matches(')').rsplit(", ").next());
    code.and_then(|code| code.parse().ok()).unwrap_or_else(|| panic!("{status}"))
}

#[test]
fn the_count_is_asked_for_and_the_right_one_revokes() {
    let service = Service::start(20, 2, &OPERATOR);
    let mut session = apply(&service);
    session.exp_string("type how many keys that is").unwrap();
    assert_eq!(service.enabled("user_0"), 10);
    session.send_line("10").unwrap();
    session.exp_string("Done:").unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&session), 0);
    assert_eq!(service.enabled("user_0"), 0);
}

#[test]
fn any_other_answer_changes_nothing() {
    for answer in ["11", "yes", ""] {
        let service = Service::start(20, 2, &OPERATOR);
        let mut session = apply(&service);
        session.exp_string("type how many keys that is").unwrap();
        session.send_line(answer).unwrap();
        session.exp_string("nothing was changed").unwrap();
        session.exp_eof().unwrap();
        assert_eq!(exit_code(&session), 5, "{answer}");
        assert_eq!(service.enabled("user_0"), 10, "{answer}");
    }
}

#[test]
fn an_interrupt_at_the_question_changes_nothing() {
    let service = Service::start(20, 2, &OPERATOR);
    let mut session = apply(&service);
    session.exp_string("type how many keys that is").unwrap();
    session.send_control('c').unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&session), 130);
    assert_eq!(service.enabled("user_0"), 10);
}

#[test]
fn an_interrupt_of_the_run_is_told_in_one_word() {
    let service = Service::start(80, 2, &OPERATOR);
    service.fault(&json!({ "operation": "keys.updateKey", "delay": 300 }));
    let mut session = apply(&service);
    session.exp_string("type how many keys that is").unwrap();
    session.send_line("40").unwrap();
    wait_until(|| service.states().iter().any(|key| key.operations.contains_key("keys.updateKey")));
    session.send_control('c').unwrap();
    let told = session.exp_eof().unwrap();
    assert!(told.contains("stopped: on request\r\n"), "{told}");
    assert_eq!(exit_code(&session), 130);
}

#[test]
fn a_root_key_is_asked_for_and_not_shown() {
    let service = Service::start(2, 1, &OPERATOR);
    let api = service.keys.api_id(0);
    let mut session = spawn(&service, &["revoke", "plan", "--whole-api", &api], false);
    session.exp_string("Root key (not shown):").unwrap();
    session.send_line(&service.root_key).unwrap();
    let shown = session.exp_eof().unwrap();
    assert!(shown.contains("1 key"), "{shown}");
    assert!(!shown.contains(&service.root_key), "{shown}");
    assert_eq!(exit_code(&session), 0);
}

#[test]
fn an_interrupt_at_the_root_key_ends_the_command() {
    let service = Service::start(2, 1, &OPERATOR);
    let mut session = spawn(&service, &["revoke", "plan", "--key", "key_1"], false);
    session.exp_string("Root key (not shown):").unwrap();
    session.send_control('c').unwrap();
    session.exp_eof().unwrap();
    assert_eq!(exit_code(&session), 130);
}
