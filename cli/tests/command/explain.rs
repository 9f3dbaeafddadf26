//! `unkey-kit explain`.

use unkey_kit::ErrorCode;

use crate::process::{json, run, stderr, stdout};

#[test]
fn every_known_code_is_found_by_its_text_its_url_and_its_last_segment() {
    for known in ErrorCode::all() {
        let code = &known.code;
        let url =
            format!("https://unkey.com/docs/errors/{}/{}/{}", code.system(), code.category(), code.name());
        for text in [code.as_str(), &url] {
            let output = run(["explain", "--json", text]);
            assert_eq!(output.status.code(), Some(0), "{text}");
            let found = json(&output);
            assert_eq!(found.as_array().unwrap().len(), 1, "{text}");
            assert_eq!(found[0]["code"], code.as_str(), "{text}");
            assert_eq!(found[0]["advice"], known.advice, "{text}");
        }
        let found = json(&run(["explain", "--json", code.name()]));
        let namesakes = ErrorCode::all().iter().filter(|other| other.code.name() == code.name()).count();
        let found = found.as_array().unwrap();
        assert_eq!(found.len(), namesakes, "{}", code.name());
        assert!(found.iter().any(|entry| entry["code"] == code.as_str()));
    }
}

#[test]
fn an_ambiguous_name_explains_all_it_can_mean() {
    let text = stdout(&run(["explain", "key_not_found"]));
    for part in ["err:unkey:authentication:key_not_found", "err:unkey:data:key_not_found", "2 codes"] {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[test]
fn an_unknown_code_matches_nothing_and_names_what_is_near() {
    let output = run(["explain", "key_disabeld"]);
    assert_eq!(output.status.code(), Some(4));
    assert_eq!(stdout(&output), "");
    assert!(
        stderr(&output).contains("did you mean err:unkey:authorization:key_disabled"),
        "{}",
        stderr(&output)
    );
}

#[test]
fn without_a_code_all_are_listed() {
    let text = stdout(&run(["explain"]));
    assert_eq!(text.lines().count(), ErrorCode::all().len() + 1);
    assert!(ErrorCode::all().iter().all(|known| text.contains(known.code.as_str())));
}

#[test]
fn a_status_lists_the_codes_that_come_with_it() {
    let of_404 = ErrorCode::all().iter().filter(|known| known.status == 404).count();
    let found = json(&run(["explain", "--json", "404"]));
    assert_eq!(found.as_array().unwrap().len(), of_404);
    assert!(stdout(&run(["explain", "404"])).contains("err:unkey:data:key_not_found"));
    assert_eq!(run(["explain", "299"]).status.code(), Some(4));
}

#[test]
fn a_verdict_is_explained_as_an_answer_and_not_an_error() {
    for verdict in
        ["VALID", "NOT_FOUND", "FORBIDDEN", "USAGE_EXCEEDED", "RATE_LIMITED", "DISABLED", "EXPIRED", "valid"]
    {
        let output = run(["explain", verdict]);
        assert_eq!(output.status.code(), Some(0), "{verdict}");
        assert!(stdout(&output).contains("It is not an error"), "{verdict}");
    }
    let both = json(&run(["explain", "--json", "INSUFFICIENT_PERMISSIONS"]));
    assert_eq!(both[0]["verdict"], "INSUFFICIENT_PERMISSIONS");
    assert!(both[1]["code"].as_str().unwrap().ends_with(":insufficient_permissions"));
}
