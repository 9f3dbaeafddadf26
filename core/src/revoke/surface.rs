//! What a user of bulk revocation holds and passes: the handles and the requests. What they tell: `values.rs`. The
//! bindings are projected from these two files.

use derive_setters::Setters;
use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::{
    apply,
    basis::Basis,
    events::Events,
    job::Job,
    plan, report, restore,
    values::{KeyOutcome, PlanSummary, PlannedKey, Report, RevokeEvent},
};
use crate::{client::Unkey, error::Result};

/// Bulk revocation: plan, look, apply, prove, undo.
#[derive(Clone, Debug)]
pub struct Revoke {
    pub(super) client: Unkey,
}

impl Revoke {
    /// Starts a plan: reads every key that the selector matches. Changes nothing.
    ///
    /// Needs `read_key` and, to list, `read_api`. [`Plan::summary`] tells what went wrong.
    #[must_use]
    pub fn plan(&self, request: PlanRevocation) -> Plan {
        plan::start(self.client.clone(), request)
    }
}

/// A plan: the keys that a selector matches and the state in which they were read.
///
/// The work runs by itself; dropping this handle stops nothing.
#[derive(Clone, Debug)]
pub struct Plan {
    pub(super) job: Job<PlanSummary>,
    pub(super) basis: Basis,
}

impl Plan {
    /// Waits for the plan and tells what it holds. Ceasing to wait stops nothing.
    ///
    /// # Errors
    /// What kept the plan from reading every key. Of kind `Refused` beyond 100,000 keys, when the first 20 ids are all
    /// unknown, and after a stop.
    pub async fn summary(&self) -> Result<PlanSummary> {
        self.job.result().await
    }

    /// Follows the plan: the present state at once, then changes, at most ten a second. Ends with the plan.
    #[must_use]
    pub fn events(&self) -> Events<RevokeEvent> {
        self.job.events()
    }

    /// Streams the keys that the plan holds at this moment, in the order in which they are revoked.
    #[must_use]
    pub fn planned_keys(&self) -> Events<PlannedKey> {
        plan::planned_keys(self)
    }

    /// Stops the plan before it is complete. A stopped plan cannot be applied.
    pub fn stop(&self) {
        self.job.stop();
    }

    /// Starts to revoke what was planned, once the plan is complete and every guard has let it pass.
    ///
    /// A plan that was applied in part is continued: what was not reached, and what was denied, failed or is unknown,
    /// is sent (again). A plan keeps the action of its first run.
    #[must_use]
    pub fn apply(&self, request: ApplyPlan) -> Run {
        apply::start(self, request)
    }

    /// Starts to enable exactly those keys that this plan disabled and nobody has touched since.
    ///
    /// A key is one of them if it reads disabled and its `updatedAt` is the one that the sweep noted.
    #[must_use]
    pub fn restore(&self) -> Run {
        restore::start(self)
    }
}

/// A run over the keys of a plan: revoking them, or enabling them again.
///
/// The work runs by itself; dropping this handle stops nothing.
#[derive(Clone, Debug)]
pub struct Run {
    pub(super) job: Job<Report>,
    pub(super) restore: bool,
    pub(super) basis: Basis,
}

impl Run {
    /// Waits for the run and tells how it went. Ceasing to wait stops nothing.
    ///
    /// # Errors
    /// Only if nothing was changed: of kind `NothingMatched` if the plan holds no key, of kind `Refused` if a guard did
    /// not let it pass, otherwise the error of the plan or of the call that was made to check it.
    pub async fn report(&self) -> Result<Report> {
        self.job.result().await
    }

    /// Follows the run: the present state at once, then changes, at most ten a second. Ends with the run.
    #[must_use]
    pub fn events(&self) -> Events<RevokeEvent> {
        self.job.events()
    }

    /// How far the run is.
    #[must_use]
    pub fn status(&self) -> RevokeEvent {
        self.job.status()
    }

    /// Streams the outcomes known at this moment, one for each key, and ends. Those that need attention come first;
    /// while the run goes on, keys that it has not reached are missing.
    #[must_use]
    pub fn outcomes(&self) -> Events<KeyOutcome> {
        report::outcomes(self)
    }

    /// Stops the run once what is in flight has been answered, so that no key is left in doubt. What was not reached is
    /// `skipped`. The sweep still notes what was revoked, unless it is stopped as well, by a second call.
    pub fn stop(&self) {
        self.job.stop();
    }
}

/// What to plan.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(strip_option)]
#[non_exhaustive]
pub struct PlanRevocation {
    /// Which keys.
    pub selector: Selector,
    /// Whether an API that is missing, or that the root key may not read (the service answers alike), is reported as
    /// `not_visible` instead of failing the plan. Default false.
    pub allow_hidden: Option<bool>,
}

/// Which keys to revoke. Anything finer: list, filter, and pass the ids.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Selector {
    /// The keys of one of your users in the named APIs. No operation of the service lists APIs, so name them all.
    User {
        /// The user's external id. Case matters.
        external_id: String,
        /// The APIs to look in.
        apis: Vec<String>,
    },
    /// Keys by their ids.
    Keys {
        /// The ids; one that is given twice counts once.
        ids: Vec<String>,
    },
    /// Every key of an API.
    Api {
        /// The API.
        api_id: String,
    },
}

/// How to revoke what was planned, and what must hold before anything is changed.
#[skip_serializing_none]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Setters)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[setters(strip_option)]
#[non_exhaustive]
pub struct ApplyPlan {
    /// What is done to each key. Default `disable`, which can be undone.
    pub action: Option<Action>,
    /// How many keys the plan must hold, as its summary said; any other number is a refusal.
    pub expect: Option<u64>,
    /// How many keys may be revoked at most. Default 1,000.
    pub max_keys: Option<u64>,
    /// Ids of keys that must not be revoked: if the plan holds one of them, that is a refusal.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    #[setters(into)]
    pub protect: Vec<String>,
    /// Why, for the report.
    #[setters(into)]
    pub reason: Option<String>,
    /// Whether to save the requests of the sweep. What it disabled can then not be restored. Default false.
    pub no_sweep: Option<bool>,
}

/// What is done to each key of a plan.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Disables the key: it can be enabled again.
    #[default]
    Disable,
    /// Marks the key as deleted. The API has no way back, and no way to wipe it later.
    Delete,
    /// Wipes the key from the database.
    DeletePermanently,
}
