//! Rate limits: of your own choosing, by namespace and identifier; overrides of them; and those that keys carry.

mod limits;
mod overrides;
mod rules;

pub use limits::*;
pub use overrides::*;
pub use rules::*;

use super::{Empty, Response};
use crate::{
    client::Unkey,
    error::{ErrorCode, Result},
    http::Operation,
    page::Items,
};

/// Rate limits of your own choosing, by namespace and identifier, and overrides of them.
///
/// Windows slide, and are counted by each node of the service: a limit may be overshot for a short time. A namespace is
/// named by its id or its name; one that was deleted is a 410 `RATELIMIT_NAMESPACE_GONE` to [`limit`](Self::limit) and
/// [`multi_limit`](Self::multi_limit), and a 404 `RATELIMIT_NAMESPACE_NOT_FOUND` elsewhere.
#[derive(Clone, Debug)]
pub struct Ratelimit {
    pub(super) client: Unkey,
}

impl Ratelimit {
    /// Asks whether an identifier may go on, and counts it.
    ///
    /// A refusal is an answer, not an error: read [`success`](LimitOutcome::success). Never repeated once it may have
    /// been applied, since it counts. A namespace that does not exist is created.
    ///
    /// Needs `ratelimit.*.limit` or `ratelimit.NAMESPACE_ID.limit`, and `ratelimit.*.create_namespace` as well for a
    /// new namespace.
    pub async fn limit(&self, request: Limit) -> Result<Response<LimitOutcome>> {
        self.client.call(Operation::new("ratelimit.limit"), &request).await
    }

    /// Asks for several limits at once, and counts all of them or none.
    ///
    /// A refusal is an answer, not an error: read [`passed`](MultiLimitOutcome::passed). Never repeated once it may
    /// have been applied, since it counts. Namespaces that do not exist are created.
    ///
    /// Needs `ratelimit.*.limit`, or `ratelimit.NAMESPACE_ID.limit` for each namespace, and
    /// `ratelimit.*.create_namespace` as well for new ones.
    pub async fn multi_limit(&self, request: MultiLimit) -> Result<Response<MultiLimitOutcome>> {
        self.client.call(Operation::new("ratelimit.multiLimit"), &request).await
    }

    /// Sets the limit of an identifier, or of a pattern of them, in place of the one that requests name.
    ///
    /// An override that was deleted cannot be set again for the same identifier: the service answers as if it were, and
    /// goes on without it.
    ///
    /// Needs `ratelimit.*.set_override` or `ratelimit.NAMESPACE_ID.set_override`.
    pub async fn set_override(&self, request: SetOverride) -> Result<Response<OverrideId>> {
        self.client.call(Operation::new("ratelimit.setOverride").safe_to_repeat(), &request).await
    }

    /// Reads an override; one that does not exist is a 404 `RATELIMIT_OVERRIDE_NOT_FOUND`.
    ///
    /// Needs `ratelimit.*.read_override` or `ratelimit.NAMESPACE_ID.read_override`; without it the override reads as
    /// missing.
    pub async fn get_override(&self, request: GetOverride) -> Result<Response<RatelimitOverride>> {
        self.client.call(Operation::new("ratelimit.getOverride").safe_to_repeat(), &request).await
    }

    /// Lists the overrides of a namespace, in the order of their ids, which is not that of creation.
    ///
    /// Needs `ratelimit.*.read_override` or `ratelimit.NAMESPACE_ID.read_override`.
    #[must_use]
    pub fn list_overrides(&self, request: ListOverrides) -> Items<RatelimitOverride> {
        Items::new(&self.client, Operation::new("ratelimit.listOverrides").safe_to_repeat(), &request)
    }

    /// Deletes an override: the limits that requests name count again.
    ///
    /// Think twice: an override cannot be set again for the same identifier, see [`set_override`](Self::set_override).
    /// When a repeat after a lost answer finds the override gone, that is success; deleting it a second time is a 404
    /// `RATELIMIT_OVERRIDE_NOT_FOUND`.
    ///
    /// Needs `ratelimit.*.delete_override` or `ratelimit.NAMESPACE_ID.delete_override`.
    pub async fn delete_override(&self, request: DeleteOverride) -> Result<Response<Empty>> {
        let operation =
            Operation::new("ratelimit.deleteOverride").deletes(ErrorCode::RATELIMIT_OVERRIDE_NOT_FOUND);
        self.client.call(operation, &request).await
    }
}
