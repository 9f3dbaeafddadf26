use http::Method;
use serde_json::{Value, json};

use crate::service::{START, Service};

fn requests(service: &Service) -> Vec<Value> {
    service.admin_here(Method::GET, "requests", Value::Null)["requests"].as_array().unwrap().clone()
}

#[test]
fn each_request_is_one_line_whatever_became_of_it() {
    let service = Service::new(json!({"rootKeys": {"bare": {}}, "apis": {"here": {}}}));
    service.call("apis.getApi", json!({"apiId": service.id("here")})).data();
    service.advance(5);
    service.call("apis.getApi", json!({"apiId": 7}));
    service.call_as("bare", "apis.getApi", json!({"apiId": service.id("here")}));
    service.arm(json!({"effect": "close"}));
    service.call("apis.getApi", json!({"apiId": service.id("here")}));
    let lines = requests(&service);
    let root_key = lines[0]["rootKeyId"].clone();
    assert_eq!(
        lines[0],
        json!({
            "number": 1, "time": START, "operation": "apis.getApi", "rootKeyId": root_key,
            "node": 0, "status": 200, "fault": false, "hungUp": false,
        })
    );
    let told: Vec<_> =
        lines.iter().map(|line| (line["time"].as_i64().unwrap() - START, line["status"].as_u64())).collect();
    assert_eq!(told, [(0, Some(200)), (5, Some(400)), (5, Some(403)), (5, None)]);
    assert_ne!(lines[2]["rootKeyId"], root_key);
    assert_eq!(lines[3]["fault"], true);
}

#[test]
fn a_journal_is_of_one_workspace_and_can_be_wiped() {
    let service = Service::new(json!({}));
    let other = service.admin(Method::POST, "/workspaces", &json!({"rootKeys": {"root": {}}})).body;
    service.call_as(other["rootKeys"]["root"].as_str().unwrap(), "apis.getApi", json!({}));
    service.call_as("unkey_unknown", "apis.getApi", json!({}));
    assert_eq!(requests(&service), Vec::<Value>::new());
    service.call("apis.getApi", json!({}));
    service.admin_here(Method::DELETE, "requests", Value::Null);
    assert_eq!(requests(&service), Vec::<Value>::new());
    service.call("apis.getApi", json!({}));
    assert_eq!(requests(&service)[0]["number"], 2);
}
