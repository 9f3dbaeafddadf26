//! What the tests of the whole workspace share.

pub mod conformance;

/// The Rust in the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
pub struct Readme;
