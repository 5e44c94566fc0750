use std::fmt;

use serde_json::{Map, Number, Value};

use super::{
    Field,
    argument::{Absent, Limits},
};
use crate::redact::without_secrets;

/// The arguments of a call as they came in.
pub type Arguments = Map<String, Value>;

/// What is wrong with one argument.
#[derive(Debug, Clone, PartialEq)]
pub struct ArgumentError {
    /// Its name.
    pub argument: String,
    /// What is wrong, what was given, what is accepted.
    pub problem: String,
    /// The form's entry for it, when a person may be asked for it.
    pub ask: Option<Map<String, Value>>,
}

/// All that is wrong with the arguments of a call.
#[derive(Debug, Clone, PartialEq, Default, thiserror::Error)]
pub struct ArgumentErrors(pub Vec<ArgumentError>);

impl fmt::Display for ArgumentErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, error) in self.0.iter().enumerate() {
            let separator = if i == 0 { "" } else { "\n" };
            write!(f, "{separator}argument `{}`: {}", error.argument, error.problem)?;
        }
        Ok(())
    }
}

/// Reads a call's arguments field by field, and forgives what hosts get wrong:
/// `10.0` and `"10"` are taken for an integer, `"true"` for a boolean, `channelId` and `guild_id` for a name.
#[derive(Debug)]
pub struct Reader {
    left: Arguments,
    fields: Vec<&'static str>,
    given: Vec<&'static str>,
    errors: Vec<ArgumentError>,
}

impl Reader {
    /// Starts to read.
    pub fn new(arguments: Arguments) -> Self {
        Self { left: arguments, fields: Vec::new(), given: Vec::new(), errors: Vec::new() }
    }

    /// Reads one argument. `None` means that it is wrong, which [`Reader::finish`] then says.
    pub fn take<T>(&mut self, field: &Field<T>) -> Option<T> {
        self.fields.push(field.name);
        match self.find(field.name, field.aliases) {
            Some(value) => {
                if !field.says_nothing(&value) {
                    self.given.push(field.name);
                }
                match read(field, value) {
                    Ok(value) => Some(value),
                    Err(problem) => {
                        self.errors.push(ArgumentError { argument: field.name.into(), problem, ask: None });
                        None
                    }
                }
            }
            None => self.absent(field),
        }
    }

    /// The names of the arguments that were given, once all are read; or all that is wrong.
    pub fn finish(mut self) -> Result<Vec<&'static str>, ArgumentErrors> {
        for (name, value) in std::mem::take(&mut self.left) {
            if value.is_null() {
                continue;
            }
            let near = nearest(&name, self.fields.iter().copied());
            let problem = match near {
                Some(near) => format!("there is no such argument; did you mean `{near}`?"),
                None if self.fields.is_empty() => "this tool takes no arguments".into(),
                None => format!("there is no such argument; this tool takes: {}", self.fields.join(", ")),
            };
            self.errors.push(ArgumentError { argument: name, problem, ask: None });
        }
        if self.errors.is_empty() { Ok(self.given) } else { Err(ArgumentErrors(self.errors)) }
    }

    fn absent<T>(&mut self, field: &Field<T>) -> Option<T> {
        let ask = match field.absent {
            Absent::Use(default) => return Some(default()),
            Absent::Refuse => None,
            Absent::Ask => Some(field.property().schema),
        };
        let accepted = kinds(&(field.schema)());
        let problem = format!("it is required: {accepted}");
        self.errors.push(ArgumentError { argument: field.name.into(), problem, ask });
        None
    }

    /// The value under its name, an alias, or a spelling that only differs in case, underscores or Discord's words.
    fn find(&mut self, name: &str, aliases: &[&str]) -> Option<Value> {
        let exact =
            std::iter::once(name).chain(aliases.iter().copied()).find(|key| self.left.contains_key(*key));
        if self.left.is_empty() {
            return None;
        }
        let key = exact.map(str::to_owned).or_else(|| {
            let wanted = plain(name);
            self.left.keys().find(|key| plain(key) == wanted).cloned()
        })?;
        self.left.remove(&key).filter(|value| !value.is_null())
    }
}

/// A name without what people write differently: `guildId` and `server_id` are the same.
fn plain(name: &str) -> String {
    let mut plain: String =
        name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
    for (word, same) in [("guild", "server"), ("ids", ""), ("id", "")] {
        if let Some(stem) = plain.strip_suffix(word)
            && (same == "server" || !stem.is_empty())
        {
            plain = format!("{stem}{same}");
        }
    }
    plain.replace("guild", "server")
}

/// The candidate that was probably meant.
pub(crate) fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(name, candidate), candidate))
        .filter(|(score, _)| *score > 0.8)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate)
}

fn read<T>(field: &Field<T>, value: Value) -> Result<T, String> {
    // Most values are right as they are; making a schema costs more than all the rest of a call.
    if let Ok(read) = (field.read)(&value) {
        within(&field.limits, &value)?;
        return Ok(read);
    }
    let schema = (field.schema)();
    let value = lenient(value, &schema);
    within(&field.limits, &value)?;
    (field.read)(&value).map_err(|error| {
        // The position in the JSON says nothing about an argument.
        let text = error.to_string();
        let text = text.split(" at line ").next().unwrap_or_default();
        let accepted = match kinds(&schema) {
            // A text that isn't good: its type has said why, and that it should be a text helps nobody.
            kind if value.is_string() && kind == TEXT => String::new(),
            kind => format!("; accepted: {kind}"),
        };
        format!("{text}{accepted}; given: {}", shown(&value))
    })
}

/// Takes a value for what the schema asks, where only its JSON type is off.
fn lenient(value: Value, schema: &Map<String, Value>) -> Value {
    let kind = schema.get("type").and_then(Value::as_str).unwrap_or_default();
    match (kind, value) {
        ("integer", Value::String(text)) => {
            let number = text
                .trim()
                .parse::<i64>()
                .map(Number::from)
                .or_else(|_| text.trim().parse::<u64>().map(Number::from));
            number.map_or(Value::String(text), Value::Number)
        }
        ("integer", Value::Number(number)) => Value::Number(whole(&number).unwrap_or(number)),
        ("number", Value::String(text)) => match text.trim().parse().ok().and_then(Number::from_f64) {
            Some(number) => Value::Number(number),
            None => Value::String(text),
        },
        ("boolean", Value::String(text)) => match text.trim().to_ascii_lowercase().as_str() {
            "true" => Value::Bool(true),
            "false" => Value::Bool(false),
            _ => Value::String(text),
        },
        ("array", Value::Array(items)) => match schema.get("items") {
            Some(Value::Object(item)) => {
                Value::Array(items.into_iter().map(|value| lenient(value, item)).collect())
            }
            _ => Value::Array(items),
        },
        // Some hosts send lists and objects as JSON in a string.
        ("array" | "object", Value::String(text)) => match serde_json::from_str::<Value>(&text) {
            Ok(inner) if inner.is_array() == (kind == "array") && !inner.is_string() => {
                lenient(inner, schema)
            }
            // And a list of one text as that text.
            _ if schema.get("items").is_some_and(|item| item["type"] == "string") => {
                Value::Array(vec![Value::String(text)])
            }
            _ => Value::String(text),
        },
        ("object", Value::Object(mut object)) => {
            if let Some(Value::Object(properties)) = schema.get("properties") {
                for (name, shape) in properties {
                    if let (Some(value), Value::Object(shape)) = (object.get_mut(name), shape) {
                        *value = lenient(value.take(), shape);
                    }
                }
            }
            Value::Object(object)
        }
        (_, value) => value,
    }
}

/// `10.0` as `10`.
fn whole(number: &Number) -> Option<Number> {
    let float =
        number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0 && float.abs() < 9e15)?;
    #[allow(clippy::cast_possible_truncation, reason = "checked to be whole and small enough")]
    Some(Number::from(float as i64))
}

fn within(limits: &Limits, value: &Value) -> Result<(), String> {
    if let Some(number) = value.as_f64() {
        if let Some(min) = limits.min.filter(|min| number < *min) {
            return Err(format!("it must be at least {min}; given: {value}"));
        }
        if let Some(max) = limits.max.filter(|max| number > *max) {
            return Err(format!("it must be at most {max}; given: {value}"));
        }
    }
    let (length, unit) = match value {
        Value::String(text) => (text.chars().count(), "characters"),
        Value::Array(items) => (items.len(), "items"),
        _ => return Ok(()),
    };
    if let Some(min) = limits.min_length.filter(|min| length < *min) {
        return Err(format!("it must have at least {min} {unit}; given: {length}"));
    }
    if let Some(max) = limits.max_length.filter(|max| length > *max) {
        return Err(format!("it must have at most {max} {unit}; given: {length}"));
    }
    match (limits.pattern, value) {
        (Some(pattern), Value::String(text)) if !pattern.is_match(text)? => {
            Err(format!("it must match `{}`; given: {}", pattern.as_str(), shown(value)))
        }
        _ => Ok(()),
    }
}

/// What a schema accepts that asks for no more than a text.
const TEXT: &str = "a string";

/// What a schema accepts, in words.
fn kinds(schema: &Map<String, Value>) -> String {
    if let Some(Value::Array(values)) = schema.get("enum") {
        return format!("one of {}", values.iter().map(Value::to_string).collect::<Vec<_>>().join(", "));
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("array") => match schema.get("items").and_then(Value::as_object) {
            Some(item) => format!("a list of: {}", kinds(item)),
            None => "a list".into(),
        },
        Some("integer") => "a whole number".into(),
        Some("object") => match schema.get("properties").and_then(Value::as_object) {
            Some(properties) => {
                format!("an object with {}", properties.keys().cloned().collect::<Vec<_>>().join(", "))
            }
            None => "an object".into(),
        },
        Some("boolean") => "true or false".into(),
        Some("string") => TEXT.into(),
        Some(kind) => format!("a {kind}"),
        None => "any JSON".into(),
    }
}

/// The beginning of what was given; all of it could be a file.
fn shown(value: &Value) -> String {
    // Before the cut: half a credential isn't recognised any more.
    let text = without_secrets(&value.to_string()).into_owned();
    match text.char_indices().nth(60) {
        Some((cut, _)) => format!("{}… ({} characters)", &text[..cut], text.chars().count()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn reader(value: &Value) -> Reader {
        Reader::new(value.as_object().cloned().unwrap())
    }

    const LIMIT: Field<u8> = Field::new("limit", "How many.").min(1.0).max(100.0).or(|| 10, Some("10"));
    const SERVER: Field<String> = Field::new("server_id", "Where.");
    const SILENT: Field<bool> = Field::new("silent", "Quietly.").or(|| false, None);

    #[test]
    fn careless_hosts_are_understood() {
        for limit in [json!(25), json!(25.0), json!("25"), json!(" 25 ")] {
            assert_eq!(reader(&json!({ "limit": limit })).take(&LIMIT), Some(25));
        }
        assert_eq!(reader(&json!({ "silent": "True" })).take(&SILENT), Some(true));
        for name in ["server_id", "serverId", "guild_id", "guildId", "server", "guild"] {
            assert_eq!(reader(&json!({ name: "x" })).take(&SERVER), Some("x".into()), "{name}");
        }
        assert_eq!(reader(&json!({ "limit": null })).take(&LIMIT), Some(10), "null is absent");
    }

    #[test]
    fn a_text_that_is_not_good_is_not_told_to_be_a_text() {
        const MESSAGE: Field<crate::tool::MessageRef> = Field::new("message_id", "Which.");
        let mut reader = reader(&json!({ "message_id": "abc" }));
        assert_eq!(reader.take(&MESSAGE), None);
        let text = reader.finish().unwrap_err().to_string();
        assert!(text.contains("its ID or its link"), "{text}");
        assert!(!text.contains("a string"), "{text}");
    }

    #[test]
    fn each_refusal_names_the_argument_the_fault_and_what_is_accepted() {
        let mut reader = reader(&json!({ "limit": 1000, "silent": "maybe", "servr": 1, "colour": 2 }));
        assert_eq!((reader.take(&LIMIT), reader.take(&SILENT), reader.take(&SERVER)), (None, None, None));
        let text = reader.finish().unwrap_err().to_string();
        for part in [
            "argument `limit`: it must be at most 100; given: 1000",
            "argument `silent`: invalid type: string \"maybe\", expected a boolean; accepted: true or false",
            "argument `server_id`: it is required: a string",
            "argument `servr`: there is no such argument; did you mean `server_id`?",
            "argument `colour`: there is no such argument; this tool takes: limit, silent, server_id",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
    }
}
