//! The options of a client and of one call, with their defaults and the reasons for them; every environment variable
//! that the library reads.

use std::time::Duration;

use url::{Host, Url};

use crate::error::{Error, Result};

/// Environment variable with the root key.
pub const ENV_ROOT_KEY: &str = "UNKEY_ROOT_KEY";
/// Environment variable with the base URL, for example of an emulator.
pub const ENV_BASE_URL: &str = "UNKEY_BASE_URL";

/// Where the hosted service listens.
pub const DEFAULT_BASE_URL: &str = "https://api.unkey.com";

/// How failed attempts are repeated.
///
/// An attempt is repeated only if the error helps (429, 408, 5xx, a lost connection) **and** the repeat cannot do harm:
/// the service did nothing, or the operation may be repeated.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct RetryPolicy {
    /// How many requests one call may send. Default 4: three repeats ride out a restart of a server; more only adds
    /// load to a service in trouble.
    pub max_attempts: u32,
    /// The first back-off; it doubles with each further one. Default 200 ms.
    pub base_delay: Duration,
    /// The longest back-off. Default 5 s.
    pub max_delay: Duration,
    /// The shortest wait after a 429. Default 1 s: `Retry-After` has whole seconds and may say 0.
    pub rate_limit_floor: Duration,
    /// Whether a server's `Retry-After` is waited for. Default true.
    pub respect_retry_after: bool,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 4,
            base_delay: Duration::from_millis(200),
            max_delay: Duration::from_secs(5),
            rate_limit_floor: Duration::from_secs(1),
            respect_retry_after: true,
        }
    }
}

impl RetryPolicy {
    /// No repeats.
    #[must_use]
    pub fn never() -> Self {
        Self { max_attempts: 1, ..Self::default() }
    }

    /// The same number of attempts without any wait in between, whatever the server asks: for tests.
    #[must_use]
    pub fn without_delay(self) -> Self {
        let none = Duration::ZERO;
        Self { base_delay: none, max_delay: none, rate_limit_floor: none, respect_retry_after: false, ..self }
    }
}

/// The options of a call: on a view of the client that [`Unkey::with_options`](crate::Unkey::with_options) gives.
/// What is `None` is as in the client's settings. A call whose options leave no time or no attempt fails with an error of
/// kind `Configuration`.
#[derive(Clone, Debug, Default, PartialEq, derive_setters::Setters)]
#[setters(strip_option)]
#[non_exhaustive]
pub struct CallOptions {
    /// The longest time for one request, from connecting to the last byte of its answer.
    pub attempt_timeout: Option<Duration>,
    /// The longest time for the whole call, with its repeats and waits. A wait that would pass it fails at once.
    pub deadline: Option<Duration>,
    /// How failed attempts are repeated.
    pub retry: Option<RetryPolicy>,
    /// Whether [`Unkey::call_raw`](crate::Unkey::call_raw) may repeat a request that may have been applied. Other calls
    /// know that of themselves.
    pub safe_to_repeat: bool,
}

impl CallOptions {
    /// Refuses options with which no request could be sent.
    ///
    /// # Errors
    /// Of kind `Configuration`, which says which option.
    pub(crate) fn check(&self) -> Result<()> {
        longer_than_zero("the timeout of one request", self.attempt_timeout.as_ref())?;
        longer_than_zero("the deadline of a call", self.deadline.as_ref())?;
        self.retry.as_ref().map_or(Ok(()), RetryPolicy::check)
    }
}

impl RetryPolicy {
    fn check(&self) -> Result<()> {
        at_least_one("the limit on the attempts of a call", u64::from(self.max_attempts))
    }
}

/// Refuses a time limit that ends before anything can be sent. No limit at all is a long one. `what` says which limit it
/// is in words, since every language spells the settings in its own way.
pub(crate) fn longer_than_zero(what: &str, limit: Option<&Duration>) -> Result<()> {
    if limit.is_some_and(Duration::is_zero) {
        return Err(Error::configuration(format!(
            "{what} is 0, which leaves no time to send anything: it must be longer"
        )));
    }
    Ok(())
}

/// Refuses a count of zero, of which `what` says in words what it counts.
pub(crate) fn at_least_one(what: &str, count: u64) -> Result<()> {
    if count == 0 {
        return Err(Error::configuration(format!("{what} is 0: it must be at least 1")));
    }
    Ok(())
}

/// The settings that all calls of a client share.
#[derive(Clone, Debug)]
pub(crate) struct Settings {
    /// 30 s: the service gives up after 60, and answers within 1 unless it is in trouble.
    pub(crate) attempt_timeout: Duration,
    /// 60 s: longer than any back-off of four attempts, short enough for a request handler.
    pub(crate) deadline: Duration,
    pub(crate) retry: RetryPolicy,
    /// 256: what one process can usefully keep busy; further calls wait their turn.
    pub(crate) max_in_flight: usize,
}

impl Settings {
    /// Refuses settings with which no request could be sent.
    ///
    /// # Errors
    /// Of kind `Configuration`, which says which setting.
    pub(crate) fn check(&self) -> Result<()> {
        longer_than_zero("the timeout of one request", Some(&self.attempt_timeout))?;
        longer_than_zero("the deadline of a call", Some(&self.deadline))?;
        at_least_one("the limit on requests in flight", self.max_in_flight as u64)?;
        self.retry.check()
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            attempt_timeout: Duration::from_secs(30),
            deadline: Duration::from_secs(60),
            retry: RetryPolicy::default(),
            max_in_flight: 256,
        }
    }
}

/// Checks a base URL and brings it into the one form that paths are appended to: no trailing slash.
///
/// # Errors
/// Of kind `Configuration`, without the URL's credentials, if it is not an origin or would send the root key in the
/// clear.
pub(crate) fn base_url(text: &str, allow_plain_http: bool) -> Result<Url> {
    const NO_ORIGIN: &str =
        "is not scheme and host: give both, as in https://api.unkey.com or http://127.0.0.1:4000";
    let refuse = |why: &str| Err(Error::configuration(format!("the base URL {why}")));
    let Ok(url) = Url::parse(text.trim()) else {
        return refuse(NO_ORIGIN);
    };
    if !matches!(url.scheme(), "https" | "http") || url.host().is_none() {
        return refuse(NO_ORIGIN);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refuse(
            "contains a user name or password: remove it, since the root key is the only credential",
        );
    }
    if url.path() != "/" || url.query().is_some() || url.fragment().is_some() {
        return refuse(
            "contains a path, query or fragment: give only scheme, host and port; the client adds /v2",
        );
    }
    if url.scheme() == "http" && !allow_plain_http && !is_loopback(&url) {
        return refuse(
            "is plain http to another machine, which would send the root key unencrypted: use https, or allow \
             plain http explicitly",
        );
    }
    Ok(url)
}

/// Whether the host is this machine.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_origin_is_a_base_url() {
        for good in [
            "https://api.unkey.com",
            "https://api.unkey.com/",
            "http://127.0.0.1:3000",
            "http://[::1]:1",
            "http://localhost",
        ] {
            assert!(base_url(good, false).is_ok(), "{good}");
        }
        for bad in [
            "",
            "api.unkey.com",
            "ftp://a",
            "https://a/v2",
            "https://a/?q",
            "https://a/#f",
            "http://10.0.0.1",
            "unix:/x",
        ] {
            assert_eq!(base_url(bad, false).unwrap_err().kind(), crate::ErrorKind::Configuration, "{bad}");
        }
    }

    #[test]
    fn credentials_in_a_base_url_are_refused_and_not_quoted() {
        let error = base_url("https://user:hunter2@api.unkey.com", false).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"));
    }

    #[test]
    fn plain_http_to_another_machine_must_be_asked_for() {
        assert!(base_url("http://unkey.internal", false).is_err());
        assert!(base_url("http://unkey.internal", true).is_ok());
    }
}
