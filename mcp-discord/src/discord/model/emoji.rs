use std::fmt;

use serde::Deserialize;

use super::lenient;
use crate::tool::{EmojiId, EmojiRef};

/// An [emoji](https://discord.com/developers/docs/resources/emoji#emoji-object): a standard one or a server's own.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Deserialize)]
#[non_exhaustive]
pub struct Emoji {
    /// The ID of a server's own; a standard one has none.
    #[serde(default, deserialize_with = "lenient::field")]
    pub id: Option<EmojiId>,
    /// The name of a server's own, missing in reactions once it is deleted; or the standard emoji itself.
    #[serde(default, deserialize_with = "lenient::field")]
    pub name: Option<String>,
    /// Whether it moves.
    #[serde(default, deserialize_with = "lenient::field")]
    pub animated: bool,
    /// Whether it can be used: a server that lost boosts loses emoji.
    #[serde(default, deserialize_with = "lenient::field")]
    pub available: Option<bool>,
}

impl Emoji {
    /// The emoji as endpoints take it; `None` when Discord said neither an ID nor a name.
    pub fn reference(&self) -> Option<EmojiRef> {
        let name = self.name.clone();
        match self.id {
            Some(id) => Some(EmojiRef::Custom { name: name.unwrap_or_else(|| "_".to_owned()), id }),
            None => name.map(EmojiRef::Unicode),
        }
    }
}

impl fmt::Display for Emoji {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.name.as_deref().unwrap_or("_");
        match self.id {
            Some(id) if self.animated => write!(f, "<a:{name}:{id}>"),
            Some(id) => write!(f, "<:{name}:{id}>"),
            None => f.write_str(name),
        }
    }
}

/// How often people [reacted](https://discord.com/developers/docs/resources/message#reaction-object) to a message
/// with one emoji.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Reaction {
    /// The emoji.
    #[serde(default, deserialize_with = "lenient::field")]
    pub emoji: Emoji,
    /// How often, super reactions included.
    #[serde(default, deserialize_with = "lenient::field")]
    pub count: u64,
    /// Whether the bot is one of them.
    #[serde(default, deserialize_with = "lenient::field")]
    pub me: bool,
}
