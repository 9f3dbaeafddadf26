//! The options of a client and of one call, as Python gives them. Times are in seconds.

use std::{sync::Arc, time::Duration};

use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    prelude::*,
    types::{PyBytes, PyDict, PyString},
};
use unkey_kit::{CallOptions, RetryPolicy, Unkey};

use crate::{provider::Provider, secret::KeySecret};

/// Everything that a client is built from, kept so that each process can build its own.
pub(crate) struct Settings {
    root_key: RootKeyChoice,
    base_url: Option<String>,
    allow_plain_http: bool,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    connect_timeout: Option<Duration>,
    retry: RetryPolicy,
    max_in_flight: Option<usize>,
    max_answer_bytes: Option<usize>,
    headers: Vec<(String, String)>,
    proxy: Option<String>,
    ca_certificates: Option<Vec<u8>>,
    user_agent: Option<String>,
}

enum RootKeyChoice {
    Environment,
    /// A secret of the same care: redacted when printed, wiped when dropped.
    Text(unkey_kit::KeySecret),
    Provider(Arc<Provider>),
}

impl Settings {
    /// Reads the root key and the keyword arguments of a client's constructor.
    pub(crate) fn read(
        root_key: Option<&Bound<'_, PyAny>>,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<Self> {
        let mut options = Options::new("Unkey", options)?;
        let settings = Self {
            root_key: RootKeyChoice::read(root_key)?,
            base_url: options.take("base_url")?,
            allow_plain_http: options.take("allow_plain_http")?.unwrap_or_default(),
            timeout: options.seconds("timeout")?,
            deadline: options.seconds("deadline")?,
            connect_timeout: options.seconds("connect_timeout")?,
            retry: retry(options.take("max_attempts")?, options.take("back_off")?.unwrap_or(true)),
            max_in_flight: options.take("max_in_flight")?,
            max_answer_bytes: options.take("max_answer_bytes")?,
            headers: options.headers()?,
            proxy: options.take("proxy")?,
            ca_certificates: options.text_or_bytes("ca_certificates")?,
            user_agent: options.take("user_agent")?,
        };
        options.finish()?;
        Ok(settings)
    }

    /// The caller's function that gives the root key.
    pub(crate) fn provider(&self) -> Option<&Provider> {
        match &self.root_key {
            RootKeyChoice::Provider(provider) => Some(provider),
            _ => None,
        }
    }

    /// Builds a client.
    pub(crate) fn build(&self) -> unkey_kit::Result<Unkey> {
        let mut builder = Unkey::builder().retry(self.retry);
        builder = match &self.root_key {
            RootKeyChoice::Environment => builder,
            RootKeyChoice::Text(text) => builder.root_key(text.reveal()),
            RootKeyChoice::Provider(provider) => {
                let provider = Arc::clone(provider);
                builder.root_key_provider(move || {
                    let provider = Arc::clone(&provider);
                    async move { provider.ask().await }
                })
            }
        };
        if let Some(url) = &self.base_url {
            builder = builder.base_url(url);
        }
        if self.allow_plain_http {
            builder = builder.allow_plain_http();
        }
        if let Some(limit) = self.timeout {
            builder = builder.attempt_timeout(limit);
        }
        if let Some(limit) = self.deadline {
            builder = builder.deadline(limit);
        }
        if let Some(limit) = self.connect_timeout {
            builder = builder.connect_timeout(limit);
        }
        if let Some(count) = self.max_in_flight {
            builder = builder.max_in_flight(count);
        }
        if let Some(bytes) = self.max_answer_bytes {
            builder = builder.max_answer_bytes(bytes);
        }
        if let Some(url) = &self.proxy {
            builder = builder.proxy(url);
        }
        if let Some(pem) = &self.ca_certificates {
            builder = builder.ca_certificates(pem.as_slice());
        }
        if let Some(text) = &self.user_agent {
            builder = builder.user_agent(text);
        }
        self.headers.iter().fold(builder, |builder, (name, value)| builder.header(name, value)).build()
    }

    /// Reads the keyword arguments of `with_options`; what is not named stays as `before` has it.
    pub(crate) fn call_options(
        &self,
        before: &CallOptions,
        options: Option<&Bound<'_, PyDict>>,
    ) -> PyResult<CallOptions> {
        let mut options = Options::new("with_options", options)?;
        let mut call = before.clone();
        if let Some(limit) = options.seconds("timeout")? {
            call.attempt_timeout = Some(limit);
        }
        if let Some(limit) = options.seconds("deadline")? {
            call.deadline = Some(limit);
        }
        if let Some(count) = options.take("max_attempts")? {
            let mut policy = call.retry.unwrap_or(self.retry);
            policy.max_attempts = count;
            call.retry = Some(policy);
        }
        if let Some(safe) = options.take("safe_to_repeat")? {
            call.safe_to_repeat = safe;
        }
        options.finish()?;
        Ok(call)
    }
}

impl RootKeyChoice {
    fn read(value: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let Some(value) = value.filter(|value| !value.is_none()) else { return Ok(Self::Environment) };
        if let Ok(text) = value.cast::<PyString>() {
            return Ok(Self::Text(text.to_string().into()));
        }
        if let Ok(secret) = value.cast::<KeySecret>() {
            return Ok(Self::Text(secret.get().0.clone()));
        }
        if value.is_callable() {
            return Ok(Self::Provider(Arc::new(Provider::new(value.clone().unbind()))));
        }
        Err(PyTypeError::new_err("root_key must be a str, or a function that gives one"))
    }
}

fn retry(attempts: Option<u32>, back_off: bool) -> RetryPolicy {
    let mut policy = RetryPolicy::default();
    policy.max_attempts = attempts.unwrap_or(policy.max_attempts);
    if back_off { policy } else { policy.without_delay() }
}

/// Keyword arguments that are taken one by one, until none is left.
struct Options<'py> {
    function: &'static str,
    left: Option<Bound<'py, PyDict>>,
}

impl<'py> Options<'py> {
    fn new(function: &'static str, options: Option<&Bound<'py, PyDict>>) -> PyResult<Self> {
        Ok(Self { function, left: options.map(|options| options.copy()).transpose()? })
    }

    fn any(&mut self, name: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
        let Some(left) = &self.left else { return Ok(None) };
        let value = left.get_item(name)?;
        if value.is_some() {
            left.del_item(name)?;
        }
        Ok(value.filter(|value| !value.is_none()))
    }

    fn take<T>(&mut self, name: &str) -> PyResult<Option<T>>
    where
        T: for<'a> FromPyObject<'a, 'py>,
    {
        let value = self.any(name)?;
        value.map(|value| value.extract::<T>().map_err(|error| self.wrong(name, error.into()))).transpose()
    }

    fn seconds(&mut self, name: &str) -> PyResult<Option<Duration>> {
        let Some(seconds) = self.take::<f64>(name)? else { return Ok(None) };
        let duration = Duration::try_from_secs_f64(seconds).map_err(|_| {
            PyValueError::new_err(format!(
                "{}(): '{name}' must be a number of seconds, from 0",
                self.function
            ))
        })?;
        Ok(Some(duration))
    }

    fn headers(&mut self) -> PyResult<Vec<(String, String)>> {
        let Some(headers) = self.any("headers")? else { return Ok(Vec::new()) };
        let items = headers.call_method0("items").and_then(|items| items.try_iter());
        let items = items.map_err(|error| self.wrong("headers", error))?;
        items
            .map(|item| item.and_then(|item| item.extract()).map_err(|error| self.wrong("headers", error)))
            .collect()
    }

    fn text_or_bytes(&mut self, name: &str) -> PyResult<Option<Vec<u8>>> {
        let Some(value) = self.any(name)? else { return Ok(None) };
        match value.cast::<PyBytes>() {
            Ok(bytes) => Ok(Some(bytes.as_bytes().to_vec())),
            Err(_) => value
                .extract::<String>()
                .map(|text| Some(text.into_bytes()))
                .map_err(|error| self.wrong(name, error)),
        }
    }

    /// Names the argument; what was given is not shown, since a header may be a secret.
    fn wrong(&self, name: &str, error: PyErr) -> PyErr {
        let text = format!("{}(): '{name}' has a value that cannot be used", self.function);
        Python::attach(|py| {
            if error.is_instance_of::<pyo3::exceptions::PyOverflowError>(py) {
                PyValueError::new_err(text)
            } else {
                PyTypeError::new_err(text)
            }
        })
    }

    fn finish(self) -> PyResult<()> {
        let Some(left) = self.left.filter(|left| !left.is_empty()) else { return Ok(()) };
        let name = left.keys().get_item(0)?;
        Err(PyTypeError::new_err(format!("{}() got an unexpected keyword argument '{name}'", self.function)))
    }
}
