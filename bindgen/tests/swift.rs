//! Small Rust in, the Swift that comes of it out.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic, as the tests do")]

use std::fs;

const CORE: [(&str, &str); 3] = [
    (
        "error/code.rs",
        r#"
codes! {
    /// The root key is disabled.
    KEY_DISABLED = "err:unkey:authorization:key_disabled", 403, PermissionDenied, never, "Enable it.";
}
"#,
    ),
    (
        "error/kind.rs",
        r#"
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Not allowed.
    PermissionDenied,
}
"#,
    ),
    (
        "api/keys.rs",
        r#"
/// Keys.
pub struct Keys { client: Unkey }

impl Keys {
    /// Turns a key, as `Keys::list` shows. One that is off is a 403 `KEY_DISABLED`,
    /// of kind `PermissionDenied`; see [`Error::code`].
    pub async fn turn(&self, request: TurnKey) -> Result<Response<Empty>> { todo() }
    /// Lists keys.
    pub fn list(&self, request: ListKeys) -> Items<Key> { todo() }
    /// Watches them.
    pub fn watch(&self) -> Watch { todo() }
}

/// A watch.
pub struct Watch { client: Unkey }

impl Watch {
    /// Ticks so often.
    pub fn ticks(&self, count: u32) -> Events<Tick> { todo() }
    /// What time it is.
    pub fn now(&self) -> Millis { todo() }
    /// Stops it.
    pub fn stop(&self) { todo() }
}

/// A key to turn.
#[serde(rename_all = "camelCase")]
pub struct TurnKey {
    /// How often.
    pub times: Option<i64>,
    /// Which one.
    pub key_id: String,
    /// A name; cleared, it goes.
    pub name: Patch<String>,
    /// The way.
    pub r#in: Option<Way>,
}

/// Which keys.
#[serde(rename_all = "camelCase")]
pub struct ListKeys {
    /// Of which way.
    pub way: Way,
}

/// A way.
#[serde(rename_all = "lowercase")]
pub enum Way {
    /// To the left.
    Left,
    /// Any other.
    #[serde(untagged)]
    Other(String),
}

/// A key.
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// Its secret.
    pub secret: KeySecret,
    /// What is left.
    pub credits: Option<Wide>,
}

/// A tick.
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Tick {
    /// A loud one.
    Loud {
        /// How loud.
        how_loud: f64,
    },
    /// None.
    Silence,
}
"#,
    ),
];

/// The generated file of this name.
fn generated(name: &str) -> String {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = root.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    CORE.iter().for_each(|(path, text)| write(&format!("core/src/{path}"), text));
    write(
        "bindings-swift/README.md",
        "# A\n\n```swift\nimport UnkeyKit\n\nprint(1)\n```\n\n```sh\nls\n```\n",
    );
    let files = unkey_kit_bindgen::files(root.path()).unwrap();
    files.into_iter().find(|file| file.path.ends_with(name)).unwrap().text
}

#[track_caller]
fn assert_in(text: &str, expected: &str) {
    assert!(text.contains(expected.trim_matches('\n')), "{text}");
}

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
        "    public func watch() -> Watch {\n        return Watch(native: native.opened(\"keys.watch\"))\n    }\n",
        "    public func ticks(count: Int) -> Events<Tick> {\n",
        "    public var now: Int { native.property(\"Watch.now\") }\n",
        "    public func stop() {\n        native.command(\"Watch.stop\")\n    }\n",
    ] {
        assert_in(&text, expected);
    }
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
