//! Sends one request and reads its answer. The only file that names the HTTP library.

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use reqwest::header::{
    ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, HeaderMap, HeaderName,
    HeaderValue, RETRY_AFTER, TRANSFER_ENCODING, USER_AGENT,
};
use url::Url;
use zeroize::Zeroizing;

use super::{authorities::authorities, provider::BoxError};
use crate::{
    config,
    error::{Effect, Error, Result},
    secret::RootKey,
};

/// What can be set about connections.
#[derive(Clone, Debug)]
pub(crate) struct TransportOptions {
    /// 10 s: a host that takes longer to accept a connection is not there.
    pub(crate) connect_timeout: Duration,
    pub(crate) user_agent: String,
    pub(crate) headers: Vec<(String, HeaderText)>,
    pub(crate) proxy: Option<HeaderText>,
    pub(crate) certificates: Vec<Vec<u8>>,
    /// 16 MB: a page of 100 keys with large metadata has a few.
    pub(crate) max_answer_bytes: usize,
    #[cfg(test)]
    pub(crate) stand_in: Option<Arc<dyn StandIn>>,
}

impl Default for TransportOptions {
    fn default() -> Self {
        Self {
            connect_timeout: Duration::from_secs(10),
            user_agent: concat!("unkey-kit/", env!("CARGO_PKG_VERSION")).to_owned(),
            headers: Vec::new(),
            proxy: None,
            certificates: Vec::new(),
            max_answer_bytes: 16 << 20,
            #[cfg(test)]
            stand_in: None,
        }
    }
}

/// Answers requests in place of a service on the network. Nothing then waits but timers, so that a paused clock can move
/// on by itself.
#[cfg(test)]
pub(crate) trait StandIn: std::fmt::Debug + Send + Sync {
    fn answer(
        &self,
        path: &str,
        body: Option<Bytes>,
    ) -> futures_util::future::BoxFuture<'static, Result<Answer, Failure>>;
}

/// A text that may hold a credential, such as a header for a proxy: never printed.
#[derive(Clone)]
pub(crate) struct HeaderText(pub(crate) String);

impl std::fmt::Debug for HeaderText {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("[redacted]")
    }
}

/// Headers that the client sets, or that belong to the connection.
const OWN_HEADERS: [HeaderName; 8] =
    [ACCEPT, AUTHORIZATION, CONNECTION, CONTENT_LENGTH, CONTENT_TYPE, HOST, TRANSFER_ENCODING, USER_AGENT];

/// How much is reserved for an answer before it has come, in bytes.
const MOST_RESERVED: usize = 64 << 10;

/// A request, encoded.
pub(crate) struct Request<'a> {
    pub(crate) path: &'a str,
    /// `None` for a GET.
    pub(crate) body: Option<Bytes>,
    pub(crate) root_key: &'a RootKey,
}

/// An answer, whatever its status.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<Duration>,
    pub(crate) rate_limit: Option<RateLimit>,
    pub(crate) body: Bytes,
}

/// The workspace's limit on requests, as the headers of an answer tell it. A workspace without a limit sends none, and
/// nor does one that is blocked altogether.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct RateLimit {
    /// Requests a minute, which all root keys of the workspace share.
    pub(crate) limit: u64,
    pub(crate) remaining: u64,
    /// To the next full minute, in whole seconds.
    pub(crate) reset: Duration,
}

impl RateLimit {
    fn of(headers: &HeaderMap) -> Option<Self> {
        let number = |name: &str| headers.get(name)?.to_str().ok()?.trim().parse().ok();
        Some(Self {
            limit: number("ratelimit-limit")?,
            remaining: number("ratelimit-remaining").unwrap_or_default(),
            reset: Duration::from_secs(number("ratelimit-reset").unwrap_or_default()),
        })
    }
}

/// Shows the rate limit of the last answer to whoever paces calls.
#[derive(Clone, Debug, Default)]
pub(crate) struct Gauge(Arc<Mutex<Option<RateLimit>>>);

impl Gauge {
    pub(crate) fn show(&self, seen: Option<RateLimit>) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = seen;
    }

    pub(crate) fn read(&self) -> Option<RateLimit> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why there is no whole answer.
pub(crate) struct Failure {
    pub(crate) what: FailureKind,
    /// The status, if the answer began.
    pub(crate) status: Option<u16>,
    pub(crate) effect: Effect,
    pub(crate) source: Option<Arc<dyn std::error::Error + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FailureKind {
    /// No connection could be made.
    Connect,
    /// The connection was lost.
    Lost,
    /// The answer is longer than allowed.
    TooLong,
}

/// A pool of connections to one service.
#[derive(Clone, Debug)]
pub(crate) struct Transport {
    /// There from the first request on: reading the machine's certificates takes milliseconds, which are not for the
    /// thread that builds a client; it may be one that draws or that serves.
    http: Arc<OnceLock<Result<reqwest::Client>>>,
    base: Url,
    options: TransportOptions,
}

impl Transport {
    /// Sets up the pool. Connects to nothing yet.
    pub(crate) fn new(base: Url, options: &TransportOptions) -> Result<Self> {
        config::longer_than_zero("the timeout for connecting", Some(&options.connect_timeout))?;
        config::at_least_one("the limit on the bytes of an answer", options.max_answer_bytes as u64)?;
        // Refuses what cannot be used before anything is sent.
        drop(builder(&base, options)?);
        Ok(Self { http: Arc::default(), base, options: options.clone() })
    }

    /// Scheme, host and port of the service.
    pub(crate) fn origin(&self) -> String {
        self.base.origin().ascii_serialization()
    }

    fn http(&self) -> Result<&reqwest::Client> {
        let http = self.http.get_or_init(|| {
            // Without any CA files the platform's verifier refuses to start, even for plain http. The bundled roots then
            // stand in for it, next to the certificates of the options.
            let bundled = || {
                builder(&self.base, &self.options)?
                    .tls_certs_only(bundled_roots())
                    .build()
                    .map_err(|_| unusable())
            };
            builder(&self.base, &self.options)?.build().or_else(|_| bundled())
        });
        http.as_ref().map_err(Clone::clone)
    }

    /// Sends one request and reads its answer, of at most `max_answer_bytes`. Sets no time limit of its own.
    pub(crate) async fn send(&self, request: Request<'_>) -> Result<Answer, Failure> {
        #[cfg(test)]
        if let Some(stand_in) = &self.options.stand_in {
            return stand_in.answer(request.path, request.body).await;
        }
        let http = self.http().map_err(|error| Failure {
            what: FailureKind::Connect,
            status: None,
            effect: Effect::None,
            source: Some(Arc::new(error)),
        })?;
        let mut url = self.base.clone();
        url.set_path(request.path);
        let bearer = bearer(request.root_key)?;
        let builder = match request.body {
            Some(body) => http.post(url).header(CONTENT_TYPE, "application/json").body(body),
            None => http.get(url),
        };
        let mut response =
            builder.header(AUTHORIZATION, bearer).send().await.map_err(|error| lost(error, None))?;
        let status = response.status().as_u16();
        let retry_after = retry_after(response.headers());
        let rate_limit = RateLimit::of(response.headers());
        // A server's word on the length is no reason to reserve more than most answers have.
        let announced = response.content_length().and_then(|length| usize::try_from(length).ok());
        let mut body = BytesMut::with_capacity(announced.unwrap_or_default().min(MOST_RESERVED));
        while let Some(chunk) = response.chunk().await.map_err(|error| lost(error, Some(status)))? {
            if body.len() + chunk.len() > self.options.max_answer_bytes {
                let effect = effect_of_begun(status);
                return Err(Failure {
                    what: FailureKind::TooLong,
                    status: Some(status),
                    effect,
                    source: None,
                });
            }
            body.extend_from_slice(&chunk);
        }
        Ok(Answer { status, retry_after, rate_limit, body: body.freeze() })
    }
}

fn builder(base: &Url, options: &TransportOptions) -> Result<reqwest::ClientBuilder> {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Another part of the program may install one at the same moment; either serves.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
    let user_agent = HeaderValue::from_str(&options.user_agent).map_err(|_| {
        Error::configuration(
            "the user agent contains characters that a header cannot carry: use visible ASCII",
        )
    })?;
    let mut builder = reqwest::Client::builder()
        .connect_timeout(options.connect_timeout)
        .user_agent(user_agent)
        .default_headers(headers(options)?)
        // The service closes idle connections after 10 s; reusing one at that moment would lose a request.
        .pool_idle_timeout(Duration::from_secs(8))
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .tcp_nodelay(true);
    match &options.proxy {
        Some(proxy) => {
            let proxy = reqwest::Proxy::all(&proxy.0).map_err(|_| {
                Error::configuration("the proxy is not a valid URL: give scheme, host and port")
            })?;
            builder = builder.proxy(proxy);
        }
        // Proxies of the environment are for other machines.
        None if config::is_loopback(base) => builder = builder.no_proxy(),
        None => {}
    }
    for pem in &options.certificates {
        for certificate in authorities(pem)? {
            builder = builder
                .tls_certs_merge([reqwest::Certificate::from_der(&certificate).map_err(|_| unusable())?]);
        }
    }
    Ok(builder)
}

/// The header with the root key; the buffer that it is put together in is wiped.
fn bearer(root_key: &RootKey) -> Result<HeaderValue, Failure> {
    let text = Zeroizing::new(["Bearer ", root_key.reveal()].concat());
    let mut bearer = HeaderValue::from_str(&text).map_err(|_| Failure {
        what: FailureKind::Connect,
        status: None,
        effect: Effect::None,
        source: None,
    })?;
    bearer.set_sensitive(true);
    Ok(bearer)
}

fn headers(options: &TransportOptions) -> Result<HeaderMap> {
    let mut headers = HeaderMap::new();
    // Lets both media types of errors in. The service chooses by this header, and clients must read either.
    headers.insert(ACCEPT, HeaderValue::from_static("application/json, application/problem+json"));
    for (name, value) in &options.headers {
        let refuse =
            |why: &str| Err(Error::configuration(format!("the header `{}` {why}", name.escape_debug())));
        let Ok(parsed) = HeaderName::from_bytes(name.as_bytes()) else {
            return refuse("has a name that is not valid: use letters, digits and hyphens");
        };
        if OWN_HEADERS.contains(&parsed) {
            return refuse("is set by the client itself: remove it");
        }
        let Ok(mut parsed_value) = HeaderValue::from_str(&value.0) else {
            return refuse(
                "has a value that a header cannot carry: remove line breaks and control characters",
            );
        };
        parsed_value.set_sensitive(true);
        headers.append(parsed, parsed_value);
    }
    Ok(headers)
}

fn bundled_roots() -> Vec<reqwest::Certificate> {
    let roots = webpki_root_certs::TLS_SERVER_ROOT_CERTS.iter();
    roots.filter_map(|der| reqwest::Certificate::from_der(der).ok()).collect()
}

fn unusable() -> Error {
    Error::configuration("TLS cannot be set up with these options: check the CA certificates and the proxy")
}

/// Whole seconds; the other form of the header, a date, would need the service's clock.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok().map(Duration::from_secs)
}

fn lost(error: reqwest::Error, status: Option<u16>) -> Failure {
    let (what, effect) = match status {
        Some(status) => (FailureKind::Lost, effect_of_begun(status)),
        // Only a connection that never stood is proof that nothing was sent.
        None if error.is_connect() || error.is_builder() => (FailureKind::Connect, Effect::None),
        None => (FailureKind::Lost, Effect::Unknown),
    };
    // The URL says nothing that the error does not say already.
    let source: BoxError = error.without_url().into();
    Failure { what, status, effect, source: Some(Arc::from(source)) }
}

fn effect_of_begun(status: u16) -> Effect {
    if (200..300).contains(&status) { Effect::Applied } else { Effect::Unknown }
}
