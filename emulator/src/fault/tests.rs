use serde_json::json;

use super::*;

fn armed(fault: serde_json::Value) -> Faults {
    let mut faults = Faults::default();
    faults.arm(serde_json::from_value(fault).unwrap()).unwrap();
    faults
}

fn effect_on(faults: &mut Faults, operation: &str, headers: &HeaderMap) -> Option<(When, Effect)> {
    let mut strike = Strike::default();
    faults.strike(operation, headers, &mut strike);
    strike.effect
}

fn struck(faults: &mut Faults, requests: usize) -> Vec<bool> {
    (0..requests).map(|_| effect_on(faults, "keys.getKey", &HeaderMap::new()).is_some()).collect()
}

#[test]
fn only_the_named_operation_is_struck() {
    let mut faults = armed(json!({"operation": "keys.deleteKey", "when": "after_commit", "effect": "close"}));
    assert_eq!(effect_on(&mut faults, "keys.getKey", &HeaderMap::new()), None);
    let effect = effect_on(&mut faults, "keys.deleteKey", &HeaderMap::new());
    assert_eq!(effect, Some((When::AfterCommit, Effect::Close)));
}

#[test]
fn only_requests_with_the_header_are_struck() {
    let mut faults = armed(json!({"header": {"name": "X-Test", "value": "1"}, "effect": "close"}));
    let marked = |value: &'static str| {
        HeaderMap::from_iter([(HeaderName::from_static("x-test"), HeaderValue::from_static(value))])
    };
    assert!(effect_on(&mut faults, "keys.getKey", &HeaderMap::new()).is_none());
    assert!(effect_on(&mut faults, "keys.getKey", &marked("2")).is_none());
    assert!(effect_on(&mut faults, "keys.getKey", &marked("1")).is_some());
}

#[test]
fn some_requests_are_let_through_and_a_count_is_spent() {
    let mut faults = armed(json!({"skip": 1, "count": 2, "effect": "close"}));
    assert_eq!(struck(&mut faults, 5), [false, true, true, false, false]);
}

#[test]
fn one_seed_strikes_the_same_requests() {
    let fault = json!({"probability": 0.3, "seed": 7, "effect": "close"});
    let pattern = struck(&mut armed(fault.clone()), 1000);
    assert_eq!(pattern, struck(&mut armed(fault), 1000));
    let share = pattern.iter().filter(|struck| **struck).count();
    assert!((250..350).contains(&share), "{share}");
}

#[test]
fn delays_add_up_and_the_first_effect_wins() {
    let mut faults = armed(json!({"delay": 20}));
    for fault in [
        json!({"delay": 5, "when": "after_commit"}),
        json!({"effect": {"html": {}}, "count": 1}),
        json!({"delay": 7, "effect": {"error": {"code": "key_disabled"}}}),
    ] {
        faults.arm(serde_json::from_value(fault).unwrap()).unwrap();
    }
    let mut strike = Strike::default();
    faults.strike("keys.getKey", &HeaderMap::new(), &mut strike);
    let html = Some((When::Before, Effect::Html { status: 502 }));
    assert_eq!(strike, Strike { delay_before: 20, delay_after: 5, effect: html });
}

#[test]
fn a_fault_that_cannot_happen_is_refused() {
    for (fault, sentence) in [
        (json!({}), "a fault has an effect or a delay"),
        (json!({"effect": "close", "probability": 1.5}), "probability goes from 0 to 1"),
        (json!({"effect": {"html": {"status": 99}}}), "99 is no status of an answer"),
        (json!({"effect": {"answer": {"headers": {"x y": "1"}}}}), "\"x y\" is no name of a header"),
        (json!({"effect": {"error": {"code": "nonsense"}}}), "no error code is called \"nonsense\""),
        (json!({"effect": "close", "operation": "zebra"}), "no operation is called \"zebra\""),
    ] {
        let fault = serde_json::from_value(fault).unwrap();
        assert_eq!(Faults::default().arm(fault).unwrap_err().to_string(), sentence);
    }
}

#[test]
fn a_misspelt_operation_is_refused_with_those_near_it() {
    let fault = serde_json::from_value(json!({"effect": "close", "operation": "keys.deletekey"})).unwrap();
    let sentence = Faults::default().arm(fault).unwrap_err().to_string();
    let start = "no operation is called \"keys.deletekey\"; near it are keys.deleteKey";
    assert!(sentence.starts_with(start), "{sentence}");
}

#[test]
fn a_field_that_no_fault_has_is_refused_wherever_it_stands() {
    for fault in [
        json!({"effect": "close", "operations": "keys.getKey"}),
        json!({"effect": "close", "header": {"name": "x", "values": "1"}}),
        json!({"effect": {"error": {"code": "key_disabled", "retryafter": 1}}}),
        json!({"effect": {"cut": {"byte": 1}}}),
        json!({"effect": {"explode": {}}}),
    ] {
        let refusal = serde_json::from_value::<Fault>(fault).unwrap_err().to_string();
        assert!(refusal.contains("unknown"), "{refusal}");
    }
}

#[test]
fn a_list_says_what_each_fault_did() {
    let mut faults = armed(json!({"operation": "keys.getKey", "skip": 1, "effect": {"garbage": {}}}));
    struck(&mut faults, 3);
    assert_eq!(
        serde_json::to_value(faults.list()).unwrap(),
        json!([{
            "id": 1, "operation": "keys.getKey", "skip": 1, "seed": 0, "delay": 0, "when": "before",
            "effect": {"garbage": {"status": 200}}, "matched": 3, "struck": 2,
        }])
    );
}
