//! Channels of every type, threads among them.

use std::collections::BTreeMap;

use crate::sandbox::Snowflake;

/// Discord's [channel types](https://docs.discord.com/developers/resources/channel#channel-object-channel-types).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum ChannelType {
    /// 0: text in a server.
    Text = 0,
    /// 1: between two users.
    DirectMessage = 1,
    /// 2: voice in a server.
    Voice = 2,
    /// 4: a heading over other channels.
    Category = 4,
    /// 5: text that other servers can follow.
    Announcement = 5,
    /// 10: a thread in an announcement channel.
    AnnouncementThread = 10,
    /// 11: a thread for all who see its parent.
    PublicThread = 11,
    /// 12: a thread for whom was added.
    PrivateThread = 12,
    /// 13: voice with an audience.
    Stage = 13,
    /// 15: holds threads only, called posts.
    Forum = 15,
    /// 16: a forum for pictures.
    Media = 16,
}

impl ChannelType {
    /// The type of this number; `None` where Discord has none, or none that a bot meets.
    pub fn from_number(number: u64) -> Option<Self> {
        [
            Self::Text,
            Self::DirectMessage,
            Self::Voice,
            Self::Category,
            Self::Announcement,
            Self::AnnouncementThread,
            Self::PublicThread,
            Self::PrivateThread,
            Self::Stage,
            Self::Forum,
            Self::Media,
        ]
        .into_iter()
        .find(|kind| u64::from(*kind as u8) == number)
    }

    /// Whether this is one of the three thread types.
    pub fn is_thread(self) -> bool {
        matches!(self, Self::AnnouncementThread | Self::PublicThread | Self::PrivateThread)
    }

    /// Whether it is a forum or a media channel, which hold posts and no messages.
    pub fn is_forum(self) -> bool {
        matches!(self, Self::Forum | Self::Media)
    }

    /// Whether members can speak in it.
    pub fn has_voice(self) -> bool {
        matches!(self, Self::Voice | Self::Stage)
    }

    /// Whether it holds messages itself.
    pub fn holds_messages(self) -> bool {
        !self.is_forum() && self != Self::Category
    }
}

/// Whom a permission overwrite is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OverwriteTarget {
    /// A role; the server's own ID stands for @everyone.
    Role(Snowflake),
    /// A user.
    Member(Snowflake),
}

impl OverwriteTarget {
    /// The ID of the role or user.
    pub fn id(self) -> Snowflake {
        match self {
            Self::Role(id) | Self::Member(id) => id,
        }
    }
}

/// A [permission overwrite](https://docs.discord.com/developers/resources/channel#overwrite-object).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Overwrite {
    /// Whom it is about.
    pub target: OverwriteTarget,
    /// Bits that it gives.
    pub allow: u64,
    /// Bits that it takes away.
    pub deny: u64,
}

/// A tag of a forum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ForumTag {
    /// The tag's ID.
    pub id: Snowflake,
    /// Up to 20 characters.
    pub name: String,
    /// Whether only who has `MANAGE_THREADS` may put it on a post.
    pub moderated: bool,
    /// An emoji beside the name.
    pub emoji: Option<String>,
}

/// The emoji that a forum offers under each post: a server's own by ID, or one of Unicode by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DefaultReaction {
    /// The ID of a server's own.
    pub emoji_id: Option<Snowflake>,
    /// The characters of one of Unicode.
    pub emoji_name: Option<String>,
}

/// Who is in a thread, and since when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ThreadMember {
    /// The member's user ID.
    pub user: Snowflake,
    /// Unix milliseconds.
    pub joined_at_ms: u64,
}

/// What a thread has and other channels have not.
#[derive(Clone, Debug)]
pub struct ThreadState {
    /// Who started it.
    pub owner: Snowflake,
    /// Whether it is put away.
    pub archived: bool,
    /// Whether only who has `MANAGE_THREADS` may open it again.
    pub locked: bool,
    /// Whether members of a private thread may add others.
    pub invitable: bool,
    /// Minutes of silence until it is put away: 60, 1,440, 4,320 or 10,080.
    pub auto_archive_minutes: u64,
    /// When it was last put away or opened, in Unix milliseconds.
    pub archive_changed_at_ms: u64,
    /// The IDs of the forum tags on it.
    pub applied_tags: Vec<Snowflake>,
    /// Members by user ID.
    pub members: BTreeMap<Snowflake, ThreadMember>,
    /// Messages ever sent in it, without the first; it never goes down.
    pub total_messages: u64,
}

/// A [channel](https://docs.discord.com/developers/resources/channel#channel-object), thread or direct message.
#[derive(Clone, Debug)]
pub struct Channel {
    /// The channel's ID.
    pub id: Snowflake,
    /// Its type.
    pub kind: ChannelType,
    /// The server it is in; `None` for a direct message.
    pub server: Option<Snowflake>,
    /// 1–100 characters; empty for a direct message.
    pub name: String,
    /// What the channel is for, or a forum's guidelines.
    pub topic: Option<String>,
    /// A channel's category, a thread's channel.
    pub parent: Option<Snowflake>,
    /// Order among its like.
    pub position: u64,
    /// Marked as not for all ages.
    pub nsfw: bool,
    /// Slow mode, in seconds.
    pub slow_mode_seconds: u64,
    /// Bits per second, for voice.
    pub bitrate: u64,
    /// Most users at once, for voice; 0 for no limit.
    pub user_limit: u64,
    /// The voice region; `None` for whichever is near.
    pub rtc_region: Option<String>,
    /// How sharp cameras are in voice: 1 for automatic, 2 for 720p.
    pub video_quality_mode: u64,
    /// Discord's channel flags; 1 << 4 means that a post needs a tag.
    pub flags: u64,
    /// Permission overwrites.
    pub overwrites: Vec<Overwrite>,
    /// A forum's tags.
    pub tags: Vec<ForumTag>,
    /// What new threads get when their maker doesn't say, in minutes.
    pub default_auto_archive_minutes: Option<u64>,
    /// The slow mode that new threads get when their maker doesn't say, in seconds.
    pub default_thread_slow_mode_seconds: u64,
    /// What a forum offers as a reaction to each post.
    pub default_reaction: Option<DefaultReaction>,
    /// How a forum sorts: 0 by activity, 1 by age; `None` when nobody chose.
    pub default_sort_order: Option<u64>,
    /// How a forum shows posts: 1 as a list, 2 as tiles; 0 when nobody chose.
    pub default_forum_layout: u64,
    /// The users of a direct message, without the bot.
    pub recipients: Vec<Snowflake>,
    /// A thread's own state.
    pub thread: Option<ThreadState>,
    /// The last message, even when it is gone.
    pub last_message: Option<Snowflake>,
    /// When something was last pinned, in Unix milliseconds.
    pub last_pin_at_ms: Option<u64>,
}

impl Channel {
    pub(in crate::sandbox) fn new(id: Snowflake, kind: ChannelType, server: Option<Snowflake>) -> Self {
        Self {
            id,
            kind,
            server,
            name: String::new(),
            topic: None,
            parent: None,
            position: 0,
            nsfw: false,
            slow_mode_seconds: 0,
            bitrate: 64_000,
            user_limit: 0,
            rtc_region: None,
            video_quality_mode: 1,
            flags: 0,
            overwrites: Vec::new(),
            tags: Vec::new(),
            default_auto_archive_minutes: None,
            default_thread_slow_mode_seconds: 0,
            default_reaction: None,
            default_sort_order: None,
            default_forum_layout: 0,
            recipients: Vec::new(),
            thread: None,
            last_message: None,
            last_pin_at_ms: None,
        }
    }
}

/// A channel to add to a world: see [`World::add_channel`](super::World::add_channel).
#[derive(Clone, Debug)]
pub struct NewChannel {
    pub(super) kind: ChannelType,
    pub(super) name: String,
    pub(super) topic: Option<String>,
    pub(super) parent: Option<Snowflake>,
    pub(super) overwrites: Vec<Overwrite>,
    pub(super) tags: Vec<String>,
}

impl NewChannel {
    /// A channel of any type; a thread needs [`parent`](Self::parent).
    pub fn new(kind: ChannelType, name: impl Into<String>) -> Self {
        Self { kind, name: name.into(), topic: None, parent: None, overwrites: Vec::new(), tags: Vec::new() }
    }

    /// A text channel.
    pub fn text(name: impl Into<String>) -> Self {
        Self::new(ChannelType::Text, name)
    }

    /// Its category, or a thread's channel.
    pub fn parent(mut self, parent: Snowflake) -> Self {
        self.parent = Some(parent);
        self
    }

    /// What it is for.
    pub fn topic(mut self, topic: impl Into<String>) -> Self {
        self.topic = Some(topic.into());
        self
    }

    /// A permission overwrite.
    pub fn overwrite(mut self, target: OverwriteTarget, allow: u64, deny: u64) -> Self {
        self.overwrites.push(Overwrite { target, allow, deny });
        self
    }

    /// A forum tag.
    pub fn tag(mut self, name: impl Into<String>) -> Self {
        self.tags.push(name.into());
        self
    }
}
