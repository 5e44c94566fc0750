use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use super::{Attachment, Channel, Embed, Reaction, User, lenient};
use crate::tool::{ChannelId, MessageId, RoleId, ServerId};

/// A [message](https://discord.com/developers/docs/resources/message#message-object).
///
/// Without the intent `MESSAGE_CONTENT`, `content`, `embeds`, `attachments`, `components` and `poll` are empty in
/// messages of others that don't mention the bot.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[non_exhaustive]
#[allow(clippy::struct_excessive_bools, reason = "Discord's own fields")]
pub struct Message {
    /// Its ID.
    pub id: MessageId,
    /// Where it is.
    pub channel_id: ChannelId,
    /// Who wrote it; a webhook is shown as a user that doesn't exist.
    #[serde(default, deserialize_with = "lenient::field")]
    pub author: Option<User>,
    /// The text: up to 2,000 characters, 4,000 where the author has Nitro.
    #[serde(default, deserialize_with = "lenient::field")]
    pub content: String,
    /// When it was sent: see [`sent_ms`](Self::sent_ms).
    #[serde(default, deserialize_with = "lenient::time")]
    pub timestamp: Option<Timestamp>,
    /// When it was last edited.
    #[serde(default, deserialize_with = "lenient::time")]
    pub edited_timestamp: Option<Timestamp>,
    /// What kind of message it is.
    #[serde(rename = "type", default, deserialize_with = "lenient::field")]
    pub kind: MessageKind,
    /// Its [flags](https://discord.com/developers/docs/resources/message#message-object-message-flags).
    #[serde(default, deserialize_with = "lenient::field")]
    pub flags: u64,
    /// Its files, up to 10.
    #[serde(default, deserialize_with = "lenient::list")]
    pub attachments: Vec<Attachment>,
    /// Its embeds, up to 10.
    #[serde(default, deserialize_with = "lenient::list")]
    pub embeds: Vec<Embed>,
    /// How people reacted, up to 20 emoji.
    #[serde(default, deserialize_with = "lenient::list")]
    pub reactions: Vec<Reaction>,
    /// Whether it is pinned.
    #[serde(default, deserialize_with = "lenient::field")]
    pub pinned: bool,
    /// Whether it is read aloud.
    #[serde(default, deserialize_with = "lenient::field")]
    pub tts: bool,
    /// The users that it mentions.
    #[serde(default, deserialize_with = "lenient::list")]
    pub mentions: Vec<User>,
    /// The roles that it mentions.
    #[serde(default, deserialize_with = "lenient::list")]
    pub mention_roles: Vec<RoleId>,
    /// Whether it pings everyone.
    #[serde(default, deserialize_with = "lenient::field")]
    pub mention_everyone: bool,
    /// What it replies to, forwards or tells of.
    #[serde(default, deserialize_with = "lenient::field")]
    pub message_reference: Option<MessageReference>,
    /// The message that it replies to; `None` also when that one was deleted.
    #[serde(default, deserialize_with = "lenient::field")]
    pub referenced_message: Option<Box<Message>>,
    /// What it forwards, as it was then.
    #[serde(default, deserialize_with = "lenient::list")]
    pub message_snapshots: Vec<MessageSnapshot>,
    /// The thread that was started from it.
    #[serde(default, deserialize_with = "lenient::field")]
    pub thread: Option<Box<Channel>>,
    /// Its stickers, up to 3.
    #[serde(default, deserialize_with = "lenient::list")]
    pub sticker_items: Vec<StickerItem>,
    /// Whether it holds a poll.
    #[serde(rename = "poll", default, deserialize_with = "lenient::presence")]
    pub has_poll: bool,
    /// How many components stand at its top level: rows of buttons, containers …
    #[serde(rename = "components", default, deserialize_with = "lenient::count")]
    pub component_count: usize,
    /// What the sender gave to know it by: up to 25 characters.
    #[serde(default, deserialize_with = "lenient::text_or_number")]
    pub nonce: Option<String>,
    /// The webhook that sent it.
    #[serde(default, deserialize_with = "lenient::field")]
    pub webhook_id: Option<String>,
}

/// Which message was sent, and where: what [`Call::brief`](crate::discord::Call::brief) reads of a [`Message`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct SentMessage {
    /// Its ID.
    pub id: MessageId,
    /// Where it is.
    pub channel_id: ChannelId,
}

impl Message {
    /// When it was sent, in milliseconds since the Unix epoch: its ID holds it.
    pub const fn sent_ms(&self) -> u64 {
        self.id.created_ms()
    }

    /// Its author's name; `unknown` where Discord didn't say who that is.
    pub fn author_name(&self) -> &str {
        self.author.as_ref().map_or("unknown", User::display_name)
    }
}

/// The [kind of a message](https://discord.com/developers/docs/resources/message#message-object-message-types).
/// A kind that Discord adds later is kept as its number.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct MessageKind(pub u8);

impl MessageKind {
    /// What a person or bot wrote.
    pub const DEFAULT: Self = Self(0);
    /// Somebody joined.
    pub const USER_JOIN: Self = Self(7);
    /// A thread was started.
    pub const THREAD_CREATED: Self = Self(18);
    /// What a person or bot wrote in reply.
    pub const REPLY: Self = Self(19);
    /// The answer to a slash command.
    pub const CHAT_INPUT_COMMAND: Self = Self(20);
    /// The first message of a thread that was started from a message.
    pub const THREAD_STARTER_MESSAGE: Self = Self(21);
    /// The answer to a command in a context menu.
    pub const CONTEXT_MENU_COMMAND: Self = Self(23);

    /// Whether Discord wrote it to tell of something, and no person or bot did.
    pub const fn is_system(self) -> bool {
        !matches!(self, Self::DEFAULT | Self::REPLY | Self::CHAT_INPUT_COMMAND | Self::CONTEXT_MENU_COMMAND)
    }
}

impl<'de> Deserialize<'de> for MessageKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u8::deserialize(deserializer).map(Self)
    }
}

/// What a message [refers to](https://discord.com/developers/docs/resources/message#message-reference-structure).
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct MessageReference {
    /// 0 a reply or a note, 1 a forward.
    #[serde(rename = "type", default, deserialize_with = "lenient::field")]
    pub kind: u8,
    /// The message.
    #[serde(default, deserialize_with = "lenient::field")]
    pub message_id: Option<MessageId>,
    /// Its channel.
    #[serde(default, deserialize_with = "lenient::field")]
    pub channel_id: Option<ChannelId>,
    /// Its server.
    #[serde(default, deserialize_with = "lenient::field")]
    pub guild_id: Option<ServerId>,
}

impl MessageReference {
    /// Whether the message is a forward of another.
    pub const fn is_forward(&self) -> bool {
        self.kind == 1
    }
}

/// A message [as it was](https://discord.com/developers/docs/resources/message#message-snapshot-object) when it
/// was forwarded. Discord says neither who wrote it nor its ID.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct MessageSnapshot {
    /// The text.
    pub content: String,
    /// When it was sent.
    pub timestamp: Option<Timestamp>,
    /// Its files.
    pub attachments: Vec<Attachment>,
    /// Its embeds.
    pub embeds: Vec<Embed>,
}

impl<'de> Deserialize<'de> for MessageSnapshot {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        struct Outer {
            message: Inner,
        }
        #[derive(Deserialize)]
        struct Inner {
            #[serde(default, deserialize_with = "lenient::field")]
            content: String,
            #[serde(default, deserialize_with = "lenient::time")]
            timestamp: Option<Timestamp>,
            #[serde(default, deserialize_with = "lenient::list")]
            attachments: Vec<Attachment>,
            #[serde(default, deserialize_with = "lenient::list")]
            embeds: Vec<Embed>,
        }
        let Inner { content, timestamp, attachments, embeds } = Outer::deserialize(deserializer)?.message;
        Ok(Self { content, timestamp, attachments, embeds })
    }
}

/// A [sticker](https://discord.com/developers/docs/resources/sticker#sticker-item-object) in a message.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct StickerItem {
    /// Its ID.
    pub id: String,
    /// Its name.
    #[serde(default, deserialize_with = "lenient::field")]
    pub name: String,
}
