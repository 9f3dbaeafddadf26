//! Reading the keys that a selector matches.
use super::{
    basis::Basis,
    events::Events,
    job::Job,
    surface::{Plan, PlanRevocation},
    values::{Phase, PlannedKey},
};
use crate::{client::Unkey, error::Error};

pub(super) fn start(client: Unkey, request: PlanRevocation) -> Plan {
    let clock = client.shared().clock.clone();
    let job = Job::start(clock, Phase::Planning, |_| async move {
        request.selector.check()?;
        Err(Error::configuration("this version cannot plan yet"))
    });
    Plan { job, basis: Basis { client } }
}

pub(super) fn planned_keys(_: &Plan) -> Events<PlannedKey> {
    Events::new(futures_util::stream::empty())
}
