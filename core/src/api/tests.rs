//! What holds for all operations together.

use std::collections::BTreeMap;

/// Every file that names operations.
const SOURCES: &[&str] = &[
    include_str!("analytics.rs"),
    include_str!("apis.rs"),
    include_str!("identities.rs"),
    include_str!("keys/mod.rs"),
    include_str!("liveness.rs"),
    include_str!("permissions/mod.rs"),
    include_str!("ratelimit/mod.rs"),
    include_str!("root_keys.rs"),
    include_str!("workspace/mod.rs"),
];

/// Each operation with how it may be repeated: `once`, `safe_to_repeat`, `get`, or the code after which a repeated
/// deletion counts as done.
fn operations() -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for source in SOURCES {
        let dense: String = source.split_whitespace().collect();
        for piece in dense.split("Operation::new(\"").skip(1) {
            let (name, rest) = piece.split_once("\")").unwrap();
            let marking = match rest.strip_prefix('.').and_then(|rest| rest.split_once('(')) {
                Some(("deletes", rest)) => rest.split_once(')').unwrap().0.replace("ErrorCode::", ""),
                Some((marking, _)) => marking.to_owned(),
                None => "once".to_owned(),
            };
            assert_eq!(found.insert(name.to_owned(), marking), None, "{name} is defined twice");
        }
    }
    found
}

#[test]
fn only_operations_that_leave_the_same_state_behind_are_repeated() {
    const SAFE: &[&str] = &["get", "list", "whoami", "update", "set", "add", "remove", "delete"];
    for (name, marking) in operations() {
        let verb = name.split_once('.').map_or("", |(_, verb)| verb);
        let expected = match name.as_str() {
            "liveness" => "get",
            // Setting is safe, adding and taking are not.
            "keys.updateCredits" => "safe_to_repeat_if",
            // Which code says that a root key is gone is not known.
            "rootKeys.deleteKey" => "safe_to_repeat",
            _ if verb.starts_with("delete") => "deletes",
            _ if SAFE.iter().any(|safe| verb.starts_with(safe)) => "safe_to_repeat",
            _ => "once",
        };
        let marking = if marking.ends_with("_NOT_FOUND") { "deletes" } else { &marking };
        assert_eq!(marking, expected, "{name}");
    }
}

#[test]
fn a_deletion_counts_as_done_on_its_own_code_alone() {
    let mut seen = 0;
    for (name, marking) in operations().into_iter().filter(|(_, marking)| marking.ends_with("_NOT_FOUND")) {
        let (_, noun) = name.split_once(".delete").unwrap();
        let own = format!("{}_NOT_FOUND", noun.to_uppercase());
        assert!(marking == own || marking == format!("RATELIMIT_{own}"), "{name} counts {marking} as done");
        seen += 1;
    }
    assert!(seen >= 6);
}

#[test]
fn every_operation_is_read_from_these_files() {
    assert!(operations().len() >= 50, "the reading of the sources misses some");
}
