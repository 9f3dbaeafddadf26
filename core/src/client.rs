//! [`Unkey`], the client, and how to build one.

use std::{fmt, sync::Arc, time::Duration};

use tokio::sync::Semaphore;

use crate::{
    clock::Clock,
    config::{self, CallOptions, RetryPolicy, Settings},
    error::Result,
    http::{Gauge, HeaderText, RootKeyProvider, RootKeySource, Transport, TransportOptions},
    secret::RootKey,
};

/// A client of the Unkey API. Cheap to clone; clones share connections, limits and root key.
///
/// Calls must be made within a Tokio runtime.
#[derive(Clone)]
pub struct Unkey {
    shared: Arc<Shared>,
    options: Arc<CallOptions>,
    gauge: Option<Gauge>,
}

pub(crate) struct Shared {
    pub(crate) transport: Transport,
    pub(crate) root_key: RootKeySource,
    pub(crate) in_flight: Semaphore,
    pub(crate) clock: Clock,
    settings: Settings,
    base_url: String,
}

impl Unkey {
    /// Builds a client from `UNKEY_ROOT_KEY` and, if set, `UNKEY_BASE_URL`.
    ///
    /// # Errors
    /// Of kind `Configuration` if the root key is missing or malformed, or the base URL is refused.
    pub fn from_env() -> Result<Self> {
        Self::builder().build()
    }

    /// Builds a client for the hosted service with this root key.
    ///
    /// # Errors
    /// Of kind `Configuration` if the root key is malformed.
    pub fn new(root_key: impl Into<String>) -> Result<Self> {
        Self::builder().root_key(root_key).build()
    }

    /// Starts building a client. What is not set comes from the environment, then from the defaults.
    #[must_use]
    pub fn builder() -> UnkeyBuilder {
        UnkeyBuilder::default()
    }

    /// Gives a view of this client whose calls have these options.
    #[must_use]
    pub fn with_options(&self, options: CallOptions) -> Self {
        Self { options: Arc::new(options), ..self.clone() }
    }

    /// Gives a view of this client whose answers show the workspace's rate limit on a gauge.
    pub(crate) fn with_gauge(&self, gauge: Gauge) -> Self {
        Self { gauge: Some(gauge), ..self.clone() }
    }

    /// The origin that requests go to, without a trailing slash.
    #[must_use]
    pub fn base_url(&self) -> &str {
        &self.shared.base_url
    }

    pub(crate) fn shared(&self) -> &Shared {
        &self.shared
    }

    pub(crate) fn options(&self) -> &CallOptions {
        &self.options
    }

    pub(crate) fn gauge(&self) -> Option<&Gauge> {
        self.gauge.as_ref()
    }

    pub(crate) fn deadline(&self) -> Duration {
        self.options.deadline.unwrap_or(self.shared.settings.deadline)
    }

    pub(crate) fn attempt_timeout(&self) -> Duration {
        self.options.attempt_timeout.unwrap_or(self.shared.settings.attempt_timeout)
    }

    pub(crate) fn retry_policy(&self) -> RetryPolicy {
        self.options.retry.unwrap_or(self.shared.settings.retry)
    }
}

impl fmt::Debug for Unkey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Unkey").field("base_url", &self.base_url()).finish_non_exhaustive()
    }
}

/// Builds an [`Unkey`]. Its `Debug` shows neither root key nor header values.
#[derive(Default)]
pub struct UnkeyBuilder {
    root_key: Option<RootKeyChoice>,
    base_url: Option<String>,
    allow_plain_http: bool,
    settings: Settings,
    transport: TransportOptions,
    clock: Option<Clock>,
}

enum RootKeyChoice {
    Text(zeroize::Zeroizing<String>),
    Provider(Arc<dyn RootKeyProvider>),
}

impl UnkeyBuilder {
    /// The root key. Default: the environment variable `UNKEY_ROOT_KEY`.
    #[must_use]
    pub fn root_key(mut self, text: impl Into<String>) -> Self {
        self.root_key = Some(RootKeyChoice::Text(text.into().into()));
        self
    }

    /// Something that gives the root key when it is needed, and another one when it was refused.
    #[must_use]
    pub fn root_key_provider(mut self, provider: impl RootKeyProvider + 'static) -> Self {
        self.root_key = Some(RootKeyChoice::Provider(Arc::new(provider)));
        self
    }

    /// Scheme, host and port of the service. Default: `UNKEY_BASE_URL`, then `https://api.unkey.com`.
    #[must_use]
    pub fn base_url(mut self, url: impl Into<String>) -> Self {
        self.base_url = Some(url.into());
        self
    }

    /// Allows plain http to a host that is not this machine: the root key then crosses the network in the clear.
    #[must_use]
    pub fn allow_plain_http(mut self) -> Self {
        self.allow_plain_http = true;
        self
    }

    /// The longest time for one request. Default 30 s: the service gives up after 60, and answers within 1 unless it is
    /// in trouble.
    #[must_use]
    pub fn attempt_timeout(mut self, limit: Duration) -> Self {
        self.settings.attempt_timeout = limit;
        self
    }

    /// The longest time for a whole call, with its repeats and waits. Default 60 s.
    #[must_use]
    pub fn deadline(mut self, limit: Duration) -> Self {
        self.settings.deadline = limit;
        self
    }

    /// The longest time for connecting. Default 10 s: a host that takes longer is not there.
    #[must_use]
    pub fn connect_timeout(mut self, limit: Duration) -> Self {
        self.transport.connect_timeout = limit;
        self
    }

    /// How failed attempts are repeated.
    #[must_use]
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.settings.retry = policy;
        self
    }

    /// How many requests may be in flight at once; further calls wait their turn. Default 256.
    #[must_use]
    pub fn max_in_flight(mut self, count: usize) -> Self {
        self.settings.max_in_flight = count;
        self
    }

    /// The longest answer to accept, in bytes. Default 16 MB.
    #[must_use]
    pub fn max_answer_bytes(mut self, bytes: usize) -> Self {
        self.transport.max_answer_bytes = bytes;
        self
    }

    /// Adds a header to every request; for a gateway in between, for example.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.transport.headers.push((name.into(), HeaderText(value.into())));
        self
    }

    /// The proxy for all requests, as a URL. Default: the proxies of the environment, but none for this machine.
    #[must_use]
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.transport.proxy = Some(HeaderText(url.into()));
        self
    }

    /// Trusts these certificate authorities too, as PEM text of one or several.
    #[must_use]
    pub fn ca_certificates(mut self, pem: impl Into<Vec<u8>>) -> Self {
        self.transport.certificates.push(pem.into());
        self
    }

    /// The user agent. Default: `unkey-kit/` and the version.
    #[must_use]
    pub fn user_agent(mut self, text: impl Into<String>) -> Self {
        self.transport.user_agent = text.into();
        self
    }

    #[cfg(test)]
    pub(crate) fn clock(mut self, clock: Clock) -> Self {
        self.clock = Some(clock);
        self
    }

    #[cfg(test)]
    pub(crate) fn stand_in(mut self, stand_in: Arc<dyn crate::http::StandIn>) -> Self {
        self.transport.stand_in = Some(stand_in);
        self
    }

    /// Builds the client. Sends nothing and connects to nothing.
    ///
    /// # Errors
    /// Of kind `Configuration`, for whatever of the settings cannot be used.
    pub fn build(self) -> Result<Unkey> {
        let base_url = match self.base_url {
            Some(url) => url,
            None => env(config::ENV_BASE_URL).unwrap_or_else(|| config::DEFAULT_BASE_URL.to_owned()),
        };
        let base = config::base_url(&base_url, self.allow_plain_http)?;
        let root_key = match self.root_key {
            Some(RootKeyChoice::Text(text)) => RootKeySource::Value(RootKey::new(text.as_str())?),
            Some(RootKeyChoice::Provider(provider)) => RootKeySource::provider(provider),
            None => RootKeySource::Value(RootKey::new(env(config::ENV_ROOT_KEY).unwrap_or_default())?),
        };
        self.settings.check()?;
        let shared = Shared {
            transport: Transport::new(base.clone(), &self.transport)?,
            root_key,
            in_flight: Semaphore::new(self.settings.max_in_flight.min(Semaphore::MAX_PERMITS)),
            clock: self.clock.unwrap_or_else(Clock::system),
            settings: self.settings,
            base_url: base.as_str().trim_end_matches('/').to_owned(),
        };
        Ok(Unkey { shared: Arc::new(shared), options: Arc::default(), gauge: None })
    }
}

impl fmt::Debug for UnkeyBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UnkeyBuilder")
            .field("base_url", &self.base_url.is_some())
            .field("settings", &self.settings)
            .finish_non_exhaustive()
    }
}

fn env(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}
