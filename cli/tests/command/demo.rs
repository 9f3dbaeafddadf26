//! `unkey-kit demo`.

use crate::process::{json, run, stderr, stdout};

#[test]
fn it_ends_well_with_few_keys_and_with_more() {
    for keys in ["1", "4", "100"] {
        let output = run(["demo", "--keys", keys]);
        assert_eq!(output.status.code(), Some(0), "{keys}: {}", stderr(&output));
        let text = stdout(&output);
        for part in
            ["key_disabled", "key_not_found", "insufficient_permissions", "forbidden", "DISABLED", "agrees"]
        {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}

#[test]
fn its_json_has_the_errors_and_both_reports() {
    let result = json(&run(["demo", "--keys", "100", "--json"]));
    assert_eq!(result["ok"], true);
    let codes: Vec<_> =
        result["errors"].as_array().unwrap().iter().map(|error| error["code"].as_str()).collect();
    assert_eq!(
        codes,
        [
            Some("err:unkey:authorization:key_disabled"),
            Some("err:unkey:authentication:key_not_found"),
            Some("err:unkey:authorization:insufficient_permissions"),
            Some("err:unkey:authorization:forbidden"),
            Some("err:unkey:data:key_not_found"),
        ]
    );
    assert!(!result["errors"][2]["missing"].as_array().unwrap().is_empty());
    assert_eq!(result["plan"]["total"], 25);
    assert_eq!(result["disabled"]["ok"], true);
    assert_eq!(result["deleted"]["counts"]["revoked"], 24);
    assert_eq!(result["verified"], serde_json::json!(["DISABLED", "VALID"]));
}
