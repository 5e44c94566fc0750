use serde::Deserialize;

use super::{Emoji, Role, lenient};
use crate::tool::{ChannelId, Permissions, RoleId, ServerId, UserId};

/// A [server](https://discord.com/developers/docs/resources/guild#guild-object), which Discord's API calls a guild.
///
/// The list of the bot's servers says less of each than the server itself does: `owner_id` and `roles` are only
/// in the latter, `permissions` only in the former.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Server {
    /// Its ID.
    pub id: ServerId,
    /// Its name, 2 to 100 characters.
    #[serde(default, deserialize_with = "lenient::field")]
    pub name: String,
    /// What it is about.
    #[serde(default, deserialize_with = "lenient::field")]
    pub description: Option<String>,
    /// Who owns it, and so may do everything in it.
    #[serde(default)]
    pub owner_id: Option<UserId>,
    /// Whether the bot owns it; only in the list of servers.
    #[serde(default, deserialize_with = "lenient::field")]
    pub owner: bool,
    /// What the bot's roles allow in it, before any overwrite; only in the list of servers.
    #[serde(default)]
    pub permissions: Option<Permissions>,
    /// Its roles, `@everyone` among them. A role that can't be read is left out.
    #[serde(default, deserialize_with = "lenient::list")]
    pub roles: Vec<Role>,
    /// Its custom emoji.
    #[serde(default, deserialize_with = "lenient::list")]
    pub emojis: Vec<Emoji>,
    /// What Discord has [switched on](https://discord.com/developers/docs/resources/guild#guild-object-guild-features).
    #[serde(default, deserialize_with = "lenient::list")]
    pub features: Vec<String>,
    /// 1 when moderating takes two-factor authentication, of a bot's owner too.
    #[serde(default, deserialize_with = "lenient::field")]
    pub mfa_level: u8,
    /// How much a member has to prove before talking: 0 to 4.
    #[serde(default, deserialize_with = "lenient::field")]
    pub verification_level: u8,
    /// Whose media are scanned: 0 nobody's, 1 of members without a role, 2 everyone's.
    #[serde(default, deserialize_with = "lenient::field")]
    pub explicit_content_filter: u8,
    /// Its boost level: 0 to 3.
    #[serde(default, deserialize_with = "lenient::field")]
    pub premium_tier: u8,
    /// How many boosts it has.
    #[serde(default, deserialize_with = "lenient::field")]
    pub premium_subscription_count: Option<u64>,
    /// Roughly how many members it has, where counts were asked for.
    #[serde(default, deserialize_with = "lenient::field")]
    pub approximate_member_count: Option<u64>,
    /// Roughly how many of them are online.
    #[serde(default, deserialize_with = "lenient::field")]
    pub approximate_presence_count: Option<u64>,
    /// The language that it prefers, such as `en-US`.
    #[serde(default, deserialize_with = "lenient::field")]
    pub preferred_locale: Option<String>,
    /// The end of an invite `discord.gg/…` of its own.
    #[serde(default, deserialize_with = "lenient::field")]
    pub vanity_url_code: Option<String>,
    /// The hash of its icon.
    #[serde(default, deserialize_with = "lenient::field")]
    pub icon: Option<String>,
    /// Where Discord announces joins and boosts.
    #[serde(default, deserialize_with = "lenient::field")]
    pub system_channel_id: Option<ChannelId>,
    /// Where its rules are.
    #[serde(default, deserialize_with = "lenient::field")]
    pub rules_channel_id: Option<ChannelId>,
}

impl Server {
    /// The role with this ID.
    pub fn role(&self, id: RoleId) -> Option<&Role> {
        self.roles.iter().find(|role| role.id == id)
    }

    /// The role that every member has: its ID is the server's.
    pub fn everyone(&self) -> Option<&Role> {
        self.roles.iter().find(|role| role.id.get() == self.id.get())
    }
}
