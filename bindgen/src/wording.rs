//! Documentation in a host's words: names of methods and fields in its casing.

use std::collections::BTreeSet;

use crate::model::{Definition, Docs, TypeDef};

impl Definition {
    /// The same definition, whose documentation names methods and fields as the host spells them: `Keys::list` becomes
    /// `keys.list`, and `external_id` becomes what `case` makes of it.
    pub(crate) fn worded(&self, case: fn(&str) -> String) -> Self {
        let mut worded = self.clone();
        let words = Words { definition: self, names: names(self), case };
        for handle in &mut worded.handles {
            words.reword(&mut handle.docs);
            handle.methods.iter_mut().for_each(|method| words.reword(&mut method.docs));
        }
        worded.client.iter_mut().for_each(|method| words.reword(&mut method.docs));
        for def in worded.types.values_mut() {
            match def {
                TypeDef::Struct(found) => {
                    words.reword(&mut found.docs);
                    found.fields.iter_mut().for_each(|field| words.reword(&mut field.docs));
                }
                TypeDef::Enum(found) => {
                    words.reword(&mut found.docs);
                    for variant in &mut found.variants {
                        words.reword(&mut variant.docs);
                        variant.fields.iter_mut().for_each(|field| words.reword(&mut field.docs));
                    }
                }
            }
        }
        worded.kinds.iter_mut().for_each(|kind| words.reword(&mut kind.docs));
        worded
    }
}

/// Every name of a method, field or resource.
fn names(definition: &Definition) -> BTreeSet<&str> {
    let methods = definition.methods().map(|(_, method)| method.name.as_str());
    let accessors = definition.handles.iter().filter_map(|handle| handle.accessor.as_deref());
    let fields = definition.types.values().flat_map(|def| match def {
        TypeDef::Struct(found) => found.fields.iter().map(|field| field.name.as_str()).collect::<Vec<_>>(),
        TypeDef::Enum(found) => found
            .variants
            .iter()
            .flat_map(|variant| &variant.fields)
            .map(|field| field.name.as_str())
            .collect(),
    });
    methods.chain(accessors).chain(fields).collect()
}

struct Words<'a> {
    definition: &'a Definition,
    names: BTreeSet<&'a str>,
    case: fn(&str) -> String,
}

impl Words<'_> {
    fn reword(&self, docs: &mut Docs) {
        for line in &mut docs.0 {
            // Every second piece stands between back-ticks.
            let pieces: Vec<&str> = line.split('`').collect();
            let worded = pieces.iter().enumerate().map(|(i, piece)| match i % 2 {
                1 if pieces[i - 1].ends_with("kind ") => self.kind(piece),
                1 => self.word(piece),
                _ => (*piece).to_owned(),
            });
            *line = worded.collect::<Vec<_>>().join("`");
        }
    }

    /// A kind of error, as hosts give it: as text.
    fn kind(&self, text: &str) -> String {
        let kind = self.definition.kinds.iter().find(|kind| kind.name == text);
        kind.map_or(text, |kind| &kind.wire).to_owned()
    }

    fn word(&self, text: &str) -> String {
        if let Some((owner, member)) = text.split_once("::") {
            let handle = self.definition.handle(owner);
            let accessor = handle.and_then(|handle| handle.accessor.as_deref());
            return match (owner, accessor) {
                ("Self" | "Unkey", _) => (self.case)(member),
                ("Error", _) => format!("UnkeyError.{}", (self.case)(member)),
                (_, Some(accessor)) => format!("{}.{}", (self.case)(accessor), (self.case)(member)),
                _ => format!("{owner}.{}", (self.case)(member)),
            };
        }
        if self.names.contains(text) { (self.case)(text) } else { text.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use heck::ToLowerCamelCase;

    use super::*;
    use crate::model::{Handle, Method, Shape, Type};

    #[test]
    fn names_in_documentation_are_spelled_as_the_host_spells_them() {
        let docs =
            "See `Keys::update_credits`, `Self::list`, `add_roles` and `Plan::stop`; needs `read_key`.";
        let docs = Docs(vec![docs.to_owned()]);
        let method = |name: &str, docs: Docs| Method {
            name: name.to_owned(),
            docs,
            arguments: Vec::new(),
            shape: Shape::Getter(Type::Bool),
            operation: None,
        };
        let keys = Handle {
            name: "Keys".to_owned(),
            accessor: Some("keys".to_owned()),
            docs: Docs::default(),
            methods: vec![method("add_roles", docs), method("update_credits", Docs::default())],
        };
        let definition = Definition { handles: vec![keys], ..Definition::default() };
        let worded = definition.worded(|name| name.to_lower_camel_case());
        assert_eq!(
            worded.handles[0].methods[0].docs.first(),
            "See `keys.updateCredits`, `list`, `addRoles` and `Plan.stop`; needs `read_key`."
        );
    }
}
