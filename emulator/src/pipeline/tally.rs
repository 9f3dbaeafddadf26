//! Which keys a request changed.

use serde_json::Value;

use crate::ids::Id;
use crate::store::{KeySlot, Workspace};

/// Operations on keys that change nothing that a reader of keys would see.
const READS: &[&str] = &["apis.listKeys", "keys.getKey", "keys.verifyKey", "keys.whoami"];

/// What a request may change, noted before it is carried out.
pub(super) struct Changes {
    operation: &'static str,
    /// The key that it names.
    named: Option<(Id, KeySlot)>,
    /// Keys from here on are its own making.
    made_from: KeySlot,
}

impl Changes {
    pub(super) fn expect(workspace: &Workspace, operation: &'static str, body: &Value) -> Self {
        let named = body.get("keyId").and_then(Value::as_str).filter(|_| !READS.contains(&operation));
        let named = named.and_then(|id| Some((Id::from(id), workspace.keys.find(id)?)));
        Self { operation, named, made_from: workspace.keys.next_slot() }
    }

    /// Counts the changes of a request that succeeded.
    pub(super) fn count(self, workspace: &mut Workspace) {
        if let Some((id, slot)) = self.named {
            workspace.tallies.apply(slot, self.operation);
            if workspace.keys.find(&id).is_none() {
                workspace.tallies.purge(id, slot);
            }
        }
        for made in self.made_from.0..workspace.keys.next_slot().0 {
            workspace.tallies.see(KeySlot(made), self.operation);
            workspace.tallies.apply(KeySlot(made), self.operation);
        }
    }
}
