use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, de};

use super::{
    Argument, EmojiId, Reference,
    id::Written,
    reference::{ReferenceError, some},
};

/// An emoji: the character itself, `<:name:ID>`, `name:ID`, the ID of a custom one, or `:name:`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EmojiRef {
    /// A standard emoji.
    Unicode(String),
    /// A custom emoji. Discord looks only at the ID.
    Custom {
        /// Its name, or `_` where it wasn't given.
        name: String,
        /// Its ID.
        id: EmojiId,
    },
    /// The name of a custom emoji of the server. It is looked up before a tool runs.
    Named(String),
}

/// Standard emoji by their shortcodes, those that GitHub, Slack and Discord share: a line each, `shortcode emoji`.
///
/// One text, and no table of texts: the loader would have to write the address of each into memory at every start.
const SHORTCODES: &str = include_str!("shortcodes.txt");

fn by_shortcode(name: &str) -> Option<&'static str> {
    let line = format!("\n{} ", name.to_ascii_lowercase());
    let emoji = memchr::memmem::find(SHORTCODES.as_bytes(), line.as_bytes())? + line.len();
    SHORTCODES[emoji..].lines().next()
}

impl EmojiRef {
    pub(crate) fn parse(text: &str) -> Result<Self, ReferenceError> {
        let text = some(text)?;
        let inner = text.strip_prefix('<').and_then(|inner| inner.strip_suffix('>')).unwrap_or(text);
        let inner = inner.strip_prefix("a:").unwrap_or(inner).trim_start_matches(':');
        if let Some((name, id)) = inner.rsplit_once(':')
            && let Ok(id) = id.parse()
        {
            return Ok(Self::Custom { name: name.into(), id });
        }
        if let Ok(id) = inner.parse() {
            return Ok(Self::Custom { name: "_".into(), id });
        }
        // Digits, `#` and `*` are emoji only with a keycap after them, so ASCII alone is never one but may name one.
        if text.is_ascii() {
            let name = inner.trim_end_matches(':');
            if let Some(emoji) = by_shortcode(name) {
                return Ok(Self::Unicode(emoji.into()));
            }
            let is_name = (2..=32).contains(&name.len())
                && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
            return if is_name {
                Ok(Self::Named(name.into()))
            } else {
                Err(ReferenceError::NotAnEmoji(text.into()))
            };
        }
        if text.chars().count() > 16 {
            return Err(ReferenceError::NotAnEmoji(text.into()));
        }
        Ok(Self::Unicode(text.into()))
    }

    /// How Discord's routes name it; it is encoded when the path is made. `None` for a name that wasn't looked up.
    pub fn path_segment(&self) -> Option<String> {
        match self {
            Self::Unicode(text) => Some(text.clone()),
            Self::Custom { name, id } => Some(format!("{name}:{id}")),
            Self::Named(_) => None,
        }
    }
}

#[cfg(feature = "serenity")]
impl From<serenity::model::channel::ReactionType> for EmojiRef {
    fn from(emoji: serenity::model::channel::ReactionType) -> Self {
        use serenity::model::channel::ReactionType;
        match emoji {
            ReactionType::Custom { id, name, .. } => {
                Self::Custom { name: name.unwrap_or_else(|| "_".into()), id: id.into() }
            }
            ReactionType::Unicode(text) => Self::Unicode(text),
            // serenity may add kinds; it writes each as Discord's routes take it.
            other => Self::Unicode(other.to_string()),
        }
    }
}

impl fmt::Display for EmojiRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unicode(text) => f.write_str(text),
            Self::Custom { name, id } => write!(f, "<:{name}:{id}>"),
            Self::Named(name) => write!(f, ":{name}:"),
        }
    }
}

impl<'de> Deserialize<'de> for EmojiRef {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::parse(&Written::deserialize(deserializer)?.0).map_err(de::Error::custom)
    }
}

impl JsonSchema for EmojiRef {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "EmojiRef".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string" })
    }
}

impl Argument for EmojiRef {
    fn references<'a>(&'a mut self, found: &mut Vec<Reference<'a>>) {
        found.push(Reference::Emoji(self));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "175928847299117063";

    #[test]
    fn emoji_are_taken_as_people_write_them() {
        for (text, segment) in [
            ("👍", Some("👍".to_owned())),
            ("thumbsup", Some("👍".to_owned())),
            (":+1:", Some("👍".to_owned())),
            (&format!("<a:party:{ID}>"), Some(format!("party:{ID}"))),
            (ID, Some(format!("_:{ID}"))),
            (":party_parrot:", None),
        ] {
            assert_eq!(EmojiRef::parse(text).unwrap().path_segment(), segment, "{text}");
        }
        assert!(EmojiRef::parse("a b").is_err() && EmojiRef::parse("::").is_err());
    }

    #[cfg(feature = "serenity")]
    #[test]
    fn serenitys_reactions_are_taken() {
        use serenity::model::{channel::ReactionType, id::EmojiId};

        let custom =
            ReactionType::Custom { animated: true, id: EmojiId::new(175_928_847_299_117_063), name: None };
        assert_eq!(EmojiRef::from(custom).path_segment().as_deref(), Some("_:175928847299117063"));
        assert_eq!(EmojiRef::from(ReactionType::from('👍')), EmojiRef::Unicode("👍".into()));
    }
}
