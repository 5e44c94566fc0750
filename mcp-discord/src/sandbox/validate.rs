//! Reading a request's fields, with [Discord's own words](https://docs.discord.com/developers/reference#error-messages) for what is wrong.

use std::{cell::RefCell, ops::RangeInclusive};

use serde_json::{Map, Value};

use super::{
    Snowflake,
    errors::{Failure, FormErrors},
    world::parse_timestamp,
};

/// A field of a request: PATCH tells "not given" from "null".
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Field<T> {
    Absent,
    Null,
    Given(T),
}

impl<T> Field<T> {
    /// The value, where absent and null mean the same.
    pub(super) fn value(self) -> Option<T> {
        match self {
            Self::Given(value) => Some(value),
            Self::Absent | Self::Null => None,
        }
    }

    /// Puts a given value in its place and leaves the place alone otherwise.
    pub(super) fn set(self, place: &mut T) {
        if let Self::Given(value) = self {
            *place = value;
        }
    }

    /// Puts a given value in its place, empties it on null, and leaves it alone when absent.
    pub(super) fn set_or_clear(self, place: &mut Option<T>) {
        match self {
            Self::Given(value) => *place = Some(value),
            Self::Null => *place = None,
            Self::Absent => {}
        }
    }
}

/// A JSON object of a request, and the errors found in the whole request.
#[derive(Debug)]
pub(super) struct Form<'a> {
    object: Option<&'a Map<String, Value>>,
    path: String,
    errors: &'a RefCell<FormErrors>,
}

impl<'a> Form<'a> {
    /// Over a whole body; anything but an object reads as an empty one with an error.
    pub(super) fn new(body: &'a Value, errors: &'a RefCell<FormErrors>) -> Self {
        Self::at(body, String::new(), errors)
    }

    fn at(value: &'a Value, path: String, errors: &'a RefCell<FormErrors>) -> Self {
        let form = Self { object: value.as_object(), path, errors };
        if form.object.is_none() && !value.is_null() {
            let path = if form.path.is_empty() { "_misc" } else { &form.path };
            errors.borrow_mut().add(
                path,
                "MODEL_TYPE_CONVERT",
                "Only dictionaries may be used in a ModelType",
            );
        }
        form
    }

    /// Notes that something is wrong with a field.
    pub(super) fn error(&self, field: &str, code: &'static str, message: impl Into<String>) {
        self.errors.borrow_mut().add(&self.path_of(field), code, message);
    }

    fn path_of(&self, field: &str) -> String {
        if self.path.is_empty() { field.to_owned() } else { format!("{}.{field}", self.path) }
    }

    pub(super) fn raw(&self, field: &str) -> Option<&'a Value> {
        self.object?.get(field)
    }

    fn field<T>(&self, field: &str, read: impl FnOnce(&'a Value) -> Option<T>) -> Field<T> {
        match self.raw(field) {
            None => Field::Absent,
            Some(Value::Null) => Field::Null,
            Some(value) => read(value).map_or(Field::Absent, Field::Given),
        }
    }

    /// Notes an error for a field that must be there and isn't.
    pub(super) fn required<T>(&self, field: &str, value: Field<T>) -> Option<T> {
        if matches!(self.raw(field), None | Some(Value::Null)) {
            self.error(field, "BASE_TYPE_REQUIRED", "This field is required");
        }
        value.value()
    }

    /// Text of this many characters.
    pub(super) fn text(&self, field: &str, length: RangeInclusive<usize>) -> Field<String> {
        self.field(field, |value| {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                _ => {
                    self.error(
                        field,
                        "STRING_TYPE_CONVERT",
                        format!("Could not interpret {value} as string."),
                    );
                    return None;
                }
            };
            self.check_length(field, text.chars().count(), &length).then_some(text)
        })
    }

    fn check_length(&self, field: &str, given: usize, allowed: &RangeInclusive<usize>) -> bool {
        let (least, most) = (*allowed.start(), *allowed.end());
        if allowed.contains(&given) {
            return true;
        }
        if least > 0 && most < usize::MAX {
            let message = format!("Must be between {least} and {most} in length.");
            self.error(field, "BASE_TYPE_BAD_LENGTH", message);
        } else if given > most {
            self.error(field, "BASE_TYPE_MAX_LENGTH", format!("Must be {most} or fewer in length."));
        } else {
            self.error(field, "BASE_TYPE_MIN_LENGTH", format!("Must be {least} or more in length."));
        }
        false
    }

    /// A whole number; text that reads as one is taken, as Discord does.
    pub(super) fn number(&self, field: &str, range: RangeInclusive<u64>) -> Field<u64> {
        self.field(field, |value| {
            let number = match value {
                Value::Number(number) => number.as_i64().map(i128::from).or(number.as_u64().map(i128::from)),
                Value::String(text) => text.parse().ok(),
                _ => None,
            };
            let Some(number) = number else {
                self.error(field, "NUMBER_TYPE_COERCE", format!("Value \"{}\" is not int.", plain(value)));
                return None;
            };
            let (least, most) = (range.start(), range.end());
            if number < i128::from(*least) {
                let message = format!("int value should be greater than or equal to {least}.");
                self.error(field, "NUMBER_TYPE_MIN", message);
            } else if number > i128::from(*most) {
                let message = format!("int value should be less than or equal to {most}.");
                self.error(field, "NUMBER_TYPE_MAX", message);
            } else {
                return u64::try_from(number).ok();
            }
            None
        })
    }

    pub(super) fn boolean(&self, field: &str) -> Field<bool> {
        self.field(field, |value| {
            if value.as_bool().is_none() {
                self.error(field, "BOOLEAN_TYPE_CONVERT", "Must be either true or false.");
            }
            value.as_bool()
        })
    }

    pub(super) fn snowflake(&self, field: &str) -> Field<Snowflake> {
        self.field(field, |value| {
            let id = as_snowflake(value);
            if id.is_none() {
                let message = format!("Value \"{}\" is not snowflake.", plain(value));
                self.error(field, "NUMBER_TYPE_COERCE", message);
            }
            id
        })
    }

    pub(super) fn snowflakes(&self, field: &str, most: usize) -> Field<Vec<Snowflake>> {
        match self.list(field, most) {
            Field::Absent => Field::Absent,
            Field::Null => Field::Null,
            Field::Given(values) => Field::Given(
                values
                    .iter()
                    .enumerate()
                    .filter_map(|(index, value)| {
                        let id = as_snowflake(value);
                        if id.is_none() {
                            let message = format!("Value \"{}\" is not snowflake.", plain(value));
                            self.error(&format!("{field}.{index}"), "NUMBER_TYPE_COERCE", message);
                        }
                        id
                    })
                    .collect(),
            ),
        }
    }

    pub(super) fn list(&self, field: &str, most: usize) -> Field<&'a [Value]> {
        self.field(field, |value| {
            let Some(list) = value.as_array() else {
                self.error(field, "LIST_TYPE_CONVERT", "Only iterables may be used in a ListType");
                return None;
            };
            self.check_length(field, list.len(), &(0..=most)).then_some(list.as_slice())
        })
    }

    /// The objects of a list, each with its path.
    pub(super) fn objects(&self, field: &str, most: usize) -> Field<Vec<Form<'a>>> {
        match self.list(field, most) {
            Field::Absent => Field::Absent,
            Field::Null => Field::Null,
            Field::Given(values) => Field::Given(
                values
                    .iter()
                    .enumerate()
                    .map(|(index, value)| {
                        Form::at(value, self.path_of(&format!("{field}.{index}")), self.errors)
                    })
                    .collect(),
            ),
        }
    }

    pub(super) fn object(&self, field: &str) -> Field<Form<'a>> {
        self.field(field, |value| Some(Form::at(value, self.path_of(field), self.errors)))
    }

    /// A permission set: text or a number.
    pub(super) fn permissions(&self, field: &str) -> Field<u64> {
        self.number(field, 0..=u64::MAX)
    }

    /// A time in Unix milliseconds.
    pub(super) fn time(&self, field: &str) -> Field<u64> {
        self.field(field, |value| {
            let time = value.as_str().and_then(parse_timestamp);
            if time.is_none() {
                let message = format!("Could not parse {}. Should be ISO8601.", plain(value));
                self.error(field, "DATE_TIME_TYPE_PARSE", message);
            }
            time
        })
    }

    /// A URL with a scheme that Discord takes.
    pub(super) fn url(&self, field: &str) -> Field<String> {
        let given = self.text(field, 0..=2048);
        if let Field::Given(text) = &given {
            let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
            if !matches!(scheme, "http" | "https" | "attachment") {
                let message = format!(
                    "Scheme \"{scheme}\" is not supported. Scheme must be one of ('http', 'https', 'attachment')."
                );
                self.error(field, "URL_TYPE_INVALID_SCHEME", message);
            } else if url::Url::parse(text).is_err() {
                self.error(field, "URL_TYPE_INVALID_URL", "Not a well formed URL.");
            }
        }
        given
    }

    /// One of a few numbers.
    pub(super) fn choice(&self, field: &str, choices: &[u64]) -> Field<u64> {
        let given = self.number(field, 0..=u64::MAX);
        if let Field::Given(number) = &given
            && !choices.contains(number)
        {
            let list: Vec<String> = choices.iter().map(u64::to_string).collect();
            let message = format!("Value must be one of {{{}}}.", list.join(", "));
            self.error(field, "BASE_TYPE_CHOICES", message);
        }
        given
    }
}

fn as_snowflake(value: &Value) -> Option<Snowflake> {
    match value {
        Value::String(text) => text.parse().ok(),
        Value::Number(number) => number.as_u64().map(Snowflake),
        _ => None,
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// Reads a body field by field, and refuses it with every error that was found.
pub(super) fn read_form<T>(body: &Value, read: impl FnOnce(&Form<'_>) -> T) -> Result<T, Failure> {
    let errors = RefCell::new(FormErrors::default());
    let value = read(&Form::new(body, &errors));
    let errors = errors.into_inner();
    if errors.is_empty() { Ok(value) } else { Err(Failure::Form(errors)) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn says_every_mistake_at_its_place() {
        let body = json!({ "name": "", "position": "x", "tags": [{ "name": "a".repeat(21) }] });
        let failure = read_form(&body, |form| {
            form.text("name", 1..=100);
            form.number("position", 0..=5);
            for tag in form.objects("tags", 20).value().unwrap_or_default() {
                tag.text("name", 0..=20);
            }
        })
        .unwrap_err();
        let errors = &failure.body()["errors"];
        assert_eq!(errors["name"]["_errors"][0]["message"], "Must be between 1 and 100 in length.");
        assert_eq!(errors["position"]["_errors"][0]["code"], "NUMBER_TYPE_COERCE");
        assert_eq!(errors["tags"]["0"]["name"]["_errors"][0]["code"], "BASE_TYPE_MAX_LENGTH");
    }

    #[test]
    fn tells_absent_from_null() {
        let body = json!({ "topic": null });
        read_form(&body, |form| {
            assert_eq!(form.text("topic", 0..=5), Field::Null);
            assert_eq!(form.text("name", 0..=5), Field::Absent);
        })
        .unwrap();
    }
}
