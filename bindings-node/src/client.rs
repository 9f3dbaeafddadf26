//! Building a client from the facade's options.

use std::time::Duration;

use napi::{
    bindgen_prelude::{Function, Promise},
    threadsafe_function::ThreadsafeFunction,
};
use napi_derive::napi;
use unkey_kit::{RetryPolicy, RootKey, Unkey, UnkeyBuilder};

use crate::{crossing::Failure, generated::Handle, handle::Opened, mailbox::Mailbox};

/// The options of a client. Times are in milliseconds.
#[napi(object)]
pub struct ClientOptions {
    /// The root key.
    pub root_key: Option<String>,
    /// Scheme, host and port of the service.
    pub base_url: Option<String>,
    /// Whether plain http to another machine is allowed.
    pub allow_plain_http: Option<bool>,
    /// The longest time for one request.
    pub timeout_ms: Option<u32>,
    /// The longest time for a whole call.
    pub deadline_ms: Option<u32>,
    /// The longest time for connecting.
    pub connect_timeout_ms: Option<u32>,
    /// How many requests one call may send.
    pub max_attempts: Option<u32>,
    /// Whether repeats wait.
    pub back_off: Option<bool>,
    /// How many requests may be in flight at once.
    pub max_in_flight: Option<u32>,
    /// The longest answer to accept, in bytes.
    pub max_answer_bytes: Option<u32>,
    /// Names and values of headers for every request.
    pub headers: Option<Vec<Vec<String>>>,
    /// The proxy for all requests.
    pub proxy: Option<String>,
    /// Certificate authorities to trust too, as PEM text.
    pub ca_certificates: Option<String>,
    /// The user agent.
    pub user_agent: Option<String>,
}

/// The options of one call. Times are in milliseconds.
#[napi(object)]
pub struct CallOptions {
    /// The longest time for one request.
    pub timeout_ms: Option<u32>,
    /// The longest time for the whole call.
    pub deadline_ms: Option<u32>,
    /// How many requests the call may send.
    pub max_attempts: Option<u32>,
    /// Whether a raw call may be repeated although it may have been applied.
    pub safe_to_repeat: Option<bool>,
}

impl From<CallOptions> for unkey_kit::CallOptions {
    fn from(options: CallOptions) -> Self {
        let mut call = Self::default();
        call.attempt_timeout = options.timeout_ms.map(millis);
        call.deadline = options.deadline_ms.map(millis);
        call.retry = options.max_attempts.map(attempts);
        call.safe_to_repeat = options.safe_to_repeat.unwrap_or_default();
        call
    }
}

/// The root key's provider: called without arguments, gives a promise of the root key. Weak, since waiting for a key
/// must not keep the process alive.
type Provider = ThreadsafeFunction<(), Promise<String>, (), napi::Status, false, true>;

/// Says why a text cannot be a root key, as the JSON text of an error; nothing if it can.
#[napi]
#[must_use]
pub fn root_key_refusal(text: String) -> Option<String> {
    RootKey::new(text).err().map(|error| Failure::from(error).0)
}

/// Builds a client whose results go to this mailbox.
#[napi]
pub fn connect(
    mailbox: &Mailbox,
    options: ClientOptions,
    provider: Option<Function<'_, (), Promise<String>>>,
) -> napi::Result<Opened> {
    let provider = match provider {
        Some(function) => Some(function.build_threadsafe_function().weak::<true>().build()?),
        None => None,
    };
    let client = builder(options, provider).build();
    Ok(Opened::new(client.map(Handle::Client).map_err(Failure::from), mailbox))
}

fn builder(options: ClientOptions, provider: Option<Provider>) -> UnkeyBuilder {
    let mut builder = Unkey::builder();
    if let Some(provider) = provider {
        let provider = std::sync::Arc::new(provider);
        builder = builder.root_key_provider(move || {
            let provider = std::sync::Arc::clone(&provider);
            async move {
                // What the host's function threw stays in the host: its text may hold anything.
                let refused = |_| "the function threw".to_owned();
                let text = provider.call_async(()).await.map_err(refused)?.await.map_err(refused)?;
                RootKey::new(text).map_err(|error| error.to_string())
            }
        });
    }
    let set = |builder: UnkeyBuilder,
               value: Option<String>,
               set: fn(UnkeyBuilder, String) -> UnkeyBuilder| match value {
        Some(value) => set(builder, value),
        None => builder,
    };
    builder = set(builder, options.root_key, UnkeyBuilder::root_key);
    builder = set(builder, options.base_url, UnkeyBuilder::base_url);
    builder = set(builder, options.proxy, UnkeyBuilder::proxy);
    builder = set(builder, options.ca_certificates, UnkeyBuilder::ca_certificates);
    builder = set(builder, options.user_agent, UnkeyBuilder::user_agent);
    let duration = |builder: UnkeyBuilder,
                    value: Option<u32>,
                    set: fn(UnkeyBuilder, Duration) -> UnkeyBuilder| match value {
        Some(value) => set(builder, millis(value)),
        None => builder,
    };
    builder = duration(builder, options.timeout_ms, UnkeyBuilder::attempt_timeout);
    builder = duration(builder, options.deadline_ms, UnkeyBuilder::deadline);
    builder = duration(builder, options.connect_timeout_ms, UnkeyBuilder::connect_timeout);
    if options.allow_plain_http == Some(true) {
        builder = builder.allow_plain_http();
    }
    if let Some(count) = options.max_in_flight {
        builder = builder.max_in_flight(count as usize);
    }
    if let Some(bytes) = options.max_answer_bytes {
        builder = builder.max_answer_bytes(bytes as usize);
    }
    for header in options.headers.unwrap_or_default() {
        if let [name, value] = header.as_slice() {
            builder = builder.header(name, value);
        }
    }
    let mut policy = RetryPolicy::default();
    policy.max_attempts = options.max_attempts.unwrap_or(policy.max_attempts);
    if options.back_off == Some(false) {
        policy = policy.without_delay();
    }
    builder.retry(policy)
}

fn millis(count: u32) -> Duration {
    Duration::from_millis(count.into())
}

fn attempts(count: u32) -> RetryPolicy {
    let mut policy = RetryPolicy::default();
    policy.max_attempts = count;
    policy
}
