//! A service in the test's own process, on a clock that stands still until nothing is left to do but wait.

use std::{
    collections::BTreeMap,
    fmt,
    sync::{Arc, Mutex, MutexGuard},
    time::{Duration, Instant},
};

use bytes::Bytes;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};

use crate::{
    Effect, Plan, PlanRevocation, Selector, Unkey,
    api::Millis,
    clock::{Clock, Sleep, Source},
    http::{Answer, Failure, FailureKind, RateLimit, StandIn},
};

/// How long every answer takes.
pub(super) const LATENCY: Duration = Duration::from_millis(20);

/// A request as it arrived.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// Since the service started, in milliseconds.
    pub(super) at: u64,
    pub(super) operation: String,
    /// Counts the requests of this operation, from 1.
    pub(super) number: usize,
}

/// What the service does instead of what it is asked.
pub(super) enum Fault {
    /// Refuses with a 429 that asks for so many seconds, and names a limit.
    Limited(u64),
    /// Refuses with a 429 that names no limit, as for a blocked workspace.
    Blocked,
    /// Does what it is asked, and the answer is lost.
    LoseAnswer,
    /// Says that it was done, and does nothing.
    Pretend,
    /// Does nothing and never answers.
    Stall,
}

type Script = Box<dyn FnMut(&Asked) -> Option<Fault> + Send>;

/// The service: one API, `api_1`, with keys.
#[derive(Clone)]
pub(super) struct Service {
    clock: Clock,
    start: Instant,
    state: Arc<Mutex<State>>,
}

struct State {
    keys: BTreeMap<String, Key>,
    asked: Vec<Asked>,
    script: Script,
    lag: Duration,
}

#[derive(Clone, Copy)]
struct Key {
    deleted: bool,
    enabled: bool,
    /// What a replica that lags shows until it has caught up.
    before: bool,
    updated_at: Millis,
}

impl Service {
    /// So many enabled keys, and a script that may do something else than what is asked.
    pub(super) fn new(keys: usize, script: impl FnMut(&Asked) -> Option<Fault> + Send + 'static) -> Self {
        let clock = Clock::from_source(Paused(tokio::time::Instant::now()));
        let key = Key { deleted: false, enabled: true, before: true, updated_at: 0 };
        let state = State {
            keys: (0..keys).map(|n| (format!("key_{n:03}"), key)).collect(),
            asked: Vec::new(),
            script: Box::new(script),
            lag: Duration::ZERO,
        };
        Self { start: clock.now(), clock, state: Arc::new(Mutex::new(state)) }
    }

    /// The same with reads that show a change only after this time.
    pub(super) fn lagging(self, lag: Duration) -> Self {
        self.state().lag = lag;
        self
    }

    /// A plan of the API's keys.
    pub(super) fn plan(&self) -> Plan {
        self.plan_of(Selector::api("api_1"))
    }

    pub(super) fn plan_of(&self, selector: Selector) -> Plan {
        let client = Unkey::builder()
            .root_key("unkey_test")
            .base_url("http://127.0.0.1:1")
            .clock(self.clock.clone())
            .stand_in(Arc::new(self.clone()));
        client.build().unwrap().revoke().plan(PlanRevocation::new(selector))
    }

    /// Somebody else creates a key, or enables or disables one.
    pub(super) fn put(&self, key_id: &str, enabled: bool) {
        let key = Key { deleted: false, enabled, before: enabled, updated_at: self.clock.wall() };
        self.state().keys.insert(key_id.to_owned(), key);
    }

    /// Lets time pass.
    pub(super) async fn pass(&self, duration: Duration) {
        self.clock.sleep(duration).await;
    }

    /// The time since the start, in milliseconds.
    pub(super) fn now(&self) -> u64 {
        u64::try_from((self.clock.now() - self.start).as_millis()).unwrap()
    }

    /// When requests of this operation arrived.
    pub(super) fn asked(&self, operation: &str) -> Vec<u64> {
        let asked = &self.state().asked;
        asked.iter().filter(|asked| asked.operation == operation).map(|asked| asked.at).collect()
    }

    /// How many keys work.
    pub(super) fn active(&self) -> usize {
        self.state().keys.values().filter(|key| key.enabled && !key.deleted).count()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    /// Notes a request, does what it asks or what the script says, and tells what to answer.
    fn serve(&self, operation: String, body: &Value) -> Option<Result<Answer, Failure>> {
        let mut state = self.state();
        let number = 1 + state.asked.iter().filter(|asked| asked.operation == operation).count();
        let asked = Asked { at: self.now(), operation, number };
        let fault = (state.script)(&asked);
        let operation = asked.operation.clone();
        state.asked.push(asked);
        Some(match fault {
            Some(Fault::Stall) => return None,
            Some(Fault::Limited(seconds)) => Ok(limited(Some(seconds))),
            Some(Fault::Blocked) => Ok(limited(None)),
            Some(Fault::Pretend) => Ok(success(&json!({}))),
            Some(Fault::LoseAnswer) => {
                state.apply(&operation, body, self.clock.wall());
                Err(Failure { what: FailureKind::Lost, status: None, effect: Effect::Unknown, source: None })
            }
            None => Ok(state.apply(&operation, body, self.clock.wall())),
        })
    }
}

impl State {
    fn apply(&mut self, operation: &str, body: &Value, now: Millis) -> Answer {
        let lag = Millis::try_from(self.lag.as_millis()).unwrap();
        let shown = |id: &str, key: &Key| {
            let caught_up = now - key.updated_at >= lag;
            let enabled = if caught_up { key.enabled } else { key.before };
            json!({ "keyId": id, "start": "", "enabled": enabled, "createdAt": 0, "updatedAt": key.updated_at })
        };
        if operation == "apis.listKeys" {
            let alive = self.keys.iter().filter(|(_, key)| !key.deleted);
            return success(&alive.map(|(id, key)| shown(id, key)).collect());
        }
        let id = body["keyId"].as_str().unwrap();
        let Some(key) = self.keys.get_mut(id).filter(|key| !key.deleted) else {
            return refusal(404, "unkey/data/key_not_found");
        };
        match operation {
            "keys.getKey" => return success(&shown(id, key)),
            "keys.deleteKey" => key.deleted = true,
            "keys.updateKey" => {
                let enabled = body["enabled"].as_bool().unwrap();
                *key = Key { enabled, before: key.enabled, updated_at: now, ..*key };
            }
            other => panic!("{other} is not expected"),
        }
        success(&json!({}))
    }
}

impl StandIn for Service {
    fn answer(&self, path: &str, body: Option<Bytes>) -> BoxFuture<'static, Result<Answer, Failure>> {
        let operation = path.trim_start_matches("/v2/").to_owned();
        let body = serde_json::from_slice(&body.unwrap_or_default()).unwrap();
        let (answer, clock) = (self.serve(operation, &body), self.clock.clone());
        Box::pin(async move {
            clock.sleep(LATENCY).await;
            match answer {
                Some(answer) => answer,
                None => std::future::pending().await,
            }
        })
    }
}

impl fmt::Debug for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Service")
    }
}

fn success(data: &Value) -> Answer {
    answer(200, &json!({ "meta": { "requestId": "req_ok" }, "data": data }))
}

fn refusal(status: u16, code: &str) -> Answer {
    let kind = format!("https://unkey.com/docs/errors/{code}");
    let error = json!({ "title": "", "detail": "", "status": status, "type": kind });
    answer(status, &json!({ "meta": { "requestId": "req_bad" }, "error": error }))
}

/// A 429; with a limit and how long to wait, or with neither.
fn limited(seconds: Option<u64>) -> Answer {
    let rate_limit = RateLimit { limit: 60, remaining: 0, reset: Duration::from_secs(60) };
    Answer {
        retry_after: seconds.map(Duration::from_secs),
        rate_limit: seconds.map(|_| rate_limit),
        ..refusal(429, "user/too_many_requests/workspace_rate_limited")
    }
}

fn answer(status: u16, body: &Value) -> Answer {
    Answer { status, retry_after: None, rate_limit: None, body: Bytes::from(body.to_string()) }
}

/// Tokio's paused time: once every task waits, it moves on to the next timer. Needs a runtime that starts paused.
struct Paused(tokio::time::Instant);

impl Source for Paused {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn wall(&self) -> Millis {
        Millis::try_from(self.0.elapsed().as_millis()).unwrap()
    }

    #[expect(clippy::disallowed_methods, reason = "this is a clock")]
    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }

    /// The middle of every jitter.
    fn random(&self) -> f64 {
        0.5
    }
}
