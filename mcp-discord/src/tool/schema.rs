use schemars::{JsonSchema, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use super::Property;

/// The schema of a type as a tool's listing shows it: JSON Schema 2020-12, and lean.
///
/// Everything is written in place (`$defs` only where a type contains itself), objects are closed, and what says
/// nothing to a model is left out: `$schema`, titles, integer formats, the null of an optional field.
pub fn value_schema<T: JsonSchema>() -> Map<String, Value> {
    schema::<T>(false)
}

/// The schema of a tool's structured output. Objects stay open, since a later version may add a field.
pub fn output_schema<T: JsonSchema>() -> Map<String, Value> {
    schema::<T>(true)
}

fn schema<T: JsonSchema>(output: bool) -> Map<String, Value> {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.meta_schema = None;
        settings.inline_subschemas = true;
        if output {
            settings.contract = schemars::generate::Contract::Serialize;
        }
    });
    let mut schema = settings.into_generator().into_root_schema_for::<T>().to_value();
    lean(&mut schema, !output);
    match schema {
        Value::Object(object) => object,
        // `true`: anything goes.
        _ => Map::new(),
    }
}

/// The input schema of a tool: a closed object of these properties.
pub fn input_schema(properties: &[Property]) -> Map<String, Value> {
    let mut shapes = Map::new();
    let mut required = Vec::new();
    let mut defs = Map::new();
    for property in properties {
        let mut shape = property.schema.clone();
        if let Some(Value::Object(found)) = shape.remove("$defs") {
            defs.extend(found);
        }
        shapes.insert(property.name.into(), Value::Object(shape));
        if property.required {
            required.push(Value::from(property.name));
        }
    }
    let mut schema = Map::new();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), Value::Object(shapes));
    if !required.is_empty() {
        schema.insert("required".into(), Value::Array(required));
    }
    schema.insert("additionalProperties".into(), Value::Bool(false));
    if !defs.is_empty() {
        schema.insert("$defs".into(), Value::Object(defs));
    }
    schema
}

fn lean(schema: &mut Value, close: bool) {
    let Value::Object(object) = schema else { return };
    object.remove("$schema");
    if object.get("title").is_some_and(Value::is_string) {
        object.remove("title");
    }
    if object.get("format").and_then(Value::as_str).is_some_and(is_number_format) {
        object.remove("format");
    }
    if object.get("description").is_some_and(|text| text == "") {
        object.remove("description");
    }
    // Of a type without negative numbers it says nothing.
    if object.get("minimum").is_some_and(|least| *least == 0) {
        object.remove("minimum");
    }
    drop_null(object);
    if close
        && object.get("properties").is_some_and(Value::is_object)
        && !object.contains_key("additionalProperties")
    {
        object.insert("additionalProperties".into(), Value::Bool(false));
    }
    for key in ["properties", "$defs", "patternProperties"] {
        if let Some(Value::Object(children)) = object.get_mut(key) {
            for child in children.values_mut() {
                lean(child, close);
            }
        }
    }
    for key in ["items", "additionalProperties", "not", "contains"] {
        if let Some(child) = object.get_mut(key) {
            lean(child, close);
        }
    }
    for key in ["oneOf", "anyOf", "allOf", "prefixItems"] {
        if let Some(Value::Array(children)) = object.get_mut(key) {
            for child in children {
                lean(child, close);
            }
        }
    }
    words(object);
}

/// `Option<T>` is written as "T or null". A caller leaves the field out instead, so the null only costs tokens.
fn drop_null(object: &mut Map<String, Value>) {
    if let Some(Value::Array(types)) = object.get_mut("type") {
        types.retain(|name| name != "null");
        if let [only] = types.as_slice() {
            let only = only.clone();
            object.insert("type".into(), only);
        }
    }
    if let Some(Value::Array(values)) = object.get_mut("enum") {
        values.retain(|value| !value.is_null());
    }
    if object.get("default").is_some_and(Value::is_null) {
        object.remove("default");
    }
    if let Some(Value::Array(branches)) = object.get_mut("anyOf") {
        branches.retain(|branch| *branch != json!({ "type": "null" }));
        if branches.len() == 1
            && let Some(Value::Object(only)) = branches.pop()
        {
            object.remove("anyOf");
            for (key, value) in only {
                object.entry(key).or_insert(value);
            }
        }
    }
}

/// An enum whose variants have doc comments arrives as a `oneOf` of constants.
/// A plain `enum` is what every client can read; the comments move into the description.
fn words(object: &mut Map<String, Value>) {
    let Some(Value::Array(branches)) = object.get("oneOf") else { return };
    let mut values = Vec::new();
    let mut says = Vec::new();
    for branch in branches {
        let (Some(Value::String(value)), Some("string")) = (branch.get("const"), branch["type"].as_str())
        else {
            return;
        };
        if let Some(description) = branch["description"].as_str() {
            says.push(format!("`{value}`: {description}"));
        }
        values.push(Value::from(value.as_str()));
    }
    object.remove("oneOf");
    object.insert("type".into(), "string".into());
    object.insert("enum".into(), Value::Array(values));
    if !says.is_empty() {
        let mut description =
            object.get("description").and_then(Value::as_str).unwrap_or_default().to_owned();
        if !description.is_empty() {
            description.push_str("\n\n");
        }
        description.push_str(&says.join("; "));
        object.insert("description".into(), description.into());
    }
}

fn is_number_format(format: &str) -> bool {
    matches!(
        format,
        "int8"
            | "int16"
            | "int32"
            | "int64"
            | "int128"
            | "int"
            | "uint8"
            | "uint16"
            | "uint32"
            | "uint64"
            | "uint128"
            | "uint"
            | "float"
            | "double"
    )
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    /// Which end first.
    #[derive(Deserialize, JsonSchema)]
    #[serde(rename_all = "snake_case")]
    #[allow(dead_code)]
    enum Order {
        /// The latest.
        Newest,
        /// The earliest.
        Oldest,
    }

    #[derive(Deserialize, JsonSchema)]
    #[allow(dead_code)]
    struct Tree {
        /// How many.
        count: Option<u64>,
        order: Order,
        children: Vec<Tree>,
    }

    #[test]
    fn schemas_are_lean_and_closed() {
        let schema = Value::Object(value_schema::<Option<Tree>>());
        let text = schema.to_string();
        for leak in ["$schema", "title", "uint64", "null", "oneOf"] {
            assert!(!text.contains(leak), "{leak} in {text}");
        }
        let order = json!({
            "type": "string", "enum": ["newest", "oldest"],
            "description": "Which end first.\n\n`newest`: The latest.; `oldest`: The earliest."
        });
        assert!(text.contains("\"$defs\""), "a type that contains itself needs a definition: {text}");
        assert!(text.contains(&order["enum"].to_string()), "{text}");
        assert!(text.contains("\"additionalProperties\":false"), "{text}");
    }

    #[test]
    fn no_arguments_is_an_empty_object() {
        let schema = Value::Object(input_schema(&[]));
        assert_eq!(schema, json!({ "type": "object", "properties": {}, "additionalProperties": false }));
    }
}
