//! `permissions.*`.
