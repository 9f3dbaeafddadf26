//! For the tests: the blocks of Swift in the README, each as a test of its own.

use std::collections::BTreeSet;

use super::{begin, test};
use crate::emit::File;

/// `Readme.swift`
pub(super) fn file(readme: &str) -> File {
    let blocks = blocks(readme);
    let imports: BTreeSet<&str> = blocks.iter().flatten().filter(|line| is_import(line)).copied().collect();
    let mut text = begin();
    text.line("import Testing");
    for import in imports {
        text.line(import);
    }
    text.line("").line("/// What the README shows, run against the emulator that the environment names.");
    text.block("@Suite struct Readme {", "}", |text| {
        for (index, block) in blocks.iter().enumerate() {
            if index > 0 {
                text.line("");
            }
            text.block(format!("@Test func block{}() async throws {{", index + 1), "}", |text| {
                for line in block.iter().filter(|line| !is_import(line)).skip_while(|line| line.is_empty()) {
                    text.line(line);
                }
            });
        }
    });
    test("Readme", text)
}

fn is_import(line: &str) -> bool {
    line.starts_with("import ")
}

/// The lines of each block of Swift.
fn blocks(readme: &str) -> Vec<Vec<&str>> {
    let mut blocks = Vec::new();
    let mut inside: Option<Vec<&str>> = None;
    for line in readme.lines() {
        match &mut inside {
            None if line == "```swift" => inside = Some(Vec::new()),
            None => {}
            Some(_) if line == "```" => blocks.extend(inside.take()),
            Some(block) => block.push(line),
        }
    }
    blocks
}
