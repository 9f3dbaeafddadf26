//! Conformance cases: calls as data, with the HTTP exchanges that each must cause and what must come of it. The same
//! cases run in every language. `tests/conformance/README.md` says what a case means.

mod admin;
mod case;
mod compare;
mod integers;
mod script;
mod stage;

pub use admin::Admin;
pub use case::{
    Answer, CallSettings, Case, ClientSettings, Cut, DEFAULT_ROOT_KEY, Exchange, Expect, Take, cases_folder,
    load,
};
pub use compare::{Extra, difference};
pub use integers::plain;
pub use stage::Stage;
