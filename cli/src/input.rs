//! Text from files and from standard input. A byte order mark at its beginning is passed over, and no message quotes what
//! was read: it may be a secret.

use std::{
    fs,
    io::{Read, stdin},
    path::Path,
};

use crate::failure::Failure;

/// Reads a file.
///
/// # Errors
/// Of the wrong call, with the file's name: it cannot be read, or is not UTF-8.
pub(crate) fn file(path: &Path) -> Result<String, Failure> {
    let cannot = |why: String| Failure::usage(format!("cannot read {}: {why}", path.display()));
    let bytes = fs::read(path).map_err(|source| cannot(source.to_string()))?;
    decode(bytes).map_err(|why| cannot(why.to_owned()))
}

/// Reads standard input to its end.
///
/// # Errors
/// Of the wrong call: it cannot be read, or is not UTF-8.
pub(crate) fn standard_input() -> Result<String, Failure> {
    let cannot = |why: String| Failure::usage(format!("cannot read standard input: {why}"));
    let mut bytes = Vec::new();
    stdin().lock().read_to_end(&mut bytes).map_err(|source| cannot(source.to_string()))?;
    decode(bytes).map_err(|why| cannot(why.to_owned()))
}

/// Editors of Windows begin a text with a byte order mark, and its shell writes UTF-16.
fn decode(bytes: Vec<u8>) -> Result<String, &'static str> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        return Err("it is UTF-16 text; save it as UTF-8");
    }
    let mut text = String::from_utf8(bytes).map_err(|_| "it is not UTF-8 text; save it as UTF-8")?;
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_byte_order_mark_is_passed_over() {
        assert_eq!(decode("\u{feff}key_1\r\n".into()).unwrap(), "key_1\r\n");
        assert_eq!(decode("key_1\u{feff}".into()).unwrap(), "key_1\u{feff}");
    }

    #[test]
    fn text_of_another_encoding_is_refused_with_what_to_do_and_not_quoted() {
        let utf_16: Vec<u8> = "\u{feff}sk_live".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, named) in [(utf_16, "UTF-16"), (b"sk_live\xe4".to_vec(), "not UTF-8")] {
            let why = decode(bytes).unwrap_err();
            assert!(why.contains(named) && why.contains("save it as UTF-8"), "{why}");
            assert!(!why.contains("sk_live"), "{why}");
        }
    }

    #[test]
    fn what_cannot_be_read_is_named() {
        let folder = tempfile::tempdir().unwrap();
        for path in [folder.path().to_owned(), folder.path().join("missing.txt")] {
            let Failure::Usage(text) = file(&path).unwrap_err() else { panic!("{}", path.display()) };
            assert!(text.starts_with(&format!("cannot read {}: ", path.display())), "{text}");
        }
    }
}
