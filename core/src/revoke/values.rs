//! What plans and runs tell: summaries, events, outcomes, reports. Projected to the bindings, as `surface.rs` is.

use serde::{Deserialize, Serialize};
use serde_with::skip_serializing_none;

use super::surface::Action;
use crate::api::Millis;

/// What a plan holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlanSummary {
    /// How many keys matched and were read: what an apply would revoke.
    pub total: u64,
    /// The matched keys by their state, and the ids that could not be read.
    pub counts: PlanCounts,
    /// APIs that are missing, or that this root key may not read.
    pub not_visible: Vec<String>,
    /// What a person should know before applying.
    pub warnings: Vec<RevokeWarning>,
    /// SHA-256 of the keys and the states in which they were read, in hexadecimal.
    pub digest: String,
    /// When the plan was complete.
    pub made_at: Millis,
}

/// How many keys of a plan are in which state.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlanCounts {
    /// Enabled, and not expired.
    pub active: u64,
    /// Disabled already.
    pub disabled: u64,
    /// Enabled, but expired.
    pub expired: u64,
    /// Ids that this root key cannot find. Not part of the total.
    pub not_found: u64,
    /// Ids of keys that this root key may not read. Not part of the total.
    pub denied: u64,
    /// Ids whose keys could not be read for another reason. Not part of the total.
    pub failed: u64,
}

/// A key of a plan, in the state in which it was read.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct PlannedKey {
    /// The key.
    pub key_id: String,
    /// Its API; absent in a plan by ids.
    pub api_id: Option<String>,
    /// Whether it was enabled.
    pub enabled: bool,
    /// When it expires; absent if never.
    pub expires: Option<Millis>,
    /// When it was last changed; absent if never.
    pub updated_at: Option<Millis>,
}

/// What a person should know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RevokeWarning {
    /// What it is about.
    pub kind: RevokeWarningKind,
    /// The same in a sentence or two.
    pub message: String,
}

/// What a [`RevokeWarning`] is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RevokeWarningKind {
    /// No such user: misspelt, or its identity was deleted, and then its keys live on and no listing finds them.
    NoIdentity,
    /// Whether there is an identity of this user could not be asked.
    IdentityUnchecked,
    /// An API cannot be seen: it is missing, or the root key may not read it.
    NotVisible,
    /// The sweep could not look at every key.
    SweepIncomplete,
}

/// How far a plan or a run is.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RevokeEvent {
    /// What is being done.
    pub phase: Phase,
    /// How many keys are done in this phase; when finished, in the whole plan or run.
    pub done: u64,
    /// How many keys there are in this phase, or, when finished, in the whole plan or run; absent while that is not
    /// known.
    pub total: Option<u64>,
    /// The outcomes so far.
    pub counts: Counts,
    /// How long the phase will still take, in milliseconds, at the rate of the last minute; absent until one is seen. In
    /// the first minute under a limit on requests, how long it takes with four fifths of the limit, which is all that is
    /// used of it.
    pub eta: Option<Millis>,
    /// How long nothing is sent because the service asked for a pause, in milliseconds.
    pub paused: Option<Millis>,
    /// The workspace's limit on requests, as the last answer told it; absent if it has none.
    pub limit: Option<RequestBudget>,
}

/// What is being done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Reading the keys that the selector matches.
    Planning,
    /// Checking the guards. Nothing has been changed yet.
    Checking,
    /// Revoking.
    Applying,
    /// Looking once more whether a key is still active.
    Sweeping,
    /// Enabling again what was disabled.
    Restoring,
    /// Over.
    Finished,
}

/// The limit on requests that all root keys of a workspace share.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestBudget {
    /// Requests in a minute.
    pub limit: u64,
    /// How many are left at the moment.
    pub remaining: u64,
    /// Milliseconds until the next minute begins. The window slides: capacity returns evenly, not at that moment.
    pub reset: Millis,
}

/// What became of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// This run revoked it. A success.
    Revoked,
    /// It was disabled when the plan read it, so nothing was sent. A success.
    AlreadyRevoked,
    /// Somebody else deleted it after the plan had read it. A success.
    AlreadyGone,
    /// The plan did not find it: no proof that it is revoked.
    NotFound,
    /// It is missing, or the root key may not see it: the service does not say which.
    NotVisible,
    /// The root key lacks the permission.
    Denied,
    /// The service refused, or could not be reached; nothing was changed.
    Failed,
    /// It may have been revoked or not: no answer came that says so.
    Unknown,
    /// It was not reached.
    Skipped,
    /// The sweep read it enabled twice, in spite of what the service had answered.
    StillActive,
    /// It was not planned and is active: created meanwhile, or enabled again.
    Appeared,
    /// It was enabled again. A success of a restore.
    Restored,
    /// It is not as this plan left it, or was never noted; it was left alone.
    ChangedSince,
}

/// What became of one key.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct KeyOutcome {
    /// The key.
    pub key_id: String,
    /// Its API; absent in a plan by ids.
    pub api_id: Option<String>,
    /// What became of it.
    pub outcome: Outcome,
    /// The service's error code, for example `err:unkey:data:key_not_found`; absent where there was none.
    pub code: Option<String>,
    /// The id by which Unkey's support finds the request that decided.
    pub request_id: Option<String>,
    /// When it was known; absent for a key that was not reached.
    pub at: Option<Millis>,
}

/// How many keys have which outcome.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
#[non_exhaustive]
pub struct Counts {
    /// This run revoked it.
    pub revoked: u64,
    /// Disabled before.
    pub already_revoked: u64,
    /// Deleted by somebody else.
    pub already_gone: u64,
    /// Not found by the plan.
    pub not_found: u64,
    /// APIs that cannot be seen.
    pub not_visible: u64,
    /// Permission lacking.
    pub denied: u64,
    /// Refused or not reachable.
    pub failed: u64,
    /// Revoked or not.
    pub unknown: u64,
    /// Not reached.
    pub skipped: u64,
    /// Enabled in spite of the answer.
    pub still_active: u64,
    /// Active and not planned.
    pub appeared: u64,
    /// Enabled again.
    pub restored: u64,
    /// Left alone by the restore.
    pub changed_since: u64,
}

/// How a run went.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Report {
    /// Whether it was a restore.
    pub restore: bool,
    /// What was done to each key, or undone.
    pub action: Action,
    /// Why, as the caller said.
    pub reason: Option<String>,
    /// Whether every outcome is a success, no API was hidden, and the sweep, if there was one, saw every key.
    pub ok: bool,
    /// How many keys the plan holds.
    pub planned: u64,
    /// How many keys have which outcome.
    pub counts: Counts,
    /// Why the run, or a part of it, was stopped.
    pub stops: Vec<Stop>,
    /// Whether a sweep looked at the keys afterwards.
    pub sweep: SweepState,
    /// APIs that are missing, or that the root key may not read.
    pub not_visible: Vec<String>,
    /// What a person should know.
    pub warnings: Vec<RevokeWarning>,
    /// The digest of the plan.
    pub digest: String,
    /// How many requests were sent, for checking and sweeping too.
    pub requests: u64,
    /// When the run began.
    pub started_at: Millis,
    /// When it was over.
    pub finished_at: Millis,
}

/// Whether a sweep looked at the keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SweepState {
    /// None was made.
    Off,
    /// It looked at every key.
    Complete,
    /// It was stopped, or could not read every key.
    Incomplete,
}

/// Why a run, or a part of it, was stopped.
#[skip_serializing_none]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Stop {
    /// The reason.
    pub cause: StopCause,
    /// The API whose keys were given up; absent if everything was, or in a plan by ids.
    pub api_id: Option<String>,
    /// The service's error code.
    pub code: Option<String>,
    /// The same in a sentence.
    pub message: String,
}

/// Why a run was stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StopCause {
    /// The caller asked for it.
    Asked,
    /// The root key is unknown, disabled or expired.
    RootKey,
    /// The workspace is disabled or missing.
    Workspace,
    /// The workspace may not send any request: every answer was a 429 that names no limit.
    Blocked,
    /// Five denials in a row: the root key lacks the permission for this group of keys.
    Denied,
}
