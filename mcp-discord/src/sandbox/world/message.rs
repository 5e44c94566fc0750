//! Messages, attachments and reactions.

use serde_json::Value;

use crate::sandbox::Snowflake;

/// Discord's [message types](https://docs.discord.com/developers/resources/message#message-object-message-types),
/// as far as the sandbox makes them.
pub(in crate::sandbox) mod message_type {
    pub(in crate::sandbox) const DEFAULT: u8 = 0;
    pub(in crate::sandbox) const CHANNEL_PINNED_MESSAGE: u8 = 6;
    pub(in crate::sandbox) const THREAD_CREATED: u8 = 18;
    pub(in crate::sandbox) const REPLY: u8 = 19;
    pub(in crate::sandbox) const THREAD_STARTER_MESSAGE: u8 = 21;
}

/// A [message](https://docs.discord.com/developers/resources/message#message-object).
#[derive(Clone, Debug)]
pub struct Message {
    /// The message's ID.
    pub id: Snowflake,
    /// The channel it is in.
    pub channel: Snowflake,
    /// Who wrote it.
    pub author: Snowflake,
    /// Discord's message type: 0 for text, 19 for a reply, others for what the system says.
    pub kind: u8,
    /// Markdown, up to 2,000 characters.
    pub content: String,
    /// When it was last edited, in Unix milliseconds.
    pub edited_at_ms: Option<u64>,
    /// Whether it is read aloud.
    pub tts: bool,
    /// Discord's message flags.
    pub flags: u64,
    /// The users that it pings.
    pub mentions: Vec<Snowflake>,
    /// The roles that it pings.
    pub mention_roles: Vec<Snowflake>,
    /// Whether it pings everyone.
    pub mention_everyone: bool,
    /// Embeds, as Discord returns them.
    pub embeds: Vec<Value>,
    /// Components, as Discord returns them.
    pub components: Vec<Value>,
    /// Files.
    pub attachments: Vec<Attachment>,
    /// The message that it answers, forwards or tells of.
    pub reference: Option<MessageReference>,
    /// The content of a forwarded message, as Discord returns it.
    pub snapshots: Vec<Value>,
    /// A poll, as Discord returns it.
    pub poll: Option<Value>,
    /// Reactions, in the order in which they came.
    pub reactions: Vec<Reaction>,
    /// When it was pinned, in Unix milliseconds; `None` when it is not.
    pub pinned_at_ms: Option<u64>,
    /// What the sender gave to recognise it, as given: text or number.
    pub nonce: Option<Value>,
    /// The thread that was started from it.
    pub thread: Option<Snowflake>,
}

impl Message {
    pub(in crate::sandbox) fn new(id: Snowflake, channel: Snowflake, author: Snowflake) -> Self {
        Self {
            id,
            channel,
            author,
            kind: message_type::DEFAULT,
            content: String::new(),
            edited_at_ms: None,
            tts: false,
            flags: 0,
            mentions: Vec::new(),
            mention_roles: Vec::new(),
            mention_everyone: false,
            embeds: Vec::new(),
            components: Vec::new(),
            attachments: Vec::new(),
            reference: None,
            snapshots: Vec::new(),
            poll: None,
            reactions: Vec::new(),
            pinned_at_ms: None,
            nonce: None,
            thread: None,
        }
    }

    /// Whether there is nothing to see in it.
    pub(in crate::sandbox) fn is_empty(&self) -> bool {
        self.content.is_empty()
            && self.embeds.is_empty()
            && self.attachments.is_empty()
            && self.components.is_empty()
            && self.poll.is_none()
            && self.snapshots.is_empty()
    }

    /// Whether somebody wrote it, rather than the system.
    pub(in crate::sandbox) fn is_written(&self) -> bool {
        matches!(self.kind, message_type::DEFAULT | message_type::REPLY)
    }
}

/// What a message points at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MessageReference {
    /// 0 for a reply, 1 for a forward.
    pub kind: u8,
    /// The channel of the message.
    pub channel: Snowflake,
    /// The message; `None` when only a channel is meant.
    pub message: Option<Snowflake>,
}

/// A file of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attachment {
    /// The attachment's ID.
    pub id: Snowflake,
    /// The file's name.
    pub filename: String,
    /// Alternative text, up to 1,024 characters.
    pub description: Option<String>,
    /// MIME type.
    pub content_type: String,
    /// Bytes.
    pub size: usize,
}

/// An emoji: one of Unicode's, or one of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Emoji {
    /// The character or characters.
    Unicode(String),
    /// A server's own.
    Custom {
        /// The emoji's ID.
        id: Snowflake,
        /// Its name.
        name: String,
        /// Whether it moves.
        animated: bool,
    },
}

/// One emoji under a message, and who put it there.
#[derive(Clone, Debug)]
pub struct Reaction {
    /// The emoji.
    pub emoji: Emoji,
    /// User IDs, in the order in which they reacted.
    pub users: Vec<Snowflake>,
}

/// A message to add to a world: see [`World::add_message_with`](super::World::add_message_with).
#[derive(Clone, Debug, Default)]
pub struct NewMessage {
    pub(super) content: String,
    pub(super) at_ms: Option<u64>,
    pub(super) reply_to: Option<Snowflake>,
    pub(super) embeds: Vec<Value>,
    pub(super) files: Vec<(String, Vec<u8>)>,
    pub(super) reactions: Vec<(String, Vec<Snowflake>)>,
    pub(super) pinned: bool,
}

impl NewMessage {
    /// A message of this text.
    pub fn text(content: impl Into<String>) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// When it was sent, in Unix milliseconds; now unless said.
    pub fn at_ms(mut self, unix_ms: u64) -> Self {
        self.at_ms = Some(unix_ms);
        self
    }

    /// The message of the same channel that it answers.
    pub fn reply_to(mut self, message: Snowflake) -> Self {
        self.reply_to = Some(message);
        self
    }

    /// An [embed](https://docs.discord.com/developers/resources/message#embed-object) as Discord returns it.
    pub fn embed(mut self, embed: Value) -> Self {
        self.embeds.push(embed);
        self
    }

    /// A file.
    pub fn file(mut self, name: impl Into<String>, bytes: impl Into<Vec<u8>>) -> Self {
        self.files.push((name.into(), bytes.into()));
        self
    }

    /// A Unicode emoji under it, and who put it there.
    pub fn reaction(mut self, emoji: impl Into<String>, users: impl Into<Vec<Snowflake>>) -> Self {
        self.reactions.push((emoji.into(), users.into()));
        self
    }

    /// Pins it.
    pub fn pinned(mut self) -> Self {
        self.pinned = true;
        self
    }
}
