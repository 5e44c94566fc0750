//! Servers, which Discord's API calls guilds: roles, members, bans, invites.

use std::{cmp::Reverse, collections::BTreeMap};

use crate::sandbox::Snowflake;

/// A [server](https://docs.discord.com/developers/resources/guild#guild-object).
#[derive(Clone, Debug)]
pub struct Server {
    /// The server's ID, which is also that of its @everyone role.
    pub id: Snowflake,
    /// 2–100 characters.
    pub name: String,
    /// The owner's user ID; an owner may do everything.
    pub owner: Snowflake,
    /// What the server is about.
    pub description: Option<String>,
    /// 1 when moderation needs two-factor authentication, else 0.
    pub mfa_level: u8,
    /// Roles by ID, @everyone among them.
    pub roles: BTreeMap<Snowflake, Role>,
    /// Members by user ID.
    pub members: BTreeMap<Snowflake, Member>,
    /// Bans by user ID.
    pub bans: BTreeMap<Snowflake, Ban>,
    /// Custom emoji by ID.
    pub emojis: BTreeMap<Snowflake, CustomEmoji>,
    pub(in crate::sandbox) audit_log: Vec<AuditEntry>,
}

/// How high a role or a member stands: by position, and among equals the lower ID is higher.
///
/// Source: <https://docs.discord.com/developers/topics/permissions#permission-hierarchy>
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::sandbox) struct Rank {
    pub(in crate::sandbox) position: i64,
    id: Reverse<Snowflake>,
}

impl Rank {
    const OWNER: Self = Self { position: i64::MAX, id: Reverse(Snowflake(0)) };
}

impl Role {
    pub(in crate::sandbox) fn rank(&self) -> Rank {
        Rank { position: self.position, id: Reverse(self.id) }
    }
}

impl Server {
    /// How high a member stands, by the highest role; the owner stands above all.
    pub(in crate::sandbox) fn rank(&self, user: Snowflake) -> Rank {
        if user == self.owner {
            return Rank::OWNER;
        }
        let roles = self.members.get(&user).map_or(&[][..], |member| &member.roles);
        let ranks = roles.iter().filter_map(|id| self.roles.get(id)).map(Role::rank);
        ranks.max().unwrap_or(Rank { position: 0, id: Reverse(self.id) })
    }

    /// Moves roles to new positions; the others close ranks.
    pub(in crate::sandbox) fn place_roles(&mut self, moves: &[(Snowflake, Option<u64>)]) {
        // Doubled, so that there is room between two neighbours.
        for role in self.roles.values_mut() {
            role.position *= 2;
        }
        for (id, position) in moves {
            let position = position.and_then(|position| i64::try_from(position).ok());
            if let (Some(role), Some(position)) = (self.roles.get_mut(id), position) {
                let up = position * 2 > role.position;
                role.position = position * 2 + if up { 1 } else { -1 };
            }
        }
        self.renumber_roles();
    }

    /// Puts the roles' positions in order without gaps, @everyone at 0.
    pub(in crate::sandbox) fn renumber_roles(&mut self) {
        let mut order: Vec<_> =
            self.roles.values().map(|role| (role.id != self.id, role.rank(), role.id)).collect();
        order.sort_unstable();
        for (position, (_, _, id)) in (0..).zip(order) {
            if let Some(role) = self.roles.get_mut(&id) {
                role.position = position;
            }
        }
    }
}

/// A [role](https://docs.discord.com/developers/topics/permissions#role-object).
#[derive(Clone, Debug)]
pub struct Role {
    /// The role's ID.
    pub id: Snowflake,
    /// 1–100 characters.
    pub name: String,
    /// Permission bits.
    pub permissions: u64,
    /// Higher stands above lower; @everyone is 0.
    pub position: i64,
    /// RGB colour, 0 for none.
    pub color: u32,
    /// Whether its members are listed apart.
    pub hoist: bool,
    /// Whether anyone may mention it.
    pub mentionable: bool,
    /// The bot whose own role this is: nobody can assign or delete such a role.
    pub bot: Option<Snowflake>,
}

/// A [member](https://docs.discord.com/developers/resources/guild#guild-member-object) of a server.
#[derive(Clone, Debug)]
pub struct Member {
    /// The member's user ID.
    pub user: Snowflake,
    /// Nickname in this server, 1–32 characters.
    pub nick: Option<String>,
    /// Role IDs, without @everyone.
    pub roles: Vec<Snowflake>,
    /// When the member joined, in Unix milliseconds.
    pub joined_at_ms: u64,
    /// When a time-out ends, in Unix milliseconds.
    pub timed_out_until_ms: Option<u64>,
    /// Muted in voice channels.
    pub mute: bool,
    /// Deafened in voice channels.
    pub deaf: bool,
}

impl Member {
    pub(in crate::sandbox) fn is_timed_out(&self, now_ms: u64) -> bool {
        self.timed_out_until_ms.is_some_and(|until| until > now_ms)
    }
}

/// A [ban](https://docs.discord.com/developers/resources/guild#ban-object).
#[derive(Clone, Debug)]
pub struct Ban {
    /// Who is banned.
    pub user: Snowflake,
    /// Why, if whoever did it said so.
    pub reason: Option<String>,
}

/// An emoji of a server's own.
#[derive(Clone, Debug)]
pub struct CustomEmoji {
    /// The emoji's ID.
    pub id: Snowflake,
    /// 2–32 letters, digits and underscores.
    pub name: String,
    /// Whether it moves.
    pub animated: bool,
}

/// An [invite](https://docs.discord.com/developers/resources/invite#invite-object) to a server's channel.
#[derive(Clone, Debug)]
pub struct Invite {
    /// The end of the link.
    pub code: String,
    /// The server it leads to.
    pub server: Snowflake,
    /// The channel it leads to.
    pub channel: Snowflake,
    /// Who made it.
    pub inviter: Snowflake,
    /// When it was made, in Unix milliseconds.
    pub created_at_ms: u64,
    /// Seconds until it ends, 0 for never.
    pub max_age: u64,
    /// Uses until it ends, 0 for no limit.
    pub max_uses: u64,
    /// Whether who joins by it is removed on leaving without a role.
    pub temporary: bool,
}

/// A line of a server's audit log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEntry {
    /// Unix milliseconds.
    pub at_ms: u64,
    /// Discord's operation ID, as `delete_channel`.
    pub operation: &'static str,
    /// Who did it.
    pub user: Snowflake,
    /// What it was done to.
    pub target: Option<Snowflake>,
    /// The decoded `X-Audit-Log-Reason`.
    pub reason: Option<String>,
}
