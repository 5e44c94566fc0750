use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Reference, value_schema};

/// What can be an argument of a tool.
///
/// Numbers, booleans, strings, `Option`, `Vec`, IDs and references are. A type of your own derives `Deserialize` and
/// `JsonSchema` and says so:
///
/// ```
/// use mcp_discord::Argument;
/// use schemars::JsonSchema;
/// use serde::Deserialize;
///
/// /// Which end of the channel comes first.
/// #[derive(Deserialize, JsonSchema)]
/// #[serde(rename_all = "snake_case")]
/// enum Order {
///     Newest,
///     Oldest,
/// }
///
/// impl Argument for Order {}
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` can't be an argument of a tool",
    label = "not an `Argument`",
    note = "for IDs take mcp-discord's own: `ChannelRef`, `MessageRef`, `ServerRef`, `UserRef`, `EmojiRef` (names, links and IDs), or `ChannelId`, `RoleId` … (IDs only); they convert into serenity's",
    note = "for a type of your own: derive `Deserialize` and `JsonSchema`, then `impl Argument for {Self} {{}}`"
)]
pub trait Argument: DeserializeOwned + JsonSchema + Send + 'static {
    /// Adds the references inside the value, so that they are resolved and checked before the tool runs.
    /// A type that holds references has to name them here.
    fn references<'a>(&'a mut self, found: &mut Vec<Reference<'a>>) {
        let _ = found;
    }
}

/// An argument that a person can be asked for in a form: a string, a number, a boolean, or a choice.
#[diagnostic::on_unimplemented(
    message = "a person can't be asked for a `{Self}`: a form holds strings, numbers, booleans and choices",
    label = "no form can hold it",
    note = "leave `ask` out, or take a `String`, a number, a `bool`, or an enum that implements `Askable`"
)]
pub trait Askable: Argument {}

macro_rules! plain {
    ($($type:ty),*) => {$(
        impl Argument for $type {}
        impl Askable for $type {}
    )*};
}
plain!(String, bool, i8, i16, i32, i64, u8, u16, u32, u64, usize, f32, f64);

impl Argument for Value {}

impl<T: Argument> Argument for Option<T> {
    fn references<'a>(&'a mut self, found: &mut Vec<Reference<'a>>) {
        if let Some(value) = self {
            value.references(found);
        }
    }
}

impl<T: Askable> Askable for Option<T> {}

impl<T: Argument> Argument for Vec<T> {
    fn references<'a>(&'a mut self, found: &mut Vec<Reference<'a>>) {
        for value in self {
            value.references(found);
        }
    }
}

/// One property of an input schema.
#[derive(Debug, Clone, PartialEq)]
pub struct Property {
    /// The argument's name.
    pub name: &'static str,
    /// Its schema, description and limits included.
    pub schema: Map<String, Value>,
    /// Whether a call without it is refused.
    pub required: bool,
}

/// An argument of a tool: its name, what it says to the model, its limits, and how it is read.
///
/// `#[discord_tool]` makes one constant of each argument in the signature.
#[derive(Debug)]
pub struct Field<T: 'static> {
    pub(crate) name: &'static str,
    pub(super) description: &'static str,
    pub(super) aliases: &'static [&'static str],
    pub(super) absent: Absent<T>,
    pub(super) limits: Limits,
    pub(super) schema: fn() -> Map<String, Value>,
    pub(super) read: fn(&Value) -> serde_json::Result<T>,
    pub(crate) references: for<'a> fn(&'a mut T, &mut Vec<Reference<'a>>),
    /// JSON of the default, for the schema.
    default_json: Option<&'static str>,
    /// JSON of an example, for the schema.
    example: Option<&'static str>,
}

/// What happens when a call leaves the argument out.
#[derive(Debug)]
pub(super) enum Absent<T: 'static> {
    Refuse,
    Ask,
    Use(fn() -> T),
}

/// What a value has to keep to, beside its type.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Limits {
    pub(super) min: Option<f64>,
    pub(super) max: Option<f64>,
    pub(super) min_length: Option<usize>,
    pub(super) max_length: Option<usize>,
    pub(super) pattern: Option<&'static Pattern>,
}

/// A regular expression that is compiled on first use.
#[derive(Debug)]
pub struct Pattern {
    text: &'static str,
    compiled: std::sync::OnceLock<Result<regex_lite::Regex, regex_lite::Error>>,
}

impl Pattern {
    /// A pattern; the macro has checked that it compiles.
    pub const fn new(text: &'static str) -> Self {
        Self { text, compiled: std::sync::OnceLock::new() }
    }

    /// Its text.
    pub const fn as_str(&self) -> &'static str {
        self.text
    }

    /// Whether it is found in `text`; an error when the pattern itself is wrong.
    pub(super) fn is_match(&self, text: &str) -> Result<bool, String> {
        match self.compiled.get_or_init(|| regex_lite::Regex::new(self.text)) {
            Ok(regex) => Ok(regex.is_match(text)),
            Err(error) => Err(format!("the tool's pattern is not a regular expression: {error}")),
        }
    }
}

impl<T> Field<T> {
    /// A required argument.
    pub const fn new(name: &'static str, description: &'static str) -> Self
    where
        T: Argument,
    {
        Self {
            name,
            description,
            aliases: &[],
            absent: Absent::Refuse,
            limits: Limits { min: None, max: None, min_length: None, max_length: None, pattern: None },
            schema: value_schema::<T>,
            read: |value| T::deserialize(value),
            references: T::references,
            default_json: None,
            example: None,
        }
    }

    /// What stands for it when it is left out, and JSON of that for the schema where it can be written.
    #[must_use]
    pub const fn or(mut self, default: fn() -> T, json: Option<&'static str>) -> Self {
        self.absent = Absent::Use(default);
        self.default_json = json;
        self
    }

    /// Asks a person when it is left out.
    #[must_use]
    pub const fn ask(mut self) -> Self
    where
        T: Askable,
    {
        self.absent = Absent::Ask;
        self
    }

    /// Other names that it is taken by.
    #[must_use]
    pub const fn aliases(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }

    /// The smallest number.
    #[must_use]
    pub const fn min(mut self, min: f64) -> Self {
        self.limits.min = Some(min);
        self
    }

    /// The largest number.
    #[must_use]
    pub const fn max(mut self, max: f64) -> Self {
        self.limits.max = Some(max);
        self
    }

    /// The fewest characters of a string, or items of a list.
    #[must_use]
    pub const fn min_length(mut self, length: usize) -> Self {
        self.limits.min_length = Some(length);
        self
    }

    /// The most characters of a string, or items of a list.
    #[must_use]
    pub const fn max_length(mut self, length: usize) -> Self {
        self.limits.max_length = Some(length);
        self
    }

    /// What a string has to match.
    #[must_use]
    pub const fn pattern(mut self, pattern: &'static Pattern) -> Self {
        self.limits.pattern = Some(pattern);
        self
    }

    /// JSON of an example.
    #[must_use]
    pub const fn example(mut self, json: &'static str) -> Self {
        self.example = Some(json);
        self
    }

    /// Whether a value is what leaving the argument out would mean: an empty list, or the default. Models fill in
    /// what they could leave out, and a permission that is needed only when something is given isn't needed then.
    pub(super) fn says_nothing(&self, value: &Value) -> bool {
        let is_default = |text| serde_json::from_str::<Value>(text).is_ok_and(|default| default == *value);
        value.as_array().is_some_and(Vec::is_empty) || self.default_json.is_some_and(is_default)
    }

    /// Its entry in the input schema.
    pub fn property(&self) -> Property {
        let mut schema = (self.schema)();
        let own = schema.remove("description");
        let described = match own.as_ref().and_then(Value::as_str) {
            // An enum says in its own description what its words mean.
            Some(own) if own.contains('`') => format!("{}\n\n{own}", self.description),
            _ => self.description.to_owned(),
        };
        schema.insert("description".into(), described.into());
        let list = schema.get("type").is_some_and(|kind| kind == "array");
        let Limits { min, max, min_length, max_length, pattern } = self.limits;
        for (key, value) in [("minimum", min), ("maximum", max)] {
            if let Some(number) = value {
                schema.insert(key.into(), number_json(number));
            }
        }
        let lengths = if list { ["minItems", "maxItems"] } else { ["minLength", "maxLength"] };
        for (key, value) in lengths.into_iter().zip([min_length, max_length]) {
            if let Some(length) = value {
                schema.insert(key.into(), length.into());
            }
        }
        if let Some(pattern) = pattern {
            schema.insert("pattern".into(), pattern.text.into());
        }
        for (key, text) in [("default", self.default_json), ("examples", self.example)] {
            let value = text.and_then(|text| serde_json::from_str::<Value>(text).ok());
            if let Some(value) = value {
                schema.insert(key.into(), if key == "examples" { Value::Array(vec![value]) } else { value });
            }
        }
        Property { name: self.name, schema, required: matches!(self.absent, Absent::Refuse) }
    }
}

/// A whole number is written without a fraction.
fn number_json(number: f64) -> Value {
    #[allow(clippy::cast_possible_truncation, reason = "limits are small, and checked by the comparison")]
    let whole = number as i64;
    #[allow(clippy::cast_precision_loss, clippy::float_cmp, reason = "exact is what is asked")]
    if whole as f64 == number { whole.into() } else { number.into() }
}
