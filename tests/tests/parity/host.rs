//! What a host's generated surface declares, read from its text.

use std::fs;

use heck::ToLowerCamelCase;
use unkey_kit_bindgen::model::{Field, Handle};

use super::root;

/// A host language and how its surface is written.
pub(crate) struct Host {
    pub(crate) name: &'static str,
    /// Folders or files of the generated surface.
    files: &'static [&'static str],
    /// How it spells names.
    pub(crate) case: fn(&str) -> String,
    /// Whether it names fields as JSON does.
    as_json: bool,
    /// Whether a request is spread over a method's arguments.
    pub(crate) spreads: bool,
    /// Whether each class has an asynchronous twin.
    twins: bool,
    /// The class that the client's own calls stand on.
    client: &'static str,
    /// How a method of this name begins.
    methods: &'static [&'static str],
    /// How a type of this name begins.
    types: &'static [&'static str],
}

pub(crate) const HOSTS: &[Host] = &[
    Host {
        name: "Python",
        files: &[
            "bindings-python/python/unkey_kit/_native.pyi",
            "bindings-python/python/unkey_kit/_errors.py",
            "bindings-python/python/unkey_kit/_codes.py",
        ],
        case: str::to_owned,
        as_json: false,
        spreads: true,
        twins: true,
        client: "Resources",
        methods: &["def NAME("],
        types: &["class NAME:"],
    },
    Host {
        name: "Node",
        files: &["bindings-node/ts/src/generated"],
        case: |name| name.to_lower_camel_case(),
        as_json: true,
        spreads: false,
        twins: false,
        client: "Resources",
        methods: &["NAME(", "get NAME("],
        types: &["export class NAME {", "export interface NAME {"],
    },
    Host {
        name: "Swift",
        files: &["bindings-swift/Sources/UnkeyKit/Generated"],
        case: |name| name.to_lower_camel_case(),
        as_json: false,
        spreads: true,
        twins: false,
        client: "Unkey",
        methods: &["public func NAME(", "public var NAME:"],
        types: &["public struct NAME:", "extension NAME {"],
    },
];

impl Host {
    /// The whole surface.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for file in self.files {
            let path = root().join(file);
            let mut paths = vec![path.clone()];
            if path.is_dir() {
                paths = fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()).collect();
                paths.sort();
            }
            for path in paths.iter().filter(|path| path.is_file()) {
                text.push_str(&fs::read_to_string(path).unwrap());
                text.push('\n');
            }
        }
        text
    }

    /// The classes that a handle is in this host; of the client for none.
    pub(crate) fn classes(&self, handle: Option<&Handle>) -> Vec<String> {
        let name = handle.map_or(self.client, |handle| &handle.name);
        if self.twins { vec![name.to_owned(), format!("Async{name}")] } else { vec![name.to_owned()] }
    }

    /// The declaration of a type, up to the next one that starts at the margin.
    pub(crate) fn block(&self, name: &str) -> Option<String> {
        let text = self.text();
        let opening =
            |line: &str| self.types.iter().any(|form| line.starts_with(&form.replace("NAME", name)));
        let mut lines = text.lines().skip_while(|line| !opening(line));
        let first = lines.next()?;
        let inside = lines.take_while(|line| line.is_empty() || line.starts_with([' ', '\t']));
        Some(std::iter::once(first).chain(inside).collect::<Vec<_>>().join("\n"))
    }

    /// The first line of a method's declaration, with its parameters.
    pub(crate) fn method(&self, class: &str, name: &str) -> Option<String> {
        let name = (self.case)(name);
        let block = self.block(class)?;
        let starts = |line: &str| {
            let line = line.trim_start().trim_start_matches("async ");
            self.methods.iter().any(|form| line.starts_with(&form.replace("NAME", &name)))
        };
        block.lines().find(|line| starts(line)).map(str::to_owned)
    }

    /// Whether a type declares a field, with documentation right above or below.
    pub(crate) fn declares(&self, block: &str, field: &Field) -> bool {
        let name = if self.as_json { field.wire.clone() } else { (self.case)(&field.name) };
        let lines: Vec<&str> = block.lines().map(str::trim).collect();
        lines.iter().enumerate().any(|(at, line)| {
            let line = line.trim_start_matches("readonly ").trim_start_matches("public var ");
            let declared = line.starts_with(&format!("def {name}(self)"))
                || [":", "?:"].iter().any(|mark| line.starts_with(&format!("{name}{mark}")));
            let documented = |at: usize| {
                let is_comment = |line: &&str| {
                    line.ends_with("*/") || line.starts_with("\"\"\"") || line.starts_with("///")
                };
                lines.get(at).is_some_and(is_comment)
            };
            declared && (documented(at + 1) || (at > 0 && documented(at - 1)))
        })
    }
}
