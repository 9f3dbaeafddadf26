//! Documentation in Python's words.

use std::collections::BTreeMap;

use super::{Surface, python_name, shapes::ordered};
use crate::model::{Docs, Method};

impl Surface<'_> {
    /// The documentation of a method, with that of its arguments.
    pub(super) fn method_docs(&self, method: &Method) -> Docs {
        let mut lines = self.docs(&method.docs).0;
        let arguments: Vec<_> = match self.definition.spread(method) {
            Some(request) => {
                ordered(&request.fields).map(|field| (&field.name, self.docs(&field.docs))).collect()
            }
            None => Vec::new(),
        };
        if !arguments.is_empty() {
            lines.extend([String::new(), "Args:".to_owned()]);
        }
        for (name, docs) in arguments {
            let mut text = docs.0.into_iter();
            lines.push(
                format!("    {}: {}", python_name(name), text.next().unwrap_or_default())
                    .trim_end()
                    .to_owned(),
            );
            lines.extend(text.map(|line| if line.is_empty() { line } else { format!("        {line}") }));
        }
        Docs(lines)
    }

    /// Documentation in Python's manner.
    pub(super) fn docs(&self, docs: &Docs) -> Docs {
        let names = self.wire_names();
        let lines = docs.0.iter().map(|line| match line.as_str() {
            "# Errors" => "Raises:".to_owned(),
            line => line
                .split('`')
                .enumerate()
                .map(|(index, part)| if index % 2 == 1 { spelled(part, &names) } else { part.to_owned() })
                .collect::<Vec<_>>()
                .join("`"),
        });
        // A blank line after a heading is Markdown's manner.
        let mut kept: Vec<String> = Vec::new();
        for line in lines {
            if !(line.is_empty() && kept.last().is_some_and(|last| last == "Raises:")) {
                kept.push(line);
            }
        }
        Docs(kept)
    }

    /// The names of fields that differ between JSON and Python.
    fn wire_names(&self) -> BTreeMap<&str, &str> {
        let definition = self.definition;
        let structs = definition.types.keys().filter_map(|name| definition.structure(name));
        let fields = structs.flat_map(|found| &found.fields);
        fields
            .filter(|field| field.wire != field.name)
            .map(|field| (field.wire.as_str(), field.name.as_str()))
            .collect()
    }
}

/// What stands between back-ticks.
fn spelled(code: &str, names: &BTreeMap<&str, &str>) -> String {
    match code {
        "true" => "True".to_owned(),
        "false" => "False".to_owned(),
        _ => match names.get(code) {
            Some(name) => (*name).to_owned(),
            None => code.to_owned(),
        },
    }
}
