use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::json;

use super::text;

#[derive(Clone, Serialize)]
struct Limit {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    most: Option<u32>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Step {
    Began { at: i64 },
    Ended,
}

const FULL: Limit = Limit { name: "a", most: Some(3) };
const BARE: Limit = Limit { name: "b", most: None };

fn shown<T: Serialize>(value: T) -> String {
    text(&value).unwrap()
}

#[test]
fn fields_stand_by_position_and_one_that_is_left_out_keeps_its_place() {
    assert_eq!(shown(FULL), r#"[1,"a",3]"#);
    assert_eq!(shown(BARE), r#"[1,"b",null]"#);
}

#[test]
fn structs_stand_one_after_another_in_a_list_and_in_each_other() {
    #[derive(Serialize)]
    struct Outer {
        limits: Vec<Limit>,
        first: Option<Limit>,
        last: Option<Limit>,
    }
    let outer = Outer { limits: vec![FULL, BARE], first: Some(BARE), last: None };
    assert_eq!(shown(outer), r#"[1,[1,"a",3,1,"b",null],1,"b",null,null]"#);
}

#[test]
fn a_struct_in_a_map_has_brackets() {
    assert_eq!(shown(BTreeMap::from([("x", FULL), ("y", BARE)])), r#"[{"x":[1,"a",3],"y":[1,"b",null]}]"#);
    assert_eq!(shown(BTreeMap::from([("x", vec![FULL, BARE])])), r#"[{"x":[1,"a",3,1,"b",null]}]"#);
}

#[test]
fn a_variant_with_data_begins_with_its_name() {
    assert_eq!(shown([Step::Began { at: -2 }, Step::Ended]), r#"[[1,"began",-2,1,"ended"]]"#);
}

#[test]
fn json_stays_as_it_is() {
    let value = json!({ "a": [null, true, 1.5, { "b": [] }], "\"": "\u{1}é" });
    assert_eq!(shown(&value), format!("[{value}]"));
    assert_eq!(shown(()), "[null]");
}
