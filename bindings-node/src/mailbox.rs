//! How results reach JavaScript: one function for all calls of a thread, which takes each result with the number of its
//! call. A promise from the native side would cost a function of its own for every call.

use std::{
    future::Future,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
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

/// The number of a call, and its answer with its secrets, or its error as JSON text, or its handle; none of them if it
/// gave nothing.
type Letter = FnArgs<(u32, Option<String>, Option<Vec<String>>, Option<String>, Option<NativeHandle>)>;

/// Weak: an idle library must not keep the process alive.
type Recipient = ThreadsafeFunction<Letter, (), Letter, Status, false, true>;

/// Where the results of calls go. The process stays alive while it owes any.
#[napi]
#[derive(Clone)]
pub struct Mailbox {
    recipient: Arc<Recipient>,
    pulse: Arc<Mutex<Pulse>>,
}

#[napi]
impl Mailbox {
    /// Hands results to this function, on JavaScript's thread.
    #[napi(constructor)]
    pub fn new(recipient: Function<'_, Letter, ()>) -> napi::Result<Self> {
        let weak = || recipient.build_threadsafe_function().weak::<true>();
        let pulse = Arc::new(Mutex::new(Pulse { owed: 0, held: weak().build()? }));
        let paid = Arc::clone(&pulse);
        let recipient = weak().build_callback(move |context| {
            lock(&paid).pay(&context.env);
            Ok(context.value)
        })?;
        Ok(Self { recipient: Arc::new(recipient), pulse })
    }
}

/// Keeps the process alive while results are owed. Only JavaScript's thread touches it.
struct Pulse {
    owed: u32,
    /// Never called, only held. The recipient cannot be: holding needs one for oneself alone, and would wait for a result
    /// that is being posted.
    held: Recipient,
}

#[expect(deprecated, reason = "the clones that are to replace `refer` cannot hold and release by turns")]
impl Pulse {
    fn owe(&mut self, env: &Env) {
        self.owed += 1;
        // It is refused only while the thread ends.
        let _ = self.held.refer(env);
    }

    fn pay(&mut self, env: &Env) {
        self.owed -= 1;
        if self.owed == 0 {
            let _ = self.held.unref(env);
        }
    }
}

fn lock(pulse: &Mutex<Pulse>) -> MutexGuard<'_, Pulse> {
    pulse.lock().unwrap_or_else(PoisonError::into_inner)
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
        env: &Env,
        number: u32,
        call: impl Future<Output = Result<Given, Failure>> + Send + 'static,
    ) {
        lock(&self.pulse).owe(env);
        let envelope = Envelope { to: self.clone(), number, result: None };
        match runtime::handle() {
            Ok(runtime) => drop(runtime.spawn(async move { envelope.seal(call.await) })),
            Err(error) => envelope.seal(Err(Failure::without_runtime(&error))),
        }
    }
}

/// A result that is posted when it is dropped, so that no call waits for ever, whatever became of its task.
struct Envelope {
    to: Mailbox,
    number: u32,
    /// `None` until the task has ended.
    result: Option<Result<Given, Failure>>,
}

impl Envelope {
    fn seal(mut self, result: Result<Given, Failure>) {
        self.result = Some(result);
    }
}

impl Drop for Envelope {
    fn drop(&mut self) {
        let letter = match self.result.take().unwrap_or_else(|| Err(Failure::lost())) {
            Ok(Given::Nothing) => (self.number, None, None, None, None),
            Ok(Given::Answer(answer)) => (self.number, Some(answer.text), answer.secrets, None, None),
            Ok(Given::Handle(on)) => (self.number, None, None, None, Some(NativeHandle::new(on, &self.to))),
            Err(Failure(error)) => (self.number, None, None, Some(error), None),
        };
        // It refuses only while its thread ends, and then nobody waits any more.
        self.to.recipient.call(letter.into(), ThreadsafeFunctionCallMode::NonBlocking);
    }
}
