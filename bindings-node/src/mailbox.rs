//! How results reach JavaScript: one function for all calls of a thread, which takes each result with the number of its
//! call. A promise from the native side would cost a function of its own for every call.

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
    generated::Handle,
    handle::NativeHandle,
    runtime,
};

/// The number of a call, and its answer, or its error as JSON text, or its handle; none of them if it gave nothing.
type Letter = FnArgs<(u32, Option<String>, Option<String>, Option<NativeHandle>)>;

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

/// What a call gave.
pub(crate) enum Given {
    Nothing,
    Answer(Shown),
    Handle(Handle),
}

impl Mailbox {
    /// Runs a call, and posts what it gives.
    pub(crate) fn post(
        &self,
        number: u32,
        call: impl Future<Output = Result<Given, Failure>> + Send + 'static,
    ) {
        let envelope = Envelope { to: self.clone(), number, result: Err(Failure::lost()) };
        let (to, task) = (self.clone(), async move { envelope.seal(call.await) });
        if let Err(error) = runtime::spawn(task) {
            drop(Envelope { to, number, result: Err(Failure::without_runtime(&error)) });
        }
    }
}

/// A result that is posted when it is dropped, so that no call waits for ever, whatever became of its task.
struct Envelope {
    to: Mailbox,
    number: u32,
    result: Result<Given, Failure>,
}

impl Envelope {
    fn seal(mut self, result: Result<Given, Failure>) {
        self.result = result;
    }
}

impl Drop for Envelope {
    fn drop(&mut self) {
        let letter = match std::mem::replace(&mut self.result, Ok(Given::Nothing)) {
            Ok(Given::Nothing) => (self.number, None, None, None),
            Ok(Given::Answer(answer)) => (self.number, Some(answer), None, None),
            Ok(Given::Handle(on)) => (self.number, None, None, Some(NativeHandle::new(on, &self.to))),
            Err(Failure(error)) => (self.number, None, Some(error), None),
        };
        let recipient = self.to.0.lock().unwrap_or_else(PoisonError::into_inner);
        // It refuses only while its thread ends, and then nobody waits any more.
        recipient.call(letter.into(), ThreadsafeFunctionCallMode::NonBlocking);
    }
}
