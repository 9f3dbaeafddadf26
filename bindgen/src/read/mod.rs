//! Reads the definition: plain Rust in, [`Definition`] out. Whatever the grammar does not know is refused with file and
//! line, never guessed at.

mod attributes;
mod codes;
mod docs;
mod items;
mod methods;
mod types;

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    error::{Error, Refusal},
    model::{Definition, Shape, Type, TypeDef},
};

/// Reads the definition from the folder of the core crate: `src/api`, `src/revoke/surface.rs` with its
/// `values.rs`, `src/error/code.rs`.
///
/// # Errors
/// If a file cannot be read, or has something that the grammar does not know.
pub fn read(core: &Path) -> Result<Definition, Error> {
    let mut definition = Definition::default();
    let mut sources = Vec::new();
    for resource in resources(&core.join("src/api"))? {
        for path in &resource.files {
            sources.push(Source {
                path: path.clone(),
                resource: Some(resource.name.clone()),
                file: parse(path)?,
            });
        }
    }
    for path in ["surface.rs", "values.rs"].map(|name| core.join("src/revoke").join(name)) {
        if path.exists() {
            sources.push(Source { file: parse(&path)?, path, resource: Some("revoke".to_owned()) });
        }
    }
    // Handles are needed to tell what a method gives, so types come first.
    let mut names = items::Names::default();
    for source in &sources {
        names.collect(&source.file);
    }
    for source in &sources {
        items::read(source, &names, &mut definition).map_err(|refusal| refusal.within(&source.path))?;
    }
    for source in &sources {
        methods::read(source, &names, &mut definition).map_err(|refusal| refusal.within(&source.path))?;
    }
    let table = core.join("src/error/code.rs");
    definition.codes = codes::read(&parse(&table)?).map_err(|refusal| refusal.within(&table))?;
    let kinds = core.join("src/error/kind.rs");
    definition.kinds = items::kinds(&parse(&kinds)?, &names).map_err(|refusal| refusal.within(&kinds))?;
    mark_use(&mut definition);
    Ok(definition)
}

/// One file of the definition.
pub(crate) struct Source {
    pub(crate) path: PathBuf,
    /// The resource whose file it is; its accessor's name.
    pub(crate) resource: Option<String>,
    pub(crate) file: syn::File,
}

struct Resource {
    name: String,
    files: Vec<PathBuf>,
}

/// The resources of a folder: `x.rs`, or `x/` with `mod.rs` and what stands beside it.
fn resources(folder: &Path) -> Result<Vec<Resource>, Error> {
    let mut found = Vec::new();
    for path in entries(folder)? {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            // Tests beside the code are no part of the definition.
            let files = entries(&path)?
                .into_iter()
                .filter(|file| file.file_stem().is_some_and(|stem| stem != "tests"));
            found.push(Resource { name, files: files.collect() });
        } else if !matches!(name.as_str(), "mod" | "tests") {
            found.push(Resource { name, files: vec![path] });
        }
    }
    Ok(found)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let listing = fs::read_dir(folder).and_then(Iterator::collect::<Result<Vec<_>, _>>);
    let listing = listing.map_err(|source| Error::Io { path: folder.to_owned(), source })?;
    let mut paths: Vec<_> = listing.into_iter().map(|entry| entry.path()).collect();
    paths.retain(|path| path.is_dir() || path.extension().is_some_and(|extension| extension == "rs"));
    paths.sort();
    Ok(paths)
}

fn parse(path: &Path) -> Result<syn::File, Error> {
    let text = fs::read_to_string(path).map_err(|source| Error::Io { path: path.to_owned(), source })?;
    syn::parse_file(&text).map_err(|error| Refusal::from(error).within(path))
}

/// Marks which types methods take and which they give, and drops those that no method reaches.
fn mark_use(definition: &mut Definition) {
    let (mut taken, mut given) = (BTreeSet::new(), BTreeSet::new());
    for (_, method) in definition.methods() {
        method.arguments.iter().for_each(|argument| reach(definition, &argument.ty, &mut taken));
        match &method.shape {
            Shape::Answer(ty)
            | Shape::Value(ty)
            | Shape::Items(ty)
            | Shape::Events(ty)
            | Shape::Getter(ty) => {
                reach(definition, ty, &mut given);
            }
            Shape::Done | Shape::Opens(_) | Shape::OpensLater(_) | Shape::Command => {}
        }
    }
    definition.types.retain(|name, def| {
        let (is_taken, is_given) = (taken.contains(name), given.contains(name));
        match def {
            TypeDef::Struct(found) => (found.taken, found.given) = (is_taken, is_given),
            TypeDef::Enum(found) => (found.taken, found.given) = (is_taken, is_given),
        }
        is_taken || is_given
    });
}

fn reach(definition: &Definition, ty: &Type, seen: &mut BTreeSet<String>) {
    match ty {
        Type::Named(name) => {
            if !seen.insert(name.clone()) {
                return;
            }
            let fields = match definition.types.get(name) {
                Some(TypeDef::Struct(found)) => found.fields.iter().collect(),
                Some(TypeDef::Enum(found)) => {
                    found.variants.iter().flat_map(|variant| &variant.fields).collect()
                }
                None => Vec::new(),
            };
            fields.iter().for_each(|field| reach(definition, &field.ty, seen));
        }
        Type::Option(inner) | Type::Vec(inner) | Type::Map(inner) | Type::Patch(inner) => {
            reach(definition, inner, seen)
        }
        _ => {}
    }
}
