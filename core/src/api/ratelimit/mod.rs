//! Rate limits.

mod rules;

pub use rules::*;
