//! What a user can reach, and with which permissions.

use super::{Channel, ChannelType, Server, World, now_ms};
use crate::sandbox::{
    Snowflake,
    errors::{
        Failure, MISSING_ACCESS, MISSING_PERMISSIONS, TWO_FACTOR_REQUIRED, UNKNOWN_CHANNEL, UNKNOWN_SERVER,
    },
    permissions::{self, NEEDS_TWO_FACTOR, VIEW_CHANNEL},
};

/// Where a request may work, and what it may do there.
#[derive(Clone, Copy, Debug)]
pub(in crate::sandbox) struct Access {
    /// The channel, or the server itself.
    pub(in crate::sandbox) id: Snowflake,
    pub(in crate::sandbox) server: Option<Snowflake>,
    pub(in crate::sandbox) permissions: u64,
    two_factor_missing: bool,
}

impl Access {
    /// Whether all of these bits hold.
    pub(in crate::sandbox) fn has(&self, bits: u64) -> bool {
        self.permissions & bits == bits
    }

    /// The same permissions, for a channel that was made under them.
    pub(in crate::sandbox) fn carried_to(self, id: Snowflake) -> Self {
        Self { id, ..self }
    }

    /// Refuses unless all of these bits hold, and two-factor authentication where the server asks for it.
    pub(in crate::sandbox) fn require(&self, bits: u64) -> Result<(), Failure> {
        if !self.has(bits) {
            return Err(MISSING_PERMISSIONS.into());
        }
        if self.two_factor_missing && bits & NEEDS_TWO_FACTOR != 0 {
            return Err(TWO_FACTOR_REQUIRED.into());
        }
        Ok(())
    }
}

impl World {
    /// A server, if the user is in it.
    pub(in crate::sandbox) fn server_access(
        &self,
        user: Snowflake,
        server: Snowflake,
    ) -> Result<(&Server, Access), Failure> {
        let server = self.servers.get(&server).ok_or(UNKNOWN_SERVER)?;
        let member = server.members.get(&user).ok_or(MISSING_ACCESS)?;
        let access = Access {
            id: server.id,
            server: Some(server.id),
            permissions: permissions::in_server(server, member, now_ms()),
            two_factor_missing: self.lacks_two_factor(server),
        };
        Ok((server, access))
    }

    /// A channel, if the user can see it.
    pub(in crate::sandbox) fn channel_access(
        &self,
        user: Snowflake,
        channel: Snowflake,
    ) -> Result<(&Channel, Access), Failure> {
        let channel = self.channels.get(&channel).ok_or(UNKNOWN_CHANNEL)?;
        let access = Access {
            id: channel.id,
            server: channel.server,
            permissions: self.permissions_in(user, channel),
            two_factor_missing: channel
                .server
                .and_then(|server| self.servers.get(&server))
                .is_some_and(|server| self.lacks_two_factor(server)),
        };
        if !access.has(VIEW_CHANNEL) {
            return Err(MISSING_ACCESS.into());
        }
        Ok((channel, access))
    }

    /// The permission bits that a user has in a channel; 0 when there is no way in.
    pub fn permissions(&self, user: Snowflake, channel: Snowflake) -> u64 {
        self.channels.get(&channel).map_or(0, |channel| self.permissions_in(user, channel))
    }

    pub(in crate::sandbox) fn permissions_in(&self, user: Snowflake, channel: &Channel) -> u64 {
        let Some(server) = channel.server else {
            return if user == self.bot || channel.recipients.contains(&user) {
                permissions::IN_DIRECT_MESSAGES
            } else {
                0
            };
        };
        let Some(server) = self.servers.get(&server) else { return 0 };
        let Some(member) = server.members.get(&user) else { return 0 };
        let parent = channel.parent.filter(|_| channel.kind.is_thread());
        let rules = parent.and_then(|parent| self.channels.get(&parent)).unwrap_or(channel);
        let bits = permissions::in_channel(server, member, channel, rules, now_ms());
        let inside = channel.thread.as_ref().is_some_and(|thread| thread.members.contains_key(&user));
        if channel.kind == ChannelType::PrivateThread && !inside && bits & permissions::MANAGE_THREADS == 0 {
            return 0;
        }
        bits
    }

    fn lacks_two_factor(&self, server: &Server) -> bool {
        server.mfa_level > 0 && !self.owner_has_two_factor
    }
}
