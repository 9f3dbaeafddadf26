//! When going on is pointless.

use std::{
    collections::{HashMap, HashSet},
    time::Duration,
};

use crate::revoke::{
    answer::{Answer, Verdict},
    selector::Group,
    values::StopCause,
};

/// Denials in a row in one group, after which the root key lacks the permission for all of it.
const DENIALS: u32 = 5;
/// Unknown ids at the start of a plan, after which they are likely to be those of another workspace.
const UNKNOWN_IDS: u32 = 20;
/// Refusals that name no limit, and the time that they span, after which the workspace is blocked.
const BLOCKED: (u32, Duration) = (3, Duration::from_secs(10));

/// What follows from an answer for the keys after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::revoke) enum Ruling {
    GoOn,
    /// Give the keys of this answer's group up.
    GiveGroupUp,
    /// Give everything up.
    Halt(Halt),
}

/// Why everything is given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::revoke) enum Halt {
    Cause(StopCause),
    /// The first ids are all unknown.
    NoneFound,
}

/// Counts what must not go on for ever.
#[derive(Debug, Default)]
pub(in crate::revoke) struct Rules {
    /// Whether ids that nobody has read yet are being read.
    reading_ids: bool,
    found: bool,
    unknown_ids: u32,
    /// Denials in a row, by group.
    denials: HashMap<Group, u32>,
    given_up: HashSet<Group>,
    /// How many refusals named no limit since the last success, and when the first of them came.
    unnamed: Option<(u32, Duration)>,
}

impl Rules {
    pub(in crate::revoke) fn new(reading_ids: bool) -> Self {
        Self { reading_ids, ..Self::default() }
    }

    /// Takes note of an answer about a key of this group.
    pub(in crate::revoke) fn answered(&mut self, group: Group, answer: &Answer, now: Duration) -> Ruling {
        match answer.verdict {
            Verdict::Pointless(cause) => return Ruling::Halt(Halt::Cause(cause)),
            Verdict::Denied => {
                // What the key belongs to is known, so this is the right workspace.
                self.found = true;
                let denials = self.denials.entry(group).or_default();
                *denials += 1;
                if *denials >= DENIALS && self.given_up.insert(group) {
                    return Ruling::GiveGroupUp;
                }
            }
            Verdict::Gone if self.reading_ids && !self.found => {
                self.unknown_ids += 1;
                if self.unknown_ids >= UNKNOWN_IDS {
                    return Ruling::Halt(Halt::NoneFound);
                }
            }
            Verdict::Limited if answer.limit.is_none() => {
                let (count, since) = self.unnamed.unwrap_or((0, now));
                self.unnamed = Some((count + 1, since));
                if count + 1 >= BLOCKED.0 && now.saturating_sub(since) >= BLOCKED.1 {
                    return Ruling::Halt(Halt::Cause(StopCause::Blocked));
                }
            }
            Verdict::Gone | Verdict::Limited | Verdict::Done | Verdict::Trouble | Verdict::Refused => {}
        }
        Ruling::GoOn
    }

    /// A key of this group was dealt with as it should.
    pub(in crate::revoke) fn succeeded(&mut self, group: Group) {
        self.found = true;
        self.unnamed = None;
        self.denials.remove(&group);
    }

    pub(in crate::revoke) fn has_given_up(&self, group: Group) -> bool {
        self.given_up.contains(&group)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answered(rules: &mut Rules, group: Group, verdict: Verdict, second: u64) -> Ruling {
        let answer = Answer { verdict, ..Answer::done("req_1".to_owned(), None) };
        rules.answered(group, &answer, Duration::from_secs(second))
    }

    #[test]
    fn five_denials_in_a_row_give_their_group_up_and_a_success_starts_anew() {
        let mut rules = Rules::new(false);
        for _ in 0..4 {
            assert_eq!(answered(&mut rules, 0, Verdict::Denied, 0), Ruling::GoOn);
            assert_eq!(answered(&mut rules, 1, Verdict::Denied, 0), Ruling::GoOn);
        }
        rules.succeeded(0);
        assert_eq!(answered(&mut rules, 0, Verdict::Denied, 0), Ruling::GoOn);
        assert_eq!(answered(&mut rules, 1, Verdict::Denied, 0), Ruling::GiveGroupUp);
        assert!(rules.has_given_up(1) && !rules.has_given_up(0));
    }

    #[test]
    fn unnamed_limits_halt_after_three_over_ten_seconds_without_a_success() {
        let blocked = Ruling::Halt(Halt::Cause(StopCause::Blocked));
        let limited = |rules: &mut Rules, second| answered(rules, 0, Verdict::Limited, second);
        let mut rules = Rules::new(false);
        assert_eq!(limited(&mut rules, 0), Ruling::GoOn);
        assert_eq!(limited(&mut rules, 11), Ruling::GoOn, "two are too few");
        rules.succeeded(0);
        for second in [12, 13, 14, 21] {
            assert_eq!(limited(&mut rules, second), Ruling::GoOn, "ten seconds have not passed");
        }
        assert_eq!(limited(&mut rules, 22), blocked);
    }

    #[test]
    fn twenty_unknown_ids_halt_a_plan_unless_one_was_found() {
        let gone = |rules: &mut Rules, times| (0..times).map(|_| answered(rules, 0, Verdict::Gone, 0)).last();
        assert_eq!(gone(&mut Rules::new(true), 19), Some(Ruling::GoOn));
        assert_eq!(gone(&mut Rules::new(true), 20), Some(Ruling::Halt(Halt::NoneFound)));
        assert_eq!(gone(&mut Rules::new(false), 100), Some(Ruling::GoOn));
        let mut rules = Rules::new(true);
        answered(&mut rules, 0, Verdict::Denied, 0);
        assert_eq!(gone(&mut rules, 100), Some(Ruling::GoOn), "a denial shows that the key is there");
    }
}
