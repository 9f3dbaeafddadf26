//! What is the same for every subcommand: help, usage errors, where the root key comes from.

use crate::process::{command, json, run, stderr, stdout};

const PLANTED: &str = "unkey_planted_root_key_1234567890";

#[test]
fn help_teaches_examples_and_exit_codes() {
    let help = stdout(&run(["--help"]));
    for part in ["Examples:", "unkey-kit demo", "Exit codes:", "130", "UNKEY_ROOT_KEY"] {
        assert!(help.contains(part), "{part} in {help}");
    }
    for subcommand in ["demo", "emulator", "revoke plan", "revoke apply", "explain", "api", "completions"] {
        let output = run(subcommand.split(' ').chain(["--help"]));
        assert_eq!(output.status.code(), Some(0), "{subcommand}");
        assert!(stdout(&output).contains("Examples:"), "{subcommand}");
    }
}

#[test]
fn help_that_shows_jq_says_where_it_is_to_be_had() {
    let mut shown = 0;
    for subcommand in ["", "demo", "emulator", "revoke", "revoke plan", "revoke apply", "explain", "api"] {
        let help = stdout(&run(subcommand.split_whitespace().chain(["--help"])));
        let shows = help.contains("jq -");
        assert_eq!(shows, help.contains("https://jqlang.org"), "{subcommand}: {help}");
        assert!(shows || !help.contains("jq"), "{subcommand}: {help}");
        shown += usize::from(shows);
    }
    assert!(shown > 0);
}

#[test]
fn a_wrong_call_exits_2_and_says_nothing_on_standard_output() {
    for args in [&["frobnicate"][..], &["api"], &["explain", "--frobnicate"], &["completions", "tcsh"], &[]] {
        let output = run(args);
        assert_eq!(output.status.code(), Some(2), "{args:?}");
        assert_eq!(stdout(&output), "", "{args:?}");
        assert!(!output.stderr.is_empty(), "{args:?}");
    }
}

#[test]
fn without_a_root_key_and_a_terminal_nothing_is_asked() {
    let output = run(["api", "x.y"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("UNKEY_ROOT_KEY"), "{}", stderr(&output));
    let error = json(&run(["api", "x.y", "--json"]));
    assert_eq!(error["error"]["kind"], "configuration");
}

#[test]
fn an_empty_root_key_is_told_apart_from_none() {
    let empty = command(["api", "x.y"]).env("UNKEY_ROOT_KEY", "").output().unwrap();
    assert_eq!(empty.status.code(), Some(2));
    assert!(stderr(&empty).contains("UNKEY_ROOT_KEY is empty"), "{}", stderr(&empty));
    assert!(stderr(&run(["api", "x.y"])).contains("UNKEY_ROOT_KEY is not set"));
}

#[test]
fn a_root_key_is_no_argument() {
    let output = run(["api", "x.y", "--root-key", PLANTED]);
    assert_eq!(output.status.code(), Some(2));
}

#[test]
fn plain_http_to_another_machine_must_be_allowed() {
    let output = command(["api", "x.y", "--base-url", "http://192.0.2.1"])
        .env("UNKEY_ROOT_KEY", PLANTED)
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert!(stderr(&output).contains("plain http"), "{}", stderr(&output));
}

#[test]
fn the_root_key_stays_out_of_what_verbose_logs() {
    let args = ["api", "x.y", "{\"key\":\"sk_planted_secret\"}", "--base-url", "http://127.0.0.1:9", "-v"];
    let output = command(args).env("UNKEY_ROOT_KEY", PLANTED).output().unwrap();
    let log = stderr(&output);
    assert!(log.contains("attempt failed"), "{log}");
    assert!(!log.contains(PLANTED) && !log.contains("sk_planted_secret"), "{log}");
}

#[test]
fn a_reader_that_leaves_is_no_crash() {
    let script = format!("'{}' completions bash | head -n 1", env!("CARGO_BIN_EXE_unkey-kit"));
    let output = std::process::Command::new("sh").args(["-c", &script]).output().unwrap();
    assert_eq!(stderr(&output), "");
}

#[test]
fn what_is_piped_has_no_colours() {
    let output = run(["explain", "key_disabled"]);
    assert!(!stdout(&output).contains('\u{1b}'));
}
