//! Small Rust in; the Python binding's Rust, stubs and sources out.

#![expect(clippy::unwrap_used, reason = "helpers of tests may panic, as the tests do")]

use std::fs;

use unkey_kit_bindgen::files;

const CODES: &str = r#"
codes! {
    /// The root key is disabled.
    KEY_DISABLED = "err:unkey:authorization:key_disabled", 403, PermissionDenied, never, "Enable it.";
}
"#;

const KINDS: &str = r#"
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// Not allowed.
    PermissionDenied,
    /// No answer in time.
    Timeout,
}
"#;

/// One of the generated files, from a definition whose one resource and whose surface are these.
fn generated(path: &str, keys: &str, surface: &str) -> String {
    let root = tempfile::tempdir().unwrap();
    let sources = [
        ("core/src/api/keys.rs", keys),
        ("core/src/revoke/surface.rs", surface),
        ("core/src/error/code.rs", CODES),
        ("core/src/error/kind.rs", KINDS),
        // Its blocks of code become tests of that binding.
        ("bindings-swift/README.md", ""),
    ];
    for (file, text) in sources {
        let file = root.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
    let path = format!("bindings-python/{path}");
    let found = files(root.path()).unwrap().into_iter().find(|file| file.path == path);
    found.unwrap_or_else(|| panic!("{path} is not written")).text
}

/// Whether the text has these lines, one after another, whatever their indentation.
fn assert_has(text: &str, lines: &str) {
    let flat = |text: &str| text.lines().map(str::trim).collect::<Vec<_>>().join("\n");
    assert!(flat(text).contains(&flat(lines.trim())), "no\n{lines}\nin\n{text}");
}

const KEYS: &str = r#"
/// Keys.
pub struct Keys { pub(super) client: Unkey }

impl Keys {
    /// Changes a key; see [`Keys::list`].
    ///
    /// # Errors
    /// If the `keyId` is unknown.
    pub async fn update(&self, request: UpdateKey) -> Result<Response<Key>> { todo() }
    /// Lists keys.
    pub fn list(&self, request: ListKeys) -> Items<Key> { todo() }
    /// Takes several.
    pub async fn several(&self, request: Several) -> Result<Response<Empty>> { todo() }
}

/// What to change.
#[serde(rename_all = "camelCase")]
pub struct UpdateKey {
    /// The name.
    #[serde(default, skip_serializing_if = "Patch::is_keep")]
    pub name: Patch<String>,
    /// The key.
    pub key_id: String,
    /// Its dial.
    pub dial: Option<Dial>,
}

/// A dial.
#[serde(rename_all = "camelCase")]
pub struct Dial { /** How many. */ pub half_turns: Wide }

/// Whose keys.
pub struct ListKeys { /** How many. */ pub limit: Option<u32>, /** From where. */ pub from: Option<String> }

#[serde(transparent)]
pub struct Several(pub Vec<Dial>);

/// A key.
#[serde(rename_all = "camelCase")]
pub struct Key {
    /// The key.
    pub key_id: String,
    /// Its roles.
    #[serde(default)]
    pub roles: Vec<String>,
    /// Its kind.
    pub kind: KeyKind,
    /// The secret.
    pub secret: Option<KeySecret>,
}

/// A kind.
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum KeyKind { RootKey, #[serde(untagged)] Other(String) }
"#;

const SURFACE: &str = r#"
/// Revocation.
pub struct Revoke { client: Unkey }
impl Revoke {
    /// Starts.
    pub fn plan(&self, selector: Selector, max: Option<u32>) -> Plan { todo() }
}
/// A plan.
pub struct Plan { shared: Arc<Shared> }
impl Plan {
    /// Follows.
    pub fn events(&self) -> Events<Beat> { todo() }
    /// Waits.
    pub async fn total(&self) -> Result<u64> { todo() }
    /// How far.
    pub fn status(&self) -> Beat { todo() }
    /// Stops.
    pub fn stop(&self) {}
}
/// Which.
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Selector { /** A user's. */ User { /** The id. */ external_id: String }, /** All. */ Everything }
/// A beat.
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "camelCase")]
pub enum Beat { /** A tick. */ Tick { /** Its number. */ number: u32 } }
"#;

fn stubs() -> String {
    generated("python/unkey_kit/_native.pyi", KEYS, SURFACE)
}

#[test]
fn a_request_is_spread_into_keywords_and_its_one_required_field_may_be_positional() {
    let update = "def update(self, key_id: str, *, name: str | None | UnsetType = ..., \
                  dial: Dial | _DialDict | None = None) -> Response[Key]:";
    assert_has(&stubs(), update);
    assert_has(&stubs(), &format!("async {update}"));
    let rust = generated("src/generated/keys.rs", KEYS, SURFACE);
    assert_has(&rust, r#"text_signature = "($self, key_id, *, name=..., dial=None)""#);
    assert_has(&rust, "let request: core::UpdateKey = shapes::KEYS_UPDATE.request(values, named)?;");
}

#[test]
fn each_method_is_written_for_both_manners_by_its_shape() {
    let keys = generated("src/generated/keys.rs", KEYS, SURFACE);
    assert_has(&keys, "wait(py, async move { on.update(request).await })");
    assert_has(&keys, "later(py, async move { on.update(request).await })");
    assert_has(&keys, "Ok(AsyncItemStream::new(Shared::pages(Some(&self.0), on.list(request))))");
    assert_has(&keys, "let on = self.0.waited(py)?.keys();");
    assert_has(&keys, "let on = self.0.driven(py)?.keys();");
    let plan = generated("src/generated/plan.rs", KEYS, SURFACE);
    assert_has(&plan, "within(py, || EventStream(Shared::events(on.events())))");
    assert_has(&plan, "wait_driven(py, async move { on.total().await })");
    assert_has(&plan, r#"#[getter("status")]"#);
    assert_has(&plan, "within(py, || on.stop())");
    let revoke = generated("src/generated/revoke.rs", KEYS, SURFACE);
    assert_has(&revoke, "let (selector, max): (_, _) = shapes::REVOKE_PLAN.arguments(values, named)?;");
    assert!(
        !revoke.contains("waited(py)"),
        "what goes on by itself must not be on a runtime without a thread"
    );
    assert_has(&revoke, "within(py, || AsyncPlan::from(on.plan(selector, max)))");
    assert_has(&stubs(), "def plan(self, selector: Selector, max: int | None = None) -> AsyncPlan:");
    assert_has(&stubs(), "async def total(self) -> int:");
    assert_has(&stubs(), "@property\ndef status(self) -> Beat:");
}

#[test]
fn what_may_be_given_is_described_field_by_field() {
    let shapes = generated("src/generated/shapes.rs", KEYS, SURFACE);
    assert_has(
        &shapes,
        r#"
        Field {
            name: "half_turns",
            wire: "halfTurns",
            shape: Shape::Integer,
            presence: Required,
        },
        "#,
    );
    assert_has(&shapes, "presence: Clearable,");
    assert_has(&shapes, "shape: Shape::List(&Shape::Struct(&DIAL)),");
    assert!(!shapes.contains("types::UpdateKey"), "a request that is spread is no class");
}

#[test]
fn a_struct_is_a_class_whose_objects_are_made_once() {
    let types = generated("src/generated/types.rs", KEYS, SURFACE);
    assert_has(&types, "pub(crate) struct Key {\ncore: core::Key,\nroles: Given,\n}");
    assert_has(&types, "self.roles.get(py, |py| (&self.core.roles).give(py))");
    assert_has(&types, "(&self.core.secret).give(py)");
    assert_has(
        &stubs(),
        "def __new__(cls, *, key_id: str, kind: KeyKind, roles: Sequence[str] | None = None,",
    );
    assert_has(&stubs(), "def roles(self) -> builtins.list[str]:");
}

#[test]
fn an_enum_is_a_text_or_a_class_for_each_variant() {
    let texts = generated("python/unkey_kit/_texts.py", KEYS, SURFACE);
    assert_has(&texts, r#"KeyKind: TypeAlias = Literal["ROOT_KEY"] | str"#);
    let types = generated("src/generated/types.rs", KEYS, SURFACE);
    assert_has(&types, r#"#[pyclass(frozen, extends = Selector, module = "unkey_kit")]"#);
    assert_has(&types, "pub(crate) struct SelectorUser {\ncore: core::Selector,\n}");
    assert_has(&stubs(), "def user(external_id: str) -> SelectorUser:");
    assert_has(&stubs(), "User: TypeAlias = SelectorUser");
}

#[test]
fn words_that_python_has_taken_get_an_underscore() {
    assert_has(
        &stubs(),
        "def list(self, *, limit: int | None = None, from_: str | None = None) -> Items[Key]:",
    );
    let shapes = generated("src/generated/shapes.rs", KEYS, SURFACE);
    assert_has(&shapes, "name: \"from_\",\nwire: \"from\",");
}

#[test]
fn documentation_speaks_python() {
    let docs = r#"
        """Changes a key; see `keys.list`.

        Raises:
        If the `key_id` is unknown.

        Args:
        key_id: The key.
        name: The name.
        dial: Its dial.
        """
    "#;
    assert_has(&stubs(), docs);
}

#[test]
fn errors_are_python_source_with_one_base() {
    let errors = generated("python/unkey_kit/_errors.py", KEYS, SURFACE);
    assert_has(&errors, "class PermissionDeniedError(UnkeyError):\n\"\"\"Not allowed.\"\"\"");
    assert_has(&errors, "class UnkeyTimeoutError(UnkeyError):");
    assert_has(&errors, "class KeyDisabledError(PermissionDeniedError):");
    assert_has(&errors, r#""err:unkey:authorization:key_disabled": KeyDisabledError,"#);
    let codes = generated("python/unkey_kit/_codes.py", KEYS, SURFACE);
    assert_has(&codes, "KEY_DISABLED: ClassVar[ErrorCode]");
    assert_has(&codes, r#""KEY_DISABLED": "err:unkey:authorization:key_disabled","#);
}

#[test]
fn the_package_names_everything_and_the_runners_table_every_call() {
    let names = generated("python/unkey_kit/__init__.py", KEYS, SURFACE);
    for name in
        ["AsyncPlan", "BeatTick", "ErrorCode", "Key", "KeyDisabledError", "KeyKind", "SelectorUser", "Unkey"]
    {
        assert_has(&names, &format!("\"{name}\","));
    }
    assert!(!names.contains("UpdateKey"));
    let table = generated("tests/conformance_table.py", KEYS, SURFACE);
    assert_has(
        &table,
        r#""keys.update": ("answer", lambda unkey, json: unkey.keys.update(**take_UpdateKey(json)), give_Key),"#,
    );
    assert_has(&table, r#"half_turns=("halfTurns", (lambda json: json)),"#);
}
