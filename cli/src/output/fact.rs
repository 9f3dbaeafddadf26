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
    let width = textwrap::termwidth().min(WIDEST);
    let options = textwrap::Options::new(width).initial_indent(INDENT).subsequent_indent(INDENT);
    let text = textwrap::fill(&value.to_string(), options.break_words(false));
    writeln!(to, "  {DIM}{name:<9}{DIM:#} {}", text.trim_start())
}
