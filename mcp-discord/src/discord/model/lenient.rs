use std::any::type_name;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// Reads a field that nothing depends on: `null` and whatever can't be read become the default.
///
/// What is dropped is logged, because it means that Discord changed something.
pub(super) fn field<'de, D, T>(deserializer: D) -> Result<T, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned + Default,
{
    Ok(read(Value::deserialize(deserializer)?).unwrap_or_default())
}

/// Reads a list and keeps the items that can be read.
pub(super) fn list<'de, D, T>(deserializer: D) -> Result<Vec<T>, D::Error>
where
    D: Deserializer<'de>,
    T: DeserializeOwned,
{
    Ok(read::<Vec<Value>>(Value::deserialize(deserializer)?)
        .unwrap_or_default()
        .into_iter()
        .filter_map(read)
        .collect())
}

/// Counts the items of a list that isn't read any further.
pub(super) fn count<'de, D: Deserializer<'de>>(deserializer: D) -> Result<usize, D::Error> {
    Ok(Value::deserialize(deserializer)?.as_array().map_or(0, Vec::len))
}

/// Says whether something is there, and doesn't look at what it is.
pub(super) fn presence<'de, D: Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    Ok(!Value::deserialize(deserializer)?.is_null())
}

/// Reads a text that Discord or the sender may also write as a number.
pub(super) fn text_or_number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Ok(match Value::deserialize(deserializer)? {
        Value::String(text) => Some(text),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    })
}

/// Reads an ISO 8601 time.
pub(super) fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let text: Option<String> = field(deserializer)?;
    Ok(text.and_then(|text| match text.parse() {
        Ok(time) => Some(time),
        Err(error) => {
            tracing::debug!(%error, "a time from Discord can't be read");
            None
        }
    }))
}

pub(super) fn read<T: DeserializeOwned>(value: Value) -> Option<T> {
    if value.is_null() {
        return None;
    }
    match T::deserialize(value) {
        Ok(value) => Some(value),
        Err(error) => {
            tracing::debug!(%error, kind = type_name::<T>(), "a part of Discord's answer can't be read");
            None
        }
    }
}
