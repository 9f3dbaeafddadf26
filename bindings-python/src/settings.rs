//! The options of a client and of one call, as Python gives them. Times are in seconds.

use std::{
    env,
    sync::{Arc, atomic::AtomicU64},
    time::Duration,
};

use pyo3::{
    exceptions::{PyOverflowError, PyTypeError, PyValueError},
    prelude::*,
    types::{PyBool, PyBytes, PyDict, PyString},
};
use unkey_kit::{CallOptions, ENV_BASE_URL, ENV_ROOT_KEY, RetryPolicy, Unkey};

use crate::{provider::Provider, secret::KeySecret, take::type_name};

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
            base_url: options.text("base_url")?.or_else(|| from_environment(ENV_BASE_URL)),
            allow_plain_http: options.flag("allow_plain_http")?.unwrap_or_default(),
            timeout: options.seconds("timeout")?,
            deadline: options.seconds("deadline")?,
            connect_timeout: options.seconds("connect_timeout")?,
            retry: retry(options.count("max_attempts")?, options.flag("back_off")?.unwrap_or(true)),
            max_in_flight: options.count("max_in_flight")?,
            max_answer_bytes: options.count("max_answer_bytes")?,
            headers: options.headers()?,
            proxy: options.text("proxy")?,
            ca_certificates: options.text_or_bytes("ca_certificates")?,
            user_agent: options.text("user_agent")?,
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
                let (provider, seen) = (Arc::clone(provider), Arc::new(AtomicU64::new(0)));
                builder.root_key_provider(move || {
                    let (provider, seen) = (Arc::clone(&provider), Arc::clone(&seen));
                    async move { provider.ask(&seen).await }
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
        if let Some(count) = options.count("max_attempts")? {
            let mut policy = call.retry.unwrap_or(self.retry);
            policy.max_attempts = count;
            call.retry = Some(policy);
        }
        if let Some(safe) = options.flag("safe_to_repeat")? {
            call.safe_to_repeat = safe;
        }
        options.finish()?;
        Ok(call)
    }
}

impl RootKeyChoice {
    fn read(value: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let Some(value) = value.filter(|value| !value.is_none()) else {
            // Read once, so that whatever is built from these settings is the same client.
            let text = from_environment(ENV_ROOT_KEY);
            return Ok(text.map_or(Self::Environment, |text| Self::Text(text.into())));
        };
        if let Ok(text) = value.cast::<PyString>() {
            return Ok(Self::Text(text.to_string().into()));
        }
        if let Ok(secret) = value.cast::<KeySecret>() {
            return Ok(Self::Text(secret.get().0.clone()));
        }
        if value.is_callable() {
            return Ok(Self::Provider(Arc::new(Provider::new(value.clone().unbind()))));
        }
        let given = type_name(value);
        Err(PyTypeError::new_err(format!(
            "root_key must be a str, or a function that gives one, not {given}"
        )))
    }
}

fn from_environment(name: &str) -> Option<String> {
    env::var(name).ok().filter(|text| !text.is_empty())
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

    fn take<T>(&mut self, name: &str, wanted: &str) -> PyResult<Option<T>>
    where
        T: for<'a> FromPyObject<'a, 'py>,
    {
        let Some(value) = self.any(name)? else { return Ok(None) };
        value.extract::<T>().map(Some).map_err(|error| self.wrong(name, wanted, &value, error.into()))
    }

    fn flag(&mut self, name: &str) -> PyResult<Option<bool>> {
        self.take(name, "bool")
    }

    fn text(&mut self, name: &str) -> PyResult<Option<String>> {
        self.take(name, "str")
    }

    fn count<T>(&mut self, name: &str) -> PyResult<Option<T>>
    where
        T: for<'a> FromPyObject<'a, 'py>,
    {
        self.no_bool(name, "int")?;
        self.take(name, "int")
    }

    fn seconds(&mut self, name: &str) -> PyResult<Option<Duration>> {
        self.no_bool(name, "float")?;
        let Some(seconds) = self.take::<f64>(name, "float")? else { return Ok(None) };
        Duration::try_from_secs_f64(seconds).map(Some).map_err(|_| {
            PyValueError::new_err(format!(
                "{}(): '{name}' must be a number of seconds, from 0",
                self.function
            ))
        })
    }

    /// Refuses what Python takes for a number.
    fn no_bool(&self, name: &str, wanted: &str) -> PyResult<()> {
        let value = self.left.as_ref().map(|left| left.get_item(name)).transpose()?.flatten();
        match value.filter(|value| value.is_instance_of::<PyBool>()) {
            Some(value) => Err(self.wrong(name, wanted, &value, PyTypeError::new_err(()))),
            None => Ok(()),
        }
    }

    fn headers(&mut self) -> PyResult<Vec<(String, String)>> {
        let Some(headers) = self.any("headers")? else { return Ok(Vec::new()) };
        let wrong =
            |_: PyErr| PyTypeError::new_err(format!("{}(): 'headers' must be a dict of str", self.function));
        let items = headers.call_method0("items").and_then(|items| items.try_iter()).map_err(wrong)?;
        items.map(|item| item.and_then(|item| item.extract::<(String, String)>()).map_err(wrong)).collect()
    }

    fn text_or_bytes(&mut self, name: &str) -> PyResult<Option<Vec<u8>>> {
        let Some(value) = self.any(name)? else { return Ok(None) };
        match value.cast::<PyBytes>() {
            Ok(bytes) => Ok(Some(bytes.as_bytes().to_vec())),
            Err(_) => value
                .extract::<String>()
                .map(|text| Some(text.into_bytes()))
                .map_err(|error| self.wrong(name, "str or bytes", &value, error)),
        }
    }

    /// Names the argument and what it must be; what was given is not shown, since a header may be a secret.
    fn wrong(&self, name: &str, wanted: &str, given: &Bound<'_, PyAny>, error: PyErr) -> PyErr {
        let function = self.function;
        if error.is_instance_of::<PyOverflowError>(given.py()) {
            return PyValueError::new_err(format!("{function}(): '{name}' is out of range"));
        }
        let given = type_name(given);
        PyTypeError::new_err(format!("{function}(): '{name}' must be {wanted}, not {given}"))
    }

    fn finish(self) -> PyResult<()> {
        let Some(left) = self.left.filter(|left| !left.is_empty()) else { return Ok(()) };
        let name = left.keys().get_item(0)?;
        Err(PyTypeError::new_err(format!("{}() got an unexpected keyword argument '{name}'", self.function)))
    }
}
