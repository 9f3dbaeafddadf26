//! The API's description: what it says about an exchange.

use std::fmt;

use jsonschema::{Registry, Validator};
use serde_json::{Value, json};

use crate::observer::Exchange;

/// An OpenAPI document, with its schemas closed: a field that an object's schema does not name is an error, unless the
/// schema says that there may be others.
pub(crate) struct Description {
    document: Value,
    registry: Registry<'static>,
}

/// Something in an exchange that the description does not say.
#[derive(Debug, PartialEq)]
pub(crate) struct Finding {
    pub(crate) operation: String,
    pub(crate) status: u16,
    pub(crate) problem: String,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}: {}", self.operation, self.status, self.problem)
    }
}

/// The document as it is, for members of an `allOf`: each of them names only some of the fields.
const OPEN: &str = "urn:description:open";
const CLOSED: &str = "urn:description:closed";

impl Description {
    pub(crate) fn parse(yaml: &str) -> Self {
        let document: Value = yaml_serde::from_str(yaml).unwrap();
        let mut closed = document.clone();
        close(&mut closed);
        let registry = Registry::new().add(OPEN, document.clone()).unwrap().add(CLOSED, closed).unwrap();
        Self { document, registry: registry.prepare().unwrap() }
    }

    /// Whether the operation is described at all.
    pub(crate) fn knows(&self, operation: &str) -> bool {
        self.document["paths"].get(format!("/v2/{operation}")).is_some()
    }

    /// Gives what the description does not say, or says otherwise.
    pub(crate) fn check(&self, exchange: &Exchange) -> Vec<Finding> {
        let mut problems = Vec::new();
        let path = ["paths", &format!("/v2/{}", exchange.operation), &exchange.method];
        if self.at(&path).is_none() {
            problems.push("the operation is not described".to_owned());
        } else {
            self.check_request(&path, exchange, &mut problems);
            self.check_answer(&path, exchange, &mut problems);
        }
        let finding =
            |problem| Finding { operation: exchange.operation.clone(), status: exchange.status, problem };
        problems.into_iter().map(finding).collect()
    }

    fn check_request(&self, path: &[&str], exchange: &Exchange, problems: &mut Vec<String>) {
        let schema = [path, &["requestBody", "content", "application/json", "schema"]].concat();
        match (&exchange.request, self.at(&schema)) {
            (Some(request), Some(_)) => self.validate(&schema, "request", request, problems),
            (Some(_), None) => problems.push("request: no body is described".to_owned()),
            (None, Some(_)) => problems.push("request: a JSON body is described".to_owned()),
            (None, None) => {}
        }
    }

    fn check_answer(&self, path: &[&str], exchange: &Exchange, problems: &mut Vec<String>) {
        let status = exchange.status.to_string();
        let content = [path, &["responses", &status, "content"]].concat();
        let Some(Value::Object(media_types)) = self.at(&content) else {
            return problems.push("answer: the status is not described".to_owned());
        };
        if !media_types.contains_key(&exchange.media_type) {
            problems.push(format!("answer: the media type {} is not described", exchange.media_type));
        }
        // Each status has one schema, whatever media type it is described for.
        let media_type = media_types.keys().next().unwrap();
        let schema = [&content[..], &[media_type, "schema"]].concat();
        match &exchange.answer {
            Some(answer) => self.validate(&schema, "answer", answer, problems),
            None => problems.push("answer: it is no JSON".to_owned()),
        }
    }

    fn validate(&self, schema: &[&str], side: &str, value: &Value, problems: &mut Vec<String>) {
        let validator = self.validator(schema);
        problems.extend(validator.iter_errors(value).map(|e| format!("{side}: {} {e}", e.instance_path())));
    }

    fn validator(&self, schema: &[&str]) -> Validator {
        let steps = schema.iter().map(|step| step.replace('~', "~0").replace('/', "~1"));
        let pointer = steps.collect::<Vec<_>>().join("/");
        let reference = json!({ "$ref": format!("{CLOSED}#/{pointer}") });
        jsonschema::options().with_registry(&self.registry).build(&reference).unwrap()
    }

    fn at(&self, path: &[&str]) -> Option<&Value> {
        path.iter().try_fold(&self.document, |value, step| value.get(step))
    }
}

/// Closes every schema below that names properties and does not say whether there may be others.
fn close(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Object(fields) => {
            let members = fields.remove("allOf");
            let names_properties = fields.get("properties").is_some_and(Value::is_object);
            fields.values_mut().for_each(close);
            if names_properties && !fields.contains_key("additionalProperties") || members.is_some() {
                fields.insert("unevaluatedProperties".to_owned(), json!(false));
            }
            if let Some(mut members) = members {
                keep_open(&mut members);
                fields.insert("allOf".to_owned(), members);
            }
        }
        _ => {}
    }
}

/// Leads the references of an `allOf` to the document as it is.
fn keep_open(members: &mut Value) {
    match members {
        Value::Array(items) => items.iter_mut().for_each(keep_open),
        Value::Object(fields) => {
            if let Some(Value::String(reference)) = fields.get_mut("$ref") {
                reference.insert_str(0, OPEN);
            }
            fields.values_mut().for_each(keep_open);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests;
