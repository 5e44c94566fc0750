//! Path and query parameters: text on the wire, held against their schemas.

use std::collections::BTreeMap;

use serde_json::Value;
use url::form_urlencoded;

use super::document::Document;
use super::operation::PathMatch;
use super::{Check, Exchange, Place, excerpt};

impl Check<'_> {
    pub(super) fn parameters(&mut self, found: &PathMatch<'_>, exchange: &Exchange) {
        let operation = self.operation;
        for (name, text) in &found.values {
            let parameter = operation.path_parameters.iter().find(|parameter| parameter.name == *name);
            let place = || Place::PathParameter((*name).to_owned());
            match parameter {
                Some(parameter) => {
                    let value = self.typed(&parameter.schema, std::slice::from_ref(text));
                    self.value(&parameter.schema, &value, |_| place());
                }
                None => self.violation(place(), "the document doesn't describe this parameter"),
            }
        }
        self.query(exchange);
    }

    fn query(&mut self, exchange: &Exchange) {
        let operation = self.operation;
        let query = exchange.path.split_once('?').map_or("", |(_, query)| query);
        let mut given: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            given.entry(name.into_owned()).or_default().push(value.into_owned());
        }
        for (name, texts) in &given {
            let place = || Place::QueryParameter(name.clone());
            let parameter = operation.query_parameters.iter().find(|parameter| parameter.name == *name);
            if let Some(parameter) = parameter {
                let value = self.typed(&parameter.schema, texts);
                self.value(&parameter.schema, &value, |_| place());
            } else {
                let what = format!("no such query parameter, given: {}", excerpt(&texts.join(", ")));
                self.violation(place(), what);
            }
        }
        for parameter in &operation.query_parameters {
            if parameter.required && !given.contains_key(&parameter.name) {
                self.violation(Place::QueryParameter(parameter.name.clone()), "is required and missing");
            }
        }
    }

    /// The value that texts on the wire stand for, by the schema at `pointer`.
    pub(super) fn typed(&self, pointer: &str, texts: &[String]) -> Value {
        let document = &self.contract.document;
        let schema = document.at(pointer).unwrap_or(&Value::Null);
        let repeated = array_items(document, schema);
        match (texts, repeated) {
            ([text], None) => scalar(document, schema, text),
            ([text], Some(_)) if admits(document, schema, "string") => Value::from(text.as_str()),
            // A scalar that is given more than once becomes an array, which its schema refuses.
            (texts, items) => {
                let items = items.unwrap_or(schema);
                texts.iter().map(|text| scalar(document, items, text)).collect()
            }
        }
    }
}

/// Text that is not of the schema's type stays a string, which the schema then refuses.
fn scalar(document: &Document, schema: &Value, text: &str) -> Value {
    let typed = if admits(document, schema, "integer") {
        text.parse::<i64>().ok().map(Value::from)
    } else if admits(document, schema, "number") {
        text.parse::<f64>().ok().map(Value::from)
    } else if admits(document, schema, "boolean") {
        text.parse::<bool>().ok().map(Value::from)
    } else {
        None
    };
    typed.unwrap_or_else(|| Value::from(text))
}

/// Whether some branch of the schema admits the JSON type.
fn admits(document: &Document, schema: &Value, name: &str) -> bool {
    if let Some((_, target)) = document.resolve(schema) {
        return admits(document, target, name);
    }
    let own = match schema.get("type") {
        Some(Value::String(only)) => only == name,
        Some(Value::Array(types)) => types.iter().any(|one| one == name),
        _ => false,
    };
    own || branches(schema).any(|branch| admits(document, branch, name))
}

/// The schema of an array's items, when some branch of the schema is an array.
fn array_items<'d>(document: &'d Document, schema: &'d Value) -> Option<&'d Value> {
    if let Some((_, target)) = document.resolve(schema) {
        return array_items(document, target);
    }
    schema.get("items").or_else(|| branches(schema).find_map(|branch| array_items(document, branch)))
}

fn branches(schema: &Value) -> impl Iterator<Item = &Value> {
    ["allOf", "anyOf"].into_iter().filter_map(|key| schema.get(key)?.as_array()).flatten()
}
