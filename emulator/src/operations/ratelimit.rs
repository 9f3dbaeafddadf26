//! `ratelimit.*`.
