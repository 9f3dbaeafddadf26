//! One call: encodes the request, sends it as often as is allowed and useful, decodes the answer.

use std::{
    borrow::Cow,
    time::{Duration, Instant},
};

use bytes::Bytes;
use serde::{Serialize, de::DeserializeOwned};

use super::{
    provider::Issued,
    retry::{self, Failed},
    transport::{Answer, Failure, FailureKind, Request},
};
use crate::{
    api::Enveloped,
    client::Unkey,
    clock::Clock,
    error::{Answered, Details, Effect, Error, ErrorCode, ErrorKind, Result, parse},
    secret::KeySecret,
    wire,
};

/// What the service is asked to do, and whether it bears being asked twice.
#[derive(Clone, Debug)]
pub(crate) struct Operation {
    name: Cow<'static, str>,
    get: bool,
    safe_to_repeat: bool,
    gone: Option<ErrorCode>,
}

impl Operation {
    /// An operation that must not be repeated once it may have been applied.
    pub(crate) const fn new(name: &'static str) -> Self {
        Self { name: Cow::Borrowed(name), get: false, safe_to_repeat: false, gone: None }
    }

    /// An operation that the caller names at run time.
    pub(crate) fn raw(name: &str) -> Self {
        Self { name: Cow::Owned(name.to_owned()), ..Self::new("") }
    }

    /// As the API names it.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// Asked by GET, without a body.
    pub(crate) const fn get(mut self) -> Self {
        self.get = true;
        self.safe_to_repeat()
    }

    /// Repeating it leaves the same state behind.
    pub(crate) const fn safe_to_repeat(mut self) -> Self {
        self.safe_to_repeat = true;
        self
    }

    /// Repeating it leaves the same state behind, given what this request asks.
    pub(crate) const fn safe_to_repeat_if(mut self, condition: bool) -> Self {
        self.safe_to_repeat = condition;
        self
    }

    /// A deletion: when a repeat finds the target gone, the first attempt was applied after all, and that is success.
    pub(crate) fn deletes(mut self, gone: ErrorCode) -> Self {
        self.gone = Some(gone);
        self.safe_to_repeat()
    }
}

/// The attempts of one call so far.
struct Progress {
    attempts: u32,
    /// The worst over all attempts.
    effect: Effect,
    began: Instant,
    /// How long the whole call may take.
    limit: Duration,
    root_key: Option<Issued>,
    renewed: bool,
}

impl Progress {
    fn remaining(&self, clock: &Clock) -> Duration {
        self.limit.saturating_sub(clock.now().saturating_duration_since(self.began))
    }
}

impl Unkey {
    /// Makes one call and decodes its answer.
    pub(crate) async fn call<Q, R>(&self, operation: Operation, request: &Q) -> Result<R>
    where
        Q: Serialize + ?Sized + Sync,
        R: DeserializeOwned + Enveloped,
    {
        let span = tracing::debug_span!("unkey.call", operation = %operation.name);
        tracing::Instrument::instrument(self.exchange_and_decode(operation, request), span).await
    }

    async fn exchange_and_decode<Q, R>(&self, operation: Operation, request: &Q) -> Result<R>
    where
        Q: Serialize + ?Sized + Sync,
        R: DeserializeOwned + Enveloped,
    {
        let name = operation.name.clone();
        self.options().check().map_err(|error| named(error, &name))?;
        let encoded = wire::to_service(request);
        let (body, secrets) = encoded
            .map_err(|_| named(Error::configuration("the request cannot be represented as JSON"), &name))?;
        let body = (!operation.get).then(|| Bytes::from(body));
        let (answer, attempts) =
            self.exchange(&operation, body, &secrets).await.map_err(|error| named(error, &name))?;
        let decoded: R = decode(&answer).map_err(|mut error| {
            error.details_mut().attempts = attempts;
            named(error, &name)
        })?;
        tracing::debug!(attempts, status = answer.status, request_id = decoded.request_id(), "done");
        Ok(decoded)
    }

    /// Sends the request until it succeeds or must not be repeated. Gives the answer and the number of attempts.
    async fn exchange(
        &self,
        operation: &Operation,
        body: Option<Bytes>,
        secrets: &[KeySecret],
    ) -> Result<(Answer, u32)> {
        let clock = &self.shared().clock;
        let mut progress = Progress {
            attempts: 0,
            effect: Effect::None,
            began: clock.now(),
            limit: self.deadline(),
            root_key: None,
            renewed: false,
        };
        let mut earlier: Option<Error> = None;
        loop {
            let (before, sent) = (progress.effect, progress.attempts);
            let mut error = match self.attempt(operation, body.clone(), &mut progress).await {
                Ok(answer) if (200..300).contains(&answer.status) => return Ok((answer, progress.attempts)),
                Ok(answer) => {
                    let error = self.refusal(&answer, secrets, &progress);
                    let applied_before = before != Effect::None && operation.gone.is_some();
                    if applied_before && error.code() == operation.gone.as_ref() {
                        return Ok((answer, progress.attempts));
                    }
                    error
                }
                // The deadline passed while the repeat waited for its turn: why it was needed tells more.
                Err(late) if progress.attempts == sent => return Err(earlier.unwrap_or(late)),
                Err(error) => error,
            };
            progress.effect = progress.effect.max(error.effect());
            error.details_mut().effect = progress.effect;
            error.details_mut().attempts = progress.attempts;
            tracing::debug!(
                attempt = progress.attempts,
                status = error.status(),
                request_id = error.request_id(),
                kind = %error.kind(),
                "attempt failed"
            );
            if self.renew_root_key(&error, &mut progress).await {
                earlier = Some(error);
                continue;
            }
            let failed = Failed {
                error: &error,
                attempts: progress.attempts,
                effect: progress.effect,
                safe_to_repeat: operation.safe_to_repeat,
            };
            match retry::delay(&failed, &self.retry_policy(), clock.random()) {
                Some(wait) if wait < progress.remaining(clock) => clock.sleep(wait).await,
                _ => return Err(error),
            }
            earlier = Some(error);
        }
    }

    /// Sends the request once; `Err` if no whole answer came back.
    async fn attempt(
        &self,
        operation: &Operation,
        body: Option<Bytes>,
        progress: &mut Progress,
    ) -> Result<Answer> {
        let shared = self.shared();
        let late = |what: &str| Error::from(Details::new(ErrorKind::Timeout, what));
        let too_late = || late("the call's deadline passed before the request could be sent");
        let remaining = progress.remaining(&shared.clock);
        let ready = async {
            // The semaphore is never closed.
            let permit = shared.in_flight.acquire().await.ok();
            let root_key = match progress.root_key.take() {
                Some(root_key) => root_key,
                None => shared.root_key.current().await?,
            };
            Ok::<_, Error>((permit, root_key))
        };
        let (_permit, root_key) = shared.clock.within(remaining, ready).await.ok_or_else(too_late)??;
        let limit = self.attempt_timeout().min(progress.remaining(&shared.clock));
        if limit.is_zero() {
            return Err(too_late());
        }
        progress.attempts += 1;
        let path = format!("/v2/{}", operation.name);
        let request = Request { path: &path, body, root_key: &root_key.key };
        let sent = shared.clock.within(limit, shared.transport.send(request)).await;
        progress.root_key = Some(root_key);
        match sent {
            Some(Ok(answer)) => {
                if let Some(gauge) = self.gauge() {
                    gauge.show(answer.rate_limit);
                }
                Ok(answer)
            }
            Some(Err(failure)) => Err(unanswered(failure, &shared.transport.origin())),
            None => {
                let mut error = late("no answer within the time limit");
                error.details_mut().effect = Effect::Unknown;
                Err(error)
            }
        }
    }

    /// The error of an answer that is no success.
    fn refusal(&self, answer: &Answer, secrets: &[KeySecret], progress: &Progress) -> Error {
        let root_key = progress.root_key.iter().map(|issued| issued.key.reveal());
        let secrets = root_key.chain(secrets.iter().map(KeySecret::reveal));
        let answered =
            Answered { status: answer.status, retry_after: answer.retry_after, body: &answer.body };
        parse(answered, secrets).into()
    }

    /// Asks the provider for another root key, once a call, if the service refused the one it gave. Whether there is
    /// one to try now.
    async fn renew_root_key(&self, error: &Error, progress: &mut Progress) -> bool {
        const REFUSALS: [&ErrorCode; 3] =
            [&ErrorCode::ROOT_KEY_NOT_FOUND, &ErrorCode::KEY_DISABLED, &ErrorCode::FORBIDDEN];
        let (Some(refused), false) = (&progress.root_key, progress.renewed) else { return false };
        if !error.code().is_some_and(|code| REFUSALS.contains(&code)) {
            return false;
        }
        let shared = self.shared();
        let renewal = shared.root_key.renewed(refused);
        let renewal = shared.clock.within(progress.remaining(&shared.clock), renewal).await;
        progress.renewed = true;
        // If there is none, what the service said of the old key tells more than why the provider gave no new one.
        let Some(Some(Ok(issued))) = renewal else { return false };
        progress.root_key = Some(issued);
        true
    }
}

fn named(mut error: Error, operation: &str) -> Error {
    error.details_mut().operation = Some(operation.to_owned());
    error
}

fn unanswered(failure: Failure, origin: &str) -> Error {
    let no_connection = format!("no connection to {origin}");
    let (kind, what) = match (failure.what, failure.status) {
        (FailureKind::Connect, _) => (ErrorKind::Connection, no_connection.as_str()),
        (FailureKind::Lost, None) => (ErrorKind::Connection, "the connection was lost before an answer came"),
        (FailureKind::Lost, Some(_)) => {
            (ErrorKind::Connection, "the connection was lost in the middle of the answer")
        }
        (FailureKind::TooLong, _) => (
            ErrorKind::UnexpectedAnswer,
            "the answer is longer than this client accepts: raise its limit if such answers are expected",
        ),
    };
    // The languages that this is projected into have no chain of sources, and the root tells most: a refused
    // connection, an unknown host, a certificate.
    let detail = match failure.source.as_deref().and_then(|source| root_cause(source)) {
        Some(cause) => format!("{what}: {cause}"),
        None => what.to_owned(),
    };
    Details {
        status: failure.status,
        effect: failure.effect,
        source: failure.source,
        ..Details::new(kind, detail)
    }
    .into()
}

fn root_cause<'a>(
    error: &'a (dyn std::error::Error + 'static),
) -> Option<&'a (dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |error| error.source()).last()
}

/// Decodes a success. A failure names the place, and nothing of what stands there.
fn decode<R: DeserializeOwned>(answer: &Answer) -> Result<R> {
    // Text that is known to be UTF-8 is read a tenth faster; what is not gets its error from the reader.
    let decoded = match std::str::from_utf8(&answer.body) {
        Ok(text) => serde_json::from_str(text),
        Err(_) => serde_json::from_slice(&answer.body),
    };
    decoded.map_err(|error| {
        let place = match error.classify() {
            serde_json::error::Category::Eof => "it is cut short".to_owned(),
            serde_json::error::Category::Data => {
                format!("it has an unexpected form, at line {} column {}", error.line(), error.column())
            }
            _ => format!("it is not JSON, at line {} column {}", error.line(), error.column()),
        };
        let detail = format!("the answer says that the call succeeded, but cannot be read: {place}");
        let details = Details::new(ErrorKind::UnexpectedAnswer, detail);
        Details { status: Some(answer.status), effect: Effect::Applied, ..details }.into()
    })
}
