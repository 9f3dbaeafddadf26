//! From a case's `call` to the library's typed method.

use std::fmt::Debug;

use serde::{Serialize, de::DeserializeOwned};
use unkey_kit::{CreateKey, DeleteKey, Error, Items, ListKeys, Unkey};
use unkey_kit_tests::conformance::{Case, Take, plain};

use crate::outcome::Outcome;

/// One row per operation: the resource and method, the type of its request, and whether it gives one answer or lists.
macro_rules! calls {
    ($( $resource:ident . $method:ident ( $request:ty ) $shape:ident; )*) => {
        /// Makes the call of a case.
        pub(crate) async fn call(client: &Unkey, case: &Case) -> Outcome {
            match case.call.as_str() {
                $( concat!(stringify!($resource), ".", stringify!($method)) => {
                    let resource = client.$resource();
                    let outcome = resource.$method(request::<$request>(case));
                    calls!(@$shape outcome, case)
                } )*
                unknown => panic!("there is no call `{unknown}`"),
            }
        }
    };
    (@answers $outcome:ident, $case:ident) => { Outcome::of($outcome.await) };
    (@lists $outcome:ident, $case:ident) => { list($outcome, $case.take).await };
}

calls! {
    keys.create(CreateKey) answers;
    keys.delete(DeleteKey) answers;
    keys.list(ListKeys) lists;
}

fn request<T: DeserializeOwned>(case: &Case) -> T {
    serde_json::from_value(plain(&case.arguments)).expect("the arguments are a request of this call")
}

async fn list<T>(items: Items<T>, take: Option<Take>) -> Outcome
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
