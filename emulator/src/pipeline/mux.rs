//! From method and path to an operation.

use http::{Method, Uri};

use crate::operations::{Kind, Operation, find};

/// Where a request goes.
pub(crate) enum Route {
    Operation(&'static Operation),
    /// A path with empty segments or dots: to its clean form, whatever may be there.
    Redirect(String),
    NotFound,
    /// The methods that the path has.
    MethodNotAllowed(&'static str),
}

pub(crate) fn route(method: &Method, uri: &Uri) -> Route {
    let path = uri.path();
    let clean = clean(path);
    if clean != path && *method != Method::CONNECT {
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        return Route::Redirect(clean + &query);
    }
    let Some(operation) = path.strip_prefix("/v2/").and_then(find) else { return Route::NotFound };
    let allow = match operation.kind {
        Kind::Open(_) => "GET, HEAD",
        Kind::Protected(_) => "POST",
    };
    if allow.split(", ").any(|allowed| method.as_str() == allowed) {
        Route::Operation(operation)
    } else {
        Route::MethodNotAllowed(allow)
    }
}

/// Removes empty segments and resolves dots; a trailing slash stays.
fn clean(path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    let mut clean = String::with_capacity(path.len());
    for segment in &segments {
        clean.push('/');
        clean.push_str(segment);
    }
    if segments.is_empty() || path.ends_with('/') {
        clean.push('/');
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::clean;

    #[test]
    fn a_path_is_cleaned_as_the_service_cleans_it() {
        for (path, expected) in [
            ("//v2/a", "/v2/a"),
            ("/v2/./a", "/v2/a"),
            ("/v2/x/../a", "/v2/a"),
            ("/v2/a/", "/v2/a/"),
            ("/", "/"),
        ] {
            assert_eq!(clean(path), expected);
        }
    }
}
