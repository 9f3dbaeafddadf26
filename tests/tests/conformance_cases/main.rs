//! The conformance cases are well-formed, and leave nothing of the API out.

mod coverage;

use std::{collections::BTreeSet, fs, path::Path};

use coverage::Coverage;
use serde::Deserialize;
use serde_json::Value;
use unkey_kit::ErrorKind;
use unkey_kit_tests::conformance::{Case, cases_folder, load};

fn cases() -> Vec<Case> {
    let cases = load(&cases_folder()).expect("the cases can be read");
    cases.iter().map(|case| Case::deserialize(case).expect("a case has the form of one")).collect()
}

fn core() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../core")
}

/// Fails with what is missing, if anything is.
#[track_caller]
fn nothing_is_missing<T: AsRef<str>>(what: &str, missing: impl IntoIterator<Item = T>) {
    let missing: Vec<_> = missing.into_iter().collect();
    let lines: Vec<_> = missing.iter().map(AsRef::as_ref).collect();
    assert!(lines.is_empty(), "no case for {what}:\n{}", lines.join("\n"));
}

#[test]
fn every_file_has_the_form_of_the_schema() {
    let schema = fs::read_to_string(cases_folder().join("../case.schema.json")).expect("the schema is there");
    let schema: Value = serde_json::from_str(&schema).expect("the schema is JSON");
    let schema = jsonschema::validator_for(&schema).expect("the schema is one");
    for entry in fs::read_dir(cases_folder()).expect("the cases are there") {
        let path = entry.expect("an entry has a path").path();
        let text = fs::read_to_string(&path).expect("a file of cases is text");
        let file: Value = serde_json::from_str(&text).expect("a file of cases is JSON");
        let violations: Vec<_> =
            schema.iter_errors(&file).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(violations.is_empty(), "{}:\n{}", path.display(), violations.join("\n"));
    }
}

#[test]
fn no_two_cases_have_one_name() {
    let mut names = BTreeSet::new();
    for case in cases() {
        assert!(names.insert(case.name.clone()), "{} is there twice", case.name);
    }
}

#[test]
fn a_case_of_a_listing_and_no_other_says_how_it_is_taken() {
    let lists = Coverage::of(&core()).listings();
    for case in cases() {
        assert_eq!(case.take.is_some(), lists.contains(&case.call), "{}", case.name);
    }
}

#[test]
fn only_cases_about_call_raw_go_through_it() {
    for case in cases() {
        assert_eq!(case.call == "call_raw", case.name.starts_with("call_raw/"), "{}", case.name);
    }
}

#[test]
fn every_call_succeeds_in_some_case() {
    let succeed: BTreeSet<_> =
        cases().into_iter().filter(|case| case.result.is_some()).map(|case| case.call).collect();
    let calls = Coverage::of(&core()).calls();
    nothing_is_missing("the success of", calls.difference(&succeed));
}

#[test]
fn every_operation_is_sent_in_some_case() {
    let cases = cases();
    let sent: BTreeSet<_> = cases
        .iter()
        .flat_map(|case| &case.exchanges)
        .filter_map(|exchange| exchange.expect.path.strip_prefix("/v2/"))
        .map(str::to_owned)
        .collect();
    let operations = coverage::operations(&core().join("src/api"));
    assert!(operations.len() > 40, "the sources name operations: {operations:?}");
    nothing_is_missing("the operation", operations.difference(&sent));
}

#[test]
fn every_field_and_value_occurs_in_some_case() {
    let mut coverage = Coverage::of(&core());
    cases().iter().for_each(|case| coverage.note(case));
    nothing_is_missing("the fields and values", coverage.missing());
}

#[test]
fn every_kind_of_error_that_a_call_can_end_in_has_a_case() {
    // Only a revocation, which takes many calls, ends in it.
    let kinds = ErrorKind::ALL.iter().filter(|kind| **kind != ErrorKind::NothingMatched);
    let seen: BTreeSet<_> =
        cases().iter().filter_map(|case| case.error.as_ref()?["kind"].as_str().map(str::to_owned)).collect();
    nothing_is_missing(
        "errors of kind",
        kinds.map(|kind| kind.as_str()).filter(|kind| !seen.contains(*kind)),
    );
}
