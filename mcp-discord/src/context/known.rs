use std::sync::Arc;

use jiff::Timestamp;

use super::Context;
use crate::{
    discord::{Lacking, model},
    tool::{
        ChannelId, ChannelRef, Permissions, Refusal, RoleRef, Rule, Scope, ServerId, ServerRef, ToolError,
        ToolResult, Untrusted, UserRef,
    },
};

/// What is known without a request: a missing name is left out of a result. Only `lacks_…`, `look_up` and `server_name`
/// fetch.
impl<S: Scope> Context<S> {
    /// The name of a server.
    pub(crate) async fn known_server_name(&self, server: &ServerRef) -> Option<String> {
        self.operation().discord().directory().known_server_name(server.id()?).await
    }

    /// A role as it is shown: by its name where that is known, and its ID.
    pub(crate) async fn role_shown(&self, server: &ServerRef, role: &RoleRef) -> String {
        let (Some(server), Some(id)) = (server.id(), role.id()) else { return role.to_string() };
        let server = self.operation().discord().directory().known_server(server).await;
        match server.as_ref().and_then(|server| server.role(id)) {
            Some(role) => format!("{} (ID {id})", Untrusted::new(&role.name).line(100)),
            None => id.to_string(),
        }
    }

    /// A user as they are shown: by their username where that is known, and their ID.
    pub(crate) async fn user_shown(&self, user: &UserRef) -> String {
        let Some(id) = user.id() else { return user.to_string() };
        match self.operation().discord().directory().known_username(id).await {
            Some(name) => format!("{} (ID {id})", Untrusted::new(&name).line(32)),
            None => id.to_string(),
        }
    }

    /// The name of a server, looked up where it isn't known; a name that can't be had is left out.
    pub(crate) async fn server_name(&self, server: &ServerRef) -> Option<String> {
        if let Some(known) = self.known_server_name(server).await {
            return Some(known);
        }
        let operation = self.operation();
        let found = operation.discord().directory().server(server.id()?, operation.deadline()).await;
        found.map(|server| server.name.clone()).ok()
    }

    /// What a message's ID is added to for a link to a message of the channel.
    pub(crate) async fn known_home(&self, channel: &ChannelRef) -> Option<String> {
        let id = channel.id()?;
        let server = match channel.link().and_then(|link| link.server) {
            Some(server) => server,
            None => self.operation().discord().directory().known_home(id).await?,
        };
        Some(format!("https://discord.com/channels/{server}/{id}/"))
    }

    /// Whether the allow-lists let a server through.
    pub(crate) fn reaches_server(&self, server: ServerId) -> bool {
        self.operation().discord().reach().check_server(server).is_ok()
    }

    /// What the bot lacks in a channel of what the scope always needs: for endpoints that Discord answers with nothing
    /// where it could refuse. This is looked up, `afresh` when what is known may be too old.
    pub(crate) async fn lacks_in(&self, channel: &ChannelRef, afresh: bool) -> Option<Refusal> {
        let operation = self.operation();
        let lacking = Lacking {
            rules: S::SCOPE.permissions,
            given: &[],
            channel: channel.id(),
            server: None,
            operation,
        };
        let looked = if afresh { lacking.look_afresh().await } else { lacking.look().await };
        // What can't be looked up proves nothing.
        looked.unwrap_or_else(|error| {
            tracing::debug!(%error, "the bot's permissions can't be looked up");
            None
        })
    }

    /// What the bot lacks in every channel of a server of what the scope always needs, and so in the server: for
    /// endpoints that pass over what the bot may not see.
    pub(crate) async fn lacks_everywhere(&self, server: &ServerRef) -> Option<Refusal> {
        let operation = self.operation();
        let rules = S::SCOPE.permissions;
        let in_server = Lacking { rules, given: &[], channel: None, server: server.id(), operation };
        let looked = async {
            let Some(refusal) = in_server.look_afresh().await? else { return Ok(None) };
            let (Some(server), deadline) = (server.id(), operation.deadline()) else { return Ok(None) };
            let channels = operation.discord().directory().channels(server, deadline).await?;
            for channel in channels.list().iter().filter(|channel| channel.kind.is_sendable()) {
                let in_channel = Lacking { channel: Some(channel.id), server: None, ..in_server };
                if in_channel.look().await?.is_none() {
                    return Ok(None);
                }
            }
            Ok::<_, ToolError>(Some(refusal))
        };
        // What can't be looked up proves nothing.
        looked.await.unwrap_or_else(|error| {
            tracing::debug!(%error, "the bot's permissions can't be looked up");
            None
        })
    }

    /// A channel.
    pub(crate) async fn known_channel(&self, channel: ChannelId) -> Option<Arc<model::Channel>> {
        self.operation().discord().directory().known_channel(channel).await
    }

    /// A server with its roles.
    pub(crate) async fn known_server(&self, server: ServerId) -> Option<Arc<model::Server>> {
        self.operation().discord().directory().known_server(server).await
    }

    /// Whether the allow-lists let a channel of a list through that holds no threads.
    pub(crate) fn reaches_channel(&self, channel: &model::Channel) -> bool {
        self.operation().discord().reach().check_channel(channel, None).is_ok()
    }

    /// What the bot lacks of one rule in a channel now, looked up before a series of changes that would break off
    /// for it.
    pub(crate) async fn lacks_rule_in(
        &self,
        channel: &ChannelRef,
        rule: Rule,
    ) -> ToolResult<Option<Refusal>> {
        let operation = self.operation();
        let lacking = Lacking { rules: &[rule], given: &[], channel: channel.id(), server: None, operation };
        lacking.look_afresh().await
    }

    /// Which of these permissions the bot lacks in a channel now, where that can be looked up.
    pub(crate) async fn lacks_bits_in(&self, channel: &ChannelRef, bits: Permissions) -> Option<Permissions> {
        let (channel, operation) = (channel.id()?, self.operation());
        let directory = operation.discord().directory();
        directory.forget_standing(channel).await;
        let standing = directory.standing(channel, operation.deadline()).await.ok()??;
        Some(bits.without(standing.effective(Timestamp::now())?))
    }

    /// A channel, thread or post, looked up where it isn't known.
    pub(crate) async fn look_up(&self, channel: ChannelId) -> ToolResult<Arc<model::Channel>> {
        let operation = self.operation();
        operation.discord().directory().channel(channel, operation.deadline()).await
    }

    /// The threads of a server that the allow-lists let through. Where there is a list of channels, the server's are
    /// looked up: a thread is in reach where its channel or the category of that is.
    pub(crate) async fn reachable_threads(
        &self,
        server: ServerId,
        mut threads: Vec<model::Channel>,
    ) -> ToolResult<Vec<model::Channel>> {
        let (discord, deadline) = (self.operation().discord(), self.operation().deadline());
        if !discord.reach().is_unlimited() {
            let known = discord.directory().channels(server, deadline).await?;
            threads.retain(|thread| {
                let parent = thread.parent_id.and_then(|parent| known.get(parent));
                discord.reach().check_channel(thread, parent.map(|parent| &**parent)).is_ok()
            });
        }
        Ok(threads)
    }

    /// Explains what Discord only refused, for calls whose arguments don't say which channel they are about.
    pub(crate) async fn explained(
        &self,
        error: ToolError,
        channel: ChannelId,
        server: ServerId,
    ) -> ToolError {
        let ToolError::Refused(Refusal { discord_code: Some(50_001 | 50_013), .. }) = &error else {
            return error;
        };
        let rules: Vec<Rule> = S::SCOPE.permissions.iter().map(|rule| rule.told()).collect();
        // A channel that the bot can't see can't be looked up, but what its roles lack in the whole server can.
        for (channel, server) in [(Some(channel), None), (None, Some(server))] {
            let lacking = Lacking { rules: &rules, given: &[], channel, server, operation: self.operation() };
            if let Ok(Some(refusal)) = lacking.look_afresh().await {
                return refusal.into();
            }
        }
        error
    }
}
