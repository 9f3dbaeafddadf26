//! Pages of `apis.listKeys`.

use serde_json::{Value, json};

use crate::service::Service;

fn page(service: &Service, more: Value) -> Value {
    let mut body = more;
    body["apiId"] = service.id("payments").into();
    let answer = service.call("apis.listKeys", body);
    assert_eq!(answer.status.as_u16(), 200, "{}", answer.body);
    answer.body
}

fn ids(page: &Value) -> Vec<String> {
    let text = |key: &Value| key["keyId"].as_str().unwrap().to_owned();
    page["data"].as_array().unwrap().iter().map(text).collect()
}

/// All ids, page by page; what happens between two pages is told the cursor.
fn walk(service: &Service, limit: usize, mut between: impl FnMut(&str)) -> Vec<String> {
    let (mut all, mut cursor) = (Vec::new(), String::new());
    loop {
        let page = page(service, json!({"limit": limit, "cursor": cursor}));
        all.extend(ids(&page));
        match page["pagination"]["cursor"].as_str() {
            Some(next) => cursor = next.to_owned(),
            None => return all,
        }
        between(&cursor);
    }
}

#[test]
fn pages_follow_each_other_without_gaps_in_an_order_that_ignores_letter_case() {
    let service = Service::with_api(json!({}));
    let mut made: Vec<String> = (0..80).map(|_| service.key(json!({})).0).collect();
    let walked = walk(&service, 7, |_| {});
    let folded = |id: &String| id.to_lowercase();
    assert!(walked.is_sorted_by_key(folded), "{walked:?}");
    assert!(!walked.is_sorted(), "the order of bytes is another one");
    made.sort_by_key(folded);
    assert_eq!(walked, made);
}

#[test]
fn the_cursor_is_the_first_id_of_the_next_page_and_absent_on_the_last() {
    let service = Service::with_api(json!({}));
    (0..3).for_each(|_| drop(service.key(json!({}))));
    let all = ids(&page(&service, json!({})));
    let first = page(&service, json!({"limit": 2}));
    assert_eq!(first["pagination"], json!({"hasMore": true, "cursor": all[2]}));
    let last = page(&service, json!({"limit": 1, "cursor": all[2]}));
    assert_eq!((ids(&last), &last["pagination"]), (vec![all[2].clone()], &json!({"hasMore": false})));
}

#[test]
fn deleting_every_cursor_row_skips_nothing() {
    let service = Service::with_api(json!({}));
    let made: Vec<String> = (0..30).map(|_| service.key(json!({})).0).collect();
    let mut deleted = 0;
    let walked = walk(&service, 7, |cursor| {
        service.call("keys.deleteKey", json!({"keyId": cursor})).into_data();
        deleted += 1;
    });
    assert!(deleted > 2);
    assert_eq!(walked.len() + deleted, made.len());
}

#[test]
fn any_text_is_a_cursor() {
    let service = Service::with_api(json!({}));
    service.key(json!({}));
    for (cursor, found) in [("", 1), ("key_", 1), ("!!!", 1), ("zzzzzzzz", 0)] {
        assert_eq!(ids(&page(&service, json!({"cursor": cursor}))).len(), found, "{cursor:?}");
    }
}

#[test]
fn a_user_is_listed_with_disabled_and_expired_keys_and_without_deleted_ones() {
    let service = Service::with_api(json!({}));
    let of_user = |fields: Value| {
        let mut fields = fields;
        fields["externalId"] = "user_1".into();
        service.key(fields).0
    };
    let mut expected = vec![of_user(json!({"enabled": false})), of_user(json!({"expires": 1}))];
    let deleted = of_user(json!({}));
    service.call("keys.deleteKey", json!({"keyId": deleted})).into_data();
    service.key(json!({"externalId": "USER_1"}));
    let (moved, _) = service.key(json!({}));
    service.call("keys.updateKey", json!({"keyId": moved, "externalId": "user_1"})).into_data();
    expected.push(moved);

    let mut listed = ids(&page(&service, json!({"externalId": "user_1"})));
    expected.sort();
    listed.sort();
    assert_eq!(listed, expected);
    assert_eq!(page(&service, json!({"externalId": "nobody"}))["data"], json!([]));
}
