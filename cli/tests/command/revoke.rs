//! `unkey-kit revoke`, against an emulator whose own state is compared with what the command says.

use std::{
    process::{Child, Command, Stdio},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    emulator::{exit_code, signal},
    process::{json as parsed, stderr, stdout, wait_until},
    service::{OPERATOR, Service},
};

/// Selects the keys of `user_0` in both APIs.
fn user_0(service: &Service) -> Vec<String> {
    let apis = (0..2).flat_map(|number| ["--api".to_owned(), service.keys.api_id(number)]);
    ["--user".to_owned(), "user_0".to_owned()].into_iter().chain(apis).collect()
}

fn revoke(service: &Service, what: &str, selection: &[String], more: &[&str]) -> std::process::Output {
    let mut args = vec!["revoke", what];
    args.extend(selection.iter().map(String::as_str));
    args.extend(more);
    service.command(&args).output().unwrap()
}

#[test]
fn a_plan_shows_the_keys_and_changes_nothing() {
    let service = Service::start(60, 2, &OPERATOR);
    let output = revoke(&service, "plan", &user_0(&service), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(
        text.contains("30 keys") && text.contains("30 active") && text.contains("and 10 more keys"),
        "{text}"
    );
    let all = parsed(&revoke(&service, "plan", &user_0(&service), &["--json"]));
    assert_eq!(all["summary"]["total"], 30);
    assert_eq!(all["keys"].as_array().unwrap().len(), 30);
    assert_eq!(service.enabled("user_0"), 30);
}

#[test]
fn applying_disables_exactly_the_planned_keys() {
    let service = Service::start(40, 2, &OPERATOR);
    let output = revoke(&service, "apply", &user_0(&service), &["--yes", "--expect", "20", "--json"]);
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    let result = parsed(&output);
    assert_eq!(result["report"]["ok"], true);
    assert_eq!(result["report"]["counts"]["revoked"], 20);
    let outcomes = result["outcomes"].as_array().unwrap();
    for state in service.states() {
        let told =
            outcomes.iter().any(|one| one["keyId"] == state.key_id.as_str() && one["outcome"] == "revoked");
        assert_eq!(state.enabled, !told, "{}", state.key_id);
        assert_eq!(told, state.external_id.as_deref() == Some("user_0"), "{}", state.key_id);
    }
    let again = revoke(&service, "apply", &user_0(&service), &["--yes", "--expect", "20", "--json"]);
    assert_eq!(parsed(&again)["report"]["counts"]["alreadyRevoked"], 20);
}

#[test]
fn keys_are_deleted_when_asked_and_may_come_from_standard_input_as_json() {
    let service = Service::start(6, 2, &OPERATOR);
    let ids = [service.keys.key(0).key_id, service.keys.key(3).key_id];
    let input = json!([{ "id": ids[0] }, { "id": ids[1] }]).to_string();
    let args =
        ["revoke", "apply", "--keys", "-", "--field", "id", "--action", "delete", "--yes", "--expect", "2"];
    let output = service.command(&args).write_stdin(input).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    for state in service.states() {
        assert_eq!(state.deleted.is_some(), ids.contains(&state.key_id), "{}", state.key_id);
    }
}

#[test]
fn each_guard_refuses_before_anything_is_changed() {
    let service = Service::start(20, 2, &OPERATOR);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("protected.txt");
    std::fs::write(&file, format!("# production\n{}\n", service.keys.key(0).key_id)).unwrap();
    let refusals: [&[&str]; 3] = [
        &["--yes", "--expect", "9"],
        &["--yes", "--expect", "10", "--max", "9"],
        &["--yes", "--expect", "10", "--protect", file.to_str().unwrap()],
    ];
    for more in refusals {
        let output = revoke(&service, "apply", &user_0(&service), more);
        assert_eq!(output.status.code(), Some(5), "{more:?}: {}", stderr(&output));
        assert_eq!(stdout(&output), "", "{more:?}");
    }
    assert_eq!(service.enabled("user_0"), 10);
}

#[test]
fn nothing_to_revoke_exits_4() {
    let service = Service::start(4, 2, &OPERATOR);
    let selection = ["--user", "user_of_nobody", "--api", &service.keys.api_id(0)].map(str::to_owned);
    assert_eq!(revoke(&service, "plan", &selection, &[]).status.code(), Some(4));
    let output = revoke(&service, "apply", &selection, &["--yes", "--expect", "0", "--json"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(parsed(&output)["error"]["kind"], "nothing_matched");
}

#[test]
fn an_api_that_cannot_be_seen_fails_the_plan_unless_allowed() {
    let service = Service::start(4, 2, &OPERATOR);
    let selection = ["--whole-api", "api_of_nobody"].map(str::to_owned);
    let refused = revoke(&service, "plan", &selection, &[]);
    assert_eq!(refused.status.code(), Some(1), "{}", stderr(&refused));
    let mut selection = user_0(&service);
    selection.extend(["--api", "api_of_nobody"].map(str::to_owned));
    let output =
        revoke(&service, "apply", &selection, &["--allow-hidden", "--yes", "--expect", "2", "--json"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert_eq!(parsed(&output)["report"]["notVisible"], json!(["api_of_nobody"]));
    assert_eq!(service.enabled("user_0"), 0);
}

#[test]
fn an_outcome_that_is_no_success_exits_3_and_is_shown() {
    let service = Service::start(4, 2, &OPERATOR);
    let ids = [service.keys.key(0).key_id.as_str(), "key_of_nobody"].map(str::to_owned);
    let selection: Vec<String> = ids.iter().flat_map(|id| ["--key".to_owned(), id.clone()]).collect();
    let output = revoke(&service, "apply", &selection, &["--yes", "--expect", "1"]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    let text = stdout(&output);
    assert!(text.contains("key_of_nobody") && text.contains("not_found"), "{text}");
    assert!(text.contains("no proof"), "{text}");
    assert_eq!(service.enabled("user_0"), 1);
}

#[test]
fn a_root_key_that_may_not_change_keys_exits_6() {
    let service = Service::start(20, 2, &OPERATOR[..2]);
    let output = revoke(&service, "apply", &user_0(&service), &["--yes", "--expect", "10", "--json"]);
    assert_eq!(output.status.code(), Some(6), "{}", stderr(&output));
    assert_eq!(parsed(&output)["report"]["counts"]["revoked"], 0);
    assert_eq!(service.enabled("user_0"), 10);
}

#[test]
fn progress_goes_to_standard_error_as_plain_lines() {
    let service = Service::start(20, 2, &OPERATOR);
    // A run that is over before anybody looks has no progress.
    service.fault(&json!({ "delay": 200 }));
    let more = ["--yes", "--expect", "10", "--json", "-v"];
    let output = revoke(&service, "apply", &user_0(&service), &more);
    let log = stderr(&output);
    assert!(log.contains("planning: reading keys\n") && log.contains("revoking: 10 keys\n"), "{log}");
    assert!(!log.contains('\u{1b}') && !log.contains('\r'), "{log:?}");
    assert!(!log.contains(&service.root_key));
}

#[test]
fn without_a_terminal_nobody_can_be_asked() {
    let service = Service::start(4, 2, &OPERATOR);
    for more in [&[][..], &["--expect", "2"]] {
        let output = revoke(&service, "apply", &user_0(&service), more);
        assert_eq!(output.status.code(), Some(2));
        assert!(stderr(&output).contains("--yes"), "{}", stderr(&output));
    }
    let stdin = service.command(&["revoke", "apply", "--keys", "-"]).write_stdin("key_1").output().unwrap();
    assert_eq!(stdin.status.code(), Some(2));
    assert_eq!(service.enabled("user_0"), 2);
}

#[test]
fn the_first_interrupt_drains_and_reports_and_no_key_is_left_in_doubt() {
    let service = Service::start(2_000, 1, &OPERATOR);
    service.fault(&json!({ "operation": "keys.updateKey", "delay": 100 }));
    let mut process = start(&service, "2000");
    wait_until(|| service.enabled("user_0") < 1_990);
    signal(&process, "INT");
    // Read while it writes: a report of 2,000 keys is more than a pipe holds.
    let mut stdout = process.stdout.take().unwrap();
    let reader = std::thread::spawn(move || serde_json::from_reader::<_, Value>(&mut stdout));
    assert_eq!(exit_code(&mut process), Some(130));
    let result = reader.join().unwrap().unwrap();
    let count = |name: &str| result["report"]["counts"][name].as_u64().unwrap() as usize;
    assert_eq!(count("revoked") + count("skipped"), 2_000, "{result}");
    assert!(count("skipped") > 0);
    assert_eq!(service.enabled("user_0"), 2_000 - count("revoked"));
}

#[test]
fn the_second_interrupt_aborts_and_tells_what_is_in_doubt() {
    let service = Service::start(100, 1, &OPERATOR);
    service.fault(&json!({ "operation": "keys.updateKey", "delay": 20_000 }));
    let mut process = start(&service, "100");
    let sent = |name: &str| service.states().iter().any(|key| key.operations.contains_key(name));
    wait_until(|| sent("keys.updateKey"));
    signal(&process, "INT");
    // The drain waits for the answers of 20 s; the second signal does not.
    std::thread::sleep(Duration::from_millis(300));
    assert!(process.try_wait().unwrap().is_none());
    signal(&process, "TERM");
    assert_eq!(exit_code(&mut process), Some(130));
    let told = parsed(&process.wait_with_output().unwrap());
    assert_eq!(told["error"]["kind"], "interrupted");
    assert!(told["error"]["message"].as_str().unwrap().contains("again is safe"), "{told}");
    assert_eq!(told["planned"], 100);
    assert_eq!(told["counts"]["revoked"], 0);
    let sent = service.states().iter().filter(|key| key.operations.contains_key("keys.updateKey")).count();
    assert!(sent > 0 && told["inDoubt"] == sent, "{sent} sent: {told}");
}

#[test]
fn a_secret_given_as_an_id_is_neither_sent_nor_shown() {
    let service = Service::start(4, 2, &OPERATOR);
    for what in ["plan", "apply"] {
        let selection = ["--key", "sk_planted_secret"].map(str::to_owned);
        let more: &[&str] = if what == "apply" { &["--yes", "--expect", "1"] } else { &[] };
        let output = revoke(&service, what, &selection, more);
        assert_eq!(output.status.code(), Some(2), "{what}");
        let text = stderr(&output) + &stdout(&output);
        assert!(!text.contains("planted"), "{text}");
        assert!(text.contains("unkey-kit api keys.whoami"), "{text}");
    }
    assert!(service.states().iter().all(|key| key.operations.is_empty()));
}

#[test]
fn options_that_do_not_apply_to_the_selector_are_refused() {
    let service = Service::start(4, 2, &OPERATOR);
    let wrong: [&[&str]; 5] = [
        &["--key", "key_1", "--api", "api_1"],
        &["--key", "key_1", "--allow-hidden"],
        &["--key", "key_1", "--field", "id"],
        &["--whole-api", "api_1", "--api", "api_2"],
        &["--user", "user_0", "--api", "api_1", "--field", "id"],
    ];
    for args in wrong {
        let selection: Vec<_> = args.iter().map(|&arg| arg.to_owned()).collect();
        let output = revoke(&service, "plan", &selection, &[]);
        assert_eq!(output.status.code(), Some(2), "{args:?}: {}", stderr(&output));
    }
}

#[test]
fn a_count_below_zero_is_named_as_such() {
    let service = Service::start(4, 2, &OPERATOR);
    let output = revoke(&service, "apply", &user_0(&service), &["--yes", "--expect", "-1"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("0 or more"), "{}", stderr(&output));
}

fn start(service: &Service, expected: &str) -> Child {
    let mut args = vec!["revoke", "apply", "--yes", "--expect", expected, "--max", "2000", "--json"];
    let selection = user_0(service);
    args.extend(selection.iter().map(String::as_str));
    Command::new(env!("CARGO_BIN_EXE_unkey-kit"))
        .args(args)
        .envs(service.environment())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

/// Not used by the command itself, but by whoever reads its JSON.
#[test]
fn the_report_is_the_shape_that_help_promises() {
    let service = Service::start(4, 2, &OPERATOR);
    let output = revoke(&service, "apply", &user_0(&service), &["--yes", "--expect", "2", "--json"]);
    let result = parsed(&output);
    for field in ["ok", "planned", "counts", "stops", "sweep"] {
        assert_ne!(result["report"].get(field), None, "{field}");
    }
    for field in ["keyId", "apiId", "outcome", "at"] {
        assert!(
            result["outcomes"].as_array().unwrap().iter().all(|one: &Value| one.get(field).is_some()),
            "{field}"
        );
    }
}
