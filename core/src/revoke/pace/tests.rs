use super::*;
use crate::{error::Effect, http::RateLimit};

const SECOND: Duration = Duration::from_secs(1);

fn limit(limit: u64, remaining: u64, reset: u64) -> Option<RateLimit> {
    Some(RateLimit { limit, remaining, reset: Duration::from_secs(reset) })
}

fn done(limit: Option<RateLimit>) -> Answer {
    Answer { limit, ..Answer::done("req_1".to_owned(), None) }
}

fn answer(verdict: Verdict) -> Answer {
    Answer { verdict, effect: Effect::None, ..done(None) }
}

fn limited(retry_after: Option<u64>, limit: Option<RateLimit>) -> Answer {
    let retry_after = retry_after.map(Duration::from_secs);
    Answer { retry_after, limit, ..answer(Verdict::Limited) }
}

/// Sends a request and answers it at the same moment.
fn exchange(pace: &mut Pace, answer: &Answer, now: Duration) {
    let ticket = pace.sent(now);
    pace.answered(ticket, answer, now);
}

/// Sends as much as the window allows, and answers all of it alike.
fn round(pace: &mut Pace, answer: &Answer) -> usize {
    let tickets: Vec<_> = (0..pace.window()).map(|_| pace.sent(Duration::ZERO)).collect();
    for ticket in &tickets {
        pace.answered(*ticket, answer, Duration::ZERO);
        // Every answer makes room for another request, whose answer does not come any more.
        pace.in_flight += 1;
    }
    pace.in_flight = 0;
    tickets.len()
}

#[test]
fn the_window_doubles_up_to_its_widest() {
    let mut pace = Pace::new(SECOND);
    let windows: Vec<_> = (0..6).map(|_| round(&mut pace, &done(None))).collect();
    assert_eq!(windows, [8, 16, 32, 64, 128, 128]);
}

#[test]
fn the_first_trouble_halves_the_window_and_from_then_on_it_grows_by_one() {
    let mut pace = Pace::new(SECOND);
    round(&mut pace, &done(None));
    round(&mut pace, &done(None));
    // All that were in flight together are one trouble.
    assert_eq!(round(&mut pace, &answer(Verdict::Trouble)), 32);
    let windows: Vec<_> = (0..4).map(|_| round(&mut pace, &done(None))).collect();
    assert_eq!(windows, [16, 16, 17, 18]);
}

#[test]
fn lasting_trouble_leaves_room_for_a_key_beside_one_that_waits() {
    let mut pace = Pace::new(SECOND);
    for _ in 0..10 {
        round(&mut pace, &answer(Verdict::Trouble));
    }
    assert_eq!(pace.window(), 2);
}

#[test]
fn a_window_that_is_not_filled_and_a_refusal_show_nothing() {
    let mut pace = Pace::new(SECOND);
    for _ in 0..100 {
        exchange(&mut pace, &done(None), SECOND);
    }
    for verdict in [Verdict::Denied, Verdict::Refused] {
        round(&mut pace, &answer(verdict));
    }
    assert_eq!(pace.window(), FIRST_WINDOW);
}

#[test]
fn keys_that_are_gone_widen_the_window_once_something_was_done() {
    let mut pace = Pace::new(SECOND);
    for _ in 0..10 {
        assert_eq!(round(&mut pace, &answer(Verdict::Gone)), 8);
    }
    exchange(&mut pace, &done(None), SECOND);
    round(&mut pace, &answer(Verdict::Gone));
    assert_eq!(pace.window(), 16);
}

#[test]
fn a_new_group_starts_at_eight_and_doubles_to_where_trouble_was_met() {
    let mut pace = Pace::new(SECOND);
    for _ in 0..3 {
        round(&mut pace, &done(None));
    }
    let old = pace.sent(SECOND);
    pace.group_begun();
    assert_eq!(pace.window(), 8);
    pace.in_flight = 8;
    pace.answered(old, &done(None), SECOND);
    assert_eq!(pace.window(), 8, "an answer about the last group is none about this one");
    pace.in_flight = 0;
    assert_eq!(round(&mut pace, &done(None)), 8);
    round(&mut pace, &answer(Verdict::Trouble));
    round(&mut pace, &answer(Verdict::Trouble));
    pace.group_begun();
    assert_eq!(pace.window(), 4, "a new group is no reason to forget trouble");
}

#[test]
fn a_429_stops_everything_for_as_long_as_it_asks_and_at_least_a_second() {
    for (asked, waited) in [(Some(7), 7), (Some(0), 1), (None, 1)] {
        for named in [None, limit(600, 0, 30)] {
            let mut pace = Pace::new(SECOND);
            exchange(&mut pace, &limited(asked, named), SECOND);
            assert_eq!(pace.not_before(), SECOND + SECOND * waited);
            assert_eq!(pace.pause(SECOND), SECOND * waited);
        }
    }
}

#[test]
fn after_a_pause_one_request_goes_first_and_then_half_the_window() {
    let mut pace = Pace::new(SECOND);
    round(&mut pace, &done(None));
    let earlier = pace.sent(Duration::ZERO);
    exchange(&mut pace, &limited(None, limit(60, 0, 30)), Duration::ZERO);
    assert_eq!(pace.window(), 1);
    // One that was in flight before the pause says nothing about what follows.
    pace.answered(earlier, &done(None), Duration::ZERO);
    assert_eq!(pace.window(), 1);
    exchange(&mut pace, &done(None), SECOND);
    assert_eq!(pace.window(), 8);
}

#[test]
fn where_no_limit_is_named_it_asks_less_and_less_often() {
    let mut pace = Pace::new(SECOND);
    let mut now = Duration::ZERO;
    let mut waits = Vec::new();
    for _ in 0..5 {
        let together = [pace.sent(now), pace.sent(now)];
        for ticket in together {
            pace.answered(ticket, &limited(None, None), now);
        }
        waits.push((pace.not_before() - now).as_secs());
        now = pace.not_before();
    }
    assert_eq!(waits, [1, 2, 4, 5, 5]);
}

/// The spaces between requests after an answer with these headers, in milliseconds.
fn space(remaining: u64, reset: u64, in_flight: usize) -> u128 {
    let mut pace = Pace::new(SECOND);
    for _ in 0..in_flight {
        pace.sent(SECOND);
    }
    exchange(&mut pace, &done(limit(600, remaining, reset)), SECOND);
    (pace.not_before() - SECOND).as_millis()
}

#[test]
fn what_is_left_beyond_the_head_room_is_spread_evenly_to_the_reset() {
    // 120 of 600 are the head-room, and a reset in whole seconds is up to one later.
    assert_eq!(space(600, 59, 0), 60_000 / 480);
    assert_eq!(space(420, 59, 0), 60_000 / 300);
    assert_eq!(space(420, 29, 0), 30_000 / 300);
    assert_eq!(space(420, 0, 0), 1_000 / 300);
    assert_eq!(space(420, 29, 100), 30_000 / 200, "what is in flight may not be counted yet");
}

#[test]
fn with_little_left_an_answer_is_fetched_now_and_then_to_see_whether_there_is_room_again() {
    // A tenth of 480 a minute.
    assert_eq!(space(121, 59, 0), 1_250);
    // 480 were used in this minute or the one before, and come back within one.
    assert_eq!(space(120, 59, 0), 1_250);
    assert_eq!(space(110, 59, 0), 11 * 60_000 / 490);
    assert_eq!(space(0, 59, 0), 121 * 60_000 / 600);
}

#[test]
fn below_the_head_room_a_tenth_goes_out_at_most_even_if_no_answer_comes() {
    let mut pace = Pace::new(SECOND);
    exchange(&mut pace, &done(limit(600, 100, 59)), Duration::ZERO);
    let mut times = Vec::new();
    for _ in 0..3 {
        let now = pace.not_before();
        pace.sent(now);
        times.push(now.as_millis());
    }
    // What was used comes back in 60 s, so that the 21 that are lacking take 2,520 ms. The last two catch up with that.
    assert_eq!(times, [2_520, 2_520 - 50 + 1_250, 3_720 + 1_250]);
}

#[test]
fn every_answer_is_a_reason_to_compute_anew() {
    let mut pace = Pace::new(SECOND);
    exchange(&mut pace, &done(limit(600, 600, 59)), Duration::ZERO);
    assert_eq!(pace.not_before().as_millis(), 125);
    // Production has used 240 meanwhile.
    exchange(&mut pace, &done(limit(600, 360, 59)), Duration::from_millis(125));
    assert_eq!(pace.not_before().as_millis(), 125 + 250);
    // Somebody has lowered the limit.
    exchange(&mut pace, &done(limit(300, 120, 59)), Duration::from_millis(375));
    assert_eq!(pace.not_before().as_millis(), 375 + 1_000);
    assert_eq!(pace.share(), Some(240));
}

#[test]
fn an_answer_to_an_older_request_tells_nothing_new() {
    let mut pace = Pace::new(SECOND);
    let older = pace.sent(Duration::ZERO);
    exchange(&mut pace, &done(limit(600, 360, 59)), Duration::ZERO);
    let told = pace.not_before();
    pace.answered(older, &done(limit(600, 600, 0)), Duration::ZERO);
    assert_eq!(pace.not_before(), told);
}

#[test]
fn after_the_reset_it_goes_on_as_fast_as_its_own_requests_come_back() {
    let mut pace = Pace::new(SECOND);
    let mut now = Duration::ZERO;
    // Four fifths of 600 in one minute: what the limit is less the head-room.
    for sent in 1..=480 {
        now = (now + Duration::from_millis(125)).max(pace.not_before());
        let left = 59 - now.as_secs().min(59);
        exchange(&mut pace, &done(limit(600, 600 - sent, left)), now);
    }
    now = Duration::from_millis(60_125);
    exchange(&mut pace, &done(limit(600, 120, 59)), now);
    let space = (pace.not_before() - now).as_millis();
    assert!((120..=130).contains(&space), "{space} ms");
}

#[test]
fn after_a_429_one_request_may_go_out_and_another_only_when_there_is_room() {
    let mut pace = Pace::new(SECOND);
    exchange(&mut pace, &limited(Some(7), limit(600, 0, 30)), Duration::ZERO);
    pace.sent(7 * SECOND);
    // 600 come back within a minute, and the space of an idle workspace is 125 ms.
    assert_eq!(pace.not_before().as_millis(), 7_100);
    pace.sent(8 * SECOND);
    assert_eq!(pace.not_before().as_millis(), 8_000 - 50 + 125);
}

#[test]
fn without_headers_nothing_is_spaced() {
    let mut pace = Pace::new(SECOND);
    exchange(&mut pace, &done(None), SECOND);
    assert_eq!((pace.not_before(), pace.share()), (Duration::ZERO, None));
    // A limit that was taken away.
    exchange(&mut pace, &done(limit(60, 30, 30)), SECOND);
    assert!(pace.not_before() > SECOND);
    exchange(&mut pace, &answer(Verdict::Trouble), SECOND);
    assert!(pace.not_before() > SECOND, "a proxy's answer has no headers, and says nothing of the limit");
    exchange(&mut pace, &done(None), SECOND);
    assert_eq!((pace.not_before(), pace.share()), (Duration::ZERO, None));
}

#[test]
fn the_smallest_and_the_greatest_limit_leave_a_way_on() {
    for most in [0, 1, 4, u64::MAX] {
        for remaining in [0, most] {
            let mut pace = Pace::new(SECOND);
            exchange(&mut pace, &done(limit(most, remaining, 59)), SECOND);
            assert!(pace.not_before() <= SECOND + Duration::from_secs(60), "{most}, {remaining}");
        }
    }
}

#[test]
fn headers_beyond_all_measure_stop_nothing_but_what_they_ask_to_stop() {
    let mut pace = Pace::new(SECOND);
    exchange(&mut pace, &done(limit(600, u64::MAX, u64::MAX)), SECOND);
    assert!(pace.not_before() <= SECOND + SECOND);
    exchange(&mut pace, &limited(Some(u64::MAX), limit(600, 0, u64::MAX)), 2 * SECOND);
    assert_eq!(pace.not_before(), Duration::MAX);
    pace.sent(3 * SECOND);
    assert!(pace.not_before() > Duration::from_secs(u64::MAX / 2));
}

#[test]
fn a_late_request_is_caught_up_with_and_a_long_silence_is_not() {
    let mut pace = Pace::new(SECOND);
    exchange(&mut pace, &done(limit(6_000, 6_000, 59)), SECOND);
    let space = Duration::from_micros(12_500);
    assert_eq!(pace.not_before(), SECOND + space);
    let late = SECOND + space + Duration::from_millis(10);
    pace.sent(late);
    assert_eq!(pace.not_before(), SECOND + 2 * space);
    pace.sent(5 * SECOND);
    assert_eq!(pace.not_before(), 5 * SECOND - Duration::from_millis(50) + space);
}

#[test]
fn back_off_is_the_clients() {
    let policy = RetryPolicy::default();
    assert_eq!(back_off(&policy, 1, None, 0.5), Duration::from_millis(100));
    assert_eq!(back_off(&policy, 3, None, 0.5), Duration::from_millis(400));
    assert_eq!(back_off(&policy, 30, None, 0.5), Duration::from_millis(2500));
    assert_eq!(back_off(&policy, 1, Some(SECOND), 0.5), SECOND);
}
