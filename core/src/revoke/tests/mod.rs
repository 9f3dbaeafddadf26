//! What takes long in a revocation, in virtual time: waits of the driver, of single calls and of the sweep, and what
//! ends them. Every assertion on a time is exact.

mod service;
mod stops;
mod sweeps;
mod waits;

use std::time::Duration;

use service::{Asked, Fault, LATENCY, Service};

const SECOND: Duration = Duration::from_secs(1);

/// When the first keys are disabled: the plan has listed them, and the guards have read one again.
const APPLYING: u64 = 40;

/// Does this to requests of one operation, from number to number, both included.
fn from_to(
    operation: &'static str,
    numbers: impl std::ops::RangeBounds<usize>,
    fault: impl Fn() -> Fault,
) -> impl FnMut(&Asked) -> Option<Fault> {
    move |asked| (asked.operation == operation && numbers.contains(&asked.number)).then(&fault)
}
