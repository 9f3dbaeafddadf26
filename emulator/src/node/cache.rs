//! A cache that answers from stale values while it refreshes them.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::time::Duration;

use crate::clock::Clock;

/// Entries that a cache holds before it makes room: the bound that keeps a long run from filling the memory.
const CAPACITY: usize = 1_000_000;

/// A value is *fresh* for a while, then *stale* for a longer one, in which the first question is still answered
/// with the old value, and starts the refresh that the next question sees; then it is forgotten.
pub(crate) struct SwrCache<K, V> {
    name: &'static str,
    fresh: i64,
    stale: i64,
    entries: HashMap<K, Entry<V>>,
}

struct Entry<V> {
    value: V,
    loaded_at: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Fresh,
    Stale,
    Miss,
}

/// What a lookup tells in `X-Unkey-Timing`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Lookup {
    cache: &'static str,
    status: Status,
    took: Duration,
}

impl fmt::Display for Lookup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let status = match self.status {
            Status::Fresh => "fresh",
            Status::Stale => "stale",
            Status::Miss => "miss",
        };
        let micros = self.took.as_nanos() as f64 / 1_000.0;
        write!(f, "cache_swr{{cache={},status={status}}}={micros}us", self.cache)
    }
}

impl<K: Eq + Hash + Clone, V: Clone> SwrCache<K, V> {
    pub(crate) fn new(name: &'static str, fresh: Duration, stale: Duration) -> Self {
        let milliseconds = |duration: Duration| i64::try_from(duration.as_millis()).unwrap_or(i64::MAX);
        Self { name, fresh: milliseconds(fresh), stale: milliseconds(stale), entries: HashMap::new() }
    }

    /// Gives the value to answer with, and how it came about; loads it where there is none, or an old one.
    ///
    /// What cannot be loaded is not remembered. A refresh is done here and now: nothing can come between a stale
    /// answer and the refresh that it starts.
    pub(crate) fn get(
        &mut self,
        key: &K,
        clock: &Clock,
        load: impl FnOnce() -> Option<V>,
    ) -> (Option<V>, Lookup) {
        let (stopwatch, now) = (clock.stopwatch(), clock.now());
        let (value, status) = self.look_up(key, now, load);
        (value, Lookup { cache: self.name, status, took: stopwatch.elapsed() })
    }

    fn look_up(&mut self, key: &K, now: i64, load: impl FnOnce() -> Option<V>) -> (Option<V>, Status) {
        let known = self.entries.get(key).map(|entry| (entry.value.clone(), now - entry.loaded_at));
        if let Some((value, _)) = known.as_ref().filter(|(_, age)| *age < self.fresh) {
            return (Some(value.clone()), Status::Fresh);
        }
        let loaded = load();
        match &loaded {
            Some(value) => self.put(key.clone(), value.clone(), now),
            None => self.evict(key),
        }
        match known {
            Some((value, age)) if age < self.stale => (Some(value), Status::Stale),
            _ => (loaded, Status::Miss),
        }
    }

    /// Remembers a value that was just written.
    pub(crate) fn put(&mut self, key: K, value: V, now: i64) {
        if self.entries.len() >= CAPACITY {
            self.make_room(now);
        }
        self.entries.insert(key, Entry { value, loaded_at: now });
    }

    pub(crate) fn evict(&mut self, key: &K) {
        self.entries.remove(key);
    }

    fn make_room(&mut self, now: i64) {
        let stale = self.stale;
        self.entries.retain(|_, entry| now - entry.loaded_at < stale);
        if self.entries.len() >= CAPACITY {
            self.entries.clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(cache: &mut SwrCache<u8, u8>, clock: &Clock, value: u8) -> (u8, Status) {
        let (value, lookup) = cache.get(&1, clock, || Some(value));
        (value.unwrap(), lookup.status)
    }

    #[test]
    fn a_stale_value_is_given_once_more_while_it_is_refreshed() {
        let clock = Clock::manual(0);
        let mut cache = SwrCache::new("c", Duration::from_secs(10), Duration::from_secs(600));
        assert_eq!(asked(&mut cache, &clock, 1), (1, Status::Miss));
        assert_eq!(asked(&mut cache, &clock, 2), (1, Status::Fresh));
        clock.advance(Duration::from_secs(599));
        assert_eq!(asked(&mut cache, &clock, 3), (1, Status::Stale));
        assert_eq!(asked(&mut cache, &clock, 4), (3, Status::Fresh));
    }

    #[test]
    fn a_value_past_its_life_is_a_miss() {
        let clock = Clock::manual(0);
        let mut cache = SwrCache::new("c", Duration::from_secs(10), Duration::from_secs(600));
        asked(&mut cache, &clock, 1);
        clock.advance(Duration::from_secs(600));
        assert_eq!(asked(&mut cache, &clock, 2), (2, Status::Miss));
    }

    #[test]
    fn what_cannot_be_loaded_any_more_is_forgotten_after_a_stale_answer() {
        let clock = Clock::manual(0);
        let mut cache = SwrCache::new("c", Duration::from_secs(10), Duration::from_secs(600));
        asked(&mut cache, &clock, 1);
        clock.advance(Duration::from_secs(10));
        assert_eq!(cache.get(&1, &clock, || None).0, Some(1));
        assert_eq!(cache.get(&1, &clock, || None).0, None);
    }

    #[test]
    fn an_evicted_value_is_a_miss() {
        let clock = Clock::manual(0);
        let mut cache = SwrCache::new("c", Duration::from_secs(10), Duration::from_secs(600));
        asked(&mut cache, &clock, 1);
        cache.evict(&1);
        assert_eq!(asked(&mut cache, &clock, 2), (2, Status::Miss));
    }
}
