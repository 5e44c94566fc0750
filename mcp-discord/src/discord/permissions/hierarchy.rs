//! What Discord asks beside permissions: to stand above whom one acts on, to have what one gives, and two factors.

use jiff::Timestamp;

use super::{Base, Standing};
use crate::{
    discord::{
        Operation,
        model::{Member, Role, Server},
    },
    tool::{Cause, Permissions, Refusal, RoleId, ServerId, ToolResult, Untrusted, UserId},
};

/// What a server that asks moderators for two-factor authentication gives only to whom has it.
///
/// Source: <https://discord.com/developers/docs/topics/permissions#permissions-bitwise-permission-flags>
const NEEDS_TWO_FACTOR: Permissions = Permissions::KICK_MEMBERS
    .union(Permissions::BAN_MEMBERS)
    .union(Permissions::ADMINISTRATOR)
    .union(Permissions::MANAGE_CHANNELS)
    .union(Permissions::MANAGE_GUILD)
    .union(Permissions::MANAGE_MESSAGES)
    .union(Permissions::MANAGE_ROLES)
    .union(Permissions::MANAGE_WEBHOOKS)
    .union(Permissions::MANAGE_GUILD_EXPRESSIONS)
    .union(Permissions::MANAGE_THREADS)
    .union(Permissions::VIEW_CREATOR_MONETIZATION_ANALYTICS);

const HOW_TO_RISE: &str =
    "a person can drag a role of the bot above it in the server's settings, under Roles";

/// Whom or what a call acts on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Aim {
    /// A role is changed, moved, deleted, given or taken.
    Role(RoleId),
    /// A member is kicked, banned or renamed.
    Member(UserId),
    /// A member is timed out.
    Timeout(UserId),
}

/// Why the bot can't do that whatever permissions it has, if so. What isn't known is looked up; the member always is.
///
/// Source: <https://discord.com/developers/docs/topics/permissions#permission-hierarchy>
pub(crate) async fn stopped(
    aim: Aim,
    server: ServerId,
    operation: &Operation,
) -> ToolResult<Option<Refusal>> {
    let (directory, deadline) = (operation.discord().directory(), operation.deadline());
    let standing = directory.server_standing(server, deadline).await?;
    let (Aim::Member(user) | Aim::Timeout(user)) = aim else {
        let Aim::Role(role) = aim else { return Ok(None) };
        return Ok(standing.stopped_at_role(role));
    };
    let member = directory.member(server, user, deadline).await?;
    Ok(standing.stopped_at_member(user, &member, matches!(aim, Aim::Timeout(_))))
}

impl Standing {
    /// Why the bot can't act on a role, if it stands too high.
    pub(crate) fn stopped_at_role(&self, role: RoleId) -> Option<Refusal> {
        if self.base()? == Base::Owner {
            return None;
        }
        let (own, role) = (highest(&self.server, &self.member)?, self.server.role(role)?);
        if own.height() > role.height() {
            return None;
        }
        let reason = format!("the bot's highest role, {}, is not above role {}", shown(own), shown(role));
        Some(Refusal::new(Cause::Permission, reason).hint(HOW_TO_RISE))
    }

    /// Why the bot can't act on a member, if they stand too high, own the server, or can't be timed out.
    pub(crate) fn stopped_at_member(&self, user: UserId, member: &Member, timeout: bool) -> Option<Refusal> {
        let name = member.user.as_ref().map_or("", |user| &user.username);
        let name = format!("@{} ({user})", Untrusted::new(name).line(32));
        let refusal = |reason: String, hint: &str| Some(Refusal::new(Cause::Permission, reason).hint(hint));
        if self.server.owner_id? == user {
            return refusal(
                format!("{name} owns the server, and nobody can do this to its owner"),
                "ask a person",
            );
        }
        if Some(user) == self.user {
            return refusal("the bot can't do this to itself".into(), "check the user's ID");
        }
        let of = Self::of_member(self.server.clone(), user, member.clone().into());
        if timeout && of.base()? == Base::Administrator {
            let roles = of.roles_with(Permissions::ADMINISTRATOR);
            let roles: Vec<_> =
                roles.iter().map(|role| format!("`{}`", Untrusted::new(role).line(100))).collect();
            return refusal(
                format!("administrators can't be timed out, and {name} is one by role {}", roles.join(", ")),
                "a person who may can take that role from them first",
            );
        }
        if self.base()? == Base::Owner {
            return None;
        }
        let (own, theirs) = (highest(&self.server, &self.member)?, highest(&self.server, member)?);
        if own.height() > theirs.height() {
            return None;
        }
        let (own, theirs) = (shown(own), shown(theirs));
        let reason =
            format!("the bot's highest role, {own}, is not above {theirs}, the highest role of {name}");
        refusal(reason, HOW_TO_RISE)
    }

    /// Why the bot can't give or take these permissions, if it lacks some of them itself.
    pub(crate) fn stopped_from_granting(&self, wanted: Permissions, now: Timestamp) -> Option<Refusal> {
        let lacking = wanted.without(self.effective(now)?);
        (!lacking.is_empty()).then(|| {
            let reason =
                format!("the bot can give and take only permissions that it has; it lacks {lacking}");
            Refusal::new(Cause::Permission, reason).hint("leave them out, or have a person do it")
        })
    }
}

/// Why a server with two-factor moderation refuses what these permissions would allow.
pub(crate) fn two_factor(permissions: Permissions) -> Refusal {
    let gated = permissions.intersection(NEEDS_TWO_FACTOR);
    let gated = if gated.is_empty() { "this".to_owned() } else { gated.to_string() };
    let reason = format!(
        "the server asks moderators for two-factor authentication, which {gated} takes, and the account that owns the \
         bot has none"
    );
    Refusal::new(Cause::Permission, reason).hint(
        "whoever owns the bot can switch two-factor authentication on for their account; the server's owner can \
         stop asking for it",
    )
}

/// A member's highest role; `None` when one of them isn't known.
fn highest<'a>(server: &'a Server, member: &Member) -> Option<&'a Role> {
    let mut highest = server.everyone()?;
    for id in &member.roles {
        let role = server.role(*id)?;
        if role.height() > highest.height() {
            highest = role;
        }
    }
    Some(highest)
}

fn shown(role: &Role) -> String {
    format!("`{}` (position {})", Untrusted::new(&role.name).line(100), role.position)
}
