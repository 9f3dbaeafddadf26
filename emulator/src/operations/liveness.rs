//! `liveness`.

use serde::Serialize;

use super::Answer;

#[derive(Serialize)]
struct Liveness {
    message: &'static str,
}

pub(super) fn liveness() -> Answer {
    Answer::data(&Liveness { message: "The emulator is up." })
}
