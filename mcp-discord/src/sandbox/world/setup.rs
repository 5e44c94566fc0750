//! Setting the stage: servers, members, channels and messages without HTTP.

use std::{collections::BTreeMap, error::Error, fmt};

use super::{
    Channel, CustomEmoji, ForumTag, Invite, Member, NewChannel, Overwrite, OverwriteTarget, Role, Server,
    ThreadState, User, World, now_ms,
};
use crate::sandbox::{
    Snowflake,
    permissions::{
        ATTACH_FILES, CREATE_PUBLIC_THREADS, EMBED_LINKS, EVERYONE_DEFAULT, MANAGE_THREADS, PIN_MESSAGES,
    },
};

/// What a bot may do in a server that was made without saying so.
const BOT_DEFAULT: u64 = EMBED_LINKS | ATTACH_FILES | CREATE_PUBLIC_THREADS | MANAGE_THREADS | PIN_MESSAGES;

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

    /// Adds an invite of somebody to a channel of a server, which lasts a day, and returns its code.
    pub fn add_invite(&mut self, channel: Snowflake, inviter: Snowflake) -> Result<String, Unknown> {
        let server = self.channels.get(&channel).and_then(|channel| channel.server);
        let server = server.ok_or(Unknown { what: "channel", id: channel })?;
        let code: String = (0..8).map(|_| self.random.alphanumeric()).collect();
        let invite = Invite {
            code: code.clone(),
            server,
            channel,
            inviter,
            created_at_ms: now_ms(),
            max_age: 86_400,
            max_uses: 0,
            temporary: false,
        };
        self.invites.insert(code.clone(), invite);
        Ok(code)
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

    fn existing_server(&mut self, server: Snowflake) -> Result<&mut Server, Unknown> {
        self.servers.get_mut(&server).ok_or(Unknown { what: "server", id: server })
    }
}
