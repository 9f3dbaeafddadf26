//! Plays recorded exchanges of a real server against the emulator.
//!
//! The recordings are no part of the project: their folder, which also holds the player, is named by
//! `UNKEY_RECORDINGS`. `UNKEY_RECORDINGS_PLAY` gives the player further arguments, such as `-v` and the names of
//! scenarios.

use std::path::Path;
use std::process::Command;

use unkey_kit_emulator::{Emulator, EmulatorBuilder};

/// These ask for two nodes.
const OF_TWO_NODES: [&str; 2] = ["stale_nodes", "not_found_is_cached"];

#[tokio::test(flavor = "multi_thread")]
async fn one_node_answers_as_the_recorded_server_did() {
    let more = std::env::var("UNKEY_RECORDINGS_PLAY").unwrap_or_default();
    let without = OF_TWO_NODES.iter().flat_map(|name| ["--without", name]);
    let arguments: Vec<&str> = without.chain(more.split_whitespace()).collect();
    play(Emulator::builder(), &arguments).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn two_nodes_answer_as_the_recorded_servers_did() {
    play(Emulator::builder().nodes(2), &OF_TWO_NODES).await;
}

#[expect(clippy::print_stdout, reason = "what differs, and why a test was skipped, is what it is for")]
async fn play(emulator: EmulatorBuilder, arguments: &[&str]) {
    let Some(folder) = std::env::var_os("UNKEY_RECORDINGS") else {
        println!("skipped: UNKEY_RECORDINGS does not name a folder of recordings");
        return;
    };
    let emulator = emulator.start().await.expect("loopback can be bound");
    let mut player = Command::new("python3");
    player.arg(Path::new(&folder).join("play.py")).args(["--admin", emulator.admin_url()]);
    player.args(["--allow", concat!(env!("CARGO_MANIFEST_DIR"), "/tests/recordings.allow")]);
    player.args(arguments);

    match tokio::task::spawn_blocking(move || player.output()).await.expect("the player does not panic") {
        Ok(output) => {
            let told = String::from_utf8_lossy(&output.stdout);
            println!("{told}{}", String::from_utf8_lossy(&output.stderr));
            assert!(output.status.success(), "some answers differ:\n{told}");
        }
        Err(error) if std::env::var("CI").is_ok_and(|ci| ci == "true") => {
            panic!("python3 cannot be run: {error}");
        }
        Err(error) => println!("skipped: python3 cannot be run: {error}"),
    }
    emulator.shutdown().await;
}
