//! The Python sources that follow from the definition: the package's names, the classes and the codes of errors.

use super::{Surface, methods::Manner, stubs::docstring};
use crate::{
    emit::{File, HEADER, Text},
    errors::{BASE, Of, classes},
    model::Docs,
};

pub(super) fn files(surface: &Surface<'_>) -> Vec<File> {
    vec![names(surface), texts(surface), errors(surface), codes(surface)]
}

fn file(name: &str, text: Text) -> File {
    File { path: format!("bindings-python/python/unkey_kit/{name}"), text: text.finish() }
}

/// Names that the package shows of what is written by hand.
const NATIVE: &[&str] = &[
    "UNSET",
    "AsyncEvents",
    "AsyncItems",
    "AsyncPages",
    "AsyncUnkey",
    "Events",
    "Items",
    "KeySecret",
    "Meta",
    "Page",
    "Pages",
    "Pagination",
    "Response",
    "Unkey",
    "UnsetType",
    "explain",
];

/// `__init__.py`
fn names(surface: &Surface<'_>) -> File {
    let mut native: Vec<String> = NATIVE.iter().map(|name| (*name).to_owned()).collect();
    for handle in surface.handles() {
        native.extend(Manner::BOTH.map(|manner| manner.class(&handle.name)));
    }
    native.extend(surface.structs().map(|found| found.name.clone()));
    for union in surface.unions() {
        native.push(union.name.clone());
        native.extend(union.variants.iter().map(|variant| format!("{}{}", union.name, variant.name)));
    }
    native.sort();
    let texts: Vec<String> = surface.names().map(|found| found.name.clone()).collect();
    let mut errors: Vec<String> = classes(surface.definition).into_iter().map(|class| class.name).collect();
    errors.sort();
    let base = ["Explanation", "FieldError", BASE].map(str::to_owned);
    let mut text = Text::new("    ");
    text.line(
        "\"\"\"Client of the Unkey API: typed calls, typed errors, bulk revocation. Not made by Unkey.\"\"\"",
    );
    text.line(format!("# {HEADER}")).line("");
    text.line("from __future__ import annotations").line("");
    text.line("from ._codes import ErrorCode");
    import(&mut text, "._error", &base);
    import(&mut text, "._errors", &errors);
    import(&mut text, "._native", &native);
    import(&mut text, "._texts", &texts);
    text.line("");
    let mut all: Vec<String> = native.into_iter().chain(texts).chain(errors).chain(base).collect();
    all.push("ErrorCode".to_owned());
    all.sort();
    text.block("__all__ = [", "]", |text| {
        all.iter().for_each(|name| {
            text.line(format!("\"{name}\","));
        });
    });
    file("__init__.py", text)
}

fn import(text: &mut Text, module: &str, names: &[String]) {
    text.block(format!("from {module} import ("), ")", |text| {
        names.iter().for_each(|name| {
            text.line(format!("{name},"));
        });
    });
}

/// `_texts.py`
fn texts(surface: &Surface<'_>) -> File {
    let mut text = Text::new("    ");
    text.line("\"\"\"Texts of which type checkers know the values. To a program they are plain `str`.\"\"\"");
    text.line(format!("# {HEADER}")).line("");
    text.line("from __future__ import annotations").line("").line("TYPE_CHECKING = False");
    text.block("if TYPE_CHECKING:", "", |text| {
        text.line("from typing import Literal, TypeAlias").line("");
        for found in surface.names() {
            let values: Vec<_> =
                found.variants.iter().map(|variant| format!("\"{}\"", variant.wire)).collect();
            let open = if found.other.is_some() { " | str" } else { "" };
            text.line(format!("{}: TypeAlias = Literal[{}]{open}", found.name, values.join(", ")));
            docstring(text, &surface.docs(&found.docs));
        }
    });
    text.block("else:", "", |text| {
        surface.names().for_each(|found| {
            text.line(format!("{} = str", found.name));
        });
    });
    file("_texts.py", text)
}

/// `_errors.py`
fn errors(surface: &Surface<'_>) -> File {
    let classes = classes(surface.definition);
    let mut text = Text::new("    ");
    text.line("\"\"\"The classes of errors: one for each kind, and leaves for what programs match on.\"\"\"");
    text.line(format!("# {HEADER}")).line("");
    text.line("from __future__ import annotations").line("");
    text.line(format!("from ._error import Explanation, {BASE}, fields_of")).line("");
    text.line("TYPE_CHECKING = False");
    text.block("if TYPE_CHECKING:", "", |text| {
        text.line("from collections.abc import Mapping").line("from typing import Any");
    });
    text.line("");
    for class in &classes {
        text.line("").block(format!("class {}({}):", class.name, class.parent), "", |text| {
            docstring(text, &surface.docs(&class.docs));
        });
        text.line("");
    }
    for (table, of_kind) in [("BY_KIND", true), ("BY_CODE", false)] {
        text.line("");
        text.block(format!("{table}: dict[str, type[{BASE}]] = {{"), "}", |text| {
            for class in &classes {
                match class.of {
                    Of::Kind(key) if of_kind => text.line(format!("\"{key}\": {},", class.name)),
                    Of::Code(key) if !of_kind => text.line(format!("\"{key}\": {},", class.name)),
                    _ => continue,
                };
            }
        });
    }
    text.line("").line("");
    text.block(format!("def error_of(fields: Mapping[str, Any]) -> {BASE}:"), "", |text| {
        text.line("\"\"\"Makes the error that crossed as its fields in JSON.\"\"\"");
        text.line(format!(
            "made = BY_CODE.get(fields.get(\"code\", \"\")) or BY_KIND.get(fields[\"kind\"], {BASE})"
        ));
        text.line("return made(fields[\"message\"], **fields_of(fields))");
    });
    text.line("").line("").line("__all__ = [\"Explanation\", \"error_of\"]");
    file("_errors.py", text)
}

/// `_codes.py`
fn codes(surface: &Surface<'_>) -> File {
    let mut text = Text::new("    ");
    text.line("\"\"\"The codes of errors that this version knows.\"\"\"");
    text.line(format!("# {HEADER}")).line("");
    text.line("from __future__ import annotations").line("");
    text.line("from ._code import Code").line("");
    text.line("TYPE_CHECKING = False");
    text.block("if TYPE_CHECKING:", "", |text| {
        text.line("from typing import ClassVar");
    });
    text.line("").line("");
    text.block("class ErrorCode(Code):", "", |text| {
        let docs = [
            "What the service says is wrong, as its error pages print it: `err:unkey:authorization:key_disabled`.",
            "",
            "An open set: a code that this version does not know is the same type. Codes compare as the texts that they are.",
        ];
        docstring(text, &Docs(docs.map(str::to_owned).to_vec()));
        text.line("").line("__slots__ = ()").line("");
        for code in &surface.definition.codes {
            text.line(format!("{}: ClassVar[ErrorCode]", code.constant));
            text.line(format!("\"\"\"{}\"\"\"", code.meaning));
        }
    });
    text.line("").line("");
    text.block("CODES = {", "}", |text| {
        for code in &surface.definition.codes {
            text.line(format!("\"{}\": \"{}\",", code.constant, code.text));
        }
    });
    text.block("for _name, _text in CODES.items():", "", |text| {
        text.line("setattr(ErrorCode, _name, ErrorCode(_text))");
    });
    file("_codes.py", text)
}
