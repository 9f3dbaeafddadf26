//! What a case is, and where cases are read from. The same shape stands as JSON Schema in
//! `tests/conformance/case.schema.json`.

use std::{
    collections::BTreeMap,
    fs, io,
    path::{Path, PathBuf},
};

use serde::Deserialize;
use serde_json::Value;

/// The root key of a client whose case names none.
pub const DEFAULT_ROOT_KEY: &str = "conformance_root_key";

/// One call, the exchanges that it must cause, and what must come of it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Case {
    /// `FILE/NAME`: the file's name without extension, and what the case calls itself there.
    pub name: String,
    /// Why the case exists, where its name does not say it all.
    pub about: Option<String>,
    /// The call as the core names it: `keys.create`.
    pub call: String,
    /// How a listing is taken; absent for other calls.
    pub take: Option<Take>,
    /// How the client is built.
    #[serde(default)]
    pub client: ClientSettings,
    /// The options of this one call.
    #[serde(default)]
    pub options: CallSettings,
    /// The request. Integers beyond 2^53 - 1 are written out.
    #[serde(default)]
    pub arguments: Value,
    /// Whether nothing listens at the base URL.
    #[serde(default)]
    pub unreachable: bool,
    /// The requests that must come, in this order and no other, and their answers.
    pub exchanges: Vec<Exchange>,
    /// What the call gives; of a listing, what was taken before its end or its error.
    pub result: Option<Value>,
    /// The error in which the call ends.
    pub error: Option<Value>,
    /// Texts that nothing printable of the outcome may contain.
    #[serde(default)]
    pub hides: Vec<String>,
}

/// How a listing is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Take {
    /// Item by item, across pages.
    Items,
    /// Page by page.
    Pages,
}

/// How the client of a case is built. What is absent is the library's default, but for the back-off.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ClientSettings {
    /// The root key, if not [`DEFAULT_ROOT_KEY`].
    pub root_key: Option<String>,
    /// What a root-key provider gives, in turn; the last one over and over.
    pub root_keys: Option<Vec<String>>,
    /// The base URL, in which `{url}` is that of the server.
    pub base_url: Option<String>,
    /// How many requests one call may send.
    pub attempts: Option<u32>,
    /// The longest time for one request, in milliseconds.
    pub attempt_timeout_ms: Option<u64>,
    /// The longest time for a whole call, in milliseconds.
    pub deadline_ms: Option<u64>,
    /// The longest answer to accept, in bytes.
    pub max_answer_bytes: Option<usize>,
    /// Headers of every request.
    #[serde(default)]
    pub headers: BTreeMap<String, String>,
    /// The user agent.
    pub user_agent: Option<String>,
    /// Whether the client waits between attempts, as it does outside tests.
    #[serde(default)]
    pub back_off: bool,
}

/// The options of one call.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CallSettings {
    /// How many requests the call may send.
    pub attempts: Option<u32>,
    /// The longest time for one request, in milliseconds.
    pub attempt_timeout_ms: Option<u64>,
    /// The longest time for the whole call, in milliseconds.
    pub deadline_ms: Option<u64>,
    /// Whether `call_raw` may repeat a request that may have been applied.
    #[serde(default)]
    pub safe_to_repeat: bool,
}

/// A request that must come, and its answer.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Exchange {
    /// The request.
    pub expect: Expect,
    /// The answer.
    pub answer: Answer,
}

/// What a request must be.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    /// The method.
    #[serde(default = "post")]
    pub method: String,
    /// The path, with the query if there is one.
    pub path: String,
    /// Headers beyond those that every request must have; `null` for one that must be absent.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    /// The JSON body; absent for a request without one.
    pub body: Option<Value>,
}

/// What the server answers.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Answer {
    /// The status.
    #[serde(default = "ok")]
    pub status: u16,
    /// Headers beyond `content-type: application/json`; `null` leaves that one out.
    #[serde(default)]
    pub headers: BTreeMap<String, Option<String>>,
    /// The body: a string as it is, anything else as JSON.
    pub body: Option<Value>,
    /// The body, where it is no text.
    pub body_base64: Option<String>,
    /// Where the connection is closed.
    pub close: Option<Cut>,
    /// Where the answer stops without an end, until the client hangs up.
    pub stall: Option<Cut>,
}

/// How far an answer comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Cut {
    /// The request is read and nothing is sent.
    Before,
    /// Status and headers are sent.
    Headers,
    /// Half of the body is sent.
    Body,
}

fn post() -> String {
    "POST".to_owned()
}

fn ok() -> u16 {
    200
}

/// Where the cases of this workspace are.
#[must_use]
pub fn cases_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("conformance/cases")
}

/// Reads every case of a folder, in the order of file names, as JSON with its full name.
///
/// # Errors
/// If a file cannot be read, or is no list of cases.
pub fn load(folder: &Path) -> io::Result<Vec<Value>> {
    let entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    let mut paths: Vec<_> = entries.iter().map(fs::DirEntry::path).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "json"));
    paths.sort();
    let files = paths.iter().map(|path| load_file(path)).collect::<io::Result<Vec<_>>>()?;
    Ok(files.into_iter().flatten().collect())
}

fn load_file(path: &Path) -> io::Result<Vec<Value>> {
    let wrong = |why: String| io::Error::other(format!("{}: {why}", path.display()));
    let text = fs::read_to_string(path)?;
    let mut file: Value = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    let Some(Value::Array(mut cases)) = file.get_mut("cases").map(Value::take) else {
        return Err(wrong("has no list `cases`".to_owned()));
    };
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    for case in &mut cases {
        case["name"] = format!("{stem}/{}", case["name"].as_str().unwrap_or("?")).into();
        Case::deserialize(&*case).map_err(|error| wrong(format!("{}: {error}", case["name"])))?;
    }
    Ok(cases)
}
