//! The kinds of errors and the constants of error codes.

use super::{
    begin, comment,
    names::{constant, literal, member},
    source,
};
use crate::{emit::File, model::Definition};

/// `Errors.swift`
pub(super) fn file(definition: &Definition) -> File {
    let mut text = begin();
    text.line("/// What the caller can do about an error. Few and closed; ``ErrorCode`` tells more.");
    text.block("public enum ErrorKind: String, CaseIterable, Hashable, Sendable {", "}", |text| {
        for kind in &definition.kinds {
            comment(text, &kind.docs);
            text.line(format!("case {} = {}", member(&kind.name), literal(&kind.wire)));
        }
    });
    text.line("").line("/// The codes that this version knows; the service may send others.");
    text.block("extension ErrorCode {", "}", |text| {
        for code in &definition.codes {
            text.line(format!("/// {}", code.meaning)).line("///").line(format!("/// {}", code.advice));
            text.line(format!(
                "public static let {} = ErrorCode(rawValue: {})",
                constant(&code.constant),
                literal(&code.text)
            ));
        }
    });
    source("Errors", text)
}
