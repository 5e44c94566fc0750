use std::fmt;

use jiff::Timestamp;
use serde::{Deserialize, Deserializer};

use super::{Overwrite, User, lenient};
use crate::tool::{ChannelId, EmojiId, MessageId, Permissions, ServerId, UserId};

/// A [channel](https://discord.com/developers/docs/resources/channel#channel-object) of any kind: threads, forum
/// posts, categories and direct messages too.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct Channel {
    /// Its ID. That of a forum post is also the ID of its first message.
    pub id: ChannelId,
    /// What kind of channel it is.
    #[serde(rename = "type")]
    pub kind: ChannelKind,
    /// Its server; none for direct messages, and where Discord leaves it out because it was asked for.
    #[serde(default)]
    pub guild_id: Option<ServerId>,
    /// The category of a channel, or the channel of a thread or post.
    #[serde(default)]
    pub parent_id: Option<ChannelId>,
    /// Its name, 1 to 100 characters; direct messages have none.
    #[serde(default, deserialize_with = "lenient::field")]
    pub name: Option<String>,
    /// What it is about: up to 1,024 characters, 4,096 in forums.
    #[serde(default, deserialize_with = "lenient::field")]
    pub topic: Option<String>,
    /// Its place among its siblings.
    #[serde(default, deserialize_with = "lenient::field")]
    pub position: i64,
    /// Who is allowed or denied what in it. `None` where Discord doesn't say, as in threads, which have their
    /// parent's, or where it can't be read: then nothing is known of the permissions.
    #[serde(default, deserialize_with = "lenient::field")]
    pub permission_overwrites: Option<Vec<Overwrite>>,
    /// Whether it is for adults.
    #[serde(default, deserialize_with = "lenient::field")]
    pub nsfw: bool,
    /// Slow mode: how many seconds a person waits between messages, up to 21,600.
    #[serde(default, deserialize_with = "lenient::field")]
    pub rate_limit_per_user: u32,
    /// Its newest message, which may have been deleted; in a forum its newest post.
    #[serde(default, deserialize_with = "lenient::field")]
    pub last_message_id: Option<MessageId>,
    /// Its [flags](https://discord.com/developers/docs/resources/channel#channel-object-channel-flags).
    #[serde(default, deserialize_with = "lenient::field")]
    pub flags: u64,
    /// Bits per second of a voice channel.
    #[serde(default, deserialize_with = "lenient::field")]
    pub bitrate: Option<u32>,
    /// How many may be in a voice channel; 0 is any number.
    #[serde(default, deserialize_with = "lenient::field")]
    pub user_limit: Option<u32>,
    /// Who started a thread, or owns a group of direct messages.
    #[serde(default, deserialize_with = "lenient::field")]
    pub owner_id: Option<UserId>,
    /// The people in direct messages.
    #[serde(default, deserialize_with = "lenient::list")]
    pub recipients: Vec<User>,
    /// The state of a thread or post.
    #[serde(default, deserialize_with = "lenient::field")]
    pub thread_metadata: Option<ThreadMetadata>,
    /// How many messages a thread has, without its first one and deleted ones.
    #[serde(default, deserialize_with = "lenient::field")]
    pub message_count: Option<u64>,
    /// Roughly how many are in a thread; Discord stops counting at 50.
    #[serde(default, deserialize_with = "lenient::field")]
    pub member_count: Option<u64>,
    /// After how many quiet minutes new threads are hidden.
    #[serde(default, deserialize_with = "lenient::field")]
    pub default_auto_archive_duration: Option<u32>,
    /// The tags that posts of a forum can have, up to 20.
    #[serde(default, deserialize_with = "lenient::list")]
    pub available_tags: Vec<ForumTag>,
    /// The IDs of the tags that a post has, up to 5.
    #[serde(default, deserialize_with = "lenient::list")]
    pub applied_tags: Vec<String>,
    /// What the caller may do in it, where Discord computed it: in interactions.
    #[serde(default, deserialize_with = "lenient::field")]
    pub permissions: Option<Permissions>,
}

impl Channel {
    /// Whether it is a post that stays at the top of its forum.
    pub const fn is_pinned(&self) -> bool {
        self.flags & 1 << 1 != 0
    }

    /// Whether it is an archived thread or post.
    pub fn is_archived(&self) -> bool {
        self.thread_metadata.as_ref().is_some_and(|metadata| metadata.archived)
    }
}

/// The [kind of a channel](https://discord.com/developers/docs/resources/channel#channel-object-channel-types).
/// A kind that Discord adds later is kept as its number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ChannelKind(pub u8);

macro_rules! channel_kinds {
    ($($number:literal $name:ident $word:literal $says:literal)*) => {
        impl ChannelKind {
            $(
                #[doc = $says]
                pub const $name: Self = Self($number);
            )*

            /// The word for it: `text`, `forum`, `public thread` …; `None` for a kind that is not known.
            pub const fn name(self) -> Option<&'static str> {
                match self {
                    $(Self::$name => Some($word),)*
                    _ => None,
                }
            }
        }
    };
}

channel_kinds! {
    0 TEXT "text" "Text in a server."
    1 DM "direct message" "Direct messages between two."
    2 VOICE "voice" "Voice in a server, with text beside it."
    3 GROUP_DM "group direct message" "Direct messages among several."
    4 CATEGORY "category" "Holds channels, and no messages."
    5 ANNOUNCEMENT "announcement" "Text that other servers can follow."
    10 ANNOUNCEMENT_THREAD "announcement thread" "A thread in an announcement channel."
    11 PUBLIC_THREAD "public thread" "A thread that everyone in the channel sees, or a forum post."
    12 PRIVATE_THREAD "private thread" "A thread for those who were added, and for moderators."
    13 STAGE "stage" "Voice with an audience."
    14 DIRECTORY "directory" "A student hub's list of servers."
    15 FORUM "forum" "Holds posts, which are threads, and no messages."
    16 MEDIA "media" "A forum whose posts are media."
}

impl ChannelKind {
    /// A thread or a forum post.
    pub const fn is_thread(self) -> bool {
        matches!(self, Self::ANNOUNCEMENT_THREAD | Self::PUBLIC_THREAD | Self::PRIVATE_THREAD)
    }

    /// Voice or stage.
    pub const fn is_voice(self) -> bool {
        matches!(self, Self::VOICE | Self::STAGE)
    }

    /// Holds posts: a forum or media channel.
    pub const fn is_forum(self) -> bool {
        matches!(self, Self::FORUM | Self::MEDIA)
    }

    /// Direct messages.
    pub const fn is_direct(self) -> bool {
        matches!(self, Self::DM | Self::GROUP_DM)
    }

    /// Takes messages: all but categories, forums and directories. A kind that isn't known may.
    pub const fn is_sendable(self) -> bool {
        !(self.is_forum() || matches!(self, Self::CATEGORY | Self::DIRECTORY))
    }
}

impl fmt::Display for ChannelKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.name() {
            Some(name) => f.write_str(name),
            None => write!(f, "channel of type {}", self.0),
        }
    }
}

impl<'de> Deserialize<'de> for ChannelKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        u8::deserialize(deserializer).map(Self)
    }
}

/// The [state of a thread](https://discord.com/developers/docs/resources/channel#thread-metadata-object) or post.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ThreadMetadata {
    /// Whether it is put away; a message brings it back, unless it is locked.
    #[serde(default, deserialize_with = "lenient::field")]
    pub archived: bool,
    /// Whether only moderators may bring it back.
    #[serde(default, deserialize_with = "lenient::field")]
    pub locked: bool,
    /// After how many quiet minutes it is hidden: 60, 1,440, 4,320 or 10,080.
    #[serde(default, deserialize_with = "lenient::field")]
    pub auto_archive_duration: u32,
    /// When it was last put away or brought back.
    #[serde(default, deserialize_with = "lenient::time")]
    pub archive_timestamp: Option<Timestamp>,
    /// When it was made; unknown before 2022.
    #[serde(default, deserialize_with = "lenient::time")]
    pub create_timestamp: Option<Timestamp>,
    /// Whether members of a private thread may add others.
    #[serde(default, deserialize_with = "lenient::field")]
    pub invitable: Option<bool>,
}

/// A [tag](https://discord.com/developers/docs/resources/channel#forum-tag-object) that posts of a forum can have.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[non_exhaustive]
pub struct ForumTag {
    /// Its ID.
    pub id: String,
    /// Its name, up to 20 characters.
    #[serde(default, deserialize_with = "lenient::field")]
    pub name: String,
    /// Whether only members with `MANAGE_THREADS` may set it.
    #[serde(default, deserialize_with = "lenient::field")]
    pub moderated: bool,
    /// The custom emoji before it.
    #[serde(default, deserialize_with = "lenient::field")]
    pub emoji_id: Option<EmojiId>,
    /// The standard emoji before it.
    #[serde(default, deserialize_with = "lenient::field")]
    pub emoji_name: Option<String>,
}
