//! `identities.*`.
