//! Building a client from the settings of the Swift side.

use std::{collections::HashMap, sync::Arc, time::Duration};

use unkey_kit::{CallOptions, RetryPolicy, Unkey, UnkeyBuilder};

use crate::{
    error::Failure,
    generated::Handle,
    handle::NativeHandle,
    provider::{RootKeyVault, provider},
    runtime::within,
};

/// The settings of a client; what is absent is as in the core. Times are in milliseconds.
#[derive(uniffi::Record)]
pub struct ClientSettings {
    /// The root key.
    pub root_key: Option<String>,
    /// Scheme, host and port of the service.
    pub base_url: Option<String>,
    /// Whether plain http to another machine is allowed.
    pub allow_plain_http: bool,
    /// The longest time for one request.
    pub timeout: Option<u64>,
    /// The longest time for a whole call.
    pub deadline: Option<u64>,
    /// The longest time for connecting.
    pub connect_timeout: Option<u64>,
    /// How many requests one call may send.
    pub max_attempts: Option<u32>,
    /// Whether repeats wait.
    pub back_off: bool,
    /// How many requests may be in flight at once.
    pub max_in_flight: Option<u64>,
    /// The longest answer to accept, in bytes.
    pub max_answer_bytes: Option<u64>,
    /// Headers for every request.
    pub headers: HashMap<String, String>,
    /// The proxy for all requests.
    pub proxy: Option<String>,
    /// Certificate authorities to trust too, as PEM text.
    pub ca_certificates: Option<String>,
    /// The user agent.
    pub user_agent: Option<String>,
}

/// The options of calls; what is absent is as in the client's settings. Times are in milliseconds.
#[derive(uniffi::Record)]
pub struct CallSettings {
    /// The longest time for one request.
    pub timeout: Option<u64>,
    /// The longest time for the whole call.
    pub deadline: Option<u64>,
    /// How many requests the call may send.
    pub max_attempts: Option<u32>,
    /// Whether a raw call may be repeated although it may have been applied.
    pub safe_to_repeat: bool,
}

impl From<CallSettings> for CallOptions {
    fn from(settings: CallSettings) -> Self {
        let mut options = Self::default();
        options.attempt_timeout = settings.timeout.map(Duration::from_millis);
        options.deadline = settings.deadline.map(Duration::from_millis);
        options.retry = settings.max_attempts.map(|count| {
            let mut policy = RetryPolicy::default();
            policy.max_attempts = count;
            policy
        });
        options.safe_to_repeat = settings.safe_to_repeat;
        options
    }
}

/// Builds a client. Sends nothing and connects to nothing.
///
/// # Errors
/// Of kind `Configuration`, for whatever of the settings cannot be used.
#[uniffi::export]
pub fn connect(
    settings: ClientSettings,
    vault: Option<Arc<dyn RootKeyVault>>,
) -> Result<Arc<NativeHandle>, Failure> {
    let client = within(|| Ok(builder(settings, vault).build()?))?;
    Ok(Arc::new(NativeHandle(Handle::Client(client))))
}

fn builder(settings: ClientSettings, vault: Option<Arc<dyn RootKeyVault>>) -> UnkeyBuilder {
    let mut builder = Unkey::builder();
    if let Some(vault) = vault {
        builder = builder.root_key_provider(provider(vault));
    }
    builder = set(builder, settings.root_key, UnkeyBuilder::root_key);
    builder = set(builder, settings.base_url, UnkeyBuilder::base_url);
    builder = set(builder, settings.proxy, UnkeyBuilder::proxy);
    builder = set(builder, settings.ca_certificates, UnkeyBuilder::ca_certificates);
    builder = set(builder, settings.user_agent, UnkeyBuilder::user_agent);
    let duration = |value: Option<u64>| value.map(Duration::from_millis);
    builder = set(builder, duration(settings.timeout), UnkeyBuilder::attempt_timeout);
    builder = set(builder, duration(settings.deadline), UnkeyBuilder::deadline);
    builder = set(builder, duration(settings.connect_timeout), UnkeyBuilder::connect_timeout);
    let count = |value: Option<u64>| value.map(|count| count.try_into().unwrap_or(usize::MAX));
    builder = set(builder, count(settings.max_in_flight), UnkeyBuilder::max_in_flight);
    builder = set(builder, count(settings.max_answer_bytes), UnkeyBuilder::max_answer_bytes);
    if settings.allow_plain_http {
        builder = builder.allow_plain_http();
    }
    for (name, value) in settings.headers {
        builder = builder.header(name, value);
    }
    let mut policy = RetryPolicy::default();
    policy.max_attempts = settings.max_attempts.unwrap_or(policy.max_attempts);
    if !settings.back_off {
        policy = policy.without_delay();
    }
    builder.retry(policy)
}

/// Passes a setting on, if there is one.
fn set<T>(
    builder: UnkeyBuilder,
    value: Option<T>,
    setter: fn(UnkeyBuilder, T) -> UnkeyBuilder,
) -> UnkeyBuilder {
    match value {
        Some(value) => setter(builder, value),
        None => builder,
    }
}
