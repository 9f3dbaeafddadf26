//! `--verbose`: what the client does, on standard error.

use tracing::Level;
use tracing_subscriber::{filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Writes the client's own events to standard error: each failed attempt, and what became of each call.
///
/// Only the client's: what HTTP libraries log is not held to its rule that no secret is ever logged.
pub(crate) fn start() {
    let layer = fmt::layer().with_writer(std::io::stderr).with_ansi(crate::output::stderr_has_color());
    // Within another program that has a logger of its own, that one stays.
    let _ = tracing_subscriber::registry()
        .with(Targets::new().with_target("unkey_kit", Level::DEBUG))
        .with(layer)
        .try_init();
}
