//! Which fields of a request an answer refused, for the one line of an error's text.

use super::FieldError;

/// The longest path of a field that is shown, in characters: those of the API have up to thirty.
const LONGEST_PATH: usize = 60;

/// Names the first field that was refused and the keyword of the schema that refused it, and counts the rest:
/// `keyId: minLength, and 2 more`. `None` if no violation is about a field.
///
/// Takes names of fields and no more: the rest of a violation's message may quote the value.
pub(super) fn refused(errors: &[FieldError]) -> Option<String> {
    let first = errors.iter().find_map(place)?;
    let all: usize = errors.iter().map(|error| names(error).count().max(1)).sum();
    Some(match all {
        ..=1 => first,
        all => format!("{first}, and {} more", all - 1),
    })
}

/// `credits.refill.interval: required`, from a location such as `/properties/credits/properties/refill/required`.
fn place(error: &FieldError) -> Option<String> {
    let location = error.location.strip_prefix('/')?;
    let (schema, keyword) = location.rsplit_once('/').unwrap_or(("", location));
    let mut path = String::new();
    let mut steps = schema.split('/');
    let push = |path: &mut String, name: &str| {
        if !path.is_empty() {
            path.push('.');
        }
        path.push_str(name);
    };
    while let Some(step) = steps.next() {
        match step {
            "properties" => push(&mut path, steps.next().filter(|name| is_name(name))?),
            "items" => path.push_str("[]"),
            // Keywords that combine schemas lead to no other place in the body.
            _ => {}
        }
    }
    if let Some(name) = names(error).next() {
        push(&mut path, name);
    }
    let keyword = if keyword == "additionalProperties" { "unknown" } else { keyword };
    let path = if path.is_empty() { "the body" } else { &path };
    (is_name(keyword) && path.len() <= LONGEST_PATH).then(|| format!("{path}: {keyword}"))
}

/// The fields that a violation names in its message, between quotes, since the keyword is that of the object around them.
fn names(error: &FieldError) -> impl Iterator<Item = &str> {
    let around = ["/required", "/additionalProperties"].iter().any(|end| error.location.ends_with(end));
    let quoted = error.message.split('\'').skip(1).step_by(2);
    quoted.take_while(move |name| around && is_name(name))
}

/// Whether this may be a name in a schema. Values with spaces or signs are not, nor is what was redacted.
fn is_name(text: &str) -> bool {
    text.starts_with(|first: char| first.is_ascii_alphabetic())
        && text.len() <= LONGEST_PATH
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(errors: &[(&str, &str)]) -> Option<String> {
        let violation = |&(location, message): &(&str, &str)| FieldError {
            location: location.to_owned(),
            message: message.to_owned(),
            fix: None,
        };
        refused(&errors.iter().map(violation).collect::<Vec<_>>())
    }

    #[test]
    fn a_field_is_named_by_its_path_and_what_it_failed() {
        for (location, message, text) in [
            ("/properties/keyId/minLength", "got 1, want 3", "keyId: minLength"),
            (
                "/properties/credits/properties/refill/properties/amount/minimum",
                "",
                "credits.refill.amount: minimum",
            ),
            ("/properties/roles/items/type", "", "roles[]: type"),
            ("/properties/ratelimits/items/properties/limit/minimum", "", "ratelimits[].limit: minimum"),
            ("/items/required", "missing property 'identifier'", "[].identifier: required"),
            ("/properties/credits/anyOf/0/type", "", "credits: type"),
            ("/required", "missing property 'keyId'", "keyId: required"),
            (
                "/properties/credits/properties/refill/required",
                "missing property 'interval'",
                "credits.refill.interval: required",
            ),
            ("/additionalProperties", "additional properties 'keyID' not allowed", "keyID: unknown"),
            ("/required", "a field is missing", "the body: required"),
            ("/type", "got array, want object", "the body: type"),
        ] {
            assert_eq!(shown(&[(location, message)]).as_deref(), Some(text), "{location}");
        }
    }

    #[test]
    fn the_rest_is_counted() {
        let short = ("/properties/externalId/minLength", "");
        assert_eq!(shown(&[short, short, short]).as_deref(), Some("externalId: minLength, and 2 more"));
        let missing = ("/required", "missing properties 'apiId', 'name', 'key'");
        assert_eq!(shown(&[missing]).as_deref(), Some("apiId: required, and 2 more"));
        assert_eq!(
            shown(&[("security", ""), missing, short]).as_deref(),
            Some("apiId: required, and 4 more")
        );
    }

    #[test]
    fn what_is_about_no_field_adds_nothing() {
        let long = format!("/properties/{}/type", "a".repeat(LONGEST_PATH + 1));
        let deep = format!("{}/type", "/properties/abcdefghi".repeat(9));
        for location in [
            "",
            "/",
            "security",
            "requestBody",
            "text/plain",
            "/properties//type",
            "/properties/a b/type",
            &long,
            &deep,
        ] {
            assert_eq!(shown(&[(location, "'keyId'")]), None, "{location}");
        }
        assert_eq!(shown(&[]), None);
    }

    #[test]
    fn values_in_a_message_are_not_shown() {
        for location in ["/properties/key/pattern", "/required", "/additionalProperties"] {
            let text = shown(&[(location, "'planted value' does not match 'planted-pattern'")]).unwrap();
            assert!(!text.contains("planted"), "{text}");
        }
        let text = shown(&[("/properties/key/pattern", "'planted' does not match pattern 'x'")]).unwrap();
        assert_eq!(text, "key: pattern");
    }
}
