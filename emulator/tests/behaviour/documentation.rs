//! Every block of `docs/emulator.md` does what the page says.

use std::process::Command;

use http::Method;
use serde_json::{Value, json};

use crate::service::Service;

const PAGE: &str = include_str!("../../../docs/emulator.md");

/// The blocks of a language under a heading, up to the next heading.
fn blocks<'a>(heading: &str, language: &str) -> Vec<&'a str> {
    let section =
        PAGE.split("\n#").find(|section| section.trim_start_matches('#').trim().starts_with(heading));
    let fence = format!("```{language}\n");
    section.unwrap().split(&fence).skip(1).map(|block| block.split("```").next().unwrap()).collect()
}

fn json_blocks(heading: &str) -> Vec<Value> {
    let blocks: Vec<Value> =
        blocks(heading, "json").into_iter().map(|block| serde_json::from_str(block).unwrap()).collect();
    assert!(!blocks.is_empty(), "{heading} shows nothing");
    blocks
}

#[test]
fn setups_are_made_as_they_stand() {
    let service = Service::new(json!({}));
    for setup in json_blocks("Setups").into_iter().chain(json_blocks("Keys in bulk")) {
        let made = service.admin(Method::POST, "/workspaces", &setup);
        assert_eq!(made.status, 200, "{setup}: {}", made.body);
    }
}

#[test]
fn faults_are_armed_as_they_stand() {
    let service = Service::new(json!({}));
    for fault in json_blocks("Faults") {
        service.arm(fault);
    }
    let effects = PAGE.lines().filter_map(|line| line.strip_prefix("| `{\"")?.split("` |").next());
    let mut shown = 0;
    for effect in effects {
        let effect: Value = serde_json::from_str(&format!("{{\"{effect}")).unwrap();
        service.arm(json!({"effect": effect}));
        shown += 1;
    }
    assert_eq!(shown, 5, "an effect with fields has a row of its own");
}

#[test]
fn the_truth_and_the_journal_have_the_fields_of_the_page() {
    let service = Service::new(json!({"apis": {"here": {}}, "keys": [{"externalId": "user_1"}]}));
    let id = service.truth()[0]["keyId"].clone();
    service.call("keys.updateKey", json!({"keyId": id, "enabled": false})).data();
    let fields = |value: &Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(&service.truth()[0]), fields(&json_blocks("The true state of keys")[0]));
    let mut line = service.admin_here(Method::GET, "requests", Value::Null)["requests"][0].clone();
    line["connection"] = json!(1);
    assert_eq!(fields(&line), fields(&json_blocks("The journal")[0]));
}

#[test]
fn the_derivation_in_python_is_that_of_the_emulator() {
    let program = blocks("Keys in bulk", "python")[0];
    match Command::new("python3").args(["-c", program]).output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(error) => println!("skipped: python3 cannot be run: {error}"),
    }
}
