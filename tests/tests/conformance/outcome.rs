//! What came of a call, and in what it is not as its case says.

use std::fmt::{Debug, Write};

use serde::Serialize;
use serde_json::Value;
use unkey_kit::{Error, wire};
use unkey_kit_tests::conformance::{Case, DEFAULT_ROOT_KEY, Extra, difference, plain};

/// What a call gave.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// The answer as JSON, secrets in plain text; of a listing, what was taken.
    result: Option<Value>,
    error: Option<Error>,
    /// Everything of it that a program could print by accident.
    printed: String,
}

impl Outcome {
    /// The call failed.
    pub(crate) fn failed(error: Error) -> Self {
        let printed = format!("{error}\n{error:?}\n{error:#?}");
        Self { result: None, printed, error: Some(error) }
    }

    /// The call gave one answer.
    pub(crate) fn of<T: Serialize + Debug>(outcome: Result<T, Error>) -> Self {
        match outcome {
            Ok(answer) => Self { result: Some(revealed(&answer)), printed: printed(&answer), error: None },
            Err(error) => Self::failed(error),
        }
    }

    /// The call is a listing, of which this was taken, until its end or its error.
    pub(crate) fn of_listing<T: Serialize + Debug>(taken: &[T], error: Option<Error>) -> Self {
        let mut outcome = error.map(Self::failed).unwrap_or_default();
        if outcome.error.is_none() || !taken.is_empty() {
            outcome.result = Some(revealed(&taken));
        }
        outcome.printed.push_str(&printed(&taken));
        outcome
    }

    /// Says what is not as the case says.
    pub(crate) fn problems(&self, case: &Case) -> Vec<String> {
        let error = self.error.as_ref().map(|error| describe(error, case.error.as_ref()));
        let mut problems = Vec::new();
        problems.extend(mismatch("result", case.result.as_ref(), self.result.as_ref()));
        problems.extend(mismatch("error", case.error.as_ref(), error.as_ref()));
        let root_key = case.client.root_key.as_deref().unwrap_or(DEFAULT_ROOT_KEY);
        let hidden = case.hides.iter().map(String::as_str).chain([root_key]);
        // A root key of white space is in every text, and no secret.
        let shown = hidden.filter(|text| text.trim().len() > 3 && self.printed.contains(text));
        problems.extend(shown.map(|text| format!("printed: {text}")));
        problems
    }
}

fn mismatch(what: &str, expected: Option<&Value>, actual: Option<&Value>) -> Option<String> {
    match (expected, actual) {
        (Some(expected), Some(actual)) => difference(&plain(expected), actual, Extra::Empty)
            .map(|difference| format!("{what} {difference}")),
        (Some(expected), None) => Some(format!("{what}: expected {expected}, found none")),
        (None, Some(actual)) => Some(format!("{what}: unexpected {actual}")),
        (None, None) => None,
    }
}

/// The error as cases write it. Prose is compared only where the case quotes it.
fn describe(error: &Error, expected: Option<&Value>) -> Value {
    let mut shown = serde_json::to_value(error).expect("an error has a JSON form");
    let quoted = |name: &str| expected.is_some_and(|expected| expected.get(name).is_some());
    if let Some(members) = shown.as_object_mut() {
        members.retain(|name, _| match name.as_str() {
            "message" | "advice" => false,
            "title" | "detail" => quoted(name),
            _ => true,
        });
    }
    shown
}

fn revealed<T: Serialize>(value: &T) -> Value {
    let text = wire::to_host(value).expect("an answer has a JSON form");
    plain(&serde_json::from_str(&text).expect("it is JSON"))
}

fn printed<T: Serialize + Debug>(value: &T) -> String {
    let mut text = serde_json::to_string(value).expect("an answer has a JSON form");
    write!(text, "\n{value:?}\n{value:#?}").expect("a string takes text");
    text
}
