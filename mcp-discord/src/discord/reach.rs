//! Which servers and channels may be worked in at all.

use super::{directory::Directory, model::Channel};
use crate::tool::{Cause, ChannelId, Refusal, ServerId, ToolError};

use tokio::time::Instant;

/// The allow-lists of servers and channels. An empty list allows everything; when both have entries, a channel has to
/// be in both, since each list only narrows.
///
/// - A thread or post is in reach where its channel is, and a channel where its category is.
/// - Direct messages are in no server: with a list of servers they are out of reach, unless the list of channels
///   names them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reach {
    /// From `DISCORD_ALLOWED_SERVERS`.
    pub servers: Vec<ServerId>,
    /// From `DISCORD_ALLOWED_CHANNELS`: channels, threads and categories.
    pub channels: Vec<ChannelId>,
}

const SERVERS: &str = "DISCORD_ALLOWED_SERVERS";
const CHANNELS: &str = "DISCORD_ALLOWED_CHANNELS";

impl Reach {
    /// Whether everything is in reach.
    pub(crate) const fn is_unlimited(&self) -> bool {
        self.servers.is_empty() && self.channels.is_empty()
    }

    /// Refuses a channel that is out of reach. Without lists nothing is looked up.
    pub(crate) async fn check(
        &self,
        channel: ChannelId,
        directory: &Directory,
        deadline: Instant,
    ) -> Result<(), ToolError> {
        if self.is_unlimited() {
            return Ok(());
        }
        let channel = directory.channel(channel, deadline).await?;
        // A thread's category is its parent's parent.
        let parent = match channel.parent_id.filter(|_| channel.kind.is_thread() && !self.channels.is_empty())
        {
            Some(parent) => Some(directory.channel(parent, deadline).await?),
            None => None,
        };
        Ok(self.check_channel(&channel, parent.as_deref())?)
    }

    /// Refuses a server that is out of reach.
    pub(crate) fn check_server(&self, server: ServerId) -> Result<(), Refusal> {
        if self.servers.is_empty() || self.servers.contains(&server) {
            return Ok(());
        }
        Err(out_of_reach(SERVERS, format!("the server is out of reach: {server}")))
    }

    /// Refuses a channel that is out of reach. `parent` is what a thread was started in; other channels need none.
    pub(crate) fn check_channel(&self, channel: &Channel, parent: Option<&Channel>) -> Result<(), Refusal> {
        let above = [channel.parent_id, parent.and_then(|parent| parent.parent_id)];
        let listed = std::iter::once(channel.id)
            .chain(above.into_iter().flatten())
            .any(|id| self.channels.contains(&id));
        if !self.channels.is_empty() && !listed {
            return Err(out_of_reach(CHANNELS, format!("the channel is out of reach: {}", channel.id)));
        }
        match channel.guild_id {
            Some(server) => self.check_server(server),
            None if self.servers.is_empty() || listed => Ok(()),
            None => Err(out_of_reach(SERVERS, format!("direct messages are out of reach: {}", channel.id))),
        }
    }
}

fn out_of_reach(setting: &str, reason: String) -> Refusal {
    let hint = format!(
        "the setting `{setting}` of this server says where it may work; only its owner can change it"
    );
    Refusal::new(Cause::Policy, reason).hint(hint)
}
