//! What requests have changed, in order.

use super::Snowflake;

/// A change that a request made.
///
/// A request that changes nothing (a reaction that was there already, a repeated nonce) leaves no entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Write {
    /// 1 for the first.
    pub sequence: u64,
    /// Unix milliseconds.
    pub at_ms: u64,
    /// Discord's operation ID, as `create_message`.
    pub operation: &'static str,
    /// The number of the request, counted over all that this sandbox received.
    pub request: u64,
    /// What was changed.
    pub target: WriteTarget,
}

/// What a change was made to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WriteTarget {
    /// The server, when it happened in one.
    pub server: Option<Snowflake>,
    /// The channel or thread.
    pub channel: Option<Snowflake>,
    /// The message.
    pub message: Option<Snowflake>,
    /// The user it was done to.
    pub user: Option<Snowflake>,
    /// The role.
    pub role: Option<Snowflake>,
    /// The emoji of a reaction, as in the request.
    pub emoji: Option<String>,
    /// The nonce of a message.
    pub nonce: Option<String>,
    /// The text of a message, or the new name of a thing.
    pub content: Option<String>,
}

impl WriteTarget {
    pub(super) fn server(server: Snowflake) -> Self {
        Self { server: Some(server), ..Self::default() }
    }

    pub(super) fn channel(server: Option<Snowflake>, channel: Snowflake) -> Self {
        Self { server, channel: Some(channel), ..Self::default() }
    }

    pub(super) fn message(mut self, message: Snowflake) -> Self {
        self.message = Some(message);
        self
    }

    pub(super) fn user(mut self, user: Snowflake) -> Self {
        self.user = Some(user);
        self
    }

    pub(super) fn role(mut self, role: Snowflake) -> Self {
        self.role = Some(role);
        self
    }

    pub(super) fn emoji(mut self, emoji: &str) -> Self {
        self.emoji = Some(emoji.to_owned());
        self
    }

    pub(super) fn nonce(mut self, nonce: Option<String>) -> Self {
        self.nonce = nonce;
        self
    }

    pub(super) fn content(mut self, content: &str) -> Self {
        self.content = Some(content.to_owned());
        self
    }

    /// The thing that was changed itself, as an audit log names it.
    pub(super) fn subject(&self) -> Option<Snowflake> {
        self.message.or(self.role).or(self.user).or(self.channel).or(self.server)
    }
}
