//! Which servers and channels may be worked in at all.

use std::sync::Arc;

use tokio::time::Instant;

use super::{directory::Directory, model::Channel};
use crate::tool::{Cause, ChannelId, Refusal, ServerId, ToolError};

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
    /// The reach that this one narrows: the server's, when this is the reach of one of its agents. What is in reach is
    /// in both.
    pub within: Option<Arc<Reach>>,
}

impl Reach {
    /// Whether everything is in reach.
    pub(crate) fn is_unlimited(&self) -> bool {
        self.all().all(|reach| reach.servers.is_empty() && reach.channels.is_empty())
    }

    /// This reach inside of another one.
    pub(crate) fn within(mut self, outer: &Self) -> Self {
        self.within = Some(Arc::new(outer.clone()));
        self
    }

    /// This one and those that it narrows.
    fn all(&self) -> impl Iterator<Item = &Self> {
        std::iter::successors(Some(self), |reach| reach.within.as_deref())
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
        let channel = directory.channel_or_listed(channel, deadline).await?;
        // A thread's category is its parent's parent.
        let listed = self.all().any(|reach| !reach.channels.is_empty());
        let parent = match channel.parent_id.filter(|_| channel.kind.is_thread() && listed) {
            Some(parent) => Some(directory.channel_or_listed(parent, deadline).await?),
            None => None,
        };
        Ok(self.check_channel(&channel, parent.as_deref())?)
    }

    /// Refuses what shows several channels of a server when one of them is out of reach, or when it isn't limited to
    /// any while only some are within.
    pub(crate) async fn check_among(
        &self,
        channels: &[ChannelId],
        directory: &Directory,
        deadline: Instant,
    ) -> Result<(), ToolError> {
        if let Some(some) = self.all().find(|reach| channels.is_empty() && !reach.channels.is_empty()) {
            let list = some.channels.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
            let reason = format!(
                "not all channels of the server are within reach, since `{}` allows some",
                some.setting(List::Channels)
            );
            let hint = format!(
                "name the channels in `channel_id`; allowed are these and what is below them: {list}"
            );
            return Err(Refusal::new(Cause::Policy, reason).hint(hint).into());
        }
        for channel in channels {
            self.check(*channel, directory, deadline).await?;
        }
        Ok(())
    }

    /// Refuses a server that is out of reach.
    pub(crate) fn check_server(&self, server: ServerId) -> Result<(), Refusal> {
        self.all().try_for_each(|reach| {
            if reach.servers.is_empty() || reach.servers.contains(&server) {
                return Ok(());
            }
            Err(reach.refusal(List::Servers, format!("the server is out of reach: {server}")))
        })
    }

    /// Refuses a channel that is out of reach. `parent` is what a thread was started in; other channels need none.
    pub(crate) fn check_channel(&self, channel: &Channel, parent: Option<&Channel>) -> Result<(), Refusal> {
        self.all().try_for_each(|reach| reach.check_one(channel, parent))
    }

    /// The check of these lists, without those that they narrow.
    fn check_one(&self, channel: &Channel, parent: Option<&Channel>) -> Result<(), Refusal> {
        let above = [channel.parent_id, parent.and_then(|parent| parent.parent_id)];
        let listed = std::iter::once(channel.id)
            .chain(above.into_iter().flatten())
            .any(|id| self.channels.contains(&id));
        if !self.channels.is_empty() && !listed {
            return Err(self.refusal(List::Channels, format!("the channel is out of reach: {}", channel.id)));
        }
        let listed_server = |server| self.servers.is_empty() || self.servers.contains(&server);
        match channel.guild_id {
            Some(server) if listed_server(server) => Ok(()),
            Some(server) => Err(self.refusal(List::Servers, format!("the server is out of reach: {server}"))),
            None if self.servers.is_empty() || listed => Ok(()),
            None => {
                let reason = format!("direct messages are out of reach: {}", channel.id);
                Err(self.refusal(List::Servers, reason))
            }
        }
    }

    /// What the list is called where it was set.
    const fn setting(&self, list: List) -> &'static str {
        match (list, &self.within) {
            (List::Servers, None) => "DISCORD_ALLOWED_SERVERS",
            (List::Channels, None) => "DISCORD_ALLOWED_CHANNELS",
            (List::Servers, Some(_)) => "allowed_servers",
            (List::Channels, Some(_)) => "allowed_channels",
        }
    }

    fn refusal(&self, list: List, reason: String) -> Refusal {
        let (setting, whose) = (self.setting(list), if self.within.is_some() { "agent" } else { "server" });
        let hint = format!(
            "the setting `{setting}` of this {whose} says where it may work; only the server's owner can change it"
        );
        Refusal::new(Cause::Policy, reason).hint(hint)
    }
}

#[derive(Debug, Clone, Copy)]
enum List {
    Servers,
    Channels,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::discord::directory::script::{OTHER, SERVER, Script, channel, id, soon};

    const CATEGORY: u64 = 1;
    const GENERAL: u64 = 2;
    const THREAD: u64 = 3;
    const ELSEWHERE: u64 = 4;
    const DIRECT: u64 = 5;

    fn world() -> Script {
        let home = json!([channel(CATEGORY, 4, "Text", 0), channel(GENERAL, 0, "general", CATEGORY)]);
        let threads = json!([channel(THREAD, 11, "thread", GENERAL)]);
        let other = json!([channel(ELSEWHERE, 0, "general", 0)]);
        let script =
            Script::new().servers(&[(SERVER, "Home", home, threads), (OTHER, "Work", other, json!([]))]);
        for (number, kind, parent, server) in [
            (CATEGORY, 4, 0, Some(SERVER)),
            (GENERAL, 0, CATEGORY, Some(SERVER)),
            (THREAD, 11, GENERAL, Some(SERVER)),
            (ELSEWHERE, 0, 0, Some(OTHER)),
            (DIRECT, 1, 0, None),
        ] {
            let mut body = channel(number, kind, "name", parent);
            body["guild_id"] = json!(server.map(|server| server.to_string()));
            script.answer(&format!("channels/{}", id(number)), body);
        }
        script
    }

    #[tokio::test]
    async fn each_list_narrows() {
        let none: &[u64] = &[];
        for (servers, channels, in_reach) in [
            (none, none, &[CATEGORY, GENERAL, THREAD, ELSEWHERE, DIRECT][..]),
            (&[SERVER], none, &[CATEGORY, GENERAL, THREAD]),
            (none, &[GENERAL], &[GENERAL, THREAD]),
            (none, &[CATEGORY], &[CATEGORY, GENERAL, THREAD]),
            (none, &[THREAD], &[THREAD]),
            (none, &[DIRECT], &[DIRECT]),
            (&[SERVER], &[GENERAL, ELSEWHERE, DIRECT], &[GENERAL, THREAD, DIRECT]),
        ] {
            let reach = Reach {
                servers: servers.iter().map(|server| ServerId::new(*server).unwrap()).collect(),
                channels: channels.iter().map(|number| ChannelId::new(id(*number)).unwrap()).collect(),
                within: None,
            };
            // Channels that are fetched one by one are judged as those that are known from a list.
            for listed in [false, true] {
                let (_, directory) = world().directory();
                if listed {
                    directory.channels(ServerId::new(SERVER).unwrap(), soon()).await.unwrap();
                }
                for number in [CATEGORY, GENERAL, THREAD, ELSEWHERE, DIRECT] {
                    let result = reach.check(ChannelId::new(id(number)).unwrap(), &directory, soon()).await;
                    assert_eq!(result.is_ok(), in_reach.contains(&number), "{number} {reach:?}: {result:?}");
                }
            }
        }
    }

    #[tokio::test]
    async fn without_lists_nothing_is_looked_up() {
        let (script, directory) = world().directory();
        Reach::default().check(ChannelId::new(id(GENERAL)).unwrap(), &directory, soon()).await.unwrap();
        assert_eq!(script.asked(), [""; 0]);
    }

    #[tokio::test]
    async fn the_setting_is_named() {
        let (_, directory) = world().directory();
        let servers = vec![ServerId::new(SERVER).unwrap()];
        let reach = Reach { servers, channels: vec![ChannelId::new(id(DIRECT)).unwrap()], within: None };
        let refusal =
            reach.check(ChannelId::new(id(GENERAL)).unwrap(), &directory, soon()).await.unwrap_err();
        assert!(refusal.to_string().contains("DISCORD_ALLOWED_CHANNELS"), "{refusal}");
        let refusal = reach.check_server(ServerId::new(OTHER).unwrap()).unwrap_err();
        assert!(refusal.to_string().contains("DISCORD_ALLOWED_SERVERS"), "{refusal}");
    }
}
