//! What only a connection can show.

use std::time::Duration;

use http::Method;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use unkey_kit_emulator::{Emulator, EmulatorHandle, SeededKeys, Setup};

/// Long enough for a loopback connection on a busy machine; only a failing test waits for it.
const PATIENCE: Duration = Duration::from_secs(20);

async fn connect(url: &str) -> TcpStream {
    TcpStream::connect(url.strip_prefix("http://").unwrap()).await.unwrap()
}

fn raw(method: &str, path: &str, root_key: &str, body: &Value) -> String {
    let body = body.to_string();
    let length = body.len();
    format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {root_key}\r\n\
         Content-Type: application/json\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n{body}"
    )
}

/// Sends one request on a connection of its own, and reads until that is closed.
async fn exchange(url: &str, request: String) -> String {
    let mut stream = connect(url).await;
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = Vec::new();
    // A reset connection counts as closed.
    let read = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut answer)).await;
    read.expect("the connection stays open").ok();
    String::from_utf8_lossy(&answer).into_owned()
}

async fn admin(emulator: &EmulatorHandle, method: Method, path: &str, body: Value) -> Value {
    let path = format!("/workspaces/{}/{path}", emulator.emulator().workspace_id());
    let answer = exchange(emulator.admin_url(), raw(method.as_str(), &path, "", &body)).await;
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    assert!(head.starts_with("HTTP/1.1 200"), "{answer}");
    serde_json::from_str(body).unwrap()
}

async fn create_api(emulator: &EmulatorHandle) -> String {
    let request = raw("POST", "/v2/apis.createApi", emulator.root_key(), &json!({"name": "payments"}));
    exchange(emulator.url(), request).await
}

#[tokio::test]
async fn a_fault_closes_the_connection_without_a_byte_or_in_the_middle_of_a_body() {
    let emulator = Emulator::builder().start().await.unwrap();
    let whole = create_api(&emulator).await;
    let length = whole.split_once("\r\n\r\n").unwrap().1.len();

    admin(&emulator, Method::POST, "faults", json!({"count": 1, "effect": "close"})).await;
    assert_eq!(create_api(&emulator).await, "");

    let cut = json!({"count": 1, "when": "after_commit", "effect": {"cut": {"bytes": 5}}});
    admin(&emulator, Method::POST, "faults", cut).await;
    let cut = create_api(&emulator).await;
    let (head, body) = cut.split_once("\r\n\r\n").unwrap();
    assert!(head.to_lowercase().contains(&format!("content-length: {length}")), "{head}");
    assert_eq!(body, r#"{"met"#);
    emulator.shutdown().await;
}

#[tokio::test]
async fn a_client_that_hangs_up_during_a_delay_is_noted_and_its_request_not_carried_out() {
    let none = SeededKeys { count: 0, apis: 1, users: 0, seed: 1 };
    let emulator = Emulator::builder().start_with(Setup::with_keys(none)).await.unwrap();
    admin(&emulator, Method::POST, "faults", json!({"delay": 60_000})).await;
    let mut stream = connect(emulator.url()).await;
    let body = json!({"apiId": none.api_id(0)});
    let request = raw("POST", "/v2/keys.createKey", emulator.root_key(), &body);
    stream.write_all(request.as_bytes()).await.unwrap();

    let journal = |wanted: fn(&Value) -> bool| {
        let emulator = &emulator;
        let patient = async move {
            loop {
                let lines = admin(emulator, Method::GET, "requests", Value::Null).await;
                if wanted(&lines["requests"]) {
                    return lines["requests"].clone();
                }
                tokio::task::yield_now().await;
            }
        };
        tokio::time::timeout(PATIENCE, patient)
    };
    journal(|lines| lines[0]["operation"] == "keys.createKey").await.expect("the request arrives");
    drop(stream);
    let lines = journal(|lines| lines[0]["hungUp"] == true).await.expect("the hang-up is noticed");
    assert_eq!(lines[0].get("status"), None);
    assert_eq!(admin(&emulator, Method::GET, "keys", Value::Null).await["keys"], json!([]));
    emulator.shutdown().await;
}

#[tokio::test]
async fn requests_of_one_connection_share_its_number() {
    let emulator = Emulator::builder().start().await.unwrap();
    for _ in 0..2 {
        let one = raw("POST", "/v2/apis.getApi", emulator.root_key(), &json!({"apiId": "api_12345678"}));
        let kept = one.replace("Connection: close\r\n", "");
        exchange(emulator.url(), kept + &one).await;
    }
    let lines = admin(&emulator, Method::GET, "requests", Value::Null).await;
    let numbers: Vec<&Value> = (0..4).map(|at| &lines["requests"][at]["connection"]).collect();
    assert!(numbers[0] == numbers[1] && numbers[2] == numbers[3] && numbers[0] != numbers[2], "{numbers:?}");
    emulator.shutdown().await;
}
