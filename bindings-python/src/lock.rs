//! Taking a mutex whatever became of the thread that held it last.

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Takes a mutex. What it guards is replaced or taken as a whole, so a thread that panicked left nothing half done.
pub(crate) fn locked<T: ?Sized>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
