use jiff::Timestamp;
use serde::Deserialize;

use super::{Channel, Member, lenient};
use crate::tool::UserId;

/// Threads of a server or channel, as Discord [lists] them. One that can't be read is left out.
///
/// [lists]: https://discord.com/developers/docs/resources/channel#list-public-archived-threads-response-body
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ThreadList {
    /// The threads.
    #[serde(default, deserialize_with = "lenient::list")]
    pub threads: Vec<Channel>,
    /// Whether there are more, before the last of these.
    #[serde(default, deserialize_with = "lenient::field")]
    pub has_more: bool,
}

/// Somebody who is in a [thread](https://discord.com/developers/docs/resources/channel#thread-member-object).
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ThreadMember {
    /// Who it is.
    pub user_id: UserId,
    /// Since when.
    #[serde(default, deserialize_with = "lenient::time")]
    pub join_timestamp: Option<Timestamp>,
    /// The member of the server, where it was asked for.
    #[serde(default, deserialize_with = "lenient::field")]
    pub member: Option<Member>,
}
