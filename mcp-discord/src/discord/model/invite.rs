use jiff::Timestamp;
use serde::Deserialize;

use super::{ChannelKind, User, lenient};
use crate::tool::{ChannelId, ServerId};

/// An [invite](https://discord.com/developers/docs/resources/invite#invite-object) to a channel of a server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Invite {
    /// The end of its link, by which it is known.
    pub code: String,
    /// The server that it leads to; none for a group of direct messages.
    #[serde(default)]
    pub guild: Option<InviteServer>,
    /// The channel that it leads to.
    #[serde(default)]
    pub channel: Option<InviteChannel>,
    /// Who made it.
    #[serde(default, deserialize_with = "lenient::field")]
    pub inviter: Option<User>,
    /// When it ends; never where it says nothing.
    #[serde(default, deserialize_with = "lenient::time")]
    pub expires_at: Option<Timestamp>,
    /// How often it was used; only told to who may manage it.
    #[serde(default, deserialize_with = "lenient::field")]
    pub uses: Option<u64>,
    /// How often it can be used; 0 is any number.
    #[serde(default, deserialize_with = "lenient::field")]
    pub max_uses: Option<u64>,
    /// Whether who joined by it leaves again when they go offline without having got a role.
    #[serde(default, deserialize_with = "lenient::field")]
    pub temporary: bool,
    /// Roughly how many members the server has, where counts were asked for.
    #[serde(default, deserialize_with = "lenient::field")]
    pub approximate_member_count: Option<u64>,
    /// Roughly how many of them are online.
    #[serde(default, deserialize_with = "lenient::field")]
    pub approximate_presence_count: Option<u64>,
}

/// What an invite says of its server.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct InviteServer {
    /// Its ID.
    pub id: ServerId,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::field")]
    pub name: String,
    /// What it is about.
    #[serde(default, deserialize_with = "lenient::field")]
    pub description: Option<String>,
}

/// What an invite says of its channel.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct InviteChannel {
    /// Its ID.
    pub id: ChannelId,
    /// What kind of channel it is.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::field")]
    pub name: Option<String>,
}
