//! A service, a ledger and time, all simulated, on which engines run histories that follow from a seed.

use std::{
    collections::{BTreeMap, BinaryHeap, HashMap, HashSet},
    time::Duration,
};

use fastrand::Rng;
use futures_util::FutureExt;

use super::super::{Ask, Engine, Moment, Told};
use crate::{
    config::RetryPolicy,
    error::Effect,
    http::RateLimit,
    revoke::{
        answer::{Answer, Verdict},
        ledger::{Change, Course, Entry, Fact, KeyState, Ledger, MemoryLedger, Row, View},
        pace::Pace,
        surface::Action,
        task::{Request, Task},
        values::{Outcome, StopCause},
    },
};

/// How often, of a thousand requests, what happens.
#[derive(Clone, Debug, Default)]
pub(super) struct Odds {
    /// The answer is lost; whether the change was made is another matter.
    pub(super) lost: u32,
    pub(super) limited: u32,
    /// Refusals that name no limit.
    pub(super) unnamed: u32,
    pub(super) denied: u32,
    pub(super) refused: u32,
    /// The root key is refused, from then on for ever.
    pub(super) pointless: u32,
    /// Somebody else deletes the key just before.
    pub(super) deleted: u32,
    /// The process dies.
    pub(super) crash: u32,
    /// Somebody asks to stop.
    pub(super) stop: u32,
}

/// The service's own state of a key.
#[derive(Clone, Debug)]
pub(super) struct Key {
    pub(super) enabled: bool,
    pub(super) deleted: bool,
    pub(super) updated_at: i64,
    /// How many changes of ours were made.
    pub(super) changes: u32,
}

enum Event {
    Offer(Vec<Entry>),
    Recorded(Vec<Fact>),
    Answer(Row, Answer),
}

pub(super) struct Simulation {
    rng: Rng,
    pub(super) odds: Odds,
    pub(super) keys: BTreeMap<String, Key>,
    pub(super) ledger: MemoryLedger,
    now: Duration,
    events: BinaryHeap<Pending>,
    sequence: u64,
    in_flight: usize,
    /// Whether the root key is refused for ever.
    dead: bool,
    /// Groups whose keys are all denied.
    pub(super) closed: HashSet<u32>,
    /// Sent in this life of the process: how often each key, and those that were not rate-limited.
    sent: HashMap<Row, u32>,
    attempts: HashMap<Row, u32>,
    settled: HashSet<Row>,
    /// Keys that were sent to by the time somebody asked to stop.
    stopped_with: Option<HashSet<Row>>,
    pub(super) crashes: u32,
    pub(super) requests: u32,
    /// Requests that the service got after it had refused the root key for the first time.
    pub(super) wasted: u32,
    /// How many were in flight when the first of these refusals came.
    pub(super) in_flight_at_refusal: u32,
    pub(super) requests_by_group: HashMap<u32, u32>,
    pub(super) halted: bool,
    pub(super) stopped: bool,
}

impl Simulation {
    /// Keys as a plan would have read them: some of them disabled, over three APIs.
    pub(super) fn new(seed: u64, count: u32, odds: Odds) -> Self {
        let mut rng = Rng::with_seed(seed);
        let ledger = MemoryLedger::default();
        let mut keys = BTreeMap::new();
        for number in 0..count {
            let enabled = rng.u32(0..10) > 0;
            let key_id = format!("key_{number}");
            let state = KeyState { enabled, expires: None, updated_at: Some(0) };
            let group = number * 3 / count;
            record(&ledger, vec![Fact::Listed { key_id: key_id.clone(), group, state }]);
            keys.insert(key_id, Key { enabled, deleted: false, updated_at: 0, changes: 0 });
        }
        Self {
            rng,
            odds,
            keys,
            ledger,
            now: Duration::ZERO,
            events: BinaryHeap::new(),
            sequence: 0,
            in_flight: 0,
            dead: false,
            closed: HashSet::new(),
            sent: HashMap::new(),
            attempts: HashMap::new(),
            settled: HashSet::new(),
            stopped_with: None,
            crashes: 0,
            requests: 0,
            wasted: 0,
            in_flight_at_refusal: 0,
            requests_by_group: HashMap::new(),
            halted: false,
            stopped: false,
        }
    }

    /// Runs a task to its end, over as many lives of the process as it takes.
    pub(super) fn run(&mut self, task: Task, view: View) {
        while !self.live(task, view) {
            self.crashes += 1;
        }
    }

    /// One life of the process; false if it died.
    fn live(&mut self, task: Task, view: View) -> bool {
        let pace = Pace::new(Duration::from_secs(1));
        let mut engine = Engine::new(task, pace, RetryPolicy::default());
        self.events.clear();
        self.in_flight = 0;
        self.sent.clear();
        self.attempts.clear();
        self.settled.clear();
        self.stopped_with = None;
        let mut after = None;
        for _ in 0..1_000_000 {
            match engine.ask(self.now) {
                Ask::Want(count) => {
                    let batch = self.ledger.read(view, after, count).now_or_never().unwrap().unwrap();
                    after = batch.last().map(|entry| entry.row).or(after);
                    self.later(1, Event::Offer(batch));
                }
                Ask::Record(facts) => self.later(3, Event::Recorded(facts)),
                Ask::Send { row, key_id, request } => {
                    let group = self.entry(&key_id).group;
                    let given_up = engine.given_up().iter();
                    let pointless =
                        given_up.into_iter().any(|given_up| given_up.group.is_none_or(|one| one == group));
                    assert!(!pointless, "nothing is asked of what was given up");
                    assert!(self.in_flight < engine.pace.window(), "no more are in flight than allowed");
                    self.send(row, &key_id, request);
                }
                Ask::Wait(until) => {
                    if self.chance(self.odds.crash) {
                        return false;
                    }
                    if !self.stopped && self.chance(self.odds.stop) {
                        self.stopped = true;
                        self.stopped_with = Some(self.sent.keys().copied().collect());
                        engine.tell(Told::Stop, self.moment());
                        continue;
                    }
                    self.wait(&mut engine, until);
                }
                Ask::Over => {
                    assert_eq!(self.in_flight, 0);
                    assert!(self.events.is_empty(), "it waits for what it asked for");
                    self.halted = engine.given_up().iter().any(|given_up| given_up.group.is_none());
                    return true;
                }
            }
        }
        panic!("it does not end");
    }

    fn wait(&mut self, engine: &mut Engine, until: Option<Duration>) {
        let due = self.events.peek().map(|pending| pending.at);
        match (due, until) {
            (Some(due), until) if until.is_none_or(|until| due <= until) => {
                let Pending { event, .. } = self.events.pop().unwrap();
                self.now = self.now.max(due);
                let told = match event {
                    Event::Offer(batch) => Told::Offer(batch),
                    Event::Recorded(facts) => {
                        self.recorded(facts);
                        Told::Recorded
                    }
                    Event::Answer(row, answer) => {
                        let refused = matches!(answer.verdict, Verdict::Pointless(_));
                        if refused && self.in_flight_at_refusal == 0 {
                            self.in_flight_at_refusal = self.in_flight as u32;
                        }
                        self.in_flight -= 1;
                        Told::Answer(row, answer)
                    }
                };
                engine.tell(told, self.moment());
            }
            (_, Some(until)) => {
                assert!(until > self.now, "it waits for what is past");
                self.now = until;
                engine.tell(Told::Tick, self.moment());
            }
            (None, None) => panic!("it waits for nothing"),
            (Some(_), None) => unreachable!(),
        }
    }

    fn recorded(&mut self, facts: Vec<Fact>) {
        for fact in &facts {
            if let Fact::Settled { row, .. } | Fact::Restored { row, .. } = fact {
                assert!(self.settled.insert(*row), "a key has one outcome");
            }
        }
        record(&self.ledger, facts);
    }

    fn send(&mut self, row: Row, key_id: &str, request: Request) {
        let entry = self.entry(key_id);
        assert_eq!(entry.row, row);
        self.in_flight += 1;
        if let Request::Change(change) = request {
            assert_eq!(entry.doubt, Some(change), "an intent is recorded before its request goes out");
        }
        if let Some(known) = &self.stopped_with {
            assert!(known.contains(&row), "after a stop no further key is begun");
        }
        *self.sent.entry(row).or_default() += 1;
        self.requests += 1;
        self.wasted += u32::from(self.dead);
        *self.requests_by_group.entry(entry.group).or_default() += 1;
        let answer = self.answer(&entry, request);
        if answer.verdict != Verdict::Limited && request != Request::Read {
            let attempts = self.attempts.entry(row).or_default();
            *attempts += 1;
            assert!(*attempts <= super::super::ATTEMPTS, "a key gets four attempts");
        }
        let latency = self.rng.u64(1..200);
        self.later(latency, Event::Answer(row, answer));
    }

    /// What the service does and answers.
    fn answer(&mut self, entry: &Entry, request: Request) -> Answer {
        let with = |verdict, effect| Answer { verdict, effect, ..Answer::done("req_1".to_owned(), None) };
        let refused = |verdict| with(verdict, Effect::None);
        if self.dead || self.chance(self.odds.pointless) {
            self.dead = true;
            return refused(Verdict::Pointless(StopCause::RootKey));
        }
        if self.chance(self.odds.limited) {
            let limit = RateLimit { limit: 60, remaining: 0, reset: Duration::from_secs(1) };
            return Answer { limit: Some(limit), ..refused(Verdict::Limited) };
        }
        if self.chance(self.odds.unnamed) {
            return refused(Verdict::Limited);
        }
        if self.chance(self.odds.deleted) {
            self.keys.get_mut(&entry.key_id).unwrap().deleted = true;
        }
        if self.keys[&entry.key_id].deleted {
            return refused(Verdict::Gone);
        }
        if self.closed.contains(&entry.group) || self.chance(self.odds.denied) {
            return refused(Verdict::Denied);
        }
        if self.chance(self.odds.refused) {
            return refused(Verdict::Refused);
        }
        let lost = self.chance(self.odds.lost);
        if lost && self.rng.bool() {
            return with(Verdict::Trouble, Effect::Unknown);
        }
        let key = self.keys.get_mut(&entry.key_id).unwrap();
        let state = match request {
            Request::Read => {
                Some(KeyState { enabled: key.enabled, expires: None, updated_at: Some(key.updated_at) })
            }
            Request::Change(change) => {
                key.changes += 1;
                key.updated_at += 1;
                match change {
                    Change::Enable => key.enabled = true,
                    Change::Revoke(Action::Disable) => key.enabled = false,
                    Change::Revoke(_) => key.deleted = true,
                }
                None
            }
        };
        if lost {
            return with(Verdict::Trouble, Effect::Unknown);
        }
        Answer { state, ..with(Verdict::Done, Effect::Applied) }
    }

    /// Notes every key that was disabled, as a sweep would.
    pub(super) fn sweep(&self) {
        for entry in self.entries(View::Sweepable).into_iter().filter(|entry| entry.disabled) {
            let updated_at = Some(self.keys[&entry.key_id].updated_at);
            record(&self.ledger, vec![Fact::Noted { row: entry.row, updated_at }]);
        }
    }

    pub(super) fn entries(&self, view: View) -> Vec<Entry> {
        self.ledger.read(view, None, usize::MAX).now_or_never().unwrap().unwrap()
    }

    pub(super) fn outcomes(&self, course: Course) -> Vec<(String, Outcome)> {
        let entries = self.entries(View::Planned);
        entries.into_iter().map(|entry| (entry.key_id.clone(), entry.outcome_on(course))).collect()
    }

    fn entry(&self, key_id: &str) -> Entry {
        let mut found = self.ledger.find(vec![key_id.to_owned()]).now_or_never().unwrap().unwrap();
        found.remove(0).unwrap()
    }

    fn chance(&mut self, of_thousand: u32) -> bool {
        of_thousand > 0 && self.rng.u32(0..1_000) < of_thousand
    }

    fn moment(&mut self) -> Moment {
        Moment { now: self.now, wall: 1, chance: self.rng.f64() }
    }

    fn later(&mut self, milliseconds: u64, event: Event) {
        if matches!(event, Event::Answer(..)) {
            self.sequence += 1;
        }
        self.sequence += 1;
        let at = self.now + Duration::from_millis(milliseconds);
        self.events.push(Pending { at, sequence: self.sequence, event });
    }
}

pub(super) fn record(ledger: &MemoryLedger, facts: Vec<Fact>) {
    ledger.record(facts).now_or_never().unwrap().unwrap();
}

/// Something that will happen; the earliest is the greatest.
struct Pending {
    at: Duration,
    sequence: u64,
    event: Event,
}

impl PartialEq for Pending {
    fn eq(&self, other: &Self) -> bool {
        self.sequence == other.sequence
    }
}

impl Eq for Pending {}

impl PartialOrd for Pending {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Pending {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (other.at, other.sequence).cmp(&(self.at, self.sequence))
    }
}
