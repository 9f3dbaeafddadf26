//! The same surface in every host: each operation, each class of errors, each field; and none of it written by hand.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod host;
mod sources;

use std::path::{Path, PathBuf};

use host::HOSTS;
use unkey_kit_bindgen::{
    model::{Definition, Shape, TypeDef},
    read,
};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn definition() -> Definition {
    read(&root().join("core")).unwrap()
}

#[test]
fn every_method_is_in_every_host_with_every_field_of_its_request() {
    let definition = definition();
    let mut lacking = Vec::new();
    for host in HOSTS {
        for (handle, method) in definition.methods() {
            for class in host.classes(handle) {
                let place = format!("{}: {class}.{}", host.name, method.name);
                let Some(declared) = host.method(&class, &method.name) else {
                    lacking.push(place);
                    continue;
                };
                if matches!(method.shape, Shape::Getter(_) | Shape::Command) {
                    continue;
                }
                let request = definition.spread(method).filter(|_| host.spreads);
                let names =
                    request.map_or_else(Vec::new, |found| found.fields.iter().map(|one| &one.name).collect());
                for name in names {
                    if !declared.contains(&format!("{}:", (host.case)(name))) {
                        lacking.push(format!("{place}({name})"));
                    }
                }
            }
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}

#[test]
fn every_field_of_every_value_is_in_every_host_and_documented() {
    let definition = definition();
    let mut lacking = Vec::new();
    for host in HOSTS {
        for def in definition.types.values() {
            let TypeDef::Struct(found) = def else { continue };
            // Where a request is spread over arguments, it is no type of the host.
            let spread = definition
                .methods()
                .any(|(_, method)| definition.spread(method).is_some_and(|it| it.name == found.name));
            if found.transparent || (spread && host.spreads) {
                continue;
            }
            let Some(block) = host.block(&found.name) else {
                lacking.push(format!("{}: {}", host.name, found.name));
                continue;
            };
            for field in &found.fields {
                if !host.declares(&block, field) {
                    lacking.push(format!("{}: {}.{}", host.name, found.name, field.name));
                }
            }
        }
    }
    assert!(lacking.is_empty(), "{lacking:#?}");
}

#[test]
fn every_class_of_errors_and_every_code_is_in_every_host() {
    let definition = definition();
    for host in HOSTS {
        for kind in &definition.kinds {
            assert!(host.text().contains(&format!("\"{}\"", kind.wire)), "{}: {}", host.name, kind.wire);
        }
        for code in &definition.codes {
            assert!(host.text().contains(&format!("\"{}\"", code.text)), "{}: {}", host.name, code.text);
        }
    }
}

#[test]
fn nothing_that_is_projected_is_written_by_hand_in_a_binding() {
    let definition = definition();
    let mut found = Vec::new();
    for (path, text) in sources::by_hand(&root()) {
        for handle in &definition.handles {
            for name in [handle.name.clone(), format!("Async{}", handle.name)] {
                if sources::defines_type(&text, &name) {
                    found.push(format!("{}: {name}", path.display()));
                }
            }
        }
        // Names of one word, such as `get` and `stop`, are also those of streams and clients.
        for (_, method) in definition.methods().filter(|(_, method)| method.name.contains('_')) {
            for name in sources::spellings(&method.name) {
                if sources::defines_method(&text, &name) {
                    found.push(format!("{}: {name}", path.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "{found:#?}");
}
