use serde_json::{Value, json};

use super::{bind, validate};

fn locations(operation: &str, body: &Value) -> Vec<String> {
    let violations = validate(operation, body).err().unwrap_or_default();
    violations.into_iter().map(|violation| violation.location).collect()
}

#[test]
fn a_valid_request_passes() {
    let body = json!({"keyId": "key_1", "credits": {"remaining": null, "refill": null}, "name": null});
    assert_eq!(validate("keys.updateKey", &body), Ok(()));
}

#[test]
fn locations_are_keyword_paths_through_objects_and_arrays() {
    let body = json!({
        "apiId": "api_1",
        "credits": {"remaining": -1},
        "ratelimits": [{"name": "ab", "limit": 1, "duration": 1000, "autoApply": true}, "x"],
    });
    assert_eq!(
        locations("keys.createKey", &body),
        [
            "/properties/credits/properties/remaining/minimum",
            "/properties/ratelimits/items/properties/name/minLength",
            "/properties/ratelimits/items/type",
        ]
    );
}

#[test]
fn all_missing_fields_of_an_object_are_one_violation_and_all_unknown_ones_another() {
    let body = json!({"one": 1, "two": 2, "limit": 0});
    assert_eq!(
        locations("ratelimit.limit", &body),
        ["/required", "/properties/limit/minimum", "/additionalProperties"]
    );
}

#[test]
fn an_empty_string_breaks_length_and_pattern() {
    assert_eq!(
        locations("identities.createIdentity", &json!({"externalId": ""})),
        ["/properties/externalId/minLength", "/properties/externalId/pattern"]
    );
}

#[test]
fn lengths_count_code_points() {
    let names = ["é".repeat(256), "é".repeat(257)];
    assert_eq!(locations("apis.createApi", &json!({"name": names[0]})), [""; 0]);
    assert_eq!(locations("apis.createApi", &json!({"name": names[1]})), ["/properties/name/maxLength"]);
}

#[test]
fn unknown_fields_are_refused_or_ignored_by_operation() {
    let refused = json!({"keyId": "key_1", "surprise": 1});
    let ignored = json!({"keyId": "key_1", "expiration": 0, "surprise": 1});
    assert_eq!(locations("keys.getKey", &refused), ["/additionalProperties"]);
    assert_eq!(locations("keys.rerollKey", &ignored), [""; 0]);
}

#[test]
fn null_is_a_type_error_where_it_is_not_provided_for() {
    assert_eq!(
        locations("keys.updateKey", &json!({"keyId": "key_1", "enabled": null})),
        ["/properties/enabled/type"]
    );
}

#[test]
fn a_bare_array_is_the_body_of_multi_limit() {
    assert_eq!(locations("ratelimit.multiLimit", &json!({})), ["/type"]);
    assert_eq!(locations("ratelimit.multiLimit", &json!([])), ["/minItems"]);
    assert_eq!(locations("ratelimit.multiLimit", &json!([{}])), ["/items/required"]);
}

#[test]
fn whole_doubles_and_numbers_beyond_int64_pass_the_schema_and_fail_the_binding() {
    for remaining in ["5.0", "9223372036854775808", "1e3"] {
        let text = format!(r#"{{"apiId":"api_1","credits":{{"remaining":{remaining}}}}}"#);
        let body: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(validate("keys.createKey", &body), Ok(()), "{remaining}");
        assert_eq!(bind("keys.createKey", &body).unwrap_err().field, "remaining", "{remaining}");
    }
    let largest = json!({"apiId": "api_1", "credits": {"remaining": i64::MAX}, "meta": {"free": 1.0}});
    assert_eq!(bind("keys.createKey", &largest), Ok(()));
}

#[test]
fn fractions_and_immense_numbers_fail_the_schema() {
    for (remaining, keyword) in [(1.5, "type"), (1e30, "maximum")] {
        let body = json!({"apiId": "api_1", "credits": {"remaining": remaining}});
        assert_eq!(
            locations("keys.createKey", &body),
            [format!("/properties/credits/properties/remaining/{keyword}")]
        );
    }
}

/// Replaces the placeholders of a recorded request by values of their form.
fn filled(value: &Value) -> Value {
    match value {
        Value::String(text) if text.starts_with("{now") => json!(1_800_000_000_000_i64),
        Value::String(text) if text.contains('{') => {
            json!(text.replace('{', "made_").replace('}', "").replace(['#', '.', ':'], "_"))
        }
        Value::Array(values) => values.iter().map(filled).collect(),
        Value::Object(fields) => {
            fields.iter().map(|(name, value)| (name.clone(), filled(value))).collect::<Value>()
        }
        other => other.clone(),
    }
}

#[test]
fn recorded_requests_are_judged_as_the_service_judged_them() {
    let Some(folder) = std::env::var_os("UNKEY_RECORDINGS") else {
        println!("UNKEY_RECORDINGS names no folder: nothing compared");
        return;
    };
    let mut compared = 0;
    for file in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if file.extension().is_none_or(|extension| extension != "json") {
            continue;
        }
        let scenario: Value = serde_json::from_slice(&std::fs::read(&file).unwrap()).unwrap();
        for (index, step) in scenario["steps"].as_array().unwrap().iter().enumerate() {
            let (Some(operation), Some(body)) = (step["op"].as_str(), step.get("body")) else { continue };
            if body.is_null() || step.get("headers").is_some() || step["root"] != "root" {
                continue;
            }
            let errors = step["answer"]["error"]["errors"].as_array().map(Vec::as_slice).unwrap_or_default();
            let mut wanted: Vec<&str> = errors
                .iter()
                .filter_map(|error| error["location"].as_str())
                .filter(|at| at.starts_with('/'))
                .collect();
            let body = filled(body);
            let mut got = locations(operation, &body);
            wanted.sort_unstable();
            got.sort_unstable();
            assert_eq!(got, wanted, "{} {index} {operation} {body}", file.display());
            if step["status"] == 200 {
                assert_eq!(bind(operation, &body), Ok(()), "{} {index} {operation}", file.display());
            }
            compared += 1;
        }
    }
    assert!(compared > 0, "the folder holds no recorded requests");
    println!("{compared} recorded requests compared");
}
