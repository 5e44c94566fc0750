use jiff::Timestamp;

use super::{Standing, check, invite_link, refusal};
use crate::{
    discord::Operation,
    tool::{ChannelId, Refusal, Rule, ServerId, ToolResult},
};

/// The question what the bot lacks of the rules of a piece of work, in a channel or in a server.
pub(crate) struct Lacking<'a> {
    pub(crate) rules: &'a [Rule],
    /// The arguments that were given.
    pub(crate) given: &'a [&'static str],
    pub(crate) channel: Option<ChannelId>,
    pub(crate) server: Option<ServerId>,
    pub(crate) operation: &'a Operation,
}

impl Lacking<'_> {
    /// What is lacking, as far as it is known without a request.
    pub(crate) async fn known(&self) -> Option<Refusal> {
        let directory = self.operation.discord().directory();
        let standing = match (self.channel, self.server) {
            (Some(channel), _) => directory.known_standing(channel).await,
            (None, Some(server)) => directory.known_server_standing(server).await,
            (None, None) => None,
        };
        self.judge(&standing?).await
    }

    /// What is lacking, with whatever has to be looked up for it. What is known may be some minutes old.
    pub(crate) async fn look(&self) -> ToolResult<Option<Refusal>> {
        let (directory, deadline) = (self.operation.discord().directory(), self.operation.deadline());
        let standing = match (self.channel, self.server) {
            (Some(channel), _) => directory.standing(channel, deadline).await?,
            (None, Some(server)) => Some(directory.server_standing(server, deadline).await?),
            (None, None) => None,
        };
        match standing {
            Some(standing) => Ok(self.judge(&standing).await),
            None => Ok(None),
        }
    }

    /// What is lacking now: what was known is forgotten first.
    pub(crate) async fn look_afresh(&self) -> ToolResult<Option<Refusal>> {
        let (directory, deadline) = (self.operation.discord().directory(), self.operation.deadline());
        if let Some(channel) = self.channel
            && directory.known_home(channel).await.is_none()
        {
            // The channel is new to us, but its server may not be: which one it is has to be known first.
            directory.channel_or_listed(channel, deadline).await?;
        }
        self.forget().await;
        self.look().await
    }

    /// Forgets what is known of the bot's standing there.
    pub(crate) async fn forget(&self) {
        let directory = self.operation.discord().directory();
        if let Some(channel) = self.channel {
            directory.forget_standing(channel).await;
        }
        if let Some(server) = self.server {
            directory.forget_server(server).await;
        }
    }

    async fn judge(&self, standing: &Standing) -> Option<Refusal> {
        let now = Timestamp::now();
        let effective = standing.effective(now)?;
        let missing = check(self.rules, self.given, standing.channel(), effective);
        if missing.is_empty() {
            return None;
        }
        let invite = match self.operation.discord().directory().known_me().await {
            Some(me) => invite_link(me.id, Rule::union(self.rules)),
            None => "ask whoever manages the server to invite the bot again".into(),
        };
        Some(refusal(&missing, standing, now, &invite))
    }
}
