use std::sync::Arc;

use super::Directory;
use crate::{
    discord::{
        model::{Channel, Server, User},
        permissions::Standing,
    },
    tool::{ChannelId, ServerId, UserId},
};

/// What is known without a request.
impl Directory {
    /// What the bot may do in a channel, as far as that is known without a request.
    pub(crate) async fn known_standing(&self, channel: ChannelId) -> Option<Standing> {
        let target = self.known_channel(channel).await?;
        let rules = match target.parent_id.filter(|_| target.kind.is_thread()) {
            Some(parent) => self.known_channel(parent).await?,
            None => Arc::clone(&target),
        };
        let standing = self.known_server_standing(target.guild_id?).await?;
        Some(standing.in_channel(target, rules))
    }

    /// What the bot may do in a server, as far as that is known without a request.
    pub(crate) async fn known_server_standing(&self, server: ServerId) -> Option<Standing> {
        let (me, member) = (self.me.get(&()).await?, self.members.get(&server).await?);
        Some(Standing::new(self.server.get(&server).await?, me.id, member))
    }

    /// The bot's own user, if known.
    pub(crate) async fn known_me(&self) -> Option<Arc<User>> {
        self.me.get(&()).await
    }

    /// The servers that the bot is in, if known.
    pub(crate) async fn known_servers(&self) -> Option<Arc<Vec<Server>>> {
        self.servers.get(&()).await
    }

    /// A server in full, if known.
    pub(crate) async fn known_server(&self, id: ServerId) -> Option<Arc<Server>> {
        self.server.get(&id).await
    }

    /// The name of a server, if known: from the server itself or from the list.
    pub(crate) async fn known_server_name(&self, id: ServerId) -> Option<String> {
        if let Some(server) = self.known_server(id).await {
            return Some(server.name.clone());
        }
        let servers = self.known_servers().await?;
        servers.iter().find(|server| server.id == id).map(|server| server.name.clone())
    }

    /// The username of somebody who was met as a member, if known.
    pub(crate) async fn known_username(&self, id: UserId) -> Option<String> {
        let user = match self.people.get(&id).await {
            Some(user) => user,
            None => self.known_me().await.filter(|me| me.id == id)?,
        };
        Some(user.username.clone())
    }

    /// Whether the channels of a server are known.
    #[cfg(test)]
    pub(crate) async fn knows_channels(&self, server: ServerId) -> bool {
        self.channels.get(&server).await.is_some()
    }

    /// A channel, if known.
    pub(crate) async fn known_channel(&self, id: ChannelId) -> Option<Arc<Channel>> {
        if let Some(server) = self.homes.get(&id).await
            && let Some(channels) = self.channels.get(&server).await
            && let Some(channel) = channels.get(id)
        {
            return Some(Arc::clone(channel));
        }
        self.singles.get(&id).await
    }

    /// The server of a channel, if known.
    pub(crate) async fn known_home(&self, channel: ChannelId) -> Option<ServerId> {
        self.homes.get(&channel).await
    }
}

/// What changed, told by the gateway or by a write of our own.
impl Directory {
    /// Forgets the list of servers and all of one server: it was joined, left, renamed, or its roles changed.
    pub(crate) async fn forget_server(&self, server: ServerId) {
        self.changed();
        self.servers.invalidate(&()).await;
        self.server.invalidate(&server).await;
        self.members.invalidate(&server).await;
        self.channels.invalidate(&server).await;
    }

    /// Forgets the roles of a server.
    pub(crate) async fn forget_roles(&self, server: ServerId) {
        self.changed();
        self.server.invalidate(&server).await;
    }

    /// Forgets which channels a server has: some were made or moved.
    pub(crate) async fn forget_channels(&self, server: ServerId) {
        self.changed();
        self.channels.invalidate(&server).await;
    }

    /// Forgets what is known of the members of a server, the bot among them: roles or names changed.
    pub(crate) async fn forget_members(&self, server: ServerId) {
        self.forget_own_member(server).await;
        // It only fails for a cache that wasn't built for it.
        let _ = self.found.invalidate_entries_if(move |(of, _), _| *of == server);
    }

    /// Forgets the bot's member of a server: its roles, its name or a timeout changed.
    pub(crate) async fn forget_own_member(&self, server: ServerId) {
        self.changed();
        self.members.invalidate(&server).await;
    }

    /// Forgets a channel, and the list that it is in: it was edited or deleted.
    pub(crate) async fn forget_channel(&self, channel: ChannelId) {
        let parent = self.known_channel(channel).await.and_then(|channel| channel.parent_id);
        self.changed();
        self.singles.invalidate(&channel).await;
        self.archived.invalidate(&channel).await;
        // A thread may have been archived or brought back.
        if let Some(parent) = parent {
            self.archived.invalidate(&parent).await;
        }
        // It only fails for a cache that wasn't built for it.
        let _ = self
            .archived
            .invalidate_entries_if(move |_, threads| threads.iter().any(|thread| thread.id == channel));
        match self.homes.get(&channel).await {
            Some(server) => self.channels.invalidate(&server).await,
            // It may be in any list: an archived thread that was brought back, and was never looked at before.
            None => self.channels.invalidate_all(),
        }
    }

    /// Forgets everything that decides what the bot may do in a channel, so that the next look is at the truth:
    /// before something is refused on the strength of what may be minutes old.
    pub(crate) async fn forget_standing(&self, channel: ChannelId) {
        let parent = self.known_channel(channel).await.and_then(|channel| channel.parent_id);
        self.forget_channel(channel).await;
        if let Some(parent) = parent {
            self.forget_channel(parent).await;
        }
        if let Some(server) = self.homes.get(&channel).await {
            self.forget_roles(server).await;
            self.forget_own_member(server).await;
        }
    }
}
