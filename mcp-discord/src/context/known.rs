use super::Context;
use crate::tool::{ChannelRef, Scope, ServerId, ServerRef};

/// What is known without a request. Nothing here fetches: a missing name is left out of a result.
impl<S: Scope> Context<S> {
    /// The name of a server.
    pub(crate) async fn known_server_name(&self, server: &ServerRef) -> Option<String> {
        self.operation().discord().directory().known_server_name(server.id()?).await
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
}
