//! Holds what the client sends and what the emulator answers against the API's own description.
//!
//! The description is an OpenAPI file that is no part of the project; `UNKEY_OPENAPI` names it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod calls;
mod description;
mod deviations;
mod observer;
mod refusals;

use std::{collections::BTreeSet, path::Path};

use description::Description;
use deviations::DEVIATIONS;
use observer::Observer;
use unkey_kit_emulator::Emulator;

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs the OpenAPI file that UNKEY_OPENAPI names"]
async fn client_and_emulator_keep_to_the_description() {
    let file = std::env::var_os("UNKEY_OPENAPI").expect("UNKEY_OPENAPI names the API's OpenAPI file");
    let description = Description::parse(&std::fs::read_to_string(file).unwrap());
    let observer = Observer::start(Emulator::builder().build()).await;
    calls::make_all(&observer.client(observer.root_key())).await;
    refusals::of_root_keys(&observer).await;
    refusals::of_the_service(&observer).await;

    let exchanges = observer.exchanges();
    let called: BTreeSet<&str> = exchanges.iter().map(|exchange| exchange.operation.as_str()).collect();
    let modelled = modelled_operations();
    let left_out: Vec<_> = modelled
        .iter()
        .filter(|operation| description.knows(operation) && !called.contains(operation.as_str()))
        .collect();
    assert!(left_out.is_empty(), "no call of these was made: {left_out:?}");

    let mut unexplained = Vec::new();
    let mut met = [false; DEVIATIONS.len()];
    for finding in exchanges.iter().flat_map(|exchange| description.check(exchange)) {
        match DEVIATIONS.iter().position(|deviation| deviation.explains(&finding)) {
            Some(known) => met[known] = true,
            None => unexplained.push(finding.to_string()),
        }
    }
    assert!(unexplained.is_empty(), "differs from the description:\n{}", unexplained.join("\n"));
    let unmet: Vec<_> = DEVIATIONS.iter().zip(met).filter(|(_, met)| !met).collect();
    assert!(unmet.is_empty(), "no longer differs, so strike it from the list: {unmet:?}");
    println!("{} exchanges of {} operations", exchanges.len(), called.len());
}

/// The operations that the client's definition names.
fn modelled_operations() -> BTreeSet<String> {
    let definition = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core/src/api");
    let mut operations = BTreeSet::new();
    let mut folders = vec![definition];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = std::fs::read_to_string(path).unwrap();
            let named = text.split("Operation::new(\"").skip(1).filter_map(|rest| rest.split('"').next());
            operations.extend(named.map(str::to_owned));
        }
    }
    assert!(!operations.is_empty(), "the definition names no operation: has its manner changed?");
    operations
}
