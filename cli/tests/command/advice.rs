//! What the command advises when it was called wrongly, or matched nothing.

use std::fs;

use crate::{
    process::{json, run, stderr, stdout},
    service::{OPERATOR, Service},
};

#[test]
fn a_call_that_cannot_be_confirmed_is_told_each_option_that_it_lacks_and_where_the_count_is() {
    let service = Service::start(2, 1, &OPERATOR);
    for (given, lacking) in [
        (&[][..], "pass --yes and --expect COUNT"),
        (&["--yes"], "pass --expect COUNT"),
        (&["--expect", "1"], "pass --yes"),
    ] {
        for selection in [["--key", "key_1"], ["--keys", "-"]] {
            let args = [&["revoke", "apply", "--json"][..], &selection, given].concat();
            let output = service.command(&args).output().unwrap();
            assert_eq!(output.status.code(), Some(2), "{args:?}");
            let error = json(&output);
            assert_eq!(error["error"]["kind"], "configuration", "{args:?}");
            let message = error["error"]["message"].as_str().unwrap();
            assert!(message.contains(lacking), "{args:?}: {message}");
            let explained = message.contains("the number of keys that `unkey-kit revoke plan` shows");
            assert_eq!(explained, lacking.contains("COUNT"), "{args:?}: {message}");
            assert_eq!(message.contains("--yes and"), given.is_empty(), "{args:?}: {message}");
        }
    }
    assert_eq!(service.enabled("user_0"), 2);
}

#[test]
fn why_a_plan_is_empty_is_said_once() {
    let service = Service::start(2, 1, &OPERATOR);
    let api = service.keys.api_id(0);
    let args = ["--user", "user_of_nobody", "--api", &api];
    let apply = [&["revoke", "apply", "--yes", "--expect", "0"][..], &args].concat();
    for args in [[&["revoke", "plan"][..], &args].concat(), apply] {
        let output = service.command(&args).output().unwrap();
        assert_eq!(output.status.code(), Some(4), "{args:?}");
        let text = stdout(&output) + &stderr(&output);
        assert_eq!(text.matches("there is no identity").count(), 1, "{text}");
    }
}

#[test]
fn an_id_in_the_place_of_a_file_of_ids_leads_to_the_option_for_ids() {
    for what in [&["plan"][..], &["apply", "--yes", "--expect", "1"]] {
        for (given, advised) in [("key_1", "--key key_1"), ("key_1,key_2", "--key key_1 --key key_2")] {
            let output = run([&["revoke", "--json"][..], what, &["--keys", given]].concat());
            assert_eq!(output.status.code(), Some(2), "{what:?} {given}");
            let error = json(&output);
            let message = error["error"]["message"].as_str().unwrap();
            assert!(message.ends_with(&format!("pass {advised}")), "{message}");
        }
    }
}

#[test]
fn a_file_may_be_called_like_an_id() {
    let service = Service::start(2, 1, &OPERATOR);
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("key_1"), service.keys.key(0).key_id).unwrap();
    let args = ["revoke", "plan", "--keys", "key_1", "--json"];
    let output = service.command(&args).current_dir(folder.path()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", stderr(&output));
    assert_eq!(json(&output)["summary"]["total"], 1);
}
