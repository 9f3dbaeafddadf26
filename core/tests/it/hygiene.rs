//! Planted secrets are looked for in everything that is printed, logged, serialised or raised while calls run and fail
//! in all ways.

use std::{
    io,
    sync::{Arc, Mutex, OnceLock},
    time::Duration,
};

use unkey_kit::{
    CreateKey, Error, GetKey, KeySecret, Result, RetryPolicy, RootKey, Unkey, UnkeyBuilder, VerifyKey,
};

use crate::{
    server::{Reply, Server},
    tls::TlsServer,
};

const ROOT_KEY: &str = "unkey_PLANTED_root";
const PRESENTED: &str = "sk_PLANTED_presented";
const MADE: &str = "sk_PLANTED_made";
const HEADER: &str = "PLANTED_header";
const PROXY_PASSWORD: &str = "PLANTED_proxy";

/// Everything that this process logs, at the finest level, dependencies included.
fn log() -> Arc<Mutex<Vec<u8>>> {
    #[derive(Clone)]
    struct Sink(Arc<Mutex<Vec<u8>>>);
    impl io::Write for Sink {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().write(bytes)
        }
        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
    static LOG: OnceLock<Arc<Mutex<Vec<u8>>>> = OnceLock::new();
    let log = LOG.get_or_init(|| {
        let log = Arc::new(Mutex::new(Vec::new()));
        let sink = Sink(Arc::clone(&log));
        tracing_subscriber::fmt()
            .with_max_level(tracing_subscriber::filter::LevelFilter::TRACE)
            .with_span_events(tracing_subscriber::fmt::format::FmtSpan::FULL)
            .with_writer(move || sink.clone())
            .init();
        log
    });
    Arc::clone(log)
}

fn logged() -> String {
    String::from_utf8_lossy(&log().lock().unwrap()).into_owned()
}

fn assert_clean(text: &str, what: &str) {
    if let Some(at) = text.find("PLANTED") {
        let around: String =
            text.chars().skip(text[..at].chars().count().saturating_sub(200)).take(400).collect();
        panic!("a secret is in {what}: {around}");
    }
}

/// Every text that can be made of an error.
fn assert_error_clean(error: &Error) {
    let mut texts =
        format!("{error} {error:#} {error:?} {error:#?} {}", serde_json::to_string(error).unwrap());
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        texts += &format!(" {cause} {cause:?}");
        source = cause.source();
    }
    texts += &format!("{:?} {:?} {:?}", error.errors(), error.missing(), error.code());
    assert_clean(&texts, "an error");
}

fn builder(url: &str) -> UnkeyBuilder {
    Unkey::builder()
        .root_key(ROOT_KEY)
        .base_url(url)
        .header("X-Gateway", HEADER)
        .attempt_timeout(Duration::from_millis(200))
        .retry(RetryPolicy::default().without_delay())
}

async fn verify(unkey: &Unkey) -> Result<()> {
    unkey.keys().verify(VerifyKey::new(PRESENTED)).await.map(drop)
}

/// Everything that an answer can be.
fn replies() -> Vec<Reply> {
    let echo = format!("{ROOT_KEY} {PRESENTED}");
    let violation = format!(
        r#"{{"meta":{{"requestId":"{echo}"}},"error":{{"title":"{echo}","detail":"{echo}","type":"https://unkey.com/docs/errors/unkey/data/{ROOT_KEY}","errors":[{{"location":"{echo}","message":"{echo}","fix":"{echo}"}}]}}}}"#
    );
    vec![
        Reply::refusal(400, "unkey/application/invalid_input", &echo),
        Reply::refusal(
            403,
            "unkey/authorization/insufficient_permissions",
            &format!("Missing permission: '{ROOT_KEY}'"),
        ),
        Reply::refusal(500, "unkey/application/unexpected_error", &echo),
        Reply::json(400, violation),
        Reply::json(200, format!(r#"{{"meta":{{"requestId":"r"}},"data":{{"valid":"{PRESENTED}"}}}}"#)),
        Reply::json(200, format!(r#"{{"meta":{{"requestId":"r"}},"data":"{PRESENTED}"#)),
        Reply::text(404, &echo).with(&format!("X-Echo: {ROOT_KEY}")),
        Reply::text(502, &format!("<html>{echo}")),
        Reply::text(307, "").with(&format!("Location: /{ROOT_KEY}")),
        Reply::Raw(format!("HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n{echo}")),
        Reply::Raw(format!("{echo}\r\n\r\n")),
        Reply::Raw(format!("HTTP/1.1 200 OK\r\n{ROOT_KEY} : {PRESENTED}\r\n\r\n")),
        Reply::Close,
        Reply::Stall,
    ]
}

#[tokio::test]
async fn no_failure_of_a_call_shows_a_secret() {
    let _log = log();
    for reply in replies() {
        let server = Server::start(move |_, _| reply.clone()).await;
        let error = verify(&builder(&server.url).build().unwrap()).await.unwrap_err();
        assert_error_clean(&error);
        let seen = server.seen();
        assert!(seen[0].head.contains(ROOT_KEY) && seen[0].body.contains(PRESENTED), "both were sent");
    }
    let error = verify(&builder("http://127.0.0.1:1").build().unwrap()).await.unwrap_err();
    assert_error_clean(&error);
    let logged = logged();
    for trace in ["attempt failed", "reqwest::connect", "hyper_util::client", "unkey.call"] {
        assert!(logged.contains(trace), "the log is expected to have {trace}");
    }
    assert_clean(&logged, "the log");
}

#[tokio::test]
async fn no_success_shows_a_secret() {
    let _log = log();
    let made = format!(r#"{{"keyId":"key_1","key":"{MADE}"}}"#);
    let server = Server::start(move |_, _| Reply::data(&made)).await;
    let unkey = builder(&server.url).build().unwrap();
    let answer = unkey.keys().create(CreateKey::new("api_1")).await.unwrap();
    assert_eq!(answer.data.key.reveal(), MADE);
    let shown = format!("{answer:?} {answer:#?} {} {unkey:?}", serde_json::to_string(&answer).unwrap());
    assert_clean(&shown, "an answer");
    let request = VerifyKey::new(PRESENTED);
    assert_clean(&format!("{request:?} {}", serde_json::to_string(&request).unwrap()), "a request");
    assert_clean(&format!("{:?}", builder(&server.url)), "a builder");
    assert_clean(&logged(), "the log");
}

#[tokio::test]
async fn http_2_logs_no_secret_either() {
    let _log = log();
    let server = TlsServer::start(400, format!("{ROOT_KEY} {PRESENTED}")).await;
    let unkey = builder(&server.url).ca_certificates(server.authority.as_str()).build().unwrap();
    assert_error_clean(&verify(&unkey).await.unwrap_err());
    let logged = logged();
    assert!(logged.contains("h2::"), "the log is expected to have frames of HTTP/2");
    assert_clean(&logged, "the log");
}

#[tokio::test]
async fn the_password_of_a_proxy_is_not_shown() {
    let _log = log();
    let proxy = Server::start(|_, _| Reply::text(407, "")).await;
    let url = proxy.url.replace("http://", &format!("http://user:{PROXY_PASSWORD}@"));
    for target in ["http://127.0.0.1:1", "https://127.0.0.1:1"] {
        let through = builder(target).proxy(&url);
        assert_clean(&format!("{through:?}"), "a builder");
        assert_error_clean(&verify(&through.build().unwrap()).await.unwrap_err());
    }
    assert!(proxy.seen().iter().all(|seen| seen.header("proxy-authorization").is_some()));
    let error = builder("http://127.0.0.1:1").proxy(format!("::{PROXY_PASSWORD}")).build().unwrap_err();
    assert_error_clean(&error);
    assert_clean(&logged(), "the log");
}

#[test]
fn settings_that_are_refused_are_not_quoted() {
    for malformed in [format!("{ROOT_KEY} "), format!("Bearer {ROOT_KEY}"), format!("{ROOT_KEY}\u{e9}")] {
        assert_error_clean(&RootKey::new(malformed.as_str()).unwrap_err());
        assert_error_clean(&Unkey::builder().root_key(malformed).build().unwrap_err());
    }
    for url in ["https://user:PLANTED@unkey.invalid", "https://PLANTED@unkey.invalid", "PLANTED"] {
        assert_error_clean(&Unkey::builder().root_key(ROOT_KEY).base_url(url).build().unwrap_err());
    }
}

#[test]
fn a_panic_over_a_secret_does_not_show_it() {
    let root_key = RootKey::new(ROOT_KEY).unwrap();
    let secret = KeySecret::new(PRESENTED);
    let request = GetKey::new("key_1");
    let panic = std::panic::catch_unwind(move || {
        panic!("{:?}", (root_key, secret, request));
    });
    let message = panic.unwrap_err().downcast::<String>().unwrap();
    assert!(message.contains("redacted"));
    assert_clean(&message, "a panic message");
}
