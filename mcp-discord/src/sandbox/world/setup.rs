//! Setting the stage: servers, members, channels and messages without HTTP.

use std::{collections::BTreeMap, error::Error, fmt};

use super::{
    Attachment, Channel, ChannelType, CustomEmoji, Emoji, ForumTag, Member, Message, MessageReference,
    NewChannel, NewMessage, Overwrite, OverwriteTarget, Reaction, Role, Server, StoredFile, ThreadMember,
    ThreadState, User, World, message_type,
};
use crate::sandbox::{
    Snowflake, mentions,
    permissions::{
        ATTACH_FILES, CREATE_PUBLIC_THREADS, EMBED_LINKS, EVERYONE_DEFAULT, MANAGE_THREADS, PIN_MESSAGES,
    },
};

/// What a bot may do in a server that was made without saying so.
const BOT_DEFAULT: u64 = EMBED_LINKS | ATTACH_FILES | CREATE_PUBLIC_THREADS | MANAGE_THREADS | PIN_MESSAGES;

/// The flag of a message that a thread was started from.
const HAS_THREAD: u64 = 1 << 5;

/// How long a thread is silent before it is put away, in minutes, unless somebody says otherwise: three days.
pub(in crate::sandbox) const AUTO_ARCHIVE_MINUTES: u64 = 4_320;

/// An ID that names nothing in this world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What was looked for: `server`, `channel`, `message`, `user` or `role`.
    pub what: &'static str,
    /// The ID.
    pub id: Snowflake,
}

impl fmt::Display for Unknown {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "the sandbox has no {} {}", self.what, self.id)
    }
}

impl Error for Unknown {}

impl World {
    /// Adds a server with the bot in it, owned by the application's owner, and returns its ID.
    ///
    /// @everyone has Discord's default permissions. The bot has a role of its own.
    pub fn add_server(&mut self, name: &str) -> Snowflake {
        let id = self.next_id();
        let everyone = Role {
            id,
            name: "@everyone".to_owned(),
            permissions: EVERYONE_DEFAULT,
            position: 0,
            color: 0,
            hoist: false,
            mentionable: false,
            bot: None,
        };
        let bot_role = Role {
            id: self.next_id(),
            name: self.users.get(&self.bot).map_or_else(String::new, |bot| bot.username.clone()),
            permissions: BOT_DEFAULT,
            position: 1,
            bot: Some(self.bot),
            ..everyone.clone()
        };
        let member = |user, roles| Member {
            user,
            nick: None,
            roles,
            joined_at_ms: id.unix_ms(),
            timed_out_until_ms: None,
            mute: false,
            deaf: false,
        };
        let owner = self.application_owner;
        let server = Server {
            id,
            name: name.to_owned(),
            owner,
            description: None,
            mfa_level: 0,
            members: BTreeMap::from([
                (owner, member(owner, Vec::new())),
                (self.bot, member(self.bot, vec![bot_role.id])),
            ]),
            roles: BTreeMap::from([(id, everyone), (bot_role.id, bot_role)]),
            bans: BTreeMap::new(),
            emojis: BTreeMap::new(),
            audit_log: Vec::new(),
        };
        self.servers.insert(id, server);
        id
    }

    /// Adds a person, and returns the user ID.
    pub fn add_user(&mut self, username: &str) -> Snowflake {
        let id = self.next_id();
        self.users.insert(id, User::person(id, username));
        id
    }

    /// Adds another bot, and returns its user ID.
    pub fn add_bot(&mut self, username: &str) -> Snowflake {
        let id = self.next_id();
        self.users.insert(id, User::bot(id, username));
        id
    }

    /// Makes a user a member of a server, with these roles.
    pub fn add_member(
        &mut self,
        server: Snowflake,
        user: Snowflake,
        roles: &[Snowflake],
    ) -> Result<(), Unknown> {
        if !self.users.contains_key(&user) {
            return Err(Unknown { what: "user", id: user });
        }
        let joined_at_ms = self.clock();
        let server = self.existing_server(server)?;
        if let Some(role) = roles.iter().find(|role| !server.roles.contains_key(role)) {
            return Err(Unknown { what: "role", id: *role });
        }
        let member = Member {
            user,
            nick: None,
            roles: roles.to_vec(),
            joined_at_ms,
            timed_out_until_ms: None,
            mute: false,
            deaf: false,
        };
        server.members.insert(user, member);
        Ok(())
    }

    /// Adds a role below all others but @everyone, and returns its ID.
    pub fn add_role(
        &mut self,
        server: Snowflake,
        name: &str,
        permissions: u64,
    ) -> Result<Snowflake, Unknown> {
        let id = self.next_id();
        let server = self.existing_server(server)?;
        for role in server.roles.values_mut().filter(|role| role.position > 0) {
            role.position += 1;
        }
        let role = Role {
            id,
            name: name.to_owned(),
            permissions,
            position: 1,
            color: 0,
            hoist: false,
            mentionable: false,
            bot: None,
        };
        server.roles.insert(id, role);
        Ok(id)
    }

    /// Adds an emoji of a server's own, and returns its ID.
    pub fn add_emoji(&mut self, server: Snowflake, name: &str) -> Result<Snowflake, Unknown> {
        let id = self.next_id();
        let emoji = CustomEmoji { id, name: name.to_owned(), animated: false };
        self.existing_server(server)?.emojis.insert(id, emoji);
        Ok(id)
    }

    /// Adds a channel or thread, and returns its ID. A thread belongs to the bot until somebody changes it.
    pub fn add_channel(&mut self, server: Snowflake, new: NewChannel) -> Result<Snowflake, Unknown> {
        self.existing_server(server)?;
        if let Some(parent) = new.parent
            && !self.channels.contains_key(&parent)
        {
            return Err(Unknown { what: "channel", id: parent });
        }
        let id = self.next_id();
        let mut channel = Channel::new(id, new.kind, Some(server));
        channel.position = self
            .channels(server)
            .filter(|other| !other.kind.is_thread() && (other.kind as u8 == 4) == (new.kind as u8 == 4))
            .count() as u64;
        channel.name = new.name;
        channel.topic = new.topic;
        channel.parent = new.parent;
        channel.overwrites = new.overwrites;
        channel.tags = new
            .tags
            .into_iter()
            .map(|name| ForumTag { id: self.next_id(), name, moderated: false, emoji: None })
            .collect();
        if new.kind.is_thread() {
            channel.thread = Some(ThreadState::new(self.bot, id.unix_ms()));
        }
        self.channels.insert(id, channel);
        Ok(id)
    }

    /// Starts a thread at a message, and returns its ID, which is the message's.
    pub fn add_thread_from(
        &mut self,
        channel: Snowflake,
        message: Snowflake,
        name: &str,
        owner: Snowflake,
    ) -> Result<Snowflake, Unknown> {
        let parent = self.channels.get(&channel).ok_or(Unknown { what: "channel", id: channel })?;
        let kind = match parent.kind {
            ChannelType::Announcement => ChannelType::AnnouncementThread,
            _ => ChannelType::PublicThread,
        };
        let mut thread = Channel::new(message, kind, parent.server);
        name.clone_into(&mut thread.name);
        thread.parent = Some(channel);
        thread.thread = Some(ThreadState::new(owner, message.unix_ms()));
        self.start_thread(channel, message, thread, Snowflake(message.0 + 1))?;
        Ok(message)
    }

    /// Puts a thread in the world and ties it to the message that it starts at; `starter` is the ID of the
    /// thread's own first message, which says so.
    pub(in crate::sandbox) fn start_thread(
        &mut self,
        channel: Snowflake,
        message: Snowflake,
        thread: Channel,
        starter: Snowflake,
    ) -> Result<(), Unknown> {
        let start = self.message_mut(channel, message).ok_or(Unknown { what: "message", id: message })?;
        start.thread = Some(thread.id);
        start.flags |= HAS_THREAD;
        let (id, owner) = (thread.id, thread.thread.as_ref().map_or(start.author, |state| state.owner));
        self.channels.insert(id, thread);
        let mut starter = Message::new(starter, id, owner);
        starter.kind = message_type::THREAD_STARTER_MESSAGE;
        starter.reference = Some(MessageReference { kind: 0, channel, message: Some(message) });
        self.insert_message(starter);
        Ok(())
    }

    /// Adds a post to a forum, and returns its ID, which is that of its first message as well.
    pub fn add_post(
        &mut self,
        forum: Snowflake,
        author: Snowflake,
        title: &str,
        first: NewMessage,
    ) -> Result<Snowflake, Unknown> {
        let parent = self.channels.get(&forum).ok_or(Unknown { what: "channel", id: forum })?;
        let server = parent.server;
        let at_ms = first.at_ms.unwrap_or_else(|| self.clock());
        let mut id = Snowflake::at(at_ms);
        while self.channels.contains_key(&id) {
            id.0 += 1;
        }
        let mut post = Channel::new(id, ChannelType::PublicThread, server);
        title.clone_into(&mut post.name);
        post.parent = Some(forum);
        post.thread = Some(ThreadState::new(author, at_ms));
        self.channels.insert(id, post);
        self.place_message(id, id, author, first)?;
        if let Some(forum) = self.channels.get_mut(&forum) {
            forum.last_message = forum.last_message.max(Some(id));
        }
        Ok(id)
    }

    /// Sets a channel's overwrite for a role or member, in place of the one that was there.
    pub fn set_overwrite(
        &mut self,
        channel: Snowflake,
        target: OverwriteTarget,
        allow: u64,
        deny: u64,
    ) -> Result<(), Unknown> {
        let channel = self.channels.get_mut(&channel).ok_or(Unknown { what: "channel", id: channel })?;
        channel.overwrites.retain(|overwrite| overwrite.target != target);
        channel.overwrites.push(Overwrite { target, allow, deny });
        Ok(())
    }

    /// Gives the bot exactly these permissions in the whole server, and whoever else exactly none.
    ///
    /// @everyone is left without permissions, the bot's own role has the bits and is its only one, and overwrites
    /// that the bot is subject to are removed.
    pub fn set_bot_permissions(&mut self, server: Snowflake, bits: u64) -> Result<(), Unknown> {
        let bot = self.bot;
        let spare = self.next_id();
        let state = self.existing_server(server)?;
        let own = state.roles.values().find(|role| role.bot == Some(bot)).map(|role| role.id);
        let own = own.unwrap_or(spare);
        let role = state.roles.entry(own).or_insert_with(|| Role {
            id: own,
            name: "bot".to_owned(),
            permissions: 0,
            position: 1,
            color: 0,
            hoist: false,
            mentionable: false,
            bot: Some(bot),
        });
        role.permissions = bits;
        if let Some(everyone) = state.roles.get_mut(&server) {
            everyone.permissions = 0;
        }
        if let Some(member) = state.members.get_mut(&bot) {
            member.roles = vec![own];
        }
        for channel in self.channels.values_mut().filter(|channel| channel.server == Some(server)) {
            channel.overwrites.retain(|overwrite| ![server, own, bot].contains(&overwrite.target.id()));
        }
        Ok(())
    }

    /// Adds a message now, and returns its ID.
    pub fn add_message(
        &mut self,
        channel: Snowflake,
        author: Snowflake,
        content: &str,
    ) -> Result<Snowflake, Unknown> {
        self.add_message_with(channel, author, NewMessage::text(content))
    }

    /// Adds a message, and returns its ID.
    pub fn add_message_with(
        &mut self,
        channel: Snowflake,
        author: Snowflake,
        new: NewMessage,
    ) -> Result<Snowflake, Unknown> {
        let id = match new.at_ms {
            Some(at_ms) => self.past_id(channel, at_ms),
            None => self.next_id(),
        };
        self.place_message(id, channel, author, new)?;
        Ok(id)
    }

    fn place_message(
        &mut self,
        id: Snowflake,
        channel: Snowflake,
        author: Snowflake,
        new: NewMessage,
    ) -> Result<(), Unknown> {
        if !self.users.contains_key(&author) {
            return Err(Unknown { what: "user", id: author });
        }
        if !self.channels.contains_key(&channel) {
            return Err(Unknown { what: "channel", id: channel });
        }
        let mut message = Message::new(id, channel, author);
        message.mentions = mentions::users_in(&new.content);
        message.content = new.content;
        message.embeds = new.embeds;
        message.pinned_at_ms = new.pinned.then(|| id.unix_ms());
        for (emoji, users) in new.reactions {
            message.reactions.push(Reaction { emoji: Emoji::Unicode(emoji), users });
        }
        for (filename, bytes) in new.files {
            let content_type = content_type_of(&filename).to_owned();
            message.attachments.push(self.store_file(filename, content_type, bytes.into()));
        }
        if let Some(replied) = new.reply_to {
            let target =
                self.message(channel, replied).ok_or(Unknown { what: "message", id: replied })?.author;
            message.kind = message_type::REPLY;
            message.reference = Some(MessageReference { kind: 0, channel, message: Some(replied) });
            if !message.mentions.contains(&target) {
                message.mentions.push(target);
            }
        }
        self.insert_message(message);
        Ok(())
    }

    /// Keeps a file's bytes for the CDN route.
    pub(in crate::sandbox) fn store_file(
        &mut self,
        filename: String,
        content_type: String,
        bytes: bytes::Bytes,
    ) -> Attachment {
        let id = self.next_id();
        let attachment = Attachment {
            id,
            filename,
            description: None,
            content_type: content_type.clone(),
            size: bytes.len(),
        };
        self.files.insert(id, StoredFile { content_type, bytes });
        attachment
    }

    /// Puts a message in its channel, which it wakes if it is an archived thread.
    pub(in crate::sandbox) fn insert_message(&mut self, message: Message) {
        if let Some(channel) = self.channels.get_mut(&message.channel) {
            channel.last_message = channel.last_message.max(Some(message.id));
            if let Some(pinned_at_ms) = message.pinned_at_ms {
                channel.last_pin_at_ms = channel.last_pin_at_ms.max(Some(pinned_at_ms));
            }
            if let Some(thread) = &mut channel.thread {
                thread.archived = false;
                // A forum post's first message has the post's own ID, and is not counted.
                if message.id != channel.id && message.kind != message_type::THREAD_STARTER_MESSAGE {
                    thread.total_messages += 1;
                }
                let member = ThreadMember { user: message.author, joined_at_ms: message.id.unix_ms() };
                thread.members.entry(message.author).or_insert(member);
            }
        }
        self.messages.entry(message.channel).or_default().insert(message.id, message);
    }

    /// An ID of this time that no message of the channel has.
    fn past_id(&self, channel: Snowflake, at_ms: u64) -> Snowflake {
        let mut id = Snowflake::at(at_ms);
        while self.message(channel, id).is_some() {
            id.0 += 1;
        }
        id
    }

    fn existing_server(&mut self, server: Snowflake) -> Result<&mut Server, Unknown> {
        self.servers.get_mut(&server).ok_or(Unknown { what: "server", id: server })
    }
}

impl ThreadState {
    pub(in crate::sandbox) fn new(owner: Snowflake, at_ms: u64) -> Self {
        Self {
            owner,
            archived: false,
            locked: false,
            invitable: true,
            auto_archive_minutes: AUTO_ARCHIVE_MINUTES,
            archive_changed_at_ms: at_ms,
            applied_tags: Vec::new(),
            members: BTreeMap::from([(owner, ThreadMember { user: owner, joined_at_ms: at_ms })]),
            total_messages: 0,
        }
    }
}

fn content_type_of(filename: &str) -> &'static str {
    match filename.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "txt" | "log" => "text/plain; charset=utf-8",
        "md" => "text/markdown; charset=utf-8",
        "json" => "application/json",
        "csv" => "text/csv; charset=utf-8",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        _ => "application/octet-stream",
    }
}
