//! What a plan and its runs share.

use std::{fmt, sync::Arc};

use tokio::sync::{Mutex, OwnedMutexGuard};

use super::{
    ledger::{Ledger, MemoryLedger},
    selector::Group,
    surface::PlanRevocation,
    work::refused,
};
use crate::{
    client::Unkey,
    config::{CallOptions, RetryPolicy},
    error::Result,
};

/// What a plan and its runs share.
#[derive(Clone)]
pub(super) struct Basis {
    /// The client, whose calls are not repeated: the one layer of retries is the engine's.
    pub(super) single: Unkey,
    /// How long to wait before a repeat.
    pub(super) policy: RetryPolicy,
    pub(super) request: Arc<PlanRevocation>,
    /// The APIs that are listed, by group; none for bare ids.
    pub(super) apis: Arc<[String]>,
    pub(super) ledger: Arc<dyn Ledger>,
    /// Held by the run that is under way.
    turn: Arc<Mutex<()>>,
}

impl Basis {
    /// A plan in memory.
    pub(super) fn new(client: &Unkey, request: PlanRevocation) -> Self {
        let options = CallOptions { retry: Some(RetryPolicy::never()), ..client.options().clone() };
        Self {
            single: client.with_options(options),
            policy: client.retry_policy(),
            apis: request.selector.apis().into_iter().flatten().map(str::to_owned).collect(),
            request: Arc::new(request),
            ledger: Arc::new(MemoryLedger::default()),
            turn: Arc::default(),
        }
    }

    /// Waits for nothing: one run at a time works on a plan.
    ///
    /// # Errors
    /// Of kind `Refused` if another one is under way.
    pub(super) fn turn(&self) -> Result<OwnedMutexGuard<()>> {
        let turn = Arc::clone(&self.turn).try_lock_owned();
        turn.map_err(|_| refused("another run of this plan is under way: wait for its report"))
    }

    /// The API of a group; `None` for bare ids.
    pub(super) fn api_of(&self, group: Group) -> Option<&String> {
        self.apis.get(usize::try_from(group).ok()?)
    }
}

impl fmt::Debug for Basis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Basis").field("client", &self.single).finish_non_exhaustive()
    }
}
