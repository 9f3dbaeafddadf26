//! How a code is found: by its text, by the `type` URL of an answer, and by whatever a person types.

use std::{borrow::Cow, fmt, str::FromStr};

use super::code::{ALIASES, ErrorCode, KNOWN, KnownCode};

impl ErrorCode {
    /// Takes the text of a code, known or not.
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        match find(&text) {
            Some(known) => known.code.clone(),
            None => Self(Cow::Owned(text)),
        }
    }

    /// Every code that this version knows, in the order of their texts.
    #[must_use]
    pub fn all() -> &'static [KnownCode] {
        KNOWN
    }

    /// The code of a `type` URL: the three segments after `/errors/` or `/errors-v2/`.
    ///
    /// Host, prefix, query, fragment and trailing slash do not matter. `None` if the URL has another form.
    #[must_use]
    pub fn from_type_url(url: &str) -> Option<Self> {
        let path = url.split(['?', '#']).next()?;
        let after = |mark: &str| path.rfind(mark).map(|start| start + mark.len());
        let start = after("/errors/").max(after("/errors-v2/"))?;
        let tail = path[start..].trim_end_matches('/');
        if let Some((_, code)) = ALIASES.iter().find(|(alias, _)| *alias == tail) {
            return Some(code.clone());
        }
        let mut segments = tail.split('/');
        let (system, category, name) = (segments.next()?, segments.next()?, segments.next()?);
        let whole = segments.next().is_none() && [system, category, name].into_iter().all(is_segment);
        whole.then(|| Self::new(format!("err:{system}:{category}:{name}")))
    }

    /// The code's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Which part of Unkey speaks, or that the caller is at fault: `unkey`, `frontline`, `user`.
    #[must_use]
    pub fn system(&self) -> &str {
        self.segment(1)
    }

    /// What it concerns, for example `authorization`.
    #[must_use]
    pub fn category(&self) -> &str {
        self.segment(2)
    }

    /// The last segment, for example `key_disabled`. Not unique: compare whole codes.
    #[must_use]
    pub fn name(&self) -> &str {
        self.segment(3)
    }

    /// The row of the table; `None` for a code that this version does not know.
    #[must_use]
    pub fn known(&self) -> Option<&'static KnownCode> {
        find(self.as_str())
    }

    fn segment(&self, index: usize) -> &str {
        self.0.split(':').nth(index).unwrap_or_default()
    }
}

/// Finds the known codes that a text means, however it was copied: the whole code, the `type` URL of an answer, the
/// last segment, or the constant's name. Several where the last segment occurs twice; none for an unknown code.
///
/// ```
/// let found = unkey_kit::explain("key_not_found");
/// assert_eq!(found.len(), 2); // my root key, and the key that the call is about
/// ```
#[must_use]
pub fn explain(text: &str) -> Vec<&'static KnownCode> {
    let text = text.trim();
    let code = ErrorCode::from_type_url(text);
    let whole = code.as_ref().map_or(text, ErrorCode::as_str).to_ascii_lowercase();
    if let Some(known) = find(&whole) {
        return vec![known];
    }
    // `unkey/data/key_not_found` and `data:key_not_found` are what people copy out of a URL or a log.
    let tail = format!(":{}", whole.replace('/', ":").trim_matches(':'));
    let named = |known: &&KnownCode| {
        known.code.as_str().ends_with(&tail) || known.constant.eq_ignore_ascii_case(text)
    };
    KNOWN.iter().filter(named).collect()
}

/// Suggests known codes for a text that [`explain`] does not find: those whose last segment is spelled most alike, at
/// most five.
#[must_use]
pub fn similar_codes(text: &str) -> Vec<&'static KnownCode> {
    let text = text.trim().trim_end_matches('/').to_ascii_lowercase().replace(['-', ' '], "_");
    let name = text.rsplit([':', '/']).next().unwrap_or_default();
    if name.is_empty() {
        return Vec::new();
    }
    let distance = |known: &&'static KnownCode| {
        let edits = strsim::damerau_levenshtein(name, known.code.name());
        let part = name.len() > 3 && known.code.name().contains(name);
        // A third of the letters may be wrong; a part of a name counts as a near miss, whatever its length.
        (part || edits * 3 <= name.len().max(3)).then_some((if part { 1 } else { edits }, *known))
    };
    let mut near: Vec<_> = KNOWN.iter().filter_map(|known| distance(&known)).collect();
    near.sort_by_key(|(edits, _)| *edits);
    near.into_iter().map(|(_, known)| known).take(5).collect()
}

/// The table is sorted by code, which a test holds it to.
fn find(text: &str) -> Option<&'static KnownCode> {
    let index = KNOWN.binary_search_by(|known| known.code.as_str().cmp(text)).ok()?;
    KNOWN.get(index)
}

/// Whether a part of a URL can be a part of a code. Excludes what a redacted secret reads as.
fn is_segment(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for ErrorCode {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self::new(text))
    }
}
