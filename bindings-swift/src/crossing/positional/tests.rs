use serde::Serialize;
use serde_json::json;

use super::bytes;

#[derive(Serialize)]
struct Row {
    name: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<bool>,
    state: State,
}

#[derive(Serialize)]
#[serde(rename_all = "snake_case")]
enum State {
    TurnedOn,
    #[serde(untagged)]
    Other(&'static str),
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Step {
    Began { at: i64 },
}

#[test]
fn fields_stand_by_position_and_one_that_is_left_out_keeps_its_place() {
    let left_out = bytes(&Row { name: "a", note: None, state: State::TurnedOn });
    assert_eq!(left_out, b"\x08\x05\x01\0\0\0a\x00\x05\x09\0\0\0turned_on");
    let there = bytes(&Row { name: "a", note: Some(false), state: State::Other("new") });
    assert_eq!(there, b"\x08\x05\x01\0\0\0a\x01\x05\x03\0\0\0new");
}

#[test]
fn a_variant_with_data_begins_with_its_name() {
    assert_eq!(
        bytes(&Step::Began { at: -2 }),
        b"\x08\x05\x05\0\0\0began\x03\xfe\xff\xff\xff\xff\xff\xff\xff"
    );
}

#[test]
fn a_struct_whose_first_field_is_left_out_is_still_there() {
    #[derive(Serialize)]
    struct Outer {
        inner: Option<Inner>,
    }
    #[derive(Serialize)]
    struct Inner {
        first: Option<bool>,
    }
    assert_eq!(bytes(&Outer { inner: Some(Inner { first: None }) }), [8, 8, 0]);
    assert_eq!(bytes(&Outer { inner: None }), [8, 0]);
}

#[test]
fn json_tells_its_own_types() {
    let shown = bytes(&json!({ "a": [null, true, 1.5] }));
    assert_eq!(shown, b"\x07\x01\0\0\0\x05\x01\0\0\0a\x06\x03\0\0\0\x00\x02\x04\0\0\0\0\0\0\xf8\x3f");
}

#[test]
fn an_integer_beyond_64_bits_with_sign_is_the_nearest_double() {
    assert_eq!(bytes(&u64::MAX), [&[4], 18_446_744_073_709_551_615_f64.to_le_bytes().as_slice()].concat());
    assert_eq!(bytes(&i64::MAX), [&[3], i64::MAX.to_le_bytes().as_slice()].concat());
}

#[test]
fn a_list_whose_length_is_told_late_is_counted() {
    let even = (0_u8..4).filter(|number| number % 2 == 0);
    let mut serializer = super::Writer { bytes: Vec::new() };
    serde::Serializer::collect_seq(&mut serializer, even).unwrap();
    assert_eq!(serializer.bytes[..5], [6, 2, 0, 0, 0]);
}
