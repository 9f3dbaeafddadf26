//! Thousands of histories, each of which follows from its seed, and what holds in all of them.

mod shared_limit;
mod simulation;

use simulation::{Odds, Simulation};

use crate::revoke::{
    ledger::{Course, View},
    surface::Action,
    task::Task,
    values::Outcome,
};

const DISABLE: Task = Task::Apply(Action::Disable);
const DELETE: Task = Task::Apply(Action::Delete);

/// Checks every outcome against the service's own state.
fn agree(simulation: &Simulation, seed: u64) {
    for (key_id, outcome) in simulation.outcomes(Course::Revocation) {
        let key = &simulation.keys[&key_id];
        let agrees = match outcome {
            Outcome::Revoked => key.deleted || !key.enabled,
            Outcome::AlreadyRevoked => !key.enabled && key.changes == 0,
            Outcome::AlreadyGone => key.deleted,
            Outcome::Denied | Outcome::Failed | Outcome::Skipped => key.changes == 0,
            Outcome::Unknown => true,
            other => panic!("{other:?}"),
        };
        assert!(agrees, "seed {seed}: {key_id} is {outcome:?}, and the service has {key:?}");
    }
}

fn rough() -> Odds {
    Odds { lost: 150, limited: 30, unnamed: 10, denied: 20, refused: 20, deleted: 20, ..Odds::default() }
}

#[test]
fn every_key_gets_one_true_outcome_whatever_the_service_does() {
    for seed in 0..1_000 {
        let task = if seed % 2 == 0 { DISABLE } else { DELETE };
        let mut simulation = Simulation::new(seed, 40, rough());
        simulation.run(task, View::Open);
        agree(&simulation, seed);
        let outcomes = simulation.outcomes(Course::Revocation);
        let skipped = outcomes.iter().filter(|(_, outcome)| *outcome == Outcome::Skipped).count();
        assert!(skipped == 0 || simulation.halted, "seed {seed}: {skipped} keys were left out");
    }
}

#[test]
fn a_process_that_dies_again_and_again_leaves_no_false_outcome() {
    let mut crashes = 0;
    for seed in 0..1_000 {
        let task = if seed % 2 == 0 { DISABLE } else { DELETE };
        let mut simulation = Simulation::new(seed, 40, Odds { crash: 20, ..rough() });
        simulation.run(task, View::Open);
        agree(&simulation, seed);
        crashes += simulation.crashes;
    }
    assert!(crashes > 1_000, "{crashes} crashes are no test");
}

#[test]
fn a_stop_leaves_no_key_in_doubt_that_an_answer_can_settle() {
    let mut skipped = 0;
    for seed in 0..500 {
        // Answers are lost, but not four times in a row for one key.
        let odds = Odds { lost: 30, stop: 30, ..Odds::default() };
        let mut simulation = Simulation::new(seed, 60, odds);
        simulation.run(DELETE, View::Open);
        agree(&simulation, seed);
        for (key_id, outcome) in simulation.outcomes(Course::Revocation) {
            assert!(
                matches!(outcome, Outcome::Revoked | Outcome::Skipped),
                "seed {seed}: {key_id} {outcome:?}"
            );
            skipped += u32::from(outcome == Outcome::Skipped);
        }
    }
    assert!(skipped > 1_000, "{skipped} skipped keys are no test");
}

#[test]
fn a_refused_root_key_wastes_nothing_but_what_is_in_flight() {
    for seed in 0..300 {
        let mut simulation = Simulation::new(seed, 100, Odds { pointless: 20, lost: 50, ..Odds::default() });
        simulation.run(DISABLE, View::Open);
        agree(&simulation, seed);
        let (wasted, in_flight) = (simulation.wasted, simulation.in_flight_at_refusal);
        assert!(
            wasted <= in_flight,
            "seed {seed}: {wasted} requests were wasted, {in_flight} were in flight"
        );
    }
}

#[test]
fn a_denied_group_wastes_five_requests_and_what_is_in_flight() {
    for seed in 0..150 {
        let mut simulation = Simulation::new(seed, 300, Odds { lost: 20, limited: 5, ..Odds::default() });
        let closed = u32::try_from(seed % 3).unwrap();
        simulation.closed.insert(closed);
        simulation.run(DISABLE, View::Open);
        agree(&simulation, seed);
        let requests = simulation.requests_by_group[&closed];
        // A lost answer or a rate limit is no denial, and is asked again.
        assert!(requests <= 5 + 8 + 6, "seed {seed}: {requests} requests");
        let others = simulation.outcomes(Course::Revocation);
        let revoked = others.iter().filter(|(_, outcome)| *outcome == Outcome::Revoked).count();
        assert!(revoked > 150, "seed {seed}: the other groups go on, {revoked}");
    }
}

#[test]
fn a_blocked_workspace_wastes_five_requests_and_what_is_in_flight() {
    for seed in 0..200 {
        let mut simulation = Simulation::new(seed, 100, Odds { unnamed: 1_000, ..Odds::default() });
        simulation.run(DISABLE, View::Open);
        agree(&simulation, seed);
        assert!(simulation.halted);
        assert!(simulation.requests <= 5 + 8, "seed {seed}: {} requests", simulation.requests);
    }
}

#[test]
fn rate_limits_alone_lose_no_key() {
    for seed in 0..300 {
        let mut simulation = Simulation::new(seed, 60, Odds { limited: 300, ..Odds::default() });
        simulation.run(DISABLE, View::Open);
        agree(&simulation, seed);
        let outcomes = simulation.outcomes(Course::Revocation);
        assert!(outcomes.iter().all(|(_, outcome)| outcome.is_success()), "seed {seed}: {outcomes:?}");
    }
}

#[test]
fn a_restore_enables_what_was_disabled_and_nothing_else() {
    let (mut restored, mut changed) = (0, 0);
    for seed in 0..700 {
        let mut simulation = Simulation::new(seed, 40, Odds { lost: 50, ..Odds::default() });
        simulation.run(DISABLE, View::Open);
        simulation.sweep();
        // Somebody touches every seventh key meanwhile.
        for key in simulation.keys.values_mut().step_by(7) {
            key.updated_at += 1;
            key.enabled = seed % 2 == 0;
        }
        let between = simulation.keys.clone();
        simulation.odds = Odds { crash: 10, denied: 20, stop: 2, ..rough() };
        simulation.run(Task::Restore, View::Restorable);

        let entries = simulation.entries(View::Planned);
        for entry in entries {
            let (key, before) = (&simulation.keys[&entry.key_id], &between[&entry.key_id]);
            let ours = key.changes > before.changes;
            let touched = entry.noted.is_some_and(|noted| noted != before.updated_at);
            assert!(!ours || (entry.disabled && !touched), "seed {seed}: {entry:?} was not ours to enable");
            match entry.outcome_on(Course::Restore) {
                Outcome::Restored => {
                    restored += 1;
                    assert!(key.deleted || (key.enabled && ours), "seed {seed}: {entry:?}, {key:?}");
                }
                Outcome::ChangedSince => {
                    changed += 1;
                    assert!(!ours || key.deleted, "seed {seed}: {entry:?}, {key:?}");
                }
                Outcome::Denied | Outcome::Failed | Outcome::Skipped => {
                    assert!(!ours, "seed {seed}: {entry:?}, {key:?}");
                }
                Outcome::Unknown => {}
                other => panic!("{other:?}"),
            }
        }
    }
    assert!(restored > 5_000 && changed > 500, "{restored} restored, {changed} changed");
}
