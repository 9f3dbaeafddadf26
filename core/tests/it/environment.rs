//! What the client takes from the machine that it runs on. A process cannot change its own environment safely, so each
//! of these runs in a process of its own.

use std::process::Command;

use unkey_kit::{GetKey, Unkey};

use crate::{
    server::{Reply, Server},
    tls::TlsServer,
};

fn a_key() -> Reply {
    Reply::data(r#"{"keyId":"key_1","start":"sk_","enabled":true,"createdAt":1}"#)
}

/// Runs one of the tests below in a process of its own, with these variables and no others that matter.
async fn run(test: &str, variables: &[(&str, &str)]) {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("environment::{test}"), "--ignored", "--nocapture"]);
    for name in ["UNKEY_ROOT_KEY", "UNKEY_BASE_URL", "NO_PROXY", "HTTPS_PROXY", "https_proxy"] {
        command.env_remove(name);
    }
    command.envs(variables.iter().copied());
    let output = tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && text.contains("1 passed"), "{text}");
}

async fn read(unkey: &Unkey) -> unkey_kit::Result<()> {
    unkey.keys().get(GetKey::new("key_1")).await.map(drop)
}

#[tokio::test]
async fn a_client_from_the_environment_has_its_root_key_and_base_url_from_there() {
    let server = Server::start(|_, _| a_key()).await;
    let variables = [("UNKEY_ROOT_KEY", "unkey_from_env"), ("UNKEY_BASE_URL", server.url.as_str())];
    run("reads_from_the_environment", &variables).await;
    assert_eq!(server.seen()[0].header("authorization"), Some("Bearer unkey_from_env"));
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn reads_from_the_environment() {
    read(&Unkey::from_env().unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_machine_without_ca_files_can_still_build_a_client() {
    let nowhere = "/nonexistent/ca";
    run("builds_without_ca_files", &[("SSL_CERT_FILE", nowhere), ("SSL_CERT_DIR", nowhere)]).await;
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn builds_without_ca_files() {
    let plain = Server::start(|_, _| a_key()).await;
    read(&Unkey::builder().root_key("unkey_any").base_url(&plain.url).build().unwrap()).await.unwrap();
    let own = TlsServer::with_a_key().await;
    let trusting =
        Unkey::builder().root_key("unkey_any").base_url(&own.url).ca_certificates(own.authority.as_str());
    read(&trusting.build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn the_machines_certificates_are_read_with_the_first_request_even_beside_own_ones() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ca.pem");
    run("reads_certificates_with_the_first_request", &[("SSL_CERT_FILE", file.to_str().unwrap())]).await;
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn reads_certificates_with_the_first_request() {
    let (own, of_the_machine) = (TlsServer::with_a_key().await, TlsServer::with_a_key().await);
    let unkey = Unkey::builder()
        .root_key("unkey_any")
        .base_url(&of_the_machine.url)
        .ca_certificates(own.authority.as_str())
        .build()
        .unwrap();
    std::fs::write(std::env::var_os("SSL_CERT_FILE").unwrap(), &of_the_machine.authority).unwrap();
    read(&unkey).await.unwrap();
}

#[tokio::test]
async fn proxies_of_the_environment_are_for_other_machines() {
    let proxy = Server::start(|_, _| a_key()).await;
    let variables = ["HTTP_PROXY", "http_proxy", "ALL_PROXY"].map(|name| (name, proxy.url.as_str()));
    run("uses_the_proxy_for_another_machine", &variables).await;
    let seen = proxy.seen();
    assert_eq!(seen.len(), 1, "{seen:?}");
    assert!(seen[0].head.starts_with("POST http://unkey.invalid/v2/"), "{}", seen[0].head);
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn uses_the_proxy_for_another_machine() {
    let here = Server::start(|_, _| a_key()).await;
    read(&Unkey::builder().root_key("unkey_any").base_url(&here.url).build().unwrap()).await.unwrap();
    assert_eq!(here.seen().len(), 1);
    let elsewhere =
        Unkey::builder().root_key("unkey_any").base_url("http://unkey.invalid").allow_plain_http();
    read(&elsewhere.build().unwrap()).await.unwrap();
}

#[tokio::test]
async fn a_proxy_that_is_set_is_used_for_this_machine_too() {
    let proxy = Server::start(|_, _| a_key()).await;
    let unkey = Unkey::builder().root_key("unkey_any").base_url("http://127.0.0.1:9").proxy(&proxy.url);
    read(&unkey.build().unwrap()).await.unwrap();
    assert!(proxy.seen()[0].head.starts_with("POST http://127.0.0.1:9/v2/"));
}
