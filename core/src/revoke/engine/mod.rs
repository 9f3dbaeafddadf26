//! The decisions of bulk work on keys, as a state machine without clock, I/O or randomness of its own. It holds what is
//! under way, and counters; every other fact about a key is behind the ledger.

mod rules;
#[cfg(test)]
mod tests;

use std::{
    collections::{BTreeSet, HashMap, VecDeque},
    mem,
    time::Duration,
};

pub(super) use rules::{Halt, Rules, Ruling};

use super::{
    answer::{Answer, Verdict},
    ledger::{Entry, Fact, Row},
    pace::{self, Pace, Ticket},
    selector::Group,
    task::{End, Ended, Request, Step, Task},
    values::{Counts, StopCause},
};
use crate::{api::Millis, config::RetryPolicy, error::Effect};

/// How many attempts a key gets; those that met a rate limit are not counted.
pub(super) const ATTEMPTS: u32 = 4;

/// What the engine asks for.
#[derive(Debug, PartialEq)]
pub(super) enum Ask {
    /// At most this many more keys, in the order of their rows.
    Want(usize),
    /// That the ledger keeps these facts.
    Record(Vec<Fact>),
    /// That a request about a key goes out.
    Send { row: Row, key_id: String, request: Request },
    /// That something is told, or this time passes.
    Wait(Option<Duration>),
    /// Nothing more: it is over.
    Over,
}

/// What the engine is told.
#[derive(Debug)]
pub(super) enum Told {
    /// The keys that it wanted; none if there are no more.
    Offer(Vec<Entry>),
    /// The facts of the last `Record` are kept.
    Recorded,
    /// The answer to a request.
    Answer(Row, Answer),
    /// Time has passed.
    Tick,
    /// Somebody asks to stop: end what is in flight, and begin nothing.
    Stop,
}

/// When something is told, with a random number in `0.0..1.0` for whatever is to be spread.
#[derive(Clone, Copy, Debug)]
pub(super) struct Moment {
    /// Since the work began.
    pub(super) now: Duration,
    pub(super) wall: Millis,
    pub(super) chance: f64,
}

/// Why keys were given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct GivenUp {
    pub(super) halt: Halt,
    /// The group, if the others went on.
    pub(super) group: Option<Group>,
    pub(super) code: Option<String>,
}

/// A key under way.
struct Slot {
    entry: Entry,
    request: Request,
    /// Failed attempts of this request.
    attempts: u32,
    /// What the requests about this key may have done so far.
    effect: Effect,
    /// Whether this run has recorded an intent for the request.
    intended: bool,
    /// The last request that went out.
    sent: Option<Ticket>,
}

/// Works through keys.
pub(super) struct Engine {
    task: Task,
    pub(super) pace: Pace,
    policy: RetryPolicy,
    rules: Rules,
    slots: HashMap<Row, Slot>,
    /// What may be sent.
    ready: VecDeque<Row>,
    /// What may be sent again, and from when on.
    waiting: BTreeSet<(Duration, Row)>,
    in_flight: usize,
    /// What the next `Record` will hold, and whose intents are in it.
    facts: Vec<Fact>,
    intending: Vec<Row>,
    /// Whose intents are being recorded.
    recording: Option<Vec<Row>>,
    wanting: bool,
    exhausted: bool,
    stopping: bool,
    /// The last group that was begun.
    group: Option<Group>,
    given_up: Vec<GivenUp>,
    /// Keys that are done with.
    pub(super) done: u64,
    /// Keys about which nothing could be found out.
    pub(super) missed: u64,
    pub(super) requests: u64,
    pub(super) counts: Counts,
}

impl Engine {
    pub(super) fn new(task: Task, pace: Pace, policy: RetryPolicy) -> Self {
        Self {
            task,
            pace,
            policy,
            rules: Rules::new(task == Task::Plan),
            slots: HashMap::new(),
            ready: VecDeque::new(),
            waiting: BTreeSet::new(),
            in_flight: 0,
            facts: Vec::new(),
            intending: Vec::new(),
            recording: None,
            wanting: false,
            exhausted: false,
            stopping: false,
            group: None,
            given_up: Vec::new(),
            done: 0,
            missed: 0,
            requests: 0,
            counts: Counts::default(),
        }
    }

    /// Why keys were given up so far.
    pub(super) fn given_up(&self) -> &[GivenUp] {
        &self.given_up
    }

    /// How long nothing is sent because the service asked for a pause.
    pub(super) fn paused(&self, now: Duration) -> Option<Duration> {
        let pause = self.pace.pause(now);
        (!pause.is_zero() && !self.slots.is_empty()).then_some(pause)
    }

    /// The next thing to do; asked until it says to wait.
    pub(super) fn ask(&mut self, now: Duration) -> Ask {
        if self.recording.is_none() && !self.facts.is_empty() {
            self.recording = Some(mem::take(&mut self.intending));
            return Ask::Record(mem::take(&mut self.facts));
        }
        while let Some((_, row)) = self.waiting.first().copied().filter(|(due, _)| *due <= now) {
            self.waiting.pop_first();
            self.ready.push_front(row);
        }
        if let Some(ask) = self.send(now) {
            return ask;
        }
        let begins_more = !self.exhausted && !self.stopping;
        let ahead = 2 * self.pace.window();
        if begins_more && !self.wanting && self.slots.len() < ahead {
            self.wanting = true;
            return Ask::Want(ahead - self.slots.len());
        }
        if self.slots.is_empty() && self.recording.is_none() && !self.wanting && !begins_more {
            return Ask::Over;
        }
        let retry = self.waiting.first().map(|(due, _)| *due);
        let pause = Some(self.pace.not_before()).filter(|until| !self.ready.is_empty() && *until > now);
        Ask::Wait([retry, pause].into_iter().flatten().min())
    }

    fn send(&mut self, now: Duration) -> Option<Ask> {
        let slot = self.slots.get_mut(self.ready.front()?)?;
        if self.group.is_none_or(|group| group < slot.entry.group) {
            self.pace.group_begun();
            self.group = Some(slot.entry.group);
        }
        let full = self.in_flight + self.waiting.len() >= self.pace.window();
        if full || now < self.pace.not_before() {
            return None;
        }
        self.ready.pop_front();
        slot.sent = Some(self.pace.sent(now));
        self.in_flight += 1;
        self.requests += 1;
        let (row, key_id) = (slot.entry.row, slot.entry.key_id.clone());
        Some(Ask::Send { row, key_id, request: slot.request })
    }

    /// Takes note of what has happened.
    pub(super) fn tell(&mut self, told: Told, moment: Moment) {
        match told {
            Told::Tick => {}
            Told::Recorded => {
                for row in self.recording.take().unwrap_or_default() {
                    // What was given up meanwhile has no slot any more.
                    if self.slots.contains_key(&row) {
                        self.ready.push_back(row);
                    }
                }
            }
            Told::Offer(entries) => {
                self.wanting = false;
                self.exhausted |= entries.is_empty();
                for entry in entries {
                    if !self.stopping && !self.rules.has_given_up(entry.group) {
                        self.begin(entry, moment);
                    }
                }
            }
            Told::Answer(row, answer) => self.answered(row, answer, moment),
            Told::Stop => {
                self.stopping = true;
                // What may have been applied is asked again until that is known.
                self.drop_unsent(|_| true, false, moment);
            }
        }
    }

    fn begin(&mut self, entry: Entry, moment: Moment) {
        match self.task.begin(&entry, moment.wall) {
            Step::Settle { facts, success } => self.settle(entry.group, facts, success),
            Step::Ask(request) => {
                let in_doubt = matches!(request, Request::Change(change) if entry.doubt == Some(change));
                let effect = if in_doubt { Effect::Unknown } else { Effect::None };
                self.prepare(Slot { entry, request, attempts: 0, effect, intended: false, sent: None });
            }
        }
    }

    /// Gets a request ready: one that changes something only once its intent is recorded.
    fn prepare(&mut self, mut slot: Slot) {
        let row = slot.entry.row;
        match slot.request {
            Request::Read => self.ready.push_back(row),
            Request::Change(change) => {
                slot.intended = true;
                self.facts.push(Fact::Intent { row, change });
                self.intending.push(row);
            }
        }
        self.slots.insert(row, slot);
    }

    fn answered(&mut self, row: Row, answer: Answer, moment: Moment) {
        let Some(mut slot) = self.slots.remove(&row) else { return };
        let Some(ticket) = slot.sent.take() else { return };
        self.in_flight -= 1;
        self.pace.answered(ticket, &answer, moment.now);
        let ruling = self.rules.answered(slot.entry.group, &answer, moment.now);
        let before = slot.effect;
        if slot.request != Request::Read {
            slot.effect = slot.effect.max(answer.effect);
        }
        let group = slot.entry.group;
        let pointless =
            self.is_halted() || matches!(ruling, Ruling::Halt(_)) || self.rules.has_given_up(group);
        // Once a stop was asked for, only what may have been applied is worth another request.
        let over = pointless || (self.stopping && slot.effect == Effect::None);
        let or_unknown = |end| if slot.effect == Effect::None { end } else { End::Unknown };
        let code = answer.code.clone();
        match answer.verdict {
            Verdict::Done => self.proceed(slot, End::Done, answer, before, moment),
            Verdict::Gone => self.proceed(slot, End::Gone, answer, before, moment),
            Verdict::Denied => {
                // A 403 that is not Unkey's own proves nothing about permissions.
                let end = if answer.effect == Effect::None { End::Denied } else { End::Failed };
                let end = or_unknown(end);
                self.proceed(slot, end, answer, before, moment);
            }
            Verdict::Pointless(_) | Verdict::Refused => {
                let end = or_unknown(End::Failed);
                self.proceed(slot, end, answer, before, moment);
            }
            Verdict::Limited if !over => {
                self.slots.insert(row, slot);
                self.ready.push_front(row);
            }
            Verdict::Trouble if !over && slot.attempts + 1 < ATTEMPTS => {
                slot.attempts += 1;
                let wait = pace::back_off(&self.policy, slot.attempts, answer.retry_after, moment.chance);
                self.waiting.insert((moment.now.saturating_add(wait), row));
                self.slots.insert(row, slot);
            }
            Verdict::Trouble if !over => {
                let end = or_unknown(End::Failed);
                self.proceed(slot, end, answer, before, moment);
            }
            Verdict::Limited | Verdict::Trouble => self.give_up(slot, moment),
        }
        match ruling {
            Ruling::GoOn => {}
            Ruling::GiveGroupUp => {
                let halt = Halt::Cause(StopCause::Denied);
                self.given_up.push(GivenUp { halt, group: Some(group), code });
                self.drop_unsent(|slot| slot.entry.group == group, true, moment);
            }
            Ruling::Halt(halt) => {
                if !self.is_halted() {
                    self.given_up.push(GivenUp { halt, group: None, code });
                }
                self.stopping = true;
                self.drop_unsent(|_| true, true, moment);
            }
        }
    }

    fn is_halted(&self) -> bool {
        self.given_up.iter().any(|given_up| given_up.group.is_none())
    }

    /// The requests about a key ended: goes on to the next one, or settles the key.
    fn proceed(&mut self, slot: Slot, end: End, answer: Answer, before: Effect, moment: Moment) {
        let ended = Ended {
            end,
            code: answer.code,
            request_id: answer.request_id,
            at: moment.wall,
            state: answer.state,
            in_doubt: before != Effect::None,
        };
        match self.task.proceed(&slot.entry, slot.request, ended) {
            Step::Ask(_) if self.stopping || self.rules.has_given_up(slot.entry.group) => {}
            Step::Ask(request) => {
                let effect = if slot.entry.doubt.is_some() { Effect::Unknown } else { Effect::None };
                self.prepare(Slot { request, attempts: 0, effect, intended: false, ..slot });
            }
            Step::Settle { facts, success } => self.settle(slot.entry.group, facts, success),
        }
    }

    fn settle(&mut self, group: Group, facts: Vec<Fact>, success: bool) {
        if success {
            self.rules.succeeded(group);
        }
        self.done += 1;
        self.missed += u64::from(facts.is_empty() && !success);
        for fact in &facts {
            if let Fact::Settled { settled, .. } | Fact::Restored { settled, .. } = fact {
                self.counts.add(settled.outcome, 1);
            }
        }
        self.facts.extend(facts);
    }

    /// Gives a key up that is not in flight: it stays as it was, unless a request may have been applied.
    fn give_up(&mut self, slot: Slot, moment: Moment) {
        let row = slot.entry.row;
        if slot.effect == Effect::None {
            if slot.intended && slot.entry.doubt.is_none() {
                self.facts.push(Fact::Withdrawn { row });
            }
            return;
        }
        // A doubt of an earlier run stays in the ledger as it is.
        if slot.attempts == 0 && slot.entry.doubt.is_some() {
            return;
        }
        let ended = Ended {
            end: End::Unknown,
            code: None,
            request_id: None,
            at: moment.wall,
            state: None,
            in_doubt: true,
        };
        if let Step::Settle { facts, success } = self.task.proceed(&slot.entry, slot.request, ended) {
            self.settle(slot.entry.group, facts, success);
        }
    }

    /// Gives up what is not in flight. What may have been applied is kept, unless even that is pointless.
    fn drop_unsent(&mut self, which: impl Fn(&Slot) -> bool, pointless: bool, moment: Moment) {
        let idle = self.ready.iter().chain(self.waiting.iter().map(|(_, row)| row));
        let idle = idle.chain(&self.intending).chain(self.recording.iter().flatten());
        let mut rows: Vec<Row> = idle.copied().collect();
        rows.retain(|row| {
            self.slots.get(row).is_some_and(|slot| {
                let asked_before = slot.attempts > 0 && slot.effect != Effect::None;
                which(slot) && (pointless || !asked_before)
            })
        });
        for row in &rows {
            if let Some(slot) = self.slots.remove(row) {
                self.give_up(slot, moment);
            }
        }
        self.ready.retain(|row| self.slots.contains_key(row));
        self.waiting.retain(|(_, row)| self.slots.contains_key(row));
        self.intending.retain(|row| self.slots.contains_key(row));
    }
}
