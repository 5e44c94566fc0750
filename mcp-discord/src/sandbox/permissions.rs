//! Discord's permission bits, and [how they are computed](https://docs.discord.com/developers/topics/permissions).

use super::{
    Snowflake,
    world::{Channel, ChannelType, Member, OverwriteTarget, Server},
};

macro_rules! bits {
    ($($name:ident = $bit:literal),* $(,)?) => {
        $(
            #[doc = concat!("Bit ", stringify!($bit), " of Discord's permissions.")]
            pub const $name: u64 = 1 << $bit;
        )*

        /// Every permission that Discord has.
        pub const ALL: u64 = $($name)|*;
    };
}

bits! {
    CREATE_INSTANT_INVITE = 0,
    KICK_MEMBERS = 1,
    BAN_MEMBERS = 2,
    ADMINISTRATOR = 3,
    MANAGE_CHANNELS = 4,
    MANAGE_GUILD = 5,
    ADD_REACTIONS = 6,
    VIEW_AUDIT_LOG = 7,
    PRIORITY_SPEAKER = 8,
    STREAM = 9,
    VIEW_CHANNEL = 10,
    SEND_MESSAGES = 11,
    SEND_TTS_MESSAGES = 12,
    MANAGE_MESSAGES = 13,
    EMBED_LINKS = 14,
    ATTACH_FILES = 15,
    READ_MESSAGE_HISTORY = 16,
    MENTION_EVERYONE = 17,
    USE_EXTERNAL_EMOJIS = 18,
    VIEW_GUILD_INSIGHTS = 19,
    CONNECT = 20,
    SPEAK = 21,
    MUTE_MEMBERS = 22,
    DEAFEN_MEMBERS = 23,
    MOVE_MEMBERS = 24,
    USE_VAD = 25,
    CHANGE_NICKNAME = 26,
    MANAGE_NICKNAMES = 27,
    MANAGE_ROLES = 28,
    MANAGE_WEBHOOKS = 29,
    MANAGE_GUILD_EXPRESSIONS = 30,
    USE_APPLICATION_COMMANDS = 31,
    REQUEST_TO_SPEAK = 32,
    MANAGE_EVENTS = 33,
    MANAGE_THREADS = 34,
    CREATE_PUBLIC_THREADS = 35,
    CREATE_PRIVATE_THREADS = 36,
    USE_EXTERNAL_STICKERS = 37,
    SEND_MESSAGES_IN_THREADS = 38,
    USE_EMBEDDED_ACTIVITIES = 39,
    MODERATE_MEMBERS = 40,
    VIEW_CREATOR_MONETIZATION_ANALYTICS = 41,
    USE_SOUNDBOARD = 42,
    CREATE_GUILD_EXPRESSIONS = 43,
    CREATE_EVENTS = 44,
    USE_EXTERNAL_SOUNDS = 45,
    SEND_VOICE_MESSAGES = 46,
    SET_VOICE_CHANNEL_STATUS = 48,
    SEND_POLLS = 49,
    USE_EXTERNAL_APPS = 50,
    PIN_MESSAGES = 51,
    BYPASS_SLOWMODE = 52,
}

/// What @everyone may do in a server that nobody has set up.
pub const EVERYONE_DEFAULT: u64 = CREATE_INSTANT_INVITE
    | ADD_REACTIONS
    | STREAM
    | VIEW_CHANNEL
    | SEND_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | USE_EXTERNAL_EMOJIS
    | CONNECT
    | SPEAK
    | USE_VAD
    | CHANGE_NICKNAME
    | USE_APPLICATION_COMMANDS
    | REQUEST_TO_SPEAK
    | CREATE_PUBLIC_THREADS
    | CREATE_PRIVATE_THREADS
    | USE_EXTERNAL_STICKERS
    | SEND_MESSAGES_IN_THREADS
    | USE_EMBEDDED_ACTIVITIES
    | USE_SOUNDBOARD
    | SEND_VOICE_MESSAGES
    | SEND_POLLS
    | USE_EXTERNAL_APPS;

/// The permissions that a server with two-factor moderation gives only to whom has two factors.
pub(super) const NEEDS_TWO_FACTOR: u64 = KICK_MEMBERS
    | BAN_MEMBERS
    | ADMINISTRATOR
    | MANAGE_CHANNELS
    | MANAGE_GUILD
    | MANAGE_MESSAGES
    | MANAGE_ROLES
    | MANAGE_WEBHOOKS
    | MANAGE_GUILD_EXPRESSIONS
    | MANAGE_THREADS
    | VIEW_CREATOR_MONETIZATION_ANALYTICS;

/// What is left to a member who is timed out.
const TIMED_OUT: u64 = VIEW_CHANNEL | READ_MESSAGE_HISTORY;

/// What nobody can do who can't send a message.
const NEEDS_SEND_MESSAGES: u64 =
    SEND_TTS_MESSAGES | EMBED_LINKS | ATTACH_FILES | MENTION_EVERYONE | SEND_VOICE_MESSAGES | SEND_POLLS;

/// What a member may do in the server, before any channel has its say.
pub(super) fn in_server(server: &Server, member: &Member, now_ms: u64) -> u64 {
    let base = ungated_in_server(server, member);
    if base == ALL || !member.is_timed_out(now_ms) { base } else { base & TIMED_OUT }
}

fn ungated_in_server(server: &Server, member: &Member) -> u64 {
    if server.owner == member.user {
        return ALL;
    }
    let granted = server
        .roles
        .values()
        .filter(|role| role.id == server.id || member.roles.contains(&role.id))
        .fold(0, |bits, role| bits | role.permissions);
    if granted & ADMINISTRATOR == 0 { granted } else { ALL }
}

/// What a member may do in a channel; `rules` is the channel whose overwrites count, which for a thread is its parent.
pub(super) fn in_channel(
    server: &Server,
    member: &Member,
    channel: &Channel,
    rules: &Channel,
    now_ms: u64,
) -> u64 {
    let base = ungated_in_server(server, member);
    if base == ALL {
        return ALL;
    }
    let mut bits = with_overwrites(base, server.id, member, rules);
    if member.is_timed_out(now_ms) {
        bits &= TIMED_OUT;
    }
    if bits & VIEW_CHANNEL == 0 || (channel.kind.has_voice() && bits & CONNECT == 0) {
        // In a voice channel, Discord ties everything but seeing it to being able to connect.
        return bits & VIEW_CHANNEL;
    }
    let send = if channel.kind.is_thread() { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES };
    if bits & send == 0 { bits & !NEEDS_SEND_MESSAGES } else { bits }
}

fn with_overwrites(base: u64, everyone: Snowflake, member: &Member, rules: &Channel) -> u64 {
    let mut bits = base;
    let (mut role_allow, mut role_deny) = (0, 0);
    let mut own = None;
    for overwrite in &rules.overwrites {
        match overwrite.target {
            OverwriteTarget::Role(role) if role == everyone => {
                bits = bits & !overwrite.deny | overwrite.allow;
            }
            OverwriteTarget::Role(role) if member.roles.contains(&role) => {
                role_allow |= overwrite.allow;
                role_deny |= overwrite.deny;
            }
            OverwriteTarget::Member(user) if user == member.user => own = Some(overwrite),
            OverwriteTarget::Role(_) | OverwriteTarget::Member(_) => {}
        }
    }
    bits = bits & !role_deny | role_allow;
    own.map_or(bits, |overwrite| bits & !overwrite.deny | overwrite.allow)
}

/// What everyone may do in a direct message.
pub(super) const IN_DIRECT_MESSAGES: u64 = VIEW_CHANNEL
    | SEND_MESSAGES
    | SEND_TTS_MESSAGES
    | EMBED_LINKS
    | ATTACH_FILES
    | READ_MESSAGE_HISTORY
    | ADD_REACTIONS
    | USE_EXTERNAL_EMOJIS
    | SEND_VOICE_MESSAGES
    | SEND_POLLS
    | PIN_MESSAGES;

/// The permission that lets a member write in a channel of this type.
pub(super) fn to_send_in(kind: ChannelType) -> u64 {
    if kind.is_thread() { SEND_MESSAGES_IN_THREADS } else { SEND_MESSAGES }
}
