//! `--verbose`: what the client does, on standard error.

use tracing::Level;
use tracing_subscriber::{filter::Targets, fmt, layer::SubscriberExt, util::SubscriberInitExt};

/// Writes the client's own events to standard error: each failed attempt once asked, everything if asked twice.
///
/// Only the client's: what HTTP libraries log is not held to its rule that no secret is ever logged.
pub(crate) fn start(verbosity: u8) {
    let level = match verbosity {
        0 => return,
        1 => Level::DEBUG,
        _ => Level::TRACE,
    };
    let layer = fmt::layer().with_writer(std::io::stderr).with_ansi(crate::output::stderr_has_color());
    // Within another program that has a logger of its own, that one stays.
    let _ = tracing_subscriber::registry()
        .with(Targets::new().with_target("unkey_kit", level))
        .with(layer)
        .try_init();
}
