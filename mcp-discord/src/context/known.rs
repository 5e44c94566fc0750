use std::sync::Arc;

use jiff::Timestamp;

use super::Context;
use crate::{
    discord::{Lacking, model},
    tool::{ChannelId, ChannelRef, Permissions, Refusal, Scope, ServerId, ServerRef},
};

/// What is known without a request: a missing name is left out of a result. Only `lacks_…` and `look_up` fetch.
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

    /// Which of these permissions the bot lacks in a channel now, where that can be looked up.
    pub(crate) async fn lacks_bits_in(&self, channel: &ChannelRef, bits: Permissions) -> Option<Permissions> {
        let (channel, operation) = (channel.id()?, self.operation());
        let directory = operation.discord().directory();
        directory.forget_standing(channel).await;
        let standing = directory.standing(channel, operation.deadline()).await.ok()??;
        Some(bits.without(standing.effective(Timestamp::now())?))
    }
}
