use super::Context;
use crate::{
    discord::Lacking,
    tool::{ChannelRef, Refusal, RoleRef, Scope, ServerId, ServerRef, ToolError, Untrusted, UserRef},
};

/// What is known without a request: a missing name is left out of a result. Only `lacks_in` fetches.
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
}
