//! Histories against a service whose limit production uses too, as the real one counts it: windows that are aligned to the
//! minute and slide. Each follows from its seed.

use std::{
    collections::{BTreeMap, HashMap},
    time::Duration,
};

use fastrand::Rng;
use futures_util::FutureExt;

use super::{
    super::{Ask, Engine, Moment, Told},
    DISABLE,
    simulation::record,
};
use crate::{
    config::RetryPolicy,
    error::Effect,
    http::RateLimit,
    revoke::{
        answer::{Answer, Verdict},
        ledger::{Course, Fact, KeyState, Ledger, MemoryLedger, Row, View},
        pace::{Pace, WIDEST_WINDOW},
        values::Outcome,
    },
};

const MINUTE: u64 = 60_000;

/// A history's conditions.
#[derive(Clone, Copy, Debug)]
struct World {
    keys: u32,
    /// Requests a minute; 0 for no limit.
    limit: u64,
    /// Production's requests a minute, evenly spread.
    production: u64,
    /// Milliseconds that an answer takes, at least and at most.
    latency: (u64, u64),
    /// Of a thousand requests, how many meet a 5xx, and how many a 429 that has another reason than the limit.
    trouble: u32,
    refused: u32,
}

const CALM: World =
    World { keys: 400, limit: 600, production: 0, latency: (20, 150), trouble: 0, refused: 0 };

/// What is used of a limit in a window that is aligned to the minute and slides.
#[derive(Default)]
struct Window {
    minute: u64,
    current: u64,
    previous: u64,
}

impl Window {
    /// What is left at this millisecond, after one more request is taken; `None` if there is no room for it.
    fn take(&mut self, limit: u64, now: u64) -> Option<u64> {
        let minute = now / MINUTE;
        match minute - self.minute {
            0 => {}
            1 => (self.previous, self.current) = (self.current, 0),
            _ => (self.previous, self.current) = (0, 0),
        }
        self.minute = minute;
        let to_come = MINUTE - now % MINUTE;
        let used = self.current + self.previous * to_come / MINUTE;
        let left = limit.checked_sub(used + 1)?;
        self.current += 1;
        Some(left)
    }
}

/// What came of a history.
#[derive(Debug, Default)]
struct History {
    /// Milliseconds.
    took: u64,
    /// How many of production's requests were refused, from the second minute on.
    starved: u64,
    /// How many of ours met the limit.
    limited: u64,
    most_in_flight: usize,
}

enum Event {
    Production,
    Arrives(Row),
    Answer(Row, Answer),
    Tick,
}

/// Runs a history from a random moment of a minute on, of which production has used its part.
#[expect(clippy::too_many_lines, reason = "a history is told from its beginning to its end")]
fn run(world: World, seed: u64) -> History {
    let mut rng = Rng::with_seed(seed);
    let ledger = MemoryLedger::default();
    let state = KeyState { enabled: true, expires: None, updated_at: None };
    let listed = |n| Fact::Listed { key_id: format!("key_{n}"), group: n * 3 / world.keys, state };
    record(&ledger, (0..world.keys).map(listed).collect());
    let start = MINUTE + rng.u64(0..MINUTE);
    let mut window = Window {
        minute: 1,
        current: world.production * (start % MINUTE) / MINUTE,
        previous: world.production,
    };
    let mut history = History::default();
    let mut engine = Engine::new(DISABLE, Pace::new(Duration::from_secs(1)), RetryPolicy::default());
    let mut events: BTreeMap<(u64, u64), Event> = BTreeMap::new();
    let mut attempts: HashMap<Row, u32> = HashMap::new();
    let (mut now, mut sequence, mut in_flight, mut after) = (start, 0, 0, None);
    let mut later = |events: &mut BTreeMap<_, _>, at, event| {
        sequence += 1;
        events.insert((at, sequence), event);
    };
    if world.production > 0 {
        later(&mut events, start, Event::Production);
    }
    loop {
        let since = Duration::from_millis(now - start);
        let mut moment = || Moment { now: since, wall: 1, chance: rng.f64() };
        match engine.ask(since) {
            Ask::Want(count) => {
                let batch = ledger.read(View::Open, after, count).now_or_never().unwrap().unwrap();
                after = batch.last().map(|entry| entry.row).or(after);
                engine.tell(Told::Offer(batch), moment());
            }
            Ask::Record(facts) => {
                record(&ledger, facts);
                engine.tell(Told::Recorded, moment());
            }
            Ask::Send { row, .. } => {
                in_flight += 1;
                assert!(in_flight <= engine.pace.window(), "seed {seed}: too many are in flight");
                history.most_in_flight = history.most_in_flight.max(in_flight);
                let way = rng.u64(world.latency.0..=world.latency.1) / 2;
                later(&mut events, now + way, Event::Arrives(row));
            }
            Ask::Wait(until) => {
                // A millisecond is the finest that timers know.
                let until = until.map(|until| start + until.as_nanos().div_ceil(1_000_000) as u64);
                if let Some(until) = until {
                    later(&mut events, until, Event::Tick);
                }
                let ((at, _), event) = events.pop_first().expect("it waits for something");
                events.retain(|_, event| !matches!(event, Event::Tick));
                now = at;
                let moment = Moment { now: Duration::from_millis(now - start), wall: 1, chance: rng.f64() };
                match event {
                    Event::Tick => engine.tell(Told::Tick, moment),
                    Event::Production => {
                        let refused = world.limit > 0 && window.take(world.limit, now).is_none();
                        history.starved += u64::from(refused && now - start > MINUTE);
                        let space = MINUTE / world.production;
                        later(&mut events, now + rng.u64(space / 2..=3 * space / 2), Event::Production);
                    }
                    Event::Arrives(row) => {
                        let way = rng.u64(world.latency.0..=world.latency.1) / 2;
                        let left = match world.limit {
                            0 => Some(0),
                            limit => window.take(limit, now),
                        };
                        let reset = Duration::from_secs((MINUTE - now % MINUTE) / 1_000);
                        let of = |remaining| RateLimit { limit: world.limit, remaining, reset };
                        let limit = (world.limit > 0).then(|| of(left.unwrap_or_default()));
                        let done = Answer { limit, ..Answer::done("req_1".to_owned(), None) };
                        let other = rng.u32(0..1_000);
                        let answer = if left.is_none() || other < world.refused {
                            history.limited += u64::from(left.is_none());
                            let retry_after = left.is_none().then_some(reset);
                            Answer { verdict: Verdict::Limited, effect: Effect::None, retry_after, ..done }
                        } else if other < world.refused + world.trouble {
                            *attempts.entry(row).or_default() += 1;
                            // Half of them were applied, and their answers lost.
                            let limit = limit.filter(|_| rng.bool());
                            Answer { verdict: Verdict::Trouble, effect: Effect::Unknown, limit, ..done }
                        } else {
                            done
                        };
                        later(&mut events, now + way, Event::Answer(row, answer));
                    }
                    Event::Answer(row, answer) => {
                        in_flight -= 1;
                        engine.tell(Told::Answer(row, answer), moment);
                    }
                }
            }
            Ask::Over => break,
        }
        assert!(now - start < 24 * 60 * MINUTE, "seed {seed}: it does not end");
    }
    history.took = now - start;
    let entries = ledger.read(View::Planned, None, usize::MAX).now_or_never().unwrap().unwrap();
    for entry in entries {
        let outcome = entry.outcome_on(Course::Revocation);
        let troubles = attempts.get(&entry.row).copied().unwrap_or_default();
        let settled = match outcome {
            Outcome::Revoked => troubles < 4,
            Outcome::Unknown => troubles == 4,
            _ => false,
        };
        assert!(settled, "seed {seed}: {entry:?} after {troubles} troubles");
    }
    history
}

/// Requests a minute that the limit leaves to us.
fn left_to_us(world: World) -> f64 {
    (world.limit - world.limit / 5 - world.production) as f64
}

/// Keys a minute.
fn rate(world: World, history: &History) -> f64 {
    f64::from(world.keys) * MINUTE as f64 / history.took as f64
}

#[test]
fn every_key_is_settled_and_production_is_left_its_part_whatever_happens() {
    for seed in 0..2_500 {
        let mut rng = Rng::with_seed(seed);
        let limit = [0, 5, 12, 30, 60, 300, 3_000][rng.usize(0..7)];
        let slowest = [50, 500, 5_000][rng.usize(0..3)];
        let world = World {
            keys: rng.u32(20..60),
            limit,
            production: rng.u64(0..=limit / 5),
            latency: (10, slowest),
            trouble: [0, 20, 300][rng.usize(0..3)],
            // Where there is no limit, refusals for other reasons may pass for a blocked workspace.
            refused: if limit == 0 { 0 } else { [0, 5, 50][rng.usize(0..3)] },
        };
        let history = run(world, seed);
        // A head-room of one or two is soon used up, by one that sees after a 429 whether there is room again.
        assert!(history.starved == 0 || limit < 30, "seed {seed}: {world:?}, {history:?}");
    }
}

#[test]
fn a_fifth_of_the_limit_is_never_refused_to_production_and_the_rest_is_used() {
    for seed in 0..300 {
        let limit = [60, 120, 300][seed as usize % 3];
        let world = World { limit, production: limit / 5, keys: limit as u32 * 3, ..CALM };
        let history = run(world, seed);
        assert_eq!((history.starved, history.limited), (0, 0), "seed {seed}: {world:?}, {history:?}");
        let used = rate(world, &history) / left_to_us(world);
        assert!(used > 0.9, "seed {seed}: {used} of what is left, {world:?}");
    }
}

#[test]
fn what_production_needs_beyond_the_head_room_is_left_to_it_too() {
    for seed in 0..120 {
        let limit = [120, 300][seed as usize % 2];
        let world = World { limit, production: limit / 2, keys: limit as u32, ..CALM };
        let history = run(world, seed);
        assert_eq!((history.starved, history.limited), (0, 0), "seed {seed}: {world:?}, {history:?}");
        let used = rate(world, &history) / left_to_us(world);
        assert!(used > 0.85, "seed {seed}: {used} of what is left, {world:?}");
    }
}

#[test]
fn where_production_uses_nearly_all_keys_still_get_done() {
    for seed in 0..20 {
        let world = World { limit: 300, production: 280, keys: 20, ..CALM };
        let history = run(world, seed);
        assert_eq!(history.starved, 0, "seed {seed}: {history:?}");
        assert!(history.took < 20 * MINUTE, "seed {seed}: {history:?}");
    }
}

#[test]
fn without_a_limit_no_more_than_128_are_in_flight() {
    for seed in 0..10 {
        let world = World { limit: 0, keys: 3_000, latency: (100, 100), ..CALM };
        let history = run(world, seed);
        assert_eq!(history.most_in_flight, WIDEST_WINDOW);
        // Three groups begin at eight each, and double four times.
        let least = u64::from(world.keys) * 100 / WIDEST_WINDOW as u64;
        assert!(history.took < least + 3 * 5 * 100, "seed {seed}: {history:?}, {least} ms at the least");
    }
}
