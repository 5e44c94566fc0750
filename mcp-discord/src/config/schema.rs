use serde_json::{Map, Value, json};

use super::{Layer, SETTINGS};
use crate::{call::Registry, tool::value_schema};

/// The JSON schema (draft 2020-12) of a program's settings file, for editors.
pub fn schema(program: &str, registry: &Registry) -> Value {
    let mut schema = value_schema::<Layer>();
    if let Some(Value::Object(properties)) = schema.get_mut("properties") {
        for setting in SETTINGS {
            let Some(Value::Object(property)) = properties.get_mut(setting.key) else { continue };
            if setting.key == "toolsets" {
                let names = registry.toolset_names().into_iter().chain(["default", "all"]);
                property.insert("items".into(), json!({ "enum": names.collect::<Vec<_>>() }));
            }
            property.insert("description".into(), setting.about.into());
            if let Some(default) = setting.default {
                let default = match property.get("type").and_then(Value::as_str) {
                    Some("array") => json!([default]),
                    Some("boolean") => json!(default == "true"),
                    _ => json!(default),
                };
                property.insert("default".into(), default);
            }
        }
    }
    let mut whole = Map::new();
    whole.insert("$schema".into(), "https://json-schema.org/draft/2020-12/schema".into());
    whole.insert("title".into(), format!("Settings of {program}").into());
    schema.remove("description");
    whole.extend(schema);
    Value::Object(whole)
}
