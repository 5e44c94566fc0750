use std::borrow::Cow;

/// A gateway intent: a group of events that Discord sends only to those who ask for it.
///
/// Source: <https://discord.com/developers/docs/events/gateway#gateway-intents>
#[allow(non_camel_case_types, clippy::upper_case_acronyms)]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Intent {
    /// Servers, channels, threads, roles.
    GUILDS = 0,
    /// Members (privileged).
    GUILD_MEMBERS = 1,
    /// Bans and audit log entries.
    GUILD_MODERATION = 2,
    /// Emoji, stickers and sounds.
    GUILD_EXPRESSIONS = 3,
    /// Integrations.
    GUILD_INTEGRATIONS = 4,
    /// Webhooks.
    GUILD_WEBHOOKS = 5,
    /// Invites.
    GUILD_INVITES = 6,
    /// Who is in which voice channel.
    GUILD_VOICE_STATES = 7,
    /// Who is online (privileged).
    GUILD_PRESENCES = 8,
    /// Messages in servers.
    GUILD_MESSAGES = 9,
    /// Reactions in servers.
    GUILD_MESSAGE_REACTIONS = 10,
    /// Who is typing in servers.
    GUILD_MESSAGE_TYPING = 11,
    /// Direct messages.
    DIRECT_MESSAGES = 12,
    /// Reactions in direct messages.
    DIRECT_MESSAGE_REACTIONS = 13,
    /// Who is typing in direct messages.
    DIRECT_MESSAGE_TYPING = 14,
    /// The text of messages that don't mention the bot (privileged). It also decides what REST shows.
    MESSAGE_CONTENT = 15,
    /// Scheduled events.
    GUILD_SCHEDULED_EVENTS = 16,
    /// Auto-moderation rules.
    AUTO_MODERATION_CONFIGURATION = 20,
    /// What auto-moderation did.
    AUTO_MODERATION_EXECUTION = 21,
    /// Poll votes in servers.
    GUILD_MESSAGE_POLLS = 24,
    /// Poll votes in direct messages.
    DIRECT_MESSAGE_POLLS = 25,
}

impl Intent {
    /// Its bit in the gateway's `intents` field.
    pub const fn bit(self) -> u64 {
        1 << self as u8
    }

    /// What Discord's Developer Portal calls it, for those that are switched on there; else its name.
    pub fn title(self) -> Cow<'static, str> {
        match self {
            Self::GUILD_MEMBERS => "Server Members Intent".into(),
            Self::GUILD_PRESENCES => "Presence Intent".into(),
            Self::MESSAGE_CONTENT => "Message Content Intent".into(),
            other => format!("{other:?}").into(),
        }
    }

    /// Whether it has to be switched on in Discord's developer portal.
    pub const fn is_privileged(self) -> bool {
        matches!(self, Self::GUILD_MEMBERS | Self::GUILD_PRESENCES | Self::MESSAGE_CONTENT)
    }
}
