//! What a request says of a channel, a thread or an invite. What is `None` is left out, and stays as it is.

use serde::{Serialize, Serializer};

use super::model::ChannelKind;
use crate::tool::{ChannelId, EmojiId};

macro_rules! fields {
    ($(
        $(#[$about:meta])*
        $name:ident { $($(#[doc = $says:literal])* $(($key:literal))? $field:ident: $type:ty),* $(,)? }
    )*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
        pub struct $name {$(
            $(#[doc = $says])*
            $(#[serde(rename = $key)])?
            #[serde(skip_serializing_if = "Option::is_none")]
            pub $field: Option<$type>,
        )*}
    )*};
}

fields! {
    /// A channel that is made or changed.
    ///
    /// Source: <https://discord.com/developers/docs/resources/channel#modify-channel-json-params-guild-channel>
    ChannelFields {
        /// 1 to 100 characters; text channels get lower case and dashes.
        name: String,
        /// What kind of channel; only text and announcement channels can become one another.
        ("type") kind: ChannelKind,
        /// Up to 1,024 characters, 4,096 in forums.
        topic: String,
        /// The category.
        parent_id: ChannelId,
        /// The place among its siblings, from 0.
        position: u32,
        /// Whether it is for adults.
        nsfw: bool,
        /// Slow mode, in seconds, up to 21,600.
        rate_limit_per_user: u32,
        /// Bits per second of a voice channel, from 8,000.
        bitrate: u32,
        /// How many may be in a voice channel, up to 99; 0 is any number.
        user_limit: u32,
        /// After how many quiet minutes new threads are hidden: 60, 1,440, 4,320 or 10,080.
        default_auto_archive_duration: u32,
        /// All tags that a forum has, up to 20; those that aren't named are taken off its posts.
        available_tags: Vec<TagFields>,
    }

    /// A tag of a forum: one without an ID is new.
    ///
    /// Source: <https://discord.com/developers/docs/resources/channel#forum-tag-object>
    TagFields {
        /// Its ID.
        id: String,
        /// Up to 20 characters.
        name: String,
        /// Whether only who has `MANAGE_THREADS` may set it.
        moderated: bool,
        /// The custom emoji before it.
        emoji_id: EmojiId,
        /// The standard emoji before it.
        emoji_name: String,
    }

    /// A thread or post that is started or changed.
    ///
    /// Source: <https://discord.com/developers/docs/resources/channel#modify-channel-json-params-thread>
    ThreadFields {
        /// 1 to 100 characters.
        name: String,
        /// What kind of thread, where it isn't started from a message; it can't be changed.
        ("type") kind: ChannelKind,
        /// Whether it is put away.
        archived: bool,
        /// Whether only who has `MANAGE_THREADS` may bring it back.
        locked: bool,
        /// Whether members of a private thread may add others.
        invitable: bool,
        /// After how many quiet minutes it is hidden: 60, 1,440, 4,320 or 10,080.
        auto_archive_duration: u32,
        /// Slow mode, in seconds, up to 21,600.
        rate_limit_per_user: u32,
        /// [`PINNED`](Self::PINNED) or 0.
        flags: u32,
        /// The IDs of the forum's tags that a post carries, up to 5.
        applied_tags: Vec<String>,
    }

    /// An invite that is made.
    ///
    /// Source: <https://discord.com/developers/docs/resources/channel#create-channel-invite-json-params>
    InviteFields {
        /// How many seconds it lasts, up to 604,800; 0 is for ever. Discord takes a day when it isn't said.
        max_age: u32,
        /// How many may use it, up to 100; 0 is any number.
        max_uses: u32,
        /// Whether who joined by it leaves again when they go offline without having got a role.
        temporary: bool,
        /// Whether it is a new one even where there is one of the same kind.
        unique: bool,
    }
}

impl ThreadFields {
    /// The flag of a post that stays at the top of its forum.
    pub const PINNED: u32 = 1 << 1;
}

impl Serialize for ChannelKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}
