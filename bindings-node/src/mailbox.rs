//! How results reach JavaScript: one function for all calls of a thread, which takes each result with the number of its
//! call. A promise from the native side would cost a function of its own for every call, and three times the CPU.

use std::{
    future::Future,
    sync::{Arc, Mutex, PoisonError},
};

use napi::{
    Env, Status,
    bindgen_prelude::{FnArgs, Function},
    threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode},
};
use napi_derive::napi;

use crate::{
    crossing::{Failure, Shown},
    runtime::spawn,
};

/// The number of a call, its answer, or its error as JSON text; neither at the end of a stream.
type Letter = FnArgs<(u32, Option<String>, Option<String>)>;

/// Weak: an idle library must not keep the process alive.
type Recipient = ThreadsafeFunction<Letter, (), Letter, Status, false, true>;

/// Where the results of calls go.
#[napi]
#[derive(Clone)]
pub struct Mailbox(Arc<Mutex<Recipient>>);

#[napi]
impl Mailbox {
    /// Hands results to this function, on JavaScript's thread.
    #[napi(constructor)]
    pub fn new(recipient: Function<'_, Letter, ()>) -> napi::Result<Self> {
        let recipient = recipient.build_threadsafe_function().weak::<true>().build()?;
        Ok(Self(Arc::new(Mutex::new(recipient))))
    }

    /// Keeps the process alive, or no longer: calls are waiting, or none is.
    #[napi]
    pub fn keep_alive(&self, env: Env, wanted: bool) -> napi::Result<()> {
        let mut recipient = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        #[expect(deprecated, reason = "the clones that are to replace it cannot hold and release by turns")]
        let changed = if wanted { recipient.refer(&env) } else { recipient.unref(&env) };
        changed
    }
}

impl Mailbox {
    /// Runs a call, and posts what it gives.
    pub(crate) fn post(
        &self,
        number: u32,
        call: impl Future<Output = Result<Option<Shown>, Failure>> + Send + 'static,
    ) {
        let envelope = Envelope { to: self.clone(), number, result: Err(Failure::lost()) };
        spawn(async move { envelope.seal(call.await) });
    }
}

/// A result that is posted when it is dropped, so that no call waits for ever, whatever became of its task.
struct Envelope {
    to: Mailbox,
    number: u32,
    result: Result<Option<Shown>, Failure>,
}

impl Envelope {
    fn seal(mut self, result: Result<Option<Shown>, Failure>) {
        self.result = result;
    }
}

impl Drop for Envelope {
    fn drop(&mut self) {
        let letter = match std::mem::replace(&mut self.result, Ok(None)) {
            Ok(answer) => (self.number, answer, None),
            Err(Failure(error)) => (self.number, None, Some(error)),
        };
        let recipient = self.to.0.lock().unwrap_or_else(PoisonError::into_inner);
        // It refuses only while its thread ends, and then nobody waits any more.
        recipient.call(letter.into(), ThreadsafeFunctionCallMode::NonBlocking);
    }
}
