use jiff::Timestamp;
use serde::Deserialize;

use super::{User, lenient};
use crate::tool::{Permissions, RoleId};

/// A [member](https://discord.com/developers/docs/resources/guild#guild-member-object): a user in a server.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Member {
    /// Who it is. Missing where Discord says so beside it, as in messages.
    #[serde(default, deserialize_with = "lenient::field")]
    pub user: Option<User>,
    /// The name in this server, if one was chosen.
    #[serde(default, deserialize_with = "lenient::field")]
    pub nick: Option<String>,
    /// The roles, without `@everyone`, which all have. Strict: permissions are computed from it.
    #[serde(default)]
    pub roles: Vec<RoleId>,
    /// Since when.
    #[serde(default, deserialize_with = "lenient::time")]
    pub joined_at: Option<Timestamp>,
    /// Since when the member boosts the server.
    #[serde(default, deserialize_with = "lenient::time")]
    pub premium_since: Option<Timestamp>,
    /// The end of a timeout; it may have passed.
    #[serde(default, deserialize_with = "lenient::time")]
    pub communication_disabled_until: Option<Timestamp>,
    /// Whether the member has yet to pass the server's screening.
    #[serde(default, deserialize_with = "lenient::field")]
    pub pending: bool,
    /// Whether the member can't be heard in voice.
    #[serde(default, deserialize_with = "lenient::field")]
    pub mute: bool,
    /// Whether the member can't hear in voice.
    #[serde(default, deserialize_with = "lenient::field")]
    pub deaf: bool,
    /// What the member may do in the channel of an interaction, where Discord computed it.
    #[serde(default)]
    pub permissions: Option<Permissions>,
}

impl Member {
    /// The name to show in the server.
    pub fn display_name(&self) -> Option<&str> {
        let nick = self.nick.as_deref().filter(|nick| !nick.is_empty());
        nick.or_else(|| self.user.as_ref().map(User::display_name))
    }

    /// The end of a timeout that still holds at `now`.
    pub fn timed_out(&self, now: Timestamp) -> Option<Timestamp> {
        self.communication_disabled_until.filter(|until| *until > now)
    }
}
