//! A server that speaks HTTP/2 over TLS, with a certificate that only its own authority vouches for.

use std::{
    convert::Infallible,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
};

use http_body_util::{BodyExt, Full};
use hyper::{Response, Version, body::Bytes, service::service_fn};
use hyper_util::rt::{TokioExecutor, TokioIo};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{self, pki_types::PrivateKeyDer},
};
use unkey_kit::{ErrorKind, GetKey, RetryPolicy, Unkey};

/// The server. Ends with the test's runtime.
pub(crate) struct TlsServer {
    pub(crate) url: String,
    /// The certificate, as PEM.
    pub(crate) authority: String,
    connections: Arc<AtomicUsize>,
}

impl TlsServer {
    /// Starts a server that answers every request with this status and body.
    pub(crate) async fn start(status: u16, body: String) -> Self {
        let made = rcgen::generate_simple_self_signed(["127.0.0.1".to_owned()]).unwrap();
        let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
        let mut config =
            rustls::ServerConfig::builder_with_provider(Arc::new(rustls::crypto::ring::default_provider()))
                .with_safe_default_protocol_versions()
                .unwrap()
                .with_no_client_auth()
                .with_single_cert(vec![made.cert.der().clone()], key)
                .unwrap();
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("https://{}", listener.local_addr().unwrap());
        let connections = Arc::new(AtomicUsize::new(0));
        let accepted = Arc::clone(&connections);
        tokio::spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let (acceptor, body) = (acceptor.clone(), body.clone());
                let accepted = Arc::clone(&accepted);
                tokio::spawn(async move {
                    // A client that does not trust the certificate ends the handshake.
                    let Ok(stream) = acceptor.accept(stream).await else { return };
                    accepted.fetch_add(1, Ordering::SeqCst);
                    let answer = service_fn(move |request: hyper::Request<hyper::body::Incoming>| {
                        let body = body.clone();
                        async move {
                            assert_eq!(request.version(), Version::HTTP_2);
                            let _ = request.into_body().collect().await;
                            let response =
                                Response::builder().status(status).body(Full::new(Bytes::from(body)));
                            Ok::<_, Infallible>(response.unwrap())
                        }
                    });
                    let http = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
                    let _ = http.serve_connection(TokioIo::new(stream), answer).await;
                });
            }
        });
        Self { url, authority: made.cert.pem(), connections }
    }

    /// A server whose every answer is a key.
    pub(crate) async fn with_a_key() -> Self {
        let key = r#"{"meta":{"requestId":"req_1"},"data":{"keyId":"key_1","start":"sk_","enabled":true,"createdAt":1}}"#;
        Self::start(200, key.to_owned()).await
    }
}

#[tokio::test]
async fn calls_share_one_connection_over_http_2_where_the_server_speaks_it() {
    let server = TlsServer::with_a_key().await;
    let unkey = Unkey::builder()
        .root_key("unkey_any")
        .base_url(&server.url)
        .ca_certificates(server.authority.as_str())
        .build()
        .unwrap();
    unkey.keys().get(GetKey::new("key_1")).await.unwrap();
    let calls: Vec<_> = (0..10)
        .map(|_| {
            let unkey = unkey.clone();
            tokio::spawn(async move { unkey.keys().get(GetKey::new("key_1")).await })
        })
        .collect();
    for call in calls {
        call.await.unwrap().unwrap();
    }
    assert_eq!(server.connections.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn a_certificate_of_an_unknown_authority_is_refused_and_nothing_is_sent() {
    let server = TlsServer::with_a_key().await;
    let unkey = Unkey::builder().root_key("unkey_any").base_url(&server.url).retry(RetryPolicy::never());
    let error = unkey.build().unwrap().keys().get(GetKey::new("key_1")).await.unwrap_err();
    assert_eq!((error.kind(), error.effect()), (ErrorKind::Connection, unkey_kit::Effect::None));
    assert!(error.detail().contains("certificate"), "{}", error.detail());
    assert_eq!(server.connections.load(Ordering::SeqCst), 0);
}
