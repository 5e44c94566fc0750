//! Which fields of a valid value a schema names, and which it merely lets pass.

use std::collections::BTreeSet;

use serde_json::Value;

use super::operation::escape;
use super::schema::Schemas;

/// Names of schemas or fields.
type Names<'d> = BTreeSet<&'d str>;

/// What a walk over a value and its schema found.
#[derive(Debug, Default)]
pub(super) struct Named<'d> {
    /// JSON pointers to the fields that no schema names.
    pub(super) unnamed: BTreeSet<String>,
    /// The names of the schemas on the way.
    pub(super) schemas: Names<'d>,
    /// The fields of the object at hand that are named.
    here: Names<'d>,
    /// Whether the object at hand may have fields of any name.
    open: bool,
}

/// Walks over a value that is valid against the schema at `pointer`.
pub(super) fn walk<'d>(schemas: &'d Schemas, pointer: &str, value: &'d Value) -> Named<'d> {
    Walk { schemas }.whole(pointer, value, "")
}

struct Walk<'d> {
    schemas: &'d Schemas,
}

impl<'d> Walk<'d> {
    /// Takes a value whose schema stands alone, and settles which of its fields are unnamed.
    fn whole(&self, pointer: &str, value: &'d Value, at: &str) -> Named<'d> {
        let mut named = self.part(pointer, value, at);
        if let (Value::Object(object), false) = (value, named.open) {
            let unnamed = object.keys().filter(|key| !named.here.contains(key.as_str()));
            named.unnamed.extend(unnamed.map(|key| format!("{at}/{}", escape(key))));
        }
        named.here = Names::new();
        named.open = false;
        named
    }

    /// Takes a schema that may be one of several which speak about the same value.
    fn part(&self, pointer: &str, value: &'d Value, at: &str) -> Named<'d> {
        let mut named = Named::default();
        let Some(schema) = self.schemas.document().at(pointer) else { return named };
        if let Some((target, _)) = self.schemas.document().resolve(schema) {
            if let Some(name) = target.strip_prefix("/components/schemas/") {
                named.schemas.insert(name);
            }
            named.merge(self.part(target, value, at));
        }
        match value {
            Value::Object(object) => self.object(schema, pointer, object, at, &mut named),
            Value::Array(items) if schema.get("items").is_some() => {
                let pointer = format!("{pointer}/items");
                for (index, item) in items.iter().enumerate() {
                    named.merge(self.whole(&pointer, item, &format!("{at}/{index}")));
                }
            }
            _ => {}
        }
        for index in 0..branches(schema, "allOf") {
            named.merge(self.part(&format!("{pointer}/allOf/{index}"), value, at));
        }
        if let Some(best) = self.best_branch(schema, pointer, value, at) {
            named.merge(best);
        }
        named
    }

    fn object(
        &self,
        schema: &Value,
        pointer: &str,
        object: &'d serde_json::Map<String, Value>,
        at: &str,
        named: &mut Named<'d>,
    ) {
        let properties = schema.get("properties");
        let others = schema.get("additionalProperties").filter(|others| **others != Value::Bool(false));
        for (key, value) in object {
            let at = format!("{at}/{}", escape(key));
            let schema = if properties.is_some_and(|properties| properties.get(key).is_some()) {
                format!("{pointer}/properties/{}", escape(key))
            } else if others.is_some() {
                format!("{pointer}/additionalProperties")
            } else {
                continue;
            };
            named.here.insert(key);
            named.merge(self.whole(&schema, value, &at));
        }
        let says_nothing = ["properties", "additionalProperties", "allOf", "anyOf", "$ref"]
            .iter()
            .all(|keyword| schema.get(keyword).is_none());
        named.open |= says_nothing;
    }

    /// Of the branches that the value is valid against, the one that names most of it.
    fn best_branch(&self, schema: &Value, pointer: &str, value: &'d Value, at: &str) -> Option<Named<'d>> {
        let likely: Vec<String> = (0..branches(schema, "anyOf"))
            .map(|index| format!("{pointer}/anyOf/{index}"))
            .filter(|branch| self.fits(branch, value))
            .collect();
        let candidates = likely.iter().filter(|branch| {
            // Compiling a validator is dear; a single candidate must be it, since the value is valid.
            likely.len() == 1 || self.schemas.is_valid(branch, value)
        });
        let walked = candidates.map(|branch| self.part(branch, value, at));
        walked.min_by_key(|named| {
            let keys = value.as_object().map_or(0, serde_json::Map::len);
            named.unnamed.len() + if named.open { 0 } else { keys - named.here.len() }
        })
    }

    /// Whether the value could be of this branch: its JSON type, and the fields it must have.
    fn fits(&self, pointer: &str, value: &Value) -> bool {
        let Some(schema) = self.schemas.document().at(pointer) else { return false };
        if let Some((target, _)) = self.schemas.document().resolve(schema) {
            return self.fits(target, value);
        }
        let of_type = |name: &Value| match value {
            Value::Null => name == "null",
            Value::Bool(_) => name == "boolean",
            Value::Number(_) => name == "integer" || name == "number",
            Value::String(_) => name == "string",
            Value::Array(_) => name == "array",
            Value::Object(_) => name == "object",
        };
        let right_type = match schema.get("type") {
            Some(Value::Array(types)) => types.iter().any(of_type),
            Some(name) => of_type(name),
            None => true,
        };
        let required = schema.get("required").and_then(Value::as_array).into_iter().flatten();
        let mut required = required.filter_map(Value::as_str);
        right_type && required.all(|key| value.get(key).is_some())
    }
}

impl Named<'_> {
    fn merge(&mut self, other: Self) {
        self.unnamed.extend(other.unnamed);
        self.schemas.extend(other.schemas);
        self.here.extend(other.here);
        self.open |= other.open;
    }
}

fn branches(schema: &Value, keyword: &str) -> usize {
    schema.get(keyword).and_then(Value::as_array).map_or(0, Vec::len)
}
