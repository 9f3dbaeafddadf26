//! Small Rust in, a definition out; and what the grammar does not know is refused with file and line.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic, as the tests do")]

use std::{fs, path::Path};

use unkey_kit_bindgen::{
    Error,
    model::{Definition, Integer, Shape, Type},
    read,
};

const CODES: &str = r#"
codes! {
    /// The root key is disabled.
    KEY_DISABLED = "err:unkey:authorization:key_disabled", 403, PermissionDenied, never, "Enable it.";
    /// Too many requests.
    LIMITED = "err:user:too_many_requests:limited", 429, RateLimited, retry, "Wait.";
}
"#;

const KINDS: &str = r#"
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Not allowed.
    PermissionDenied,
    /// Too many requests.
    RateLimited,
}
"#;

fn read_from(api: &[(&str, &str)], surface: Option<&str>) -> Result<Definition, Error> {
    let core = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = core.path().join("src").join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    fs::create_dir_all(core.path().join("src/api")).unwrap();
    api.iter().for_each(|(path, text)| write(&format!("api/{path}"), text));
    surface.iter().for_each(|text| write("revoke/surface.rs", text));
    write("error/code.rs", CODES);
    write("error/kind.rs", KINDS);
    read(core.path())
}

fn keys(body: &str) -> Result<Definition, Error> {
    read_from(&[("keys.rs", body)], None)
}

/// The message of a refusal, which must name the file and the line.
fn refusal(body: &str, at_line: usize) -> String {
    match keys(body).unwrap_err() {
        Error::Grammar { path, line, message } => {
            assert_eq!(
                (path.file_name().unwrap(), line),
                (Path::new("keys.rs").as_os_str(), at_line),
                "{message}"
            );
            message
        }
        other => panic!("{other}"),
    }
}

const KEYS: &str = r#"
/// Keys.
pub struct Keys { pub(super) client: Unkey }

impl Keys {
    /// Deletes a key; see [`update`](Self::update).
    ///
    /// Twice.
    pub async fn delete(&self, request: DeleteKey) -> Result<Response<Empty>> {
        self.client.call(Operation::new("keys.remove").deletes(CODE), &request).await
    }
    /// Lists keys.
    pub fn list(&self, request: ListKeys) -> Items<Key> { todo() }
    fn private(&self, anything: &dyn Any) {}
}

/// A key to delete.
#[derive(Default)]
#[serde(rename_all = "camelCase")]
pub struct DeleteKey {
    /// The key.
    pub key_id: String,
    /// Wiped?
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permanent: Option<bool>,
    #[serde(default, skip_serializing_if = "Patch::is_keep", rename = "NAME")]
    pub name: Patch<String>,
}

impl DeleteKey {
    pub fn new(key_id: impl Into<String>) -> Self { todo() }
}

pub struct ListKeys { pub limit: Option<u32> }

#[serde(rename_all = "camelCase")]
pub struct Key { pub key_id: String, #[serde(default)] pub roles: Vec<String>, pub kind: KeyKind, pub left: Option<Wide> }

#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KeyKind { NotFound, #[serde(rename = "odd")] Strange, #[serde(untagged)] Other(String) }

pub struct Unreached { pub field: String }
"#;

#[test]
fn a_file_is_a_resource_with_its_methods_in_order() {
    let definition = keys(KEYS).unwrap();
    let [handle] = definition.handles.as_slice() else { panic!() };
    assert_eq!((handle.name.as_str(), handle.accessor.as_deref()), ("Keys", Some("keys")));
    let shapes: Vec<_> =
        handle.methods.iter().map(|method| (method.name.as_str(), method.shape.clone())).collect();
    let key = Type::Named("Key".to_owned());
    assert_eq!(shapes, [("delete", Shape::Answer(Type::Empty)), ("list", Shape::Items(key))]);
    let operations: Vec<_> = handle.methods.iter().map(|method| method.operation.as_deref()).collect();
    assert_eq!(operations, [Some("keys.remove"), None]);
    assert_eq!(handle.methods[0].docs.0, ["Deletes a key; see `update`.", "", "Twice."]);
    assert_eq!(definition.spread(&handle.methods[0]).unwrap().name, "DeleteKey");
}

#[test]
fn fields_have_their_names_in_json_and_say_whether_a_request_needs_them() {
    let definition = keys(KEYS).unwrap();
    let fields = |name: &str| -> Vec<(String, String, bool)> {
        let found = definition.structure(name).unwrap();
        found.fields.iter().map(|field| (field.name.clone(), field.wire.clone(), field.required)).collect()
    };
    let field = |name: &str, wire: &str, required| (name.to_owned(), wire.to_owned(), required);
    assert_eq!(
        fields("DeleteKey"),
        [
            field("key_id", "keyId", true),
            field("permanent", "permanent", false),
            field("name", "NAME", false)
        ]
    );
    assert_eq!(fields("Key")[1], field("roles", "roles", false));
    assert_eq!(
        definition.structure("ListKeys").unwrap().fields[0].ty,
        Type::Option(Box::new(Type::Integer(Integer::U32)))
    );
}

#[test]
fn an_open_enum_keeps_its_known_values_apart_from_the_unknown() {
    let definition = keys(KEYS).unwrap();
    let kind = definition.enumeration("KeyKind").unwrap();
    let wires: Vec<_> = kind.variants.iter().map(|variant| variant.wire.as_str()).collect();
    assert_eq!((wires.as_slice(), kind.other.as_deref()), (["NOT_FOUND", "odd"].as_slice(), Some("Other")));
}

#[test]
fn only_types_that_methods_reach_are_projected_and_know_which_way_they_go() {
    let definition = keys(KEYS).unwrap();
    assert!(definition.structure("Unreached").is_none());
    let (request, answer) =
        (definition.structure("DeleteKey").unwrap(), definition.structure("Key").unwrap());
    assert_eq!((request.taken, request.given, answer.taken, answer.given), (true, false, false, true));
}

#[test]
fn the_surface_has_handles_that_methods_give_and_enums_with_data() {
    let surface = r#"
        pub struct Revoke { client: Unkey }
        impl Revoke { pub fn plan(&self, selector: Selector, max: u32) -> Plan { todo() } }
        pub struct Plan { shared: Arc<Shared> }
        impl Plan {
            pub fn events(&self) -> Events<PlanEvent> { todo() }
            pub async fn summary(&self) -> Result<Summary> { todo() }
            pub fn stop(&self) {}
            pub fn total(&self) -> u32 { 0 }
        }
        #[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
        pub enum Selector { User { external_id: String }, Everything }
        #[serde(tag = "kind")]
        pub enum PlanEvent { Read { done: u64 } }
        pub struct Summary { pub total: u64 }
    "#;
    let definition = read_from(&[], Some(surface)).unwrap();
    let [revoke, plan] = definition.handles.as_slice() else { panic!() };
    assert_eq!((revoke.accessor.as_deref(), plan.accessor.as_deref()), (Some("revoke"), None));
    assert_eq!(revoke.methods[0].shape, Shape::Opens("Plan".to_owned()));
    let shapes: Vec<_> = plan.methods.iter().map(|method| method.shape.clone()).collect();
    let named = |name: &str| Type::Named(name.to_owned());
    assert_eq!(
        shapes,
        [
            Shape::Events(named("PlanEvent")),
            Shape::Value(named("Summary")),
            Shape::Command,
            Shape::Getter(Type::Integer(Integer::U32))
        ]
    );
    let selector = definition.enumeration("Selector").unwrap();
    assert_eq!(
        (selector.tag.as_deref(), selector.variants[0].fields[0].wire.as_str()),
        (Some("kind"), "externalId")
    );
}

#[test]
fn the_table_of_codes_is_read_row_by_row() {
    let codes = keys(KEYS).unwrap().codes;
    let rows: Vec<_> = codes
        .iter()
        .map(|code| (code.constant.as_str(), code.status, code.kind.as_str(), code.retry))
        .collect();
    assert_eq!(
        rows,
        [("KEY_DISABLED", 403, "PermissionDenied", false), ("LIMITED", 429, "RateLimited", true)]
    );
    assert_eq!(
        (codes[0].meaning.as_str(), codes[0].advice.as_str()),
        ("The root key is disabled.", "Enable it.")
    );
}

#[test]
fn the_kinds_of_errors_are_read_with_their_names_in_json() {
    let kinds = keys(KEYS).unwrap().kinds;
    let kinds: Vec<_> =
        kinds.iter().map(|kind| (kind.name.as_str(), kind.wire.as_str(), kind.docs.first())).collect();
    assert_eq!(
        kinds,
        [
            ("PermissionDenied", "permission_denied", "Not allowed."),
            ("RateLimited", "rate_limited", "Too many requests.")
        ]
    );
}

#[test]
fn what_the_grammar_does_not_know_is_refused_with_its_line() {
    for (body, line, word) in [
        ("pub struct A {\n pub a: Cow<str> }", 2, "Cow"),
        ("pub struct A { pub a: &'static str }", 1, "named"),
        ("pub struct A<T> { pub a: Vec<T> }", 1, "generics"),
        ("pub enum A { B(u8) }", 1, "variant"),
        ("pub enum A { B { c: bool } }", 1, "tag"),
        ("#[serde(flatten)]\npub struct A { pub a: bool }", 1, "flatten"),
        ("pub struct K { c: Unkey }\nimpl K { pub fn a(self) {} }", 2, "&self"),
        ("pub struct K { c: Unkey }\nimpl K {\n pub fn a(&self, b: u8) {} }", 3, "u8"),
        ("pub struct K { c: Unkey }\nimpl K { pub fn a(&self, b: bool) -> Option<bool> {} }", 2, "getter"),
        ("pub struct A { pub a: bool }\npub struct A { pub a: bool }", 2, "twice"),
        ("pub struct A { pub a: bool\n", 1, ""),
    ] {
        let message = refusal(body, line);
        assert!(message.contains(word), "{body}: {message}");
    }
}

#[test]
fn the_definition_of_this_workspace_follows_the_grammar() {
    let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../core");
    let definition = read(&core).unwrap_or_else(|error| panic!("{error}"));
    assert!(definition.handles.iter().any(|handle| handle.accessor.as_deref() == Some("keys")));
    for (handle, method) in definition.methods() {
        assert!(
            !method.docs.first().is_empty(),
            "{:?}.{} has no documentation",
            handle.map(|h| &h.name),
            method.name
        );
    }
}
