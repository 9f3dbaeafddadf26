//! What every row of the generated table of calls is made of.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use unkey_kit::{Error, Items};
use unkey_kit_tests::conformance::{Case, Take, plain};

use crate::outcome::Outcome;

/// The request of a call: the arguments of its case.
pub(crate) fn request<T: DeserializeOwned>(case: &Case) -> T {
    serde_json::from_value(plain(&case.arguments)).expect("the arguments are a request of this call")
}

/// An argument of a call that takes no request.
pub(crate) fn argument<T: DeserializeOwned>(case: &Case, name: &str) -> T {
    serde_json::from_value(plain(&case.arguments[name])).expect("the arguments are those of this call")
}

/// Takes a listing to its end, as the case says.
pub(crate) async fn list<T>(items: Items<T>, take: Option<Take>) -> Outcome
where
    T: DeserializeOwned + Serialize + Debug + Send + 'static,
{
    match take.expect("a listing says how it is taken") {
        Take::Items => {
            let mut items = items;
            let (taken, error) = drain(async || items.try_next().await).await;
            Outcome::of_listing(&taken, error)
        }
        Take::Pages => {
            let mut pages = items.pages();
            let (taken, error) = drain(async || pages.try_next().await).await;
            Outcome::of_listing(&taken, error)
        }
    }
}

/// Takes everything until the end or the error, after which there must be nothing more.
async fn drain<T>(mut next: impl AsyncFnMut() -> Result<Option<T>, Error>) -> (Vec<T>, Option<Error>) {
    let mut taken = Vec::new();
    let error = loop {
        match next().await {
            Ok(Some(value)) => taken.push(value),
            Ok(None) => break None,
            Err(error) => break Some(error),
        }
    };
    assert!(matches!(next().await, Ok(None)), "a listing that has ended gives nothing more");
    (taken, error)
}
