//! Columns of text, as wide as their widest cell.

use std::io::{self, Write};

use super::{fact::wrapped_cell, style::DIM};

/// Rows under headings, left-aligned, two spaces between columns. The last column is wrapped to the terminal.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(headings: &[&str]) -> Self {
        Self { rows: vec![headings.iter().map(|heading| (*heading).to_owned()).collect()] }
    }

    /// Adds a row; a missing cell is blank.
    pub(crate) fn row<I>(&mut self, cells: I)
    where
        I: IntoIterator<Item: ToString>,
    {
        self.rows.push(cells.into_iter().map(|cell| cell.to_string()).collect());
    }

    /// Writes the table, each line indented by `indent` spaces.
    pub(crate) fn write(&self, to: &mut dyn Write, indent: usize) -> io::Result<()> {
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
                .unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.rows.iter().map(Vec::len).max().unwrap_or(0)).map(width).collect();
        let columns = widths.len();
        let last_starts =
            indent + widths.iter().take(columns.saturating_sub(1)).map(|width| width + 2).sum::<usize>();
        for (number, row) in self.rows.iter().enumerate() {
            let cells = row.iter().zip(&widths).enumerate().map(|(column, (cell, width))| {
                if column + 1 == columns {
                    wrapped_cell(cell, last_starts)
                } else {
                    format!("{cell:<width$}")
                }
            });
            let line = cells.collect::<Vec<_>>().join("  ");
            let line = line.trim_end();
            if number == 0 {
                writeln!(to, "{:indent$}{DIM}{line}{DIM:#}", "")?;
            } else {
                writeln!(to, "{:indent$}{line}", "")?;
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_as_wide_as_their_widest_cell() {
        let mut table = Table::new(&["KEY", "STATE"]);
        table.row(["key_1234", "enabled"]);
        table.row(["key_ä", "disabled"]);
        let mut text = Vec::new();
        table.write(&mut text, 2).unwrap();
        let text = anstream::adapter::strip_bytes(&text).into_vec();
        let text = String::from_utf8(text).unwrap();
        assert_eq!(text, "  KEY       STATE\n  key_1234  enabled\n  key_ä     disabled\n");
    }
}
