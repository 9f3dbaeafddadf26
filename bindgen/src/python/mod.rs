//! Python: mirror classes, descriptions of arguments and methods in Rust; stubs, errors and the package's names in Python.

mod classes;
mod conformance;
mod docs;
mod methods;
mod package;
mod shapes;
mod stubs;

use std::collections::BTreeSet;

use crate::{
    emit::File,
    model::{Definition, Enum, Handle, Method, Struct, Type, TypeDef},
};

/// The files of `bindings-python`.
#[must_use]
pub(crate) fn files(definition: &Definition) -> Vec<File> {
    let worded = definition.worded(python_name);
    let surface = Surface::of(&worded);
    let mut files = vec![shapes::file(&surface), classes::file(&surface)];
    files.extend(methods::files(&surface));
    files.push(stubs::file(&surface));
    files.extend(package::files(&surface));
    files.push(conformance::file(&surface));
    files
}

/// The definition, and which of its types are classes in Python: requests that a method spreads into keyword arguments
/// are not.
struct Surface<'a> {
    definition: &'a Definition,
    shown: BTreeSet<&'a str>,
}

impl<'a> Surface<'a> {
    fn of(definition: &'a Definition) -> Self {
        let mut surface = Self { definition, shown: BTreeSet::new() };
        for def in definition.types.values() {
            match def {
                TypeDef::Struct(found) if found.given => surface.reach(&Type::Named(found.name.clone())),
                TypeDef::Enum(found) if found.given => surface.reach(&Type::Named(found.name.clone())),
                _ => {}
            }
        }
        for (_, method) in definition.methods() {
            match definition.spread(method) {
                Some(request) => request.fields.iter().for_each(|field| surface.reach(&field.ty)),
                None => method.arguments.iter().for_each(|argument| surface.reach(&argument.ty)),
            }
        }
        surface
    }

    fn reach(&mut self, ty: &Type) {
        match ty {
            Type::Option(inner) | Type::Vec(inner) | Type::Map(inner) | Type::Patch(inner) => {
                self.reach(inner)
            }
            Type::Named(name) => {
                let Some((name, def)) = self.definition.types.get_key_value(name) else { return };
                if !self.shown.insert(name) {
                    return;
                }
                match def {
                    TypeDef::Struct(found) => found.fields.iter().for_each(|field| self.reach(&field.ty)),
                    TypeDef::Enum(found) => {
                        let fields = found.variants.iter().flat_map(|variant| &variant.fields);
                        fields.for_each(|field| self.reach(&field.ty));
                    }
                }
            }
            _ => {}
        }
    }

    /// The structs that are classes.
    fn structs(&self) -> impl Iterator<Item = &'a Struct> {
        self.shown
            .iter()
            .filter_map(|name| self.definition.structure(name))
            .filter(|found| !found.transparent)
    }

    /// The enums whose values are texts.
    fn names(&self) -> impl Iterator<Item = &'a Enum> {
        self.enums().filter(|found| !found.has_data())
    }

    /// The enums that are classes, with a class for each variant.
    fn unions(&self) -> impl Iterator<Item = &'a Enum> {
        self.enums().filter(|found| found.has_data())
    }

    fn enums(&self) -> impl Iterator<Item = &'a Enum> {
        self.shown.iter().filter_map(|name| self.definition.enumeration(name))
    }

    /// Resources and handles.
    fn handles(&self) -> impl Iterator<Item = &'a Handle> {
        self.definition.handles.iter()
    }
}

/// A name of the definition in Python, where some words are taken.
fn python_name(name: &str) -> String {
    const KEYWORDS: &[&str] = &[
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue",
        "def", "del", "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in",
        "is", "lambda", "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ];
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// How many arguments may be positional: all of a method that names them, and of a request the only one it must have.
fn positional(definition: &Definition, method: &Method) -> usize {
    match definition.spread(method) {
        Some(request) => usize::from(request.fields.iter().filter(|field| field.required).count() == 1),
        None => method.arguments.len(),
    }
}
