//! Small Rust in, the Swift that comes of it out.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic, as the tests do")]

mod small;

use small::{assert_in, generated};

#[test]
fn a_request_is_spread_with_what_must_be_given_first() {
    let expected = r#"
    /// Turns a key, as `keys.list` shows. One that is off is a 403 `keyDisabled`,
    /// of kind `permissionDenied`; see `UnkeyError.code`.
    ///
    /// - Parameters:
    ///   - keyId: Which one.
    ///   - times: How often.
    ///   - name: A name; cleared, it goes.
    ///   - in: The way.
    @discardableResult
    public func turn(keyId: String, times: Int? = nil, name: Patch<String> = .keep, `in`: Way? = nil) async throws -> Response<NoData> {
        var arguments = Arguments()
        arguments.beginObject()
        arguments.field("times", times)
        arguments.field("keyId", keyId)
        arguments.field("name", name)
        arguments.field("in", `in`)
        arguments.endObject()
        return try await native.answer("keys.turn", arguments.text)
    }
"#;
    assert_in(&generated("Resources.swift"), expected);
}

#[test]
fn listings_handles_streams_properties_and_commands_have_their_shapes() {
    let text = generated("Resources.swift");
    for expected in [
        "    public var keys: Keys { Keys(native: native) }\n",
        "    public func list(way: Way) -> Items<Key> {\n",
        "    public func watch() throws -> Watch {\n        return Watch(native: try native.opened(\"keys.watch\"))\n    }\n",
        "    public func ticks(count: Int) -> Events<Tick> {\n",
        "    public var now: Int { get throws { try native.property(\"Watch.now\") } }\n",
        "    public func stop() {\n        native.command(\"Watch.stop\")\n    }\n",
    ] {
        assert_in(&text, expected);
    }
}

#[test]
fn what_only_reads_or_gives_a_secret_or_tells_failures_must_not_be_left_unread() {
    let read = r#"
    /// Looks at the lock.
    ///
    /// - Throws: ``UnkeyError``. Of kind `permissionDenied`, if it is
    ///   not yours.
    public func getLock() async throws -> Response<NoData> {
"#;
    let secret = r#"
    /// Makes a key.
    public func make() async throws -> Response<Key> {
"#;
    let failures = r#"
    /// Tells of each key.
    public func report() async throws -> Response<Sorted> {
"#;
    let text = generated("Resources.swift");
    assert_in(&text, read);
    assert_in(&text, secret);
    assert_in(&text, failures);
}

#[test]
fn what_rust_sets_by_a_call_reads_as_an_argument() {
    assert_in(
        &generated("Resources.swift"),
        "    /// Sorts them, as `loudWay: true` does, and `a AND (b)` does not.\n",
    );
}

#[test]
fn an_answer_is_a_struct_that_is_read_by_position() {
    let expected = r#"
/// A key.
public struct Key: Hashable, Sendable {
    /// Its secret.
    public var secret: KeySecret
    /// What is left.
    public var credits: Int?

    /// Takes each field; what may be left out has a default.
    public init(secret: KeySecret, credits: Int? = nil) {
        self.secret = secret
        self.credits = credits
    }
}

extension Key: FromNative {
    init(from reader: inout Reader) throws {
        try reader.expect(.structure)
        secret = try reader.next()
        credits = try reader.next()
    }
}
"#;
    let text = generated("Structs.swift");
    assert_in(&text, expected);
    // What is spread over arguments is no type, and what is only given is not written.
    assert!(!text.contains("TurnKey") && !text.contains("Key: ToNative"));
}

#[test]
fn a_struct_whose_first_field_is_its_id_is_identifiable() {
    let text = generated("Structs.swift");
    let by_another_name = r#"
public struct LockUse: Hashable, Identifiable, Sendable {
    /// Which use.
    public var useId: String
    /// By which key.
    public var keyId: String

    /// As `useId`, for lists of SwiftUI.
    public var id: String { useId }

"#;
    assert_in(&text, by_another_name);
    assert_in(&text, "public struct Lock: Hashable, Identifiable, Sendable {\n    /// Its id.\n");
    assert_eq!(text.matches("var id: String {").count(), 1);
    // What is no text, what stands further down and may be that of something else, and what may be empty.
    for other in ["Locks", "Attempt", "Guest"] {
        assert_in(&text, &format!("public struct {other}: Hashable, Sendable {{\n"));
    }
}

#[test]
fn an_open_set_takes_any_text_and_data_stands_in_its_case() {
    let text = generated("Enums.swift");
    for expected in [
        "    /// To the left.\n    case left\n    /// A value that this version does not know, as the service sent it.\n    case other(String)\n",
        "        case \"left\": self = .left\n        default: self = .other(rawValue)\n",
        "    /// A loud one.\n    /// - `howLoud`: How loud.\n    case loud(howLoud: Double)\n    /// None.\n    case silence\n",
        "        case \"loud\": self = .loud(howLoud: try reader.next())\n",
    ] {
        assert_in(&text, expected);
    }
}

#[test]
fn codes_are_constants_of_an_open_set() {
    let expected = r#"
    /// The root key is disabled.
    ///
    /// Enable it.
    public static let keyDisabled = ErrorCode(rawValue: "err:unkey:authorization:key_disabled")
"#;
    assert_in(&generated("Errors.swift"), expected);
}

#[test]
fn the_readme_is_compiled_block_by_block() {
    let expected = r#"
import Testing
import UnkeyKit

/// What the README shows, run against the emulator that the environment names.
@Suite struct Readme {
    @Test func block1() async throws {
        print(1)
    }
}
"#;
    assert_in(&generated("Readme.swift"), expected);
}

#[test]
fn sources_and_library_have_one_fingerprint() {
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let (swift, rust) = (generated("Layout.swift"), generated("generated/layout.rs"));
    let constant =
        |text: &str| text.lines().rfind(|line| line.contains(" = ")).map(|line| line.to_owned()).unwrap();
    let after = |line: String| digits(line.split_once(" = ").unwrap().1.trim_end_matches("u64;"));
    assert_eq!(after(constant(&swift)), after(constant(&rust)));
}
