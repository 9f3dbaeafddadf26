//! Whether the service is up.

use serde::{Deserialize, Serialize};

use super::{Empty, Response};
use crate::{client::Unkey, error::Result, http::Operation};

/// Whether the service is up.
impl Unkey {
    /// Asks whether the service is up. Any answer says that it is; no root key is checked.
    pub async fn liveness(&self) -> Result<Response<Liveness>> {
        self.call(Operation::new("liveness").get(), &Empty {}).await
    }
}

/// A sign of life.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Liveness {
    /// A few words of the service.
    pub message: String,
}
