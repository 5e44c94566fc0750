use serde::Deserialize;

use super::lenient;
use crate::tool::UserId;

/// A [user](https://discord.com/developers/docs/resources/user#user-object): a person or a bot.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct User {
    /// Its ID.
    pub id: UserId,
    /// The name that is unique in Discord, 2 to 32 characters.
    #[serde(default, deserialize_with = "lenient::field")]
    pub username: String,
    /// The name that is shown, if it was chosen.
    #[serde(default, deserialize_with = "lenient::field")]
    pub global_name: Option<String>,
    /// Four digits for bots; `0` for people, who no longer have one.
    #[serde(default, deserialize_with = "lenient::field")]
    pub discriminator: Option<String>,
    /// Whether it is a bot.
    #[serde(default, deserialize_with = "lenient::field")]
    pub bot: bool,
    /// Whether it is Discord itself.
    #[serde(default, deserialize_with = "lenient::field")]
    pub system: bool,
    /// The hash of its picture.
    #[serde(default, deserialize_with = "lenient::field")]
    pub avatar: Option<String>,
    /// Its [public flags](https://discord.com/developers/docs/resources/user#user-object-user-flags).
    #[serde(default, deserialize_with = "lenient::field")]
    pub public_flags: u64,
}

impl User {
    /// The name to show where there is no nickname.
    pub fn display_name(&self) -> &str {
        self.global_name.as_deref().filter(|name| !name.is_empty()).unwrap_or(&self.username)
    }
}
