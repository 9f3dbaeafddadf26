//! A request from its arrival to its answer: what faults do to it, and what the journal says about it.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, RETRY_AFTER};
use http::{HeaderName, HeaderValue, Response, StatusCode};
use serde::Deserialize;

use super::mux::{self, Route};
use super::reply::{self, Reply};
use super::{Arrival, Engine, State, authenticate};
use crate::error::{ApiError, UNEXPECTED_ERROR, find_code};
use crate::fault::{Effect, Strike, When};
use crate::ids::{Id, KeyHash};
use crate::journal::JournalEntry;
use crate::operations::Operation;
use crate::store::{KeySlot, RootKey, Workspace};

/// What a client gets; it may hold a secret, and so has no `Debug`.
pub(crate) enum Delivery {
    Whole(Response<Bytes>),
    /// The headers of the answer and this many bytes of its body; then the connection is closed.
    Cut(Response<Bytes>, usize),
    /// Nothing: the connection is closed.
    Closed,
}

impl Delivery {
    fn status(&self) -> Option<u16> {
        match self {
            Self::Whole(response) | Self::Cut(response, _) => Some(response.status().as_u16()),
            Self::Closed => None,
        }
    }
}

/// One request on its way. Dropped before its end, it says in the journal that the client hung up.
pub(crate) struct Visit {
    engine: Arc<Engine>,
    arrival: Arrival,
    strike: Strike,
    /// The workspace whose journal has it, and under which number.
    entry: Option<(Id, u64)>,
}

impl Visit {
    /// Takes a request in: it is written down, and faults choose whether to strike it.
    pub(crate) fn begin(engine: Arc<Engine>, arrival: Arrival) -> Self {
        let mut strike = Strike::default();
        let mut entry = None;
        if let Route::Operation(operation) = mux::route(&arrival.method, &arrival.uri) {
            let now = engine.clock.now();
            let mut state = engine.state();
            let State { store, faults, .. } = &mut *state;
            let root_key = authenticate::bearer(&arrival.headers)
                .ok()
                .and_then(|token| store.root_keys.get(&KeyHash::of(token)));
            let caller = root_key.and_then(|key| Some((key, store.workspaces.get_mut(&key.workspace)?)));
            match caller {
                None => faults.strike(operation.name, &arrival.headers, &mut strike),
                Some((root_key, workspace)) => {
                    // A workspace's own faults come before those of all.
                    workspace.faults.strike(operation.name, &arrival.headers, &mut strike);
                    faults.strike(operation.name, &arrival.headers, &mut strike);
                    for key in workspace.keys_named_by(&arrival.body) {
                        workspace.tallies.see(key, operation.name);
                    }
                    let line = line(operation, root_key, &arrival, strike.effect.is_some(), now);
                    entry = Some((workspace.id.clone(), workspace.journal.open(line)));
                }
            }
        }
        Self { engine, arrival, strike, entry }
    }

    /// How long the request waits before it is carried out.
    pub(crate) fn delay_before(&self) -> Duration {
        Duration::from_millis(self.strike.delay_before)
    }

    /// How long its answer waits.
    pub(crate) fn delay_after(&self) -> Duration {
        Duration::from_millis(self.strike.delay_after)
    }

    /// Carries the request out, unless a fault comes before that.
    pub(crate) fn carry_out(&self) -> Delivery {
        match &self.strike.effect {
            None => Delivery::Whole(self.engine.respond(&self.arrival)),
            Some((When::Before, effect)) => self.suffer(effect, None),
            Some((When::AfterCommit, effect)) => {
                let answer = self.engine.respond(&self.arrival);
                self.suffer(effect, Some(answer))
            }
        }
    }

    /// Notes that the client has got what it gets.
    pub(crate) fn end(mut self, delivery: &Delivery) {
        self.write_down(|entry| entry.status = delivery.status());
        self.entry = None;
    }

    fn suffer(&self, effect: &Effect, answer: Option<Response<Bytes>>) -> Delivery {
        let now = self.engine.clock.now();
        let response = match effect {
            Effect::Close => return Delivery::Closed,
            Effect::Cut { bytes } => {
                let whole = answer.unwrap_or_else(|| {
                    self.refusal(&UNEXPECTED_ERROR.because("This answer was never finished."))
                });
                let kept = bytes.unwrap_or(whole.body().len() / 2).min(whole.body().len());
                return Delivery::Cut(whole, kept);
            }
            Effect::Error { code, detail, retry_after } => {
                let code = find_code(code).unwrap_or(UNEXPECTED_ERROR);
                let detail = detail.as_deref().unwrap_or("A fault was armed for this request.");
                let mut response = self.refusal(&code.because(detail));
                if let Some(seconds) = retry_after {
                    response.headers_mut().insert(RETRY_AFTER, (*seconds).into());
                }
                response
            }
            Effect::Html { status } => {
                reply::response(checked(*status), "text/html; charset=utf-8", HTML, now)
            }
            Effect::Garbage { status } => {
                reply::response(checked(*status), "application/json", Bytes::from_static(GARBAGE), now)
            }
            Effect::Answer { status, headers, body } => {
                let mut response = reply::response(checked(*status), "application/json", body.clone(), now);
                for (name, value) in headers {
                    if let (Ok(name), Ok(value)) = (HeaderName::try_from(name), HeaderValue::try_from(value))
                    {
                        response.headers_mut().insert(name, value);
                    }
                }
                if response.body().is_empty()
                    && !headers.keys().any(|name| name.eq_ignore_ascii_case("content-type"))
                {
                    response.headers_mut().remove(CONTENT_TYPE);
                }
                response
            }
        };
        Delivery::Whole(response)
    }

    fn refusal(&self, error: &ApiError) -> Response<Bytes> {
        self.engine.refuse(&self.arrival, error, Reply::default())
    }

    fn write_down(&self, change: impl FnOnce(&mut JournalEntry)) {
        let Some((workspace, number)) = &self.entry else { return };
        let mut state = self.engine.state();
        let journal = state.store.workspaces.get_mut(workspace).map(|workspace| &mut workspace.journal);
        if let Some(entry) = journal.and_then(|journal| journal.entry(*number)) {
            change(entry);
        }
    }
}

impl Drop for Visit {
    fn drop(&mut self) {
        self.write_down(|entry| entry.hung_up = true);
    }
}

/// What a proxy shows to people.
const HTML: &str = "<!DOCTYPE html>\n<html><head><title>Bad gateway</title></head>\n\
    <body><h1>Bad gateway</h1><p>The server behind this one did not answer.</p></body></html>\n";

/// Neither JSON nor UTF-8.
const GARBAGE: &[u8] = b"\x00\xff\xfe{\"meta\":\x80<<<";

fn checked(status: u16) -> StatusCode {
    StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}

fn line(operation: &Operation, root_key: &RootKey, arrival: &Arrival, fault: bool, now: i64) -> JournalEntry {
    JournalEntry {
        number: 0,
        time: now,
        operation: operation.name,
        root_key_id: root_key.id.clone(),
        connection: arrival.connection,
        node: arrival.node,
        status: None,
        fault,
        hung_up: false,
    }
}

/// The fields of a request that say which key it is about.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Named<'a> {
    #[serde(borrow)]
    key_id: Option<Cow<'a, str>>,
    #[serde(borrow)]
    key: Option<Cow<'a, str>>,
}

impl Workspace {
    /// The keys that a request names, by id or by secret; deleted ones too.
    fn keys_named_by(&self, body: &[u8]) -> Vec<KeySlot> {
        let Ok(named) = serde_json::from_slice::<Named<'_>>(body) else { return Vec::new() };
        let by_id = named.key_id.and_then(|id| self.keys.find(&id).or_else(|| self.tallies.purged(&id)));
        let by_secret = named.key.and_then(|secret| self.keys.find_hash(KeyHash::of(&secret)));
        by_id.into_iter().chain(by_secret).collect()
    }
}
