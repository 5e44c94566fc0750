use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A set of Discord permissions: the 64 bits that [Discord documents], all of them.
///
/// Bits without a name are kept: what Discord adds tomorrow passes through untouched.
/// In JSON it is a string of decimal digits, as Discord writes it.
///
/// [Discord documents]: https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Permissions(u64);

/// A single permission as a type, so that the compiler can tell who declares it: see [`perm`].
pub trait Permission {
    /// Its one bit.
    const BIT: Permissions;
    /// Its name in Discord's documentation.
    const NAME: &'static str;
}

/// A permission that a tool declares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Needed on every call.
    Always(Permissions),
    /// One of them is needed, depending on what the call is aimed at
    /// (a thread takes `SEND_MESSAGES_IN_THREADS` where a channel takes `SEND_MESSAGES`).
    Any(&'static [Permissions]),
    /// Needed when the named argument is given.
    If(Permissions, &'static str),
    /// Needed in cases that only Discord can tell: deleting a message takes `MANAGE_MESSAGES` when somebody else
    /// wrote it. Never a reason to refuse a call before Discord was asked.
    Maybe(Permissions),
}

impl Rule {
    /// Every bit that the rule names.
    pub const fn bits(&self) -> Permissions {
        match self {
            Self::Always(bits) | Self::If(bits, _) | Self::Maybe(bits) => *bits,
            Self::Any(list) => {
                let (mut all, mut i) = (Permissions::NONE, 0);
                while i < list.len() {
                    all = all.union(list[i]);
                    i += 1;
                }
                all
            }
        }
    }

    /// The rule once Discord has refused: what only it could tell, it has told.
    pub(crate) const fn told(self) -> Self {
        match self {
            Self::Maybe(bits) => Self::Always(bits),
            other => other,
        }
    }

    /// Every bit that a list of rules names: what an invite link has to ask for.
    pub const fn union(rules: &[Self]) -> Permissions {
        let (mut all, mut i) = (Permissions::NONE, 0);
        while i < rules.len() {
            all = all.union(rules[i].bits());
            i += 1;
        }
        all
    }
}

macro_rules! permissions {
    ($($bit:literal $name:ident $says:literal)*) => {
        /// One type for each of Discord's permissions, by its official name.
        pub mod perm {
            use super::{Permission, Permissions};
            $(
                #[doc = concat!($says, " (bit ", stringify!($bit), ").")]
                #[allow(non_camel_case_types)]
                #[derive(Debug, Clone, Copy)]
                pub struct $name;
                impl Permission for $name {
                    const BIT: Permissions = Permissions::$name;
                    const NAME: &'static str = stringify!($name);
                }
            )*
        }

        impl Permissions {
            $(
                #[doc = concat!($says, " (bit ", stringify!($bit), ").")]
                pub const $name: Self = Self(1 << $bit);
            )*
            /// Every permission that has a name, by rising bit.
            pub const NAMED: &'static [(&'static str, Self)] = &[$((stringify!($name), Self::$name)),*];
        }
    };
}

permissions! {
    0 CREATE_INSTANT_INVITE "Create invites"
    1 KICK_MEMBERS "Kick members"
    2 BAN_MEMBERS "Ban members"
    3 ADMINISTRATOR "Everything, past every overwrite"
    4 MANAGE_CHANNELS "Create, edit and delete channels"
    5 MANAGE_GUILD "Edit the server"
    6 ADD_REACTIONS "Add reactions that nobody has added yet"
    7 VIEW_AUDIT_LOG "Read the audit log"
    8 PRIORITY_SPEAKER "Speak over others in voice"
    9 STREAM "Go live in voice"
    10 VIEW_CHANNEL "See a channel: without it nothing else works there"
    11 SEND_MESSAGES "Send messages in channels and create posts in forums"
    12 SEND_TTS_MESSAGES "Send messages that are read aloud"
    13 MANAGE_MESSAGES "Delete other people's messages and reactions"
    14 EMBED_LINKS "Send embeds"
    15 ATTACH_FILES "Send files"
    16 READ_MESSAGE_HISTORY "Read messages that were sent earlier"
    17 MENTION_EVERYONE "Ping `@everyone`, `@here` and every role"
    18 USE_EXTERNAL_EMOJIS "Use emoji of other servers"
    19 VIEW_GUILD_INSIGHTS "See the server's statistics"
    20 CONNECT "Join voice channels, and read the text in them"
    21 SPEAK "Speak in voice"
    22 MUTE_MEMBERS "Mute members in voice"
    23 DEAFEN_MEMBERS "Deafen members in voice"
    24 MOVE_MEMBERS "Move members between voice channels"
    25 USE_VAD "Speak without push-to-talk"
    26 CHANGE_NICKNAME "Change the own nickname"
    27 MANAGE_NICKNAMES "Change other people's nicknames"
    28 MANAGE_ROLES "Create, edit, assign and delete roles below the own highest one"
    29 MANAGE_WEBHOOKS "Create, edit and delete webhooks"
    30 MANAGE_GUILD_EXPRESSIONS "Edit and delete emoji, stickers and sounds"
    31 USE_APPLICATION_COMMANDS "Use slash commands"
    32 REQUEST_TO_SPEAK "Ask to speak on a stage"
    33 MANAGE_EVENTS "Edit and delete scheduled events"
    34 MANAGE_THREADS "Rename, archive and delete threads, and see private ones"
    35 CREATE_PUBLIC_THREADS "Create public threads"
    36 CREATE_PRIVATE_THREADS "Create private threads"
    37 USE_EXTERNAL_STICKERS "Use stickers of other servers"
    38 SEND_MESSAGES_IN_THREADS "Send messages in threads and posts"
    39 USE_EMBEDDED_ACTIVITIES "Use activities"
    40 MODERATE_MEMBERS "Time members out"
    41 VIEW_CREATOR_MONETIZATION_ANALYTICS "See what subscriptions earn"
    42 USE_SOUNDBOARD "Play sounds in voice"
    43 CREATE_GUILD_EXPRESSIONS "Create emoji, stickers and sounds"
    44 CREATE_EVENTS "Create scheduled events"
    45 USE_EXTERNAL_SOUNDS "Play sounds of other servers"
    46 SEND_VOICE_MESSAGES "Send voice messages"
    48 SET_VOICE_CHANNEL_STATUS "Set the status of a voice channel"
    49 SEND_POLLS "Create polls"
    50 USE_EXTERNAL_APPS "Let user-installed apps answer in public"
    51 PIN_MESSAGES "Pin and unpin messages"
    52 BYPASS_SLOWMODE "Send without waiting for slow mode"
}

impl Permissions {
    /// No permission.
    pub const NONE: Self = Self(0);
    /// Every permission that has a name.
    pub const ALL: Self = Self::named(Self::NAMED);

    /// The permissions with these bits.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The bits, unknown ones included.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Those in either set.
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Those in both sets.
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Those in this set that are not in the other.
    pub const fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Whether every permission of `other` is in this set.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// Whether the set is empty.
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The names of the permissions in the set, by rising bit. Bits without a name are left out.
    pub fn names(self) -> impl Iterator<Item = &'static str> {
        Self::NAMED.iter().filter(move |(_, bit)| self.contains(*bit)).map(|(name, _)| *name)
    }

    /// The single permissions in the set, by rising bit.
    pub fn iter(self) -> impl Iterator<Item = Self> {
        (0..u64::BITS).map(|bit| Self(1 << bit)).filter(move |bit| self.contains(*bit))
    }

    const fn named(list: &[(&str, Self)]) -> Self {
        let (mut all, mut i) = (Self::NONE, 0);
        while i < list.len() {
            all = all.union(list[i].1);
            i += 1;
        }
        all
    }
}

#[cfg(feature = "serenity")]
impl From<serenity::model::Permissions> for Permissions {
    fn from(permissions: serenity::model::Permissions) -> Self {
        Self(permissions.bits())
    }
}

/// Bits that serenity has no name for are kept.
#[cfg(feature = "serenity")]
impl From<Permissions> for serenity::model::Permissions {
    fn from(permissions: Permissions) -> Self {
        Self::from_bits_retain(permissions.0)
    }
}

impl fmt::Display for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut unnamed = *self;
        let mut separator = "";
        for (name, bit) in Self::NAMED {
            if self.contains(*bit) {
                write!(f, "{separator}{name}")?;
                separator = ", ";
                unnamed = unnamed.without(*bit);
            }
        }
        for bit in unnamed.iter() {
            write!(f, "{separator}bit {}", bit.0.trailing_zeros())?;
            separator = ", ";
        }
        if separator.is_empty() { f.write_str("none") } else { Ok(()) }
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Written<'a> {
            Text(std::borrow::Cow<'a, str>),
            Number(u64),
        }
        match Written::deserialize(deserializer)? {
            Written::Text(text) => text.parse().map(Self).map_err(de::Error::custom),
            Written::Number(bits) => Ok(Self(bits)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_bits_survive_a_round_trip() {
        let text = format!("\"{}\"", u64::MAX);
        let all: Permissions = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string(&all).unwrap(), text);
        assert!(all.to_string().ends_with("bit 63"));
    }

    #[test]
    fn rules_add_up_to_the_invite() {
        const RULES: &[Rule] = &[
            Rule::Always(Permissions::VIEW_CHANNEL),
            Rule::Any(&[Permissions::SEND_MESSAGES, Permissions::SEND_MESSAGES_IN_THREADS]),
            Rule::If(Permissions::ATTACH_FILES, "files"),
        ];
        const BITS: Permissions = Rule::union(RULES);
        assert_eq!(BITS.bits(), 1 << 10 | 1 << 11 | 1 << 15 | 1 << 38);
        assert_eq!(BITS.to_string(), "VIEW_CHANNEL, SEND_MESSAGES, ATTACH_FILES, SEND_MESSAGES_IN_THREADS");
    }
}
