//! A small core with one of everything, and what is generated from it.

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
    /// Gone.
    ///
    /// For good.
    NotFound,
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
    /// Sorts them, as `loud_way(true)` does, and `a AND (b)` does not.
    pub async fn sort(&self) -> Result<Response<Sorted>> { todo() }
    /// Watches them.
    pub fn watch(&self) -> Watch { todo() }
    /// Looks at the lock.
    ///
    /// # Errors
    /// Of kind `PermissionDenied`, if it is
    /// not yours.
    pub async fn get_lock(&self) -> Result<Response<Empty>> { todo() }
    /// Finds the locks.
    pub async fn find_locks(&self) -> Result<Response<Locks>> { todo() }
    /// Makes a key.
    pub async fn make(&self) -> Result<Response<Key>> { todo() }
    /// Tells of each key.
    pub async fn report(&self) -> Result<Response<Sorted>> { todo() }
}

/// A watch.
pub struct Watch { client: Unkey }

impl Watch {
    /// Waits for the first one.
    pub async fn wait(&self) -> Result<Tick> { todo() }
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

/// A lock.
pub struct Lock {
    /// Its id.
    pub id: String,
    /// Its uses.
    pub uses: Vec<LockUse>,
}

/// A use of a lock.
#[serde(rename_all = "camelCase")]
pub struct LockUse {
    /// Which use.
    pub use_id: String,
    /// By which key.
    pub key_id: String,
}

/// Locks.
pub struct Locks {
    /// Each by its id.
    pub by_id: BTreeMap<String, Lock>,
    /// The last attempt.
    pub last: Attempt,
    /// Who may try.
    pub guest: Guest,
}

/// An attempt at a lock.
pub struct Attempt {
    /// Whether it opened.
    pub opened: bool,
    /// The lock's id.
    pub id: String,
}

/// A guest.
pub struct Guest {
    /// The guest's id, if there is one.
    #[serde(default)]
    pub id: String,
}

/// Keys, sorted.
#[serde(rename_all = "camelCase")]
pub struct Sorted {
    /// By name.
    pub by_name: BTreeMap<String, Key>,
    /// Their roles.
    pub roles: BTreeMap<String, Vec<String>>,
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

/// The generated file whose path ends like this.
pub(crate) fn generated(end: &str) -> String {
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
    files.into_iter().find(|file| file.path.ends_with(end)).unwrap().text
}

#[track_caller]
pub(crate) fn assert_in(text: &str, expected: &str) {
    assert!(text.contains(expected.trim_matches('\n')), "{text}");
}
