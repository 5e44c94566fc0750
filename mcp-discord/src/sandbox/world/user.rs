//! Users: people and bots.

use crate::sandbox::Snowflake;

/// Application flags that allow the three privileged intents to an application in few servers.
pub(super) const ALL_LIMITED_INTENTS: u64 = 1 << 13 | 1 << 15 | 1 << 19;

/// The flags that allow the message content intent.
pub(in crate::sandbox) const MESSAGE_CONTENT_INTENT: u64 = 1 << 18 | 1 << 19;

/// The flags that allow the members intent.
pub(in crate::sandbox) const MEMBERS_INTENT: u64 = 1 << 14 | 1 << 15;

/// A [user](https://docs.discord.com/developers/resources/user#user-object).
#[derive(Clone, Debug)]
pub struct User {
    /// The user's ID.
    pub id: Snowflake,
    /// Unique name: lower case, 2–32 characters.
    pub username: String,
    /// The name shown, when the user has chosen one.
    pub global_name: Option<String>,
    /// Whether this is a bot.
    pub bot: bool,
    /// Whether a bot can write to the user directly.
    pub accepts_direct_messages: bool,
}

impl User {
    pub(super) fn person(id: Snowflake, username: &str) -> Self {
        Self {
            id,
            username: username.to_owned(),
            global_name: None,
            bot: false,
            accepts_direct_messages: true,
        }
    }

    pub(super) fn bot(id: Snowflake, username: &str) -> Self {
        Self { bot: true, ..Self::person(id, username) }
    }
}
