//! Runs every block of code in the pages for people, so that none of them can promise what is not so.
//!
//! Rust runs as doctests, which this checks, or is an excerpt of a file; shell needs the command, whose path is in `UNKEY_KIT`.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod blocks;
mod shell;

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
};

use blocks::{Block, blocks};
use libtest_mimic::{Arguments, Failed, Trial};
use serde::de::IgnoredAny;

/// Pages whose blocks have a test of their own, and which one.
const ELSEWHERE: [(&str, &str); 4] = [
    ("docs/emulator.md", "emulator/tests/behaviour/documentation.rs"),
    ("bindings-node/README.md", "bindings-node/test/readme.test.mjs"),
    ("bindings-python/README.md", "bindings-python/tests/test_readme.py"),
    // Becomes a test of the Swift package.
    ("bindings-swift/README.md", "bindgen/src/lib.rs"),
];

/// Crates whose doctests take in whole pages.
const DOCTESTS: [&str; 2] = ["core/src/lib.rs", "tests/src/lib.rs"];

/// Folders with pages for people.
const FOLDERS: [&str; 6] =
    ["", "docs", "tests/conformance", "bindings-python", "bindings-node", "bindings-swift"];

fn main() -> ExitCode {
    let command = std::env::var_os("UNKEY_KIT").map(PathBuf::from);
    let trials = pages().into_iter().flat_map(|page| trials(&page, command.as_deref())).collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The pages, as paths below the root.
fn pages() -> Vec<String> {
    let mut pages = Vec::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let name = entry.unwrap().file_name().into_string().unwrap();
            if name.ends_with(".md") {
                pages.push(Path::new(folder).join(name).to_str().unwrap().to_owned());
            }
        }
    }
    pages.sort();
    pages
}

/// A test for each block of a page.
fn trials(page: &str, command: Option<&Path>) -> Vec<Trial> {
    if let Some((_, test)) = ELSEWHERE.iter().find(|(elsewhere, _)| *elsewhere == page) {
        let page = page.to_owned();
        return vec![Trial::test(format!("{page} elsewhere"), move || is_read_by(&page, test))];
    }
    let text = fs::read_to_string(root().join(page)).unwrap();
    blocks(&text).into_iter().map(|block| trial(page.to_owned(), block, command)).collect()
}

fn trial(page: String, block: Block, command: Option<&Path>) -> Trial {
    let name = format!("{page}:{} {}", block.line, block.language);
    let command = command.map(Path::to_owned);
    let lacks_command = block.language == "sh" && command.is_none();
    Trial::test(name, move || match (block.language.as_str(), command) {
        ("rust", _) => is_a_doctest(&page),
        (excerpt, _) if excerpt.starts_with("rust from ") => {
            is_in(&block.text, &excerpt["rust from ".len()..])
        }
        ("json", _) => serde_json::from_str(&block.text).map(|_: IgnoredAny| ()).map_err(Failed::from),
        ("sh", Some(command)) => shell::run(&block.text, &command),
        // A drawing or a pattern: nothing to run.
        ("text", _) => Ok(()),
        (other, _) => {
            Err(format!("nothing here runs {other:?}: test the page elsewhere, and say so in ELSEWHERE")
                .into())
        }
    })
    .with_ignored_flag(lacks_command)
}

/// Passes if this test reads the page.
fn is_read_by(page: &str, test: &str) -> Result<(), Failed> {
    let name = Path::new(page).file_name().unwrap().to_str().unwrap();
    match fs::read_to_string(root().join(test))?.contains(&format!("{name}\")")) {
        true => Ok(()),
        false => Err(format!("{test} does not read {page}").into()),
    }
}

/// Passes if the file has this text, however it is indented.
fn is_in(text: &str, file: &str) -> Result<(), Failed> {
    let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    match words(&fs::read_to_string(root().join(file))?).contains(&words(text)) {
        true => Ok(()),
        false => Err(format!("{file} no longer has this").into()),
    }
}

/// Passes if the doctests of some crate take the page in.
fn is_a_doctest(page: &str) -> Result<(), Failed> {
    let include = format!("include_str!(\"../../{page}\")");
    for source in DOCTESTS {
        if fs::read_to_string(root().join(source))?.contains(&include) {
            return Ok(());
        }
    }
    Err(format!("no doctests take {page} in").into())
}
