//! Files of ids, of root keys and of protected keys, as editors and shells leave them.

use std::{fs, path::Path, process::Output};

use crate::{
    process::{command, json as parsed, stderr, stdout},
    service::{OPERATOR, Service},
};

const PLANTED: &str = "unkey_planted_root_key_1234567890";

/// A text as the shell of Windows writes it.
fn utf_16(text: &str) -> Vec<u8> {
    format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn plan(service: &Service, file: &Path) -> Output {
    service.command(&["revoke", "plan", "--json", "--keys"]).arg(file).output().unwrap()
}

/// What a refused call says of why.
fn refusal(output: &Output) -> String {
    assert_eq!(output.status.code(), Some(2), "{}", stdout(output));
    let error = parsed(output);
    assert_eq!(error["error"]["kind"], "configuration");
    error["error"]["message"].as_str().unwrap().to_owned()
}

#[test]
fn ids_may_stand_among_blank_lines_and_comments_and_twice() {
    let service = Service::start(6, 2, &OPERATOR);
    let [one, two] = [0, 3].map(|number| service.keys.key(number).key_id);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ids.txt");
    for text in [
        format!("{one}\n{two}"),
        format!("\u{feff}{one}\r\n\r\n  {two}  \r\n"),
        format!("# of the leak\n\n{one}\n{two}\n# {one}\n{one}\n\t{two}\n\n"),
    ] {
        fs::write(&file, &text).unwrap();
        let output = plan(&service, &file);
        assert_eq!(output.status.code(), Some(0), "{text:?}: {}", stderr(&output));
        let planned = parsed(&output);
        let ids: Vec<_> = planned["keys"].as_array().unwrap().iter().map(|key| &key["keyId"]).collect();
        assert_eq!(ids, [&one, &two], "{text:?}");
        assert_eq!(planned["summary"]["total"], 2, "{text:?}");
    }
}

#[test]
fn a_file_without_an_id_matches_nothing() {
    let service = Service::start(2, 1, &OPERATOR);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ids.txt");
    for text in ["", "\u{feff}", "\r\n \n", "# key_1\n"] {
        fs::write(&file, text).unwrap();
        let output = plan(&service, &file);
        assert_eq!(output.status.code(), Some(4), "{text:?}: {}", stdout(&output));
        assert_eq!(parsed(&output)["error"]["kind"], "nothing_matched");
        let message = parsed(&output)["error"]["message"].as_str().unwrap().to_owned();
        assert!(message.contains("ids.txt names no key"), "{message}");
    }
}

#[test]
fn a_file_of_ids_that_cannot_be_read_is_named_and_not_quoted() {
    let service = Service::start(2, 1, &OPERATOR);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ids.txt");
    for (bytes, told) in [
        (utf_16("sk_planted"), "UTF-16 text; save it as UTF-8"),
        (b"key_1\nsk_planted\xff".to_vec(), "not UTF-8 text; save it as UTF-8"),
        (b"key_1\nsk_planted\n".to_vec(), "line 2 is not the id of a key"),
        (b"key_1\nkey_2,sk_planted\n".to_vec(), "line 2 contains a comma"),
        (b"\x00\x01sk_planted".to_vec(), "line 1 is not the id of a key"),
    ] {
        fs::write(&file, &bytes).unwrap();
        let message = refusal(&plan(&service, &file));
        assert!(message.contains(told) && message.contains("ids.txt"), "{message}");
        assert!(!message.contains("sk_planted"), "{message}");
    }
    for path in [folder.path().to_owned(), folder.path().join("missing.txt")] {
        let message = refusal(&plan(&service, &path));
        assert!(message.starts_with(&format!("cannot read {}: ", path.display())), "{message}");
    }
}

#[test]
fn standard_input_is_read_as_a_file_is() {
    let service = Service::start(2, 1, &OPERATOR);
    let id = service.keys.key(0).key_id;
    let piped = |bytes: Vec<u8>| {
        service.command(&["revoke", "plan", "--json", "--keys", "-"]).write_stdin(bytes).output().unwrap()
    };
    assert_eq!(parsed(&piped(format!("\u{feff}{id}\r\n").into()))["summary"]["total"], 1);
    assert!(refusal(&piped(utf_16(&id))).contains("standard input: it is UTF-16"));
    assert_eq!(piped(Vec::new()).status.code(), Some(4));
}

#[test]
fn a_file_of_protected_keys_that_protects_none_is_refused() {
    let service = Service::start(2, 1, &OPERATOR);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("protected.txt");
    let api = service.keys.api_id(0);
    let args = ["revoke", "apply", "--whole-api", &api, "--yes", "--expect", "1", "--json", "--protect"];
    for text in ["", "# none\n"] {
        fs::write(&file, text).unwrap();
        let message = refusal(&service.command(&args).arg(&file).output().unwrap());
        assert!(message.contains("protected.txt names no key to protect"), "{message}");
    }
    refusal(&service.command(&args).arg(folder.path().join("missing.txt")).output().unwrap());
    assert_eq!(service.enabled("user_0"), 2);
}

/// Calls with the root key of a file, at a port that nothing listens on.
fn with_root_key(file: &Path) -> Output {
    let args = ["api", "x.y", "--base-url", "http://127.0.0.1:9", "--json", "--root-key-file"];
    command(args).arg(file).output().unwrap()
}

#[test]
fn a_root_key_of_a_file_may_follow_a_byte_order_mark_and_end_in_line_breaks() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("root-key");
    for text in [PLANTED.to_owned(), format!("{PLANTED}\n"), format!("\u{feff}{PLANTED}\r\n\r\n")] {
        fs::write(&file, &text).unwrap();
        let output = with_root_key(&file);
        assert_eq!(output.status.code(), Some(1), "{text:?}: {}", stdout(&output));
        // The root key was good if the connection is what fails.
        assert_eq!(parsed(&output)["error"]["kind"], "connection", "{text:?}");
    }
}

#[test]
fn a_file_that_does_not_hold_a_root_key_alone_is_refused_and_not_quoted() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("root-key");
    for (bytes, told) in [
        (Vec::new(), "is empty: it must hold the root key alone"),
        (b"\r\n\n".to_vec(), "is empty"),
        (format!("{PLANTED}\n{PLANTED}\n").into_bytes(), "has several lines"),
        (format!("# production\n{PLANTED}\n").into_bytes(), "has several lines"),
        (format!("Bearer {PLANTED}").into_bytes(), "starts with `Bearer `"),
        (format!("{PLANTED} \n").into_bytes(), "white space"),
        (utf_16(PLANTED), "UTF-16 text; save it as UTF-8"),
        ([PLANTED.as_bytes(), b"\xff"].concat(), "not UTF-8 text; save it as UTF-8"),
    ] {
        fs::write(&file, &bytes).unwrap();
        let output = with_root_key(&file);
        let message = refusal(&output);
        assert!(message.contains(told), "{message}");
        assert!(!stdout(&output).contains(PLANTED) && !stderr(&output).contains(PLANTED), "{message}");
    }
    for path in [folder.path().to_owned(), folder.path().join("missing")] {
        assert!(refusal(&with_root_key(&path)).contains("cannot read "), "{}", path.display());
    }
}
