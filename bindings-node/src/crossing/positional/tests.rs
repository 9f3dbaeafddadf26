use std::collections::BTreeMap;

use serde_json::json;
use unkey_kit::{Json, KeySecret, Wide};

use super::{Positional, Writer, written};

/// A struct as the generated ones are.
struct Limit {
    name: String,
    most: Option<u32>,
    steps: Vec<u32>,
    meta: Option<Json>,
}

impl Positional for Limit {
    fn write(&self, to: &mut Writer) {
        to.bits([self.most.is_some(), self.meta.is_some()]);
        self.name.write(to);
        if let Some(value) = &self.most {
            value.write(to);
        }
        self.steps.write(to);
        if let Some(value) = &self.meta {
            value.write(to);
        }
    }
}

/// What is written of a value after its JSON.
fn text<T: Positional>(value: &T) -> String {
    let text = String::from_utf8(written(value).text).unwrap();
    text.strip_prefix('\0').unwrap().to_owned()
}

#[test]
fn fields_stand_by_position_and_one_that_is_absent_takes_no_place() {
    let full = Limit { name: "a".to_owned(), most: Some(3), steps: vec![9], meta: None };
    assert_eq!(text(&full), "\u{1}\u{1}a\u{3}\u{1}\t");
    let bare = Limit { name: "a".to_owned(), most: None, steps: Vec::new(), meta: None };
    assert_eq!(text(&bare), "\0\u{1}a\0");
    assert_eq!(text(&vec![bare]), "\u{1}\0\u{1}a\0");
}

#[test]
fn json_stands_in_one_array_before_everything_else() {
    let limit = |meta| Limit { name: String::new(), most: None, steps: Vec::new(), meta };
    let limits = vec![limit(Some(json!({ "a\0": [null, 1.5] }))), limit(None), limit(Some(json!("b")))];
    let expected = "[{\"a\\u0000\":[null,1.5]},\"b\"]\0\u{3}\u{2}\0\0\0\0\0\u{2}\0\0";
    assert_eq!(written(&limits).text, expected.as_bytes());
}

#[test]
fn lists_of_texts_are_json() {
    let tags = BTreeMap::from([("a", vec!["x", "\""]), ("b", vec![])]);
    let tags =
        tags.into_iter().map(|(name, tags)| (name.to_owned(), tags.into_iter().map(str::to_owned).collect()));
    let tags: BTreeMap<String, Vec<String>> = tags.collect();
    assert_eq!(written(&tags).text, b"[[\"x\",\"\\\"\"],[]]\0\x02\x01a\x01b");
}

#[test]
fn a_count_has_six_bits_in_a_character_and_an_integer_its_sign_in_the_first() {
    assert_eq!(text(&"x".repeat(63)), format!("?{}", "x".repeat(63)));
    assert_eq!(text(&"x".repeat(64)), format!("@\u{1}{}", "x".repeat(64)));
    for (value, expected) in
        [(0, "\0"), (31, "\u{1f}"), (32, "@\u{1}"), (-1, "!"), (-32, "`\u{1}"), (2111, "\u{5f}A\u{1}")]
    {
        assert_eq!(text(&value), expected, "{value}");
    }
}

#[test]
fn a_text_has_the_length_that_javascript_gives_it() {
    assert_eq!(text(&"é".to_owned()), "\u{1}é");
    assert_eq!(text(&"😀\0".to_owned()), "\u{3}😀\0");
}

#[test]
fn an_integer_that_a_double_cannot_hold_is_a_text() {
    let most = (1 << 53) - 1;
    assert_eq!(text(&Wide(most)), format!("\0{}", text(&most)));
    assert_eq!(text(&Wide(-most - 1)), "\u{1}\u{11}-9007199254740992");
}

#[test]
fn secrets_are_not_in_the_text() {
    let secrets =
        BTreeMap::from(["a", "b"].map(|name| (name.to_owned(), KeySecret::new(format!("sk_{name}")))));
    let written = written(&secrets);
    assert_eq!(written.text, b"\0\x02\x01a\x01b");
    assert_eq!(written.secrets, ["sk_a", "sk_b"]);
}
