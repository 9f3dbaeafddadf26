//! The server of the conformance cases as runners in other languages meet it: a process with one line of output, an
//! admin address, and a verdict.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic, as the tests do")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::{Child, Command, Stdio},
};

use serde_json::{Value, json};

const CASE: &str = "keys.delete/sends_only_the_key";

/// A running server, which ends with this value.
struct Server {
    process: Child,
    url: String,
}

impl Server {
    fn start() -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_conformance-server"));
        let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let said: Value = serde_json::from_str(&line).unwrap();
        Self { process, url: said["url"].as_str().unwrap().to_owned() }
    }

    /// Closes the standard input, at which the server ends. Says whether it did so in good order.
    fn end(&mut self) -> bool {
        drop(self.process.stdin.take());
        self.process.wait().unwrap().success()
    }

    /// Begins the case, makes these requests of it, and gives the problems that the server saw.
    fn play(&self, requests: &[(&str, Value)]) -> Vec<String> {
        let (status, begun) = ask(&self.url, "/begin", &json!({ "name": CASE }));
        assert_eq!(status, 200);
        let url = begun["url"].as_str().unwrap();
        for (path, body) in requests {
            ask(url, path, body);
        }
        let (status, verdict) = ask(&self.url, "/end", &begun);
        assert_eq!(status, 200);
        serde_json::from_value(verdict["problems"].clone()).unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.end();
    }
}

/// Sends a request with everything that a case's requests must have; gives the status and the body, if that is JSON.
fn ask(url: &str, path: &str, body: &Value) -> (u16, Value) {
    let host = url.strip_prefix("http://").unwrap();
    let (method, body) = if body.is_null() { ("GET", String::new()) } else { ("POST", body.to_string()) };
    let request = format!(
        "{method} {path} HTTP/1.1\r\nhost: {host}\r\nauthorization: Bearer conformance_root_key\r\n\
         accept: application/json, application/problem+json\r\ncontent-type: application/json\r\n\
         content-length: {}\r\nconnection: close\r\n\r\n{body}",
        body.len(),
    );
    let mut stream = TcpStream::connect(host).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, serde_json::from_str(body).unwrap_or_default())
}

fn right() -> (&'static str, Value) {
    ("/v2/keys.deleteKey", json!({ "keyId": "key_7fTq2XbRn" }))
}

#[test]
fn a_case_that_is_played_as_written_has_no_problems() {
    assert_eq!(Server::start().play(&[right()]), Vec::<String>::new());
}

#[test]
fn a_request_that_differs_is_a_problem_that_names_the_difference() {
    let server = Server::start();
    let other_body =
        server.play(&[("/v2/keys.deleteKey", json!({ "keyId": "key_7fTq2XbRn", "permanent": null }))]);
    assert_eq!(other_body, ["request 1: body $.permanent: unexpected null"]);
    let other_path = server.play(&[("/v2/keys.getKey", json!({ "keyId": "key_7fTq2XbRn" }))]);
    assert_eq!(other_path, ["request 1: expected POST /v2/keys.deleteKey, found POST /v2/keys.getKey"]);
}

#[test]
fn a_request_that_does_not_come_and_one_too_many_are_problems() {
    let server = Server::start();
    assert_eq!(server.play(&[]), ["requests: expected 1, found 0"]);
    assert_eq!(server.play(&[right(), right()]), ["request 2: POST /v2/keys.deleteKey was not expected"]);
}

#[test]
fn every_case_is_listed_and_no_other_can_begin() {
    let server = Server::start();
    let (_, cases) = ask(&server.url, "/cases", &Value::Null);
    assert!(cases.as_array().unwrap().iter().any(|case| case["name"] == CASE));
    assert_eq!(ask(&server.url, "/begin", &json!({ "name": "no/such" })).0, 404);
    assert_eq!(ask(&server.url, "/end", &json!({ "url": "http://127.0.0.1:1" })).0, 404);
}

#[test]
fn the_server_ends_when_its_standard_input_does() {
    assert!(Server::start().end());
}
