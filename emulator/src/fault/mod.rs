//! Faults: what goes wrong on purpose, for which requests, and how often.

use std::collections::BTreeMap;

use fastrand::Rng;
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};

use crate::{error::find_code, operations};

/// A fault to be armed: which requests it strikes, and what happens to them.
///
/// The request fields (`operation`, `header`) must all match; `skip`, `count` and `probability` then choose among the
/// matching requests, in this order.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct Fault {
    /// The only operation that it strikes, such as `keys.deleteKey`, and one that the emulator has; any if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub operation: Option<String>,
    /// A header that a request must carry.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<HeaderMatch>,
    /// How many matching requests are let through first.
    pub skip: u64,
    /// How many requests it strikes before it is spent; any number if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<u64>,
    /// The share of matching requests that it strikes, from 0 to 1; all if absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub probability: Option<f64>,
    /// What `probability` draws from: one seed, one sequence of draws.
    pub seed: u64,
    /// How long the request waits, in milliseconds.
    pub delay: u64,
    /// Whether delay and effect come before the request is carried out, or after its change was applied.
    pub when: When,
    /// What the client gets in place of the answer; without one, the fault is its delay.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
}

/// A header by name and, if given, value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct HeaderMatch {
    /// Its name, in any letter case.
    pub name: String,
    /// Its exact value; any if absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// The moment at which a fault happens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    /// The request is not carried out at all.
    #[default]
    Before,
    /// The request is carried out, its change applied, and only the answer is lost.
    AfterCommit,
}

/// What a client gets in place of the answer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub enum Effect {
    /// The connection is closed without a byte.
    Close,
    /// The answer's headers arrive, then part of its body, then the connection is closed. With
    /// [`When::Before`] there is no answer to cut, so it is that of an `unkey/application/unexpected_error`.
    #[serde(rename_all = "camelCase")]
    Cut {
        /// How many bytes of the body arrive; half of them if absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        bytes: Option<usize>,
    },
    /// An error of the service, with its status, title and type.
    #[serde(rename_all = "camelCase")]
    Error {
        /// Its path (`unkey/data/key_not_found`), URN or documentation URL, or its last segment where that is unique.
        code: String,
        /// The text for people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        detail: Option<String>,
        /// The value of `Retry-After`, in seconds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        retry_after: Option<u64>,
    },
    /// A page of HTML, as a proxy in front of the service would send.
    #[serde(rename_all = "camelCase")]
    Html {
        /// Its status; 502 if absent.
        #[serde(default = "bad_gateway")]
        status: u16,
    },
    /// Bytes that are neither JSON nor UTF-8, called `application/json`.
    #[serde(rename_all = "camelCase")]
    Garbage {
        /// Its status; 200 if absent.
        #[serde(default = "ok")]
        status: u16,
    },
    /// An answer of one's own.
    #[serde(rename_all = "camelCase")]
    Answer {
        /// Its status; 200 if absent.
        #[serde(default = "ok")]
        status: u16,
        /// Its headers; `content-type` is `application/json` unless they say otherwise.
        #[serde(default)]
        headers: BTreeMap<String, String>,
        /// Its body, byte by byte.
        #[serde(default)]
        body: String,
    },
}

const fn ok() -> u16 {
    200
}

const fn bad_gateway() -> u16 {
    502
}

/// Why a fault cannot be armed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct InvalidFault(String);

impl Fault {
    fn check(&self) -> Result<(), InvalidFault> {
        let refuse = |sentence: String| Err(InvalidFault(sentence));
        if self.probability.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            return refuse("probability goes from 0 to 1".to_owned());
        }
        if let Some(operation) = &self.operation {
            known_operation(operation)?;
        }
        if let Some(header) = &self.header {
            header_name(&header.name)?;
        }
        match &self.effect {
            Some(Effect::Error { code, .. }) => {
                find_code(code).map_or_else(|e| refuse(e.to_string()), |_| Ok(()))
            }
            Some(Effect::Html { status } | Effect::Garbage { status }) => check_status(*status),
            Some(Effect::Answer { status, headers, .. }) => {
                for (name, value) in headers {
                    header_name(name)?;
                    HeaderValue::from_str(value)
                        .map_err(|_| InvalidFault(format!("header {name} cannot have that value")))?;
                }
                check_status(*status)
            }
            None if self.delay == 0 => refuse("a fault has an effect or a delay".to_owned()),
            _ => Ok(()),
        }
    }
}

/// Refuses the name of an operation that the emulator does not have, since no request could match.
fn known_operation(name: &str) -> Result<(), InvalidFault> {
    if operations::find(name).is_some() {
        return Ok(());
    }
    let near = operations::similar(name);
    let hint = if near.is_empty() { String::new() } else { format!("; near it are {}", near.join(", ")) };
    Err(InvalidFault(format!("no operation is called {name:?}{hint}")))
}

fn header_name(name: &str) -> Result<HeaderName, InvalidFault> {
    name.parse().map_err(|_| InvalidFault(format!("{name:?} is no name of a header")))
}

fn check_status(status: u16) -> Result<(), InvalidFault> {
    match StatusCode::from_u16(status) {
        Ok(status) if !status.is_informational() => Ok(()),
        _ => Err(InvalidFault(format!("{status} is no status of an answer"))),
    }
}

/// A fault in force, and what it did so far.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ArmedFault {
    id: u64,
    #[serde(flatten)]
    fault: Fault,
    /// Requests that it could have struck.
    matched: u64,
    /// Requests that it did strike.
    struck: u64,
    #[serde(skip)]
    rng: Rng,
}

impl ArmedFault {
    fn strikes(&mut self, operation: &str, headers: &HeaderMap) -> bool {
        let fault = &self.fault;
        let spent = fault.count.is_some_and(|count| self.struck >= count);
        let elsewhere = fault.operation.as_deref().is_some_and(|wanted| wanted != operation);
        let unmarked = fault.header.as_ref().is_some_and(|header| !header.is_in(headers));
        if spent || elsewhere || unmarked {
            return false;
        }
        self.matched += 1;
        let drawn = fault.probability.is_none_or(|share| self.rng.f64() < share);
        let strikes = self.matched > fault.skip && drawn;
        self.struck += u64::from(strikes);
        strikes
    }
}

impl HeaderMatch {
    fn is_in(&self, headers: &HeaderMap) -> bool {
        headers
            .get_all(&self.name)
            .iter()
            .any(|value| self.value.as_ref().is_none_or(|wanted| value.as_bytes() == wanted.as_bytes()))
    }
}

/// The faults of one workspace, or of all.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    armed: Vec<ArmedFault>,
    last_id: u64,
}

/// What goes wrong with one request.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Strike {
    /// Milliseconds to wait before the request is carried out.
    pub(crate) delay_before: u64,
    /// Milliseconds to wait between that and the answer.
    pub(crate) delay_after: u64,
    pub(crate) effect: Option<(When, Effect)>,
}

impl Faults {
    /// Arms a fault and gives its number.
    pub(crate) fn arm(&mut self, fault: Fault) -> Result<u64, InvalidFault> {
        fault.check()?;
        self.last_id += 1;
        let rng = Rng::with_seed(fault.seed);
        self.armed.push(ArmedFault { id: self.last_id, fault, matched: 0, struck: 0, rng });
        Ok(self.last_id)
    }

    pub(crate) fn list(&self) -> &[ArmedFault] {
        &self.armed
    }

    pub(crate) fn clear(&mut self) {
        self.armed.clear();
    }

    /// Adds what these faults do to one request: delays add up, and the first effect wins.
    pub(crate) fn strike(&mut self, operation: &str, headers: &HeaderMap, strike: &mut Strike) {
        for armed in &mut self.armed {
            // A request that is already lost is no match for another effect.
            if armed.fault.effect.is_some() && strike.effect.is_some() || !armed.strikes(operation, headers) {
                continue;
            }
            match armed.fault.when {
                When::Before => strike.delay_before += armed.fault.delay,
                When::AfterCommit => strike.delay_after += armed.fault.delay,
            }
            if let Some(effect) = &armed.fault.effect {
                strike.effect = Some((armed.fault.when, effect.clone()));
            }
        }
    }
}

#[cfg(test)]
mod tests;
