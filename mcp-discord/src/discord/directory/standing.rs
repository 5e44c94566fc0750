use std::sync::Arc;

use futures_util::future::BoxFuture;
use tokio::time::Instant;

use super::{Directory, Get, fetch};
use crate::{
    discord::{
        model::{Channel, Member},
        permissions::Standing,
    },
    tool::{ChannelId, ServerId, ToolError, UserId},
};

/// Discord's "missing access".
///
/// Source: <https://discord.com/developers/docs/topics/opcodes-and-status-codes#json-json-error-codes>
const MISSING_ACCESS: u32 = 50_001;

/// In how many servers a channel that the bot can't see is looked for.
const SEARCHED: usize = 10;

/// Who may do what where.
///
/// What the bot may do is looked up seldom, and takes much room: those futures are boxed, or every call of a tool would
/// carry that room around.
impl Directory {
    /// A channel, also one that the bot can't see: the list of its server has that too, overwrites and all.
    pub(crate) async fn channel_or_listed(
        &self,
        id: ChannelId,
        deadline: Instant,
    ) -> Result<Arc<Channel>, ToolError> {
        let refused = match self.channel(id, deadline).await {
            Err(ToolError::Refused(refusal)) if refusal.discord_code == Some(MISSING_ACCESS) => refusal,
            other => return other,
        };
        let servers = match self.known_home(id).await {
            Some(home) => vec![home],
            None => self.servers(deadline).await?.iter().map(|server| server.id).take(SEARCHED).collect(),
        };
        for server in servers {
            if let Some(channel) = self.channels(server, deadline).await?.get(id) {
                return Ok(Arc::clone(channel));
            }
        }
        Err(refused.into())
    }

    /// A channel, the one whose overwrites count there, and the server. `None` for direct messages.
    pub(crate) async fn place(
        &self,
        channel: ChannelId,
        deadline: Instant,
    ) -> Result<Option<(ServerId, Arc<Channel>, Arc<Channel>)>, ToolError> {
        let target = self.channel_or_listed(channel, deadline).await?;
        let Some(server) = target.guild_id else { return Ok(None) };
        let rules = match target.parent_id.filter(|_| target.kind.is_thread()) {
            Some(parent) => self.channel_or_listed(parent, deadline).await?,
            None => Arc::clone(&target),
        };
        Ok(Some((server, target, rules)))
    }

    /// What the bot may do in a channel. In direct messages there are no permissions: `None`.
    pub(crate) fn standing(
        &self,
        channel: ChannelId,
        deadline: Instant,
    ) -> BoxFuture<'_, Result<Option<Standing>, ToolError>> {
        Box::pin(async move {
            let Some((server, target, rules)) = self.place(channel, deadline).await? else { return Ok(None) };
            let standing = self.server_standing(server, deadline).await?;
            Ok(Some(standing.in_channel(target, rules)))
        })
    }

    /// A member of a server, as they are now.
    pub(crate) async fn member(
        &self,
        server: ServerId,
        user: UserId,
        deadline: Instant,
    ) -> Result<Arc<Member>, ToolError> {
        let request = Get::new([&"guilds", &server, &"members", &user]);
        let body = self.fetch.get(request, deadline).await?;
        let member = fetch::one(&body, "a member")?;
        self.met(std::slice::from_ref(&member)).await;
        Ok(Arc::new(member))
    }

    pub(super) async fn met(&self, members: &[Member]) {
        for user in members.iter().filter_map(|member| member.user.as_ref()) {
            self.people.insert(user.id, Arc::new(user.clone())).await;
        }
    }

    /// What the bot may do in a server, before any channel has its say.
    pub(crate) fn server_standing(
        &self,
        server: ServerId,
        deadline: Instant,
    ) -> BoxFuture<'_, Result<Standing, ToolError>> {
        Box::pin(async move {
            let (server, member, me) = tokio::try_join!(
                self.server(server, deadline),
                self.own_member(server, deadline),
                self.me(deadline)
            )?;
            Ok(Standing::new(server, me.id, member))
        })
    }
}
