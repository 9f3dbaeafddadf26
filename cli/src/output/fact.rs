//! Names and values, a line each, wrapped to the terminal.

use std::{
    fmt::Display,
    io::{self, Write},
};

use super::style::DIM;

/// How far values are indented: two spaces, the longest name, one space.
const INDENT: &str = "            ";
/// Longer lines are hard to read, however wide the terminal is.
const WIDEST: usize = 100;

/// Writes one name and its value, whose further lines hang below the first.
pub(crate) fn fact(to: &mut dyn Write, name: &str, value: impl Display) -> io::Result<()> {
    writeln!(to, "  {DIM}{name:<9}{DIM:#} {}", wrapped(value, INDENT))
}

/// Wraps a text to the terminal; where there is none, a text stays on one line, to be searched for. All lines are
/// indented alike, but the first line's indent is left to the caller.
pub(crate) fn wrapped(text: impl Display, indent: &str) -> String {
    wrap(&text.to_string(), indent, WIDEST)
}

/// As [`wrapped`], but to the whole width of the terminal: for the last column of a table.
pub(super) fn wrapped_cell(text: &str, indent: usize) -> String {
    wrap(text, &" ".repeat(indent), usize::MAX)
}

fn wrap(text: &str, indent: &str, widest: usize) -> String {
    // The longest label before a text: `  warning: `.
    const LABEL: &str = "           ";
    // Narrower columns are worse to read than lines that the terminal breaks.
    const NARROWEST: usize = 24;
    match terminal_size::terminal_size() {
        Some((terminal_size::Width(width), _)) if usize::from(width) >= indent.len() + NARROWEST => {
            let options = textwrap::Options::new(usize::from(width).min(widest));
            let first = if indent.len() < LABEL.len() { LABEL } else { indent };
            let options = options.initial_indent(first).subsequent_indent(indent).break_words(false);
            textwrap::fill(text, options).trim_start().to_owned()
        }
        _ => text.to_owned(),
    }
}
