//! The state of the sandbox: users, servers, channels, messages.

mod access;
mod channel;
mod message;
mod render;
mod render_message;
mod server;
mod setup;
mod talk;
mod time;
mod user;

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    time::Duration,
};

use bytes::Bytes;

pub use channel::{
    Channel, ChannelType, DefaultReaction, ForumTag, NewChannel, Overwrite, OverwriteTarget, ThreadMember,
    ThreadState,
};
pub use message::{Attachment, Emoji, Message, MessageReference, NewMessage, Reaction};
pub use server::{AuditEntry, Ban, CustomEmoji, Invite, Member, Role, Server};
pub use setup::Unknown;
pub use user::User;

pub(super) use access::Access;
pub(super) use message::message_type;
pub(super) use render::thread_member_json;
pub(super) use talk::AUTO_ARCHIVE_MINUTES;
pub(super) use time::{now_ms, parse_timestamp, timestamp};
pub(super) use user::{MEMBERS_INTENT, MESSAGE_CONTENT_INTENT};

use super::{
    Snowflake,
    call::Call,
    snowflake::SnowflakeSource,
    write_log::{Write, WriteTarget},
};

/// How long Discord remembers a nonce that it enforces.
const NONCE_MEMORY_MS: u64 = 5 * 60 * 1_000;

/// The bytes of an uploaded file, as the CDN route serves them.
#[derive(Clone, Debug)]
pub(super) struct StoredFile {
    pub(super) content_type: String,
    pub(super) bytes: Bytes,
}

/// The messages that nonces of the last minutes have made.
#[derive(Debug, Default)]
struct NonceMemory {
    /// Author and nonce to the channel and ID of the message.
    messages: HashMap<(Snowflake, String), (Snowflake, Snowflake)>,
    /// When each came, oldest first.
    arrivals: VecDeque<(u64, (Snowflake, String))>,
}

impl NonceMemory {
    fn forget_before(&mut self, oldest_ms: u64) {
        while let Some((_, key)) = self.arrivals.pop_front_if(|(at_ms, _)| *at_ms < oldest_ms) {
            self.messages.remove(&key);
        }
    }
}

/// Everything that a sandbox holds.
///
/// What its methods do is done without permissions, rate limits or an entry in the write log: this is the hand
/// that sets the stage. Requests over HTTP are the play.
#[derive(Debug)]
pub struct World {
    pub(super) bot: Snowflake,
    pub(super) application_owner: Snowflake,
    /// The application's [flags](https://docs.discord.com/developers/resources/application#application-object-application-flags):
    /// they say which privileged intents it has.
    pub application_flags: u64,
    /// Whether the bot's owner has two-factor authentication; servers can ask for it.
    pub owner_has_two_factor: bool,
    /// Where the sandbox is reached, without a slash at the end.
    pub(super) origin: String,
    pub(super) users: BTreeMap<Snowflake, User>,
    pub(super) servers: BTreeMap<Snowflake, Server>,
    pub(super) channels: BTreeMap<Snowflake, Channel>,
    pub(super) messages: HashMap<Snowflake, BTreeMap<Snowflake, Message>>,
    pub(super) files: HashMap<Snowflake, StoredFile>,
    pub(super) invites: BTreeMap<String, Invite>,
    /// How many searches find no index yet, and when they are told to come again.
    pub(super) unindexed: (u32, Duration),
    pub(super) random: fastrand::Rng,
    nonces: NonceMemory,
    write_log: Vec<Write>,
    ids: SnowflakeSource,
    /// What the world takes for now while its past is made up.
    past_ms: Option<u64>,
}

impl World {
    pub(super) fn new(seed: u64, bot: Snowflake, origin: String) -> Self {
        let owner = Snowflake(bot.0 - 1);
        let mut world = Self {
            bot,
            application_owner: owner,
            application_flags: user::ALL_LIMITED_INTENTS,
            owner_has_two_factor: true,
            origin,
            users: BTreeMap::new(),
            servers: BTreeMap::new(),
            channels: BTreeMap::new(),
            messages: HashMap::new(),
            files: HashMap::new(),
            invites: BTreeMap::new(),
            unindexed: (0, Duration::ZERO),
            random: fastrand::Rng::with_seed(seed),
            nonces: NonceMemory::default(),
            write_log: Vec::new(),
            ids: SnowflakeSource::default(),
            past_ms: None,
        };
        world.users.insert(bot, User::bot(bot, "claude-agent"));
        world.users.insert(owner, User::person(owner, "workspace-owner"));
        world
    }

    /// The user ID of the bot whose token the sandbox accepts.
    pub fn bot(&self) -> Snowflake {
        self.bot
    }

    /// Has the next searches find an index that is still being built, and tells them to come again after this time, in
    /// whole seconds.
    pub fn set_unindexed(&mut self, searches: u32, retry_after: Duration) {
        self.unindexed = (searches, retry_after);
    }

    /// The servers, oldest first.
    pub fn servers(&self) -> impl Iterator<Item = &Server> {
        self.servers.values()
    }

    /// A server by ID.
    pub fn server(&self, server: Snowflake) -> Option<&Server> {
        self.servers.get(&server)
    }

    /// A server by ID, to change it.
    pub fn server_mut(&mut self, server: Snowflake) -> Option<&mut Server> {
        self.servers.get_mut(&server)
    }

    /// The channels and threads of a server, oldest first.
    pub fn channels(&self, server: Snowflake) -> impl Iterator<Item = &Channel> {
        self.channels.values().filter(move |channel| channel.server == Some(server))
    }

    /// A channel, thread or direct message by ID.
    pub fn channel(&self, channel: Snowflake) -> Option<&Channel> {
        self.channels.get(&channel)
    }

    /// A channel, thread or direct message by ID, to change it.
    pub fn channel_mut(&mut self, channel: Snowflake) -> Option<&mut Channel> {
        self.channels.get_mut(&channel)
    }

    /// A server's channel by name, if there is one.
    pub fn channel_named(&self, server: Snowflake, name: &str) -> Option<&Channel> {
        self.channels(server).find(|channel| channel.name == name)
    }

    /// A channel or thread by its name, in whichever server: the oldest, when several have it.
    pub fn find_channel(&self, name: &str) -> Option<&Channel> {
        self.channels.values().find(|channel| channel.name == name)
    }

    /// The messages of a channel, oldest first.
    pub fn messages(&self, channel: Snowflake) -> impl DoubleEndedIterator<Item = &Message> {
        self.messages.get(&channel).into_iter().flat_map(BTreeMap::values)
    }

    /// A message by channel and ID.
    pub fn message(&self, channel: Snowflake, message: Snowflake) -> Option<&Message> {
        self.messages.get(&channel)?.get(&message)
    }

    /// A user by ID.
    pub fn user(&self, user: Snowflake) -> Option<&User> {
        self.users.get(&user)
    }

    /// A user by ID, to change it.
    pub fn user_mut(&mut self, user: Snowflake) -> Option<&mut User> {
        self.users.get_mut(&user)
    }

    /// The members of a server, by user ID.
    pub fn members(&self, server: Snowflake) -> impl Iterator<Item = &Member> {
        self.servers.get(&server).into_iter().flat_map(|server| server.members.values())
    }

    /// The roles of a server, oldest first; the first is @everyone.
    pub fn roles(&self, server: Snowflake) -> impl Iterator<Item = &Role> {
        self.servers.get(&server).into_iter().flat_map(|server| server.roles.values())
    }

    /// What was done to a server with or without a reason, oldest first.
    pub fn audit_log(&self, server: Snowflake) -> &[AuditEntry] {
        self.servers.get(&server).map_or(&[], |server| &server.audit_log)
    }

    /// The invites to a server.
    pub fn invites(&self, server: Snowflake) -> impl Iterator<Item = &Invite> {
        self.invites.values().filter(move |invite| invite.server == server)
    }

    /// Every change that a request has made, in order.
    pub fn write_log(&self) -> &[Write] {
        &self.write_log
    }

    pub(super) fn message_mut(&mut self, channel: Snowflake, message: Snowflake) -> Option<&mut Message> {
        self.messages.get_mut(&channel)?.get_mut(&message)
    }

    pub(super) fn next_id(&mut self) -> Snowflake {
        self.ids.next(self.clock())
    }

    /// What is set up from here on dates from this time, in Unix milliseconds.
    pub(super) fn turn_back(&mut self, unix_ms: u64) {
        self.past_ms = Some(unix_ms);
    }

    pub(super) fn turn_to_now(&mut self) {
        self.past_ms = None;
    }

    fn clock(&self) -> u64 {
        self.past_ms.unwrap_or_else(now_ms)
    }

    /// Notes a change that took effect, and in the server's audit log when it happened in one.
    pub(super) fn record(&mut self, call: &Call, target: WriteTarget) {
        let sequence = self.write_log.len() as u64 + 1;
        let at_ms = now_ms();
        if let Some(server) = target.server.and_then(|server| self.servers.get_mut(&server)) {
            server.audit_log.push(AuditEntry {
                at_ms,
                operation: call.operation,
                user: call.actor,
                target: target.subject(),
                reason: call.reason.clone(),
            });
        }
        self.write_log.push(Write {
            sequence,
            at_ms,
            operation: call.operation,
            request: call.request,
            target,
        });
    }

    /// The channel and ID of the message that this author has made with this nonce in the last minutes.
    pub(super) fn remembered_nonce(
        &mut self,
        author: Snowflake,
        nonce: &str,
    ) -> Option<(Snowflake, Snowflake)> {
        self.nonces.forget_before(now_ms().saturating_sub(NONCE_MEMORY_MS));
        let (channel, message) = *self.nonces.messages.get(&(author, nonce.to_owned()))?;
        self.message(channel, message).map(|message| (message.channel, message.id))
    }

    pub(super) fn remember_nonce(&mut self, author: Snowflake, nonce: String, sent: (Snowflake, Snowflake)) {
        let now_ms = now_ms();
        self.nonces.forget_before(now_ms.saturating_sub(NONCE_MEMORY_MS));
        self.nonces.arrivals.push_back((now_ms, (author, nonce.clone())));
        self.nonces.messages.insert((author, nonce), sent);
    }
}
