//! Checks that read the source as text.

use std::{collections::BTreeSet, fs, path::Path};

use anyhow::{Result, bail, ensure};

use crate::{steps::Outcome, workspace::Workspace};

/// No hand-written source file is longer, in lines.
const LONGEST: usize = 500;

/// What every generated file says in one of its first lines.
const GENERATED: [&str; 2] = ["xtask gen", "do not edit"];

/// Names of files that hold code.
const CODE: [&str; 11] = ["rs", "py", "pyi", "ts", "mts", "js", "mjs", "cjs", "swift", "sh", "toml"];

/// Folders in which operations may be named: the definition, and what must not take its word for it.
const NAMING: [&str; 2] = ["core/src/api/", "emulator/"];

/// Hosts of registries and homes on machines. Each is split, so that this file passes its own check.
const FOREIGN: [(&str, &str); 10] = [
    ("registry.", "npmjs.org"),
    ("files.", "pythonhosted.org"),
    ("pypi.", "org/simple"),
    ("static.", "crates.io"),
    ("index.", "crates.io"),
    ("deb.", "debian.org"),
    ("/ro", "ot/"),
    ("/ho", "me/"),
    ("/Us", "ers/"),
    ("/wo", "rk/"),
];

/// No hand-written source file is too long.
pub(super) fn size(workspace: &Workspace) -> Result<Outcome> {
    let mut long = Vec::new();
    each_code_file(workspace, |file, text| {
        let lines = text.lines().count();
        if lines > LONGEST {
            long.push(format!("{file} has {lines} lines"));
        }
    })?;
    verdict(&long, &format!("more than {LONGEST} lines: split by what the parts do"))
}

/// The wire name of an operation stands in the API's definition, and nowhere else in the product.
pub(super) fn wire_names(workspace: &Workspace) -> Result<Outcome> {
    let mut names = BTreeSet::new();
    each_code_file(workspace, |file, text| {
        if file.starts_with("core/src/api/") {
            names.extend(operations(text).map(str::to_owned));
        }
    })?;
    ensure!(!names.is_empty(), "the definition names no operation: has its manner changed?");
    let mut found = Vec::new();
    each_code_file(workspace, |file, text| {
        if NAMING.iter().any(|folder| file.starts_with(folder)) || is_test(file) {
            return;
        }
        for (number, line) in without_tests(text).lines().enumerate() {
            found.extend(
                names
                    .iter()
                    .filter(|name| line.contains(*name))
                    .map(|name| format!("{file}:{}: {name}", number + 1)),
            );
        }
    })?;
    verdict(&found, "the name of an operation outside core/src/api: call the operation's method")
}

/// ARCHITECTURE.md says of every dependency why it is there, and of none that is not.
pub(super) fn dependencies(workspace: &Workspace) -> Result<Outcome> {
    let page = "ARCHITECTURE.md";
    let manifest = fs::read_to_string(workspace.path("Cargo.toml"))?;
    let architecture = fs::read_to_string(workspace.path(page))?;
    let (used, explained) = (foreign_crates(&manifest), explained_crates(&architecture));
    let unexplained =
        used.difference(&explained).map(|name| format!("{name}: {page} does not say why it is there"));
    let unused =
        explained.difference(&used).map(|name| format!("{name}: {page} explains it, and nothing uses it"));
    verdict(&unexplained.chain(unused).collect::<Vec<_>>(), "dependencies and their reasons differ")
}

/// The dependencies in the root manifest, but for the workspace's own crates.
fn foreign_crates(manifest: &str) -> BTreeSet<String> {
    let section = manifest.split("[workspace.dependencies]\n").nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.starts_with('['));
    let named =
        lines.filter_map(|line| line.split_once(" = ")).filter(|(_, value)| !value.contains("path = "));
    named.map(|(name, _)| name.to_owned()).collect()
}

/// The crates that start a row of the table under "Dependencies".
fn explained_crates(architecture: &str) -> BTreeSet<String> {
    let section = architecture.split("\n## Dependencies\n").nth(1).unwrap_or_default();
    let lines = section.lines().take_while(|line| !line.starts_with("## "));
    let rows = lines.filter_map(|line| line.strip_prefix("| `")?.split(" | ").next());
    rows.flat_map(|names| names.split(", ")).map(|name| name.trim_matches('`').to_owned()).collect()
}

/// The files speak of the project alone.
pub(super) fn own_words(workspace: &Workspace) -> Result<Outcome> {
    let mut found = Vec::new();
    for file in workspace.files()? {
        let Some(text) = workspace.text(&file)? else { continue };
        for (number, line) in text.lines().enumerate() {
            found.extend(foreign(line).map(|word| format!("{}:{}: {word}", file.display(), number + 1)));
        }
    }
    verdict(&found, "a path of one machine, or a registry's host")
}

fn verdict(found: &[String], what: &str) -> Result<Outcome> {
    if found.is_empty() {
        return Ok(Outcome::Done);
    }
    bail!("{what}:\n  {}", found.join("\n  "))
}

fn each_code_file(workspace: &Workspace, mut look: impl FnMut(&str, &str)) -> Result<()> {
    for file in workspace.files()? {
        if !is_code(&file) {
            continue;
        }
        let (Some(name), Some(text)) = (file.to_str(), workspace.text(&file)?) else { continue };
        if !text.lines().take(3).any(|line| GENERATED.iter().all(|mark| line.contains(mark))) {
            look(name, &text);
        }
    }
    Ok(())
}

fn is_code(file: &Path) -> bool {
    file.extension().and_then(|extension| extension.to_str()).is_some_and(|found| CODE.contains(&found))
}

/// Whether a file is only there to test.
fn is_test(file: &str) -> bool {
    file.split('/').any(|part| matches!(part, "test" | "tests" | "Tests" | "tests.rs"))
}

/// The text of a file before its tests.
fn without_tests(text: &str) -> &str {
    text.split("\n#[cfg(test)]\nmod tests {").next().unwrap_or(text)
}

/// The dotted names that a file of the definition gives to `Operation::new`.
fn operations(text: &str) -> impl Iterator<Item = &str> {
    text.split("Operation::new(\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next())
        .filter(|name| name.contains('.'))
}

fn foreign(line: &str) -> impl Iterator<Item = String> {
    FOREIGN.iter().map(|(start, end)| format!("{start}{end}")).filter(move |word| line.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn operations_are_read_from_the_definition() {
        let text = r#"self.call(Operation::new("things.make"), &q); Operation::new("alive").get(); Operation::new(name)"#;
        assert_eq!(operations(text).collect::<Vec<_>>(), ["things.make"]);
    }

    #[test]
    fn tests_may_name_operations() {
        assert!(is_test("cli/tests/command/api.rs") && is_test("core/src/error/tests.rs"));
        assert!(!is_test("core/src/latests/mod.rs"));
        let text = "fn product() {}\n\n#[cfg(test)]\nmod tests {\n    fn test() {}\n}\n";
        assert_eq!(without_tests(text), "fn product() {}\n");
    }

    #[test]
    fn paths_of_a_machine_and_hosts_of_registries_are_foreign() {
        let path = format!("see /ho{}", "me/someone/file");
        assert_eq!(foreign(&path).count(), 1);
        assert_eq!(foreign("https://crates.io/crates/serde and ~/.cargo").count(), 0);
    }

    #[test]
    fn dependencies_and_reasons_are_read() {
        let manifest = "[workspace.dependencies]\nours = { path = \"core\" }\na = \"1\"\nb = { version = \"2\" }\n\n[x]\nc = 1\n";
        let page = "# A\n\n## Dependencies\n\n| crate | why |\n| --- | --- |\n| `a`, `b` | both |\n\n## B\n\n| `c` | no |\n";
        assert_eq!(foreign_crates(manifest), explained_crates(page));
        assert_eq!(foreign_crates(manifest), ["a", "b"].map(str::to_owned).into());
    }

    #[test]
    fn code_is_told_by_the_name_of_its_file() {
        assert!(is_code(Path::new("core/src/lib.rs")) && is_code(Path::new("a/b.swift")));
        assert!(!is_code(Path::new("docs/errors.md")) && !is_code(Path::new("Cargo.lock")));
    }
}
