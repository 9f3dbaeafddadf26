//! What keeps the definition from being projected, with file and line.

use std::path::PathBuf;

use proc_macro2::Span;

/// Why the definition cannot be projected.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// A file could not be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The cause.
        source: std::io::Error,
    },
    /// The definition has something that the grammar does not know.
    #[error("{}:{line}: {message}", path.display())]
    Grammar {
        /// The file.
        path: PathBuf,
        /// The line, counted from 1.
        line: usize,
        /// What is wrong, and what to write instead.
        message: String,
    },
}

/// A place that the grammar does not know; the reader adds the file.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) line: usize,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(span: Span, message: impl Into<String>) -> Self {
        Self { line: span.start().line, message: message.into() }
    }

    pub(crate) fn within(self, path: &std::path::Path) -> Error {
        Error::Grammar { path: path.to_owned(), line: self.line, message: self.message }
    }
}

impl From<syn::Error> for Refusal {
    fn from(error: syn::Error) -> Self {
        Self::new(error.span(), error.to_string())
    }
}
