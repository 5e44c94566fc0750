//! [Components](https://docs.discord.com/developers/components/reference) of a message, as Discord returns them.

use serde_json::{Value, json};

use crate::sandbox::{
    Snowflake,
    validate::{Field, Form},
    world::now_ms,
};

/// Components of a message, those inside of others not counted.
const MAX_COMPONENTS: usize = 40;

/// Reads the components of a message.
pub(super) fn read(form: &Form<'_>) -> Field<Vec<Value>> {
    match form.list("components", MAX_COMPONENTS) {
        Field::Absent => Field::Absent,
        Field::Null => Field::Null,
        Field::Given(list) => {
            let mut next_id = 1;
            Field::Given(list.iter().map(|component| completed(component, &mut next_id)).collect())
        }
    }
}

/// Discord numbers the components that came without an ID, and says what holds where the request said nothing.
fn completed(component: &Value, next_id: &mut u64) -> Value {
    let mut component = component.clone();
    let Some(kind) = component.get("type").and_then(Value::as_u64) else { return component };
    let mut unless_given = |key: &str, value: Value| {
        if component.get(key).is_none() {
            component[key] = value;
        }
    };
    unless_given("id", (*next_id).into());
    *next_id += 1;
    match kind {
        // Selects: of texts, users, roles, both, channels.
        3 | 5..=8 => {
            unless_given("min_values", 1.into());
            unless_given("max_values", 1.into());
        }
        // A thumbnail.
        11 => {
            unless_given("description", Value::Null);
            unless_given("spoiler", false.into());
        }
        // A separator.
        14 => {
            unless_given("divider", true.into());
            unless_given("spacing", 1.into());
        }
        // A container.
        17 => {
            unless_given("accent_color", Value::Null);
            unless_given("spoiler", false.into());
        }
        _ => {}
    }
    if let Some(media) = component.get_mut("media") {
        *media = unfurled(media, *next_id);
    }
    for item in component.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
        *item = json!({
            "media": unfurled(&item["media"], *next_id),
            "description": item["description"],
            "spoiler": item["spoiler"].as_bool().unwrap_or_default(),
        });
    }
    for key in ["components", "accessory"] {
        match component.get_mut(key) {
            Some(Value::Array(children)) => {
                for child in children {
                    *child = completed(child, next_id);
                }
            }
            Some(child @ Value::Object(_)) => *child = completed(child, next_id),
            _ => {}
        }
    }
    component
}

/// A picture or film that a component shows: Discord gives it an ID and an address behind its proxy.
fn unfurled(media: &Value, number: u64) -> Value {
    json!({
        "id": Snowflake(Snowflake::at(now_ms()).0 + number),
        "url": media["url"],
        "proxy_url": media["url"],
    })
}
