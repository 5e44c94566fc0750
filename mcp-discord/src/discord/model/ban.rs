use serde::Deserialize;

use super::{User, lenient};
use crate::tool::UserId;

/// A [ban](https://discord.com/developers/docs/resources/guild#ban-object).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Ban {
    /// Who is banned.
    pub user: User,
    /// Why, if whoever did it said so.
    #[serde(default, deserialize_with = "lenient::field")]
    pub reason: Option<String>,
}

/// What came of a [bulk ban](https://discord.com/developers/docs/resources/guild#bulk-guild-ban).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct BulkBan {
    /// Who was banned.
    #[serde(default, deserialize_with = "lenient::list")]
    pub banned_users: Vec<UserId>,
    /// Who was not: banned already, unknown, or not below the bot.
    #[serde(default, deserialize_with = "lenient::list")]
    pub failed_users: Vec<UserId>,
}
