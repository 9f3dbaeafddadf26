//! Which calls, fields and values of the API the cases use, told from the core's sources.

use std::{collections::BTreeSet, fs, path::Path};

use serde_json::Value;
use unkey_kit_bindgen::{
    model::{Definition, Field, Method, Shape, Type, TypeDef},
    read,
};
use unkey_kit_tests::conformance::{Case, Take};

/// What the cases have used so far.
pub(crate) struct Coverage {
    definition: Definition,
    /// For example `CreateKey.name`, `CreateKey.name absent`, `UpdateKey.name null`, `RefillInterval::Daily`.
    seen: BTreeSet<String>,
}

impl Coverage {
    /// Nothing is used yet of what the core crate in this folder defines.
    pub(crate) fn of(core: &Path) -> Self {
        let definition = read(core).expect("the definition can be read");
        Self { definition, seen: BTreeSet::new() }
    }

    /// Every call, by the name that cases give it. A revocation is many calls, and none of these.
    fn methods(&self) -> impl Iterator<Item = (String, &Method)> {
        self.definition.methods().filter_map(|(handle, method)| match handle.map(|h| h.accessor.as_deref()) {
            None => Some((method.name.clone(), method)),
            Some(Some(accessor)) if accessor != "revoke" => {
                Some((format!("{accessor}.{}", method.name), method))
            }
            Some(_) => None,
        })
    }

    /// The names of all calls.
    pub(crate) fn calls(&self) -> BTreeSet<String> {
        self.methods().map(|(name, _)| name).collect()
    }

    /// The names of the calls that list.
    pub(crate) fn listings(&self) -> BTreeSet<String> {
        let lists = self.methods().filter(|(_, method)| matches!(method.shape, Shape::Items(_)));
        lists.map(|(name, _)| name).collect()
    }

    /// Notes what a case uses.
    pub(crate) fn note(&mut self, case: &Case) {
        let Some((_, method)) = self.methods().find(|(name, _)| *name == case.call) else { return };
        let mut seen = BTreeSet::new();
        if let Some(argument) = method.arguments.first() {
            self.walk(&argument.ty, &case.arguments, &mut seen);
        }
        let result = case.result.as_ref().unwrap_or(&Value::Null);
        match (&method.shape, case.take) {
            (Shape::Answer(ty), _) => self.walk(ty, &result["data"], &mut seen),
            (Shape::Items(ty), Some(Take::Items)) => self.walk_all(ty, result, &mut seen),
            (Shape::Items(ty), Some(Take::Pages)) => {
                result
                    .as_array()
                    .into_iter()
                    .flatten()
                    .for_each(|page| self.walk_all(ty, &page["data"], &mut seen));
            }
            _ => {}
        }
        self.seen.extend(seen);
    }

    /// What no case uses.
    pub(crate) fn missing(&self) -> Vec<String> {
        let mut wanted = BTreeSet::new();
        for (_, method) in self.methods() {
            method.arguments.iter().for_each(|argument| self.want(&argument.ty, true, &mut wanted));
            if let Shape::Answer(ty) | Shape::Items(ty) = &method.shape {
                self.want(ty, false, &mut wanted);
            }
        }
        wanted.difference(&self.seen).cloned().collect()
    }

    /// Collects what some case must use of a type that calls take or give.
    fn want(&self, ty: &Type, taken: bool, wanted: &mut BTreeSet<String>) {
        match ty {
            Type::Option(inner) | Type::Vec(inner) | Type::Map(inner) | Type::Patch(inner) => {
                self.want(inner, taken, wanted);
            }
            Type::Named(name) => match self.definition.types.get(name) {
                Some(TypeDef::Struct(found)) if found.transparent => {
                    found.fields.iter().for_each(|field| self.want(&field.ty, taken, wanted));
                }
                Some(TypeDef::Struct(found)) => {
                    for field in &found.fields {
                        wanted.extend(states(name, field, taken));
                        self.want(&field.ty, taken, wanted);
                    }
                }
                Some(TypeDef::Enum(found)) => {
                    let other = found.other.iter();
                    let variants = found.variants.iter().map(|variant| &variant.name).chain(other);
                    wanted.extend(variants.map(|variant| format!("{name}::{variant}")));
                }
                None => panic!("the definition names `{name}` and does not define it"),
            },
            _ => {}
        }
    }

    fn walk_all(&self, ty: &Type, values: &Value, seen: &mut BTreeSet<String>) {
        values.as_array().into_iter().flatten().for_each(|value| self.walk(ty, value, seen));
    }

    /// Notes what this value of this type uses.
    fn walk(&self, ty: &Type, value: &Value, seen: &mut BTreeSet<String>) {
        match ty {
            Type::Option(inner) | Type::Patch(inner) => self.walk(inner, value, seen),
            Type::Vec(inner) => self.walk_all(inner, value, seen),
            Type::Map(inner) => {
                value.as_object().into_iter().flatten().for_each(|(_, value)| self.walk(inner, value, seen));
            }
            Type::Named(name) => match (self.definition.types.get(name), value) {
                (Some(TypeDef::Struct(found)), _) if found.transparent => {
                    found.fields.iter().for_each(|field| self.walk(&field.ty, value, seen));
                }
                (Some(TypeDef::Struct(found)), Value::Object(members)) => {
                    for field in &found.fields {
                        let member = members.get(&field.wire);
                        seen.insert(state(name, field, member));
                        self.walk(&field.ty, member.unwrap_or(&Value::Null), seen);
                    }
                }
                (Some(TypeDef::Enum(found)), Value::String(text)) => {
                    let variant = found.variants.iter().find(|variant| variant.wire == *text);
                    let variant = variant.map(|variant| &variant.name).or(found.other.as_ref());
                    seen.extend(variant.map(|variant| format!("{name}::{variant}")));
                }
                _ => {}
            },
            _ => {}
        }
    }
}

/// The states of a field that cases must show: with a value; absent, if it may be; `null`, if that means something else.
fn states(owner: &str, field: &Field, taken: bool) -> Vec<String> {
    let optional = match &field.ty {
        Type::Patch(_) => true,
        Type::Option(_) => !(taken && field.required),
        _ => false,
    };
    let clearable = matches!(field.ty, Type::Patch(_));
    let name = format!("{owner}.{}", field.wire);
    let mut states = vec![name.clone()];
    states.extend(optional.then(|| format!("{name} absent")));
    states.extend(clearable.then(|| format!("{name} null")));
    states
}

fn state(owner: &str, field: &Field, member: Option<&Value>) -> String {
    let name = format!("{owner}.{}", field.wire);
    match member {
        None => format!("{name} absent"),
        Some(Value::Null) => format!("{name} null"),
        Some(_) => name,
    }
}

/// The names of the operations that the sources in this folder send.
pub(crate) fn operations(folder: &Path) -> BTreeSet<String> {
    const MARK: &str = "Operation::new(\"";
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).expect("the folder of sources is there") {
        let path = entry.expect("an entry has a path").path();
        if path.is_dir() {
            names.extend(operations(&path));
        } else if path.file_stem().is_some_and(|stem| stem != "tests") {
            let text = fs::read_to_string(&path).expect("a source is text");
            let tails = text.split(MARK).skip(1);
            names.extend(tails.filter_map(|tail| tail.split('"').next()).map(str::to_owned));
        }
    }
    names
}
