use std::fmt::{self, Write as _};

use jiff::Timestamp;

use super::{Base, Missing, Overwrites, Permissions, Standing, TIMED_OUT, implied, sending};
use crate::{
    discord::model::OverwriteTarget,
    tool::{Cause, Refusal, RoleId, Untrusted},
};

/// What decides that a permission is missing. Names are as Discord gave them; showing them neutralises them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// No role of the bot has it. The names of its roles, without `@everyone`.
    Roles(Vec<String>),
    /// The overwrite of a channel for `@everyone`.
    Everyone {
        /// The channel's name.
        channel: String,
    },
    /// The overwrite of a channel for one of the bot's roles.
    Role {
        /// The role's name.
        role: String,
        /// The channel's name.
        channel: String,
    },
    /// The overwrite of a channel for the bot itself.
    Member {
        /// The channel's name.
        channel: String,
    },
    /// The bot is timed out.
    TimedOut {
        /// How long.
        until: Timestamp,
    },
    /// Another permission is missing, without which this one is of no use.
    Without {
        /// The other one.
        permission: Permissions,
        /// What decides that that one is missing.
        because: Box<Decision>,
    },
}

impl Standing {
    /// What decides that the permission `bit` is missing at the time `now`.
    /// `None` when it isn't missing, or when not all that decides it is known.
    pub(crate) fn explain(&self, bit: Permissions, now: Timestamp) -> Option<Decision> {
        if self.effective(now)?.contains(bit) {
            return None;
        }
        let Base::Roles(base) = self.base()? else { return None };
        // In a thread there is another permission in the place of this one.
        if bit == Permissions::SEND_MESSAGES && self.channel().is_some_and(|channel| channel.kind.is_thread())
        {
            return self.explain(Permissions::SEND_MESSAGES_IN_THREADS, now);
        }
        if let Some(until) = self.member.timed_out(now)
            && !TIMED_OUT.contains(bit)
        {
            return Some(Decision::TimedOut { until });
        }
        let bits = self.overwritten(base)?;
        let Some(place) = &self.place else { return Some(self.no_role()) };
        if let Some(permission) = self.condition(bit, bits, now) {
            let because = Box::new(self.explain(permission, now)?);
            return Some(Decision::Without { permission, because });
        }
        let Overwrites { everyone, roles, member } = self.overwrites()?;
        let channel = || place.rules.name.clone().unwrap_or_default();
        // The last step that denied it decides, since no later one gave it back.
        Some(if member.denies(bit) {
            Decision::Member { channel: channel() }
        } else if roles.denies(bit) {
            Decision::Role { role: self.denying_role(bit)?, channel: channel() }
        } else if everyone.denies(bit) {
            Decision::Everyone { channel: channel() }
        } else {
            self.no_role()
        })
    }

    /// The permission without which `bit` is of no use here, if that is what is missing.
    fn condition(&self, bit: Permissions, bits: Permissions, now: Timestamp) -> Option<Permissions> {
        let channel = &self.place.as_ref()?.channel;
        let bits = if self.member.timed_out(now).is_some() { bits.intersection(TIMED_OUT) } else { bits };
        if !bits.contains(Permissions::VIEW_CHANNEL) {
            return (bit != Permissions::VIEW_CHANNEL).then_some(Permissions::VIEW_CHANNEL);
        }
        if channel.kind.is_voice() && !bits.contains(Permissions::CONNECT) {
            return (bit != Permissions::CONNECT).then_some(Permissions::CONNECT);
        }
        (bits.contains(bit) && !implied(bits, channel).contains(bit)).then(|| sending(channel))
    }

    fn no_role(&self) -> Decision {
        let roles = self.member.roles.iter().filter_map(|id| self.server.role(*id));
        Decision::Roles(roles.map(|role| role.name.clone()).collect())
    }

    fn denying_role(&self, bit: Permissions) -> Option<String> {
        let overwrites = self.place.as_ref()?.rules.permission_overwrites.as_ref()?;
        let denies = |role: RoleId| self.member.roles.contains(&role);
        let role = overwrites.iter().find_map(|overwrite| match overwrite.target {
            OverwriteTarget::Role(role) if denies(role) && overwrite.deny.contains(bit) => Some(role),
            _ => None,
        })?;
        Some(self.server.role(role)?.name.clone())
    }
}

impl Decision {
    /// What to do about it. `invite` asks for what is missing.
    fn hint(&self, permission: &str, invite: &str) -> String {
        match self {
            Self::Roles(_) => format!(
                "a person who manages the server can give `{permission}` to one of the bot's roles, or open this \
                 link, which asks for it: {invite}"
            ),
            Self::Everyone { channel } | Self::Role { channel, .. } | Self::Member { channel } => format!(
                "a person who manages {} can allow `{permission}` to the bot in its permissions; inviting the bot \
                 again would not change that. The link that asks for it in the server: {invite}",
                place(channel)
            ),
            Self::TimedOut { .. } => "wait until then, or ask a moderator to end the timeout".to_owned(),
            Self::Without { permission, because } => because.hint(&permission.to_string(), invite),
        }
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Roles(roles) if roles.is_empty() => {
                f.write_str("the bot has no role but @everyone, which does not have it")
            }
            Self::Roles(roles) if roles.len() == 1 => {
                write!(f, "role {} does not have it, and neither has @everyone", role(&roles[0]))
            }
            Self::Roles(roles) => {
                f.write_str("none of the bot's roles has it: ")?;
                for (i, name) in roles.iter().enumerate() {
                    write!(f, "{}{}", if i == 0 { "" } else { ", " }, role(name))?;
                }
                f.write_str(", @everyone")
            }
            Self::Everyone { channel } => {
                write!(f, "an overwrite for @everyone on {} denies it", place(channel))
            }
            Self::Role { role: name, channel } => {
                write!(f, "an overwrite for role {} on {} denies it", role(name), place(channel))
            }
            Self::Member { channel } => {
                write!(f, "an overwrite for the bot itself on {} denies it", place(channel))
            }
            Self::TimedOut { until } => write!(f, "the bot is timed out until {until:.0}"),
            Self::Without { permission: Permissions::VIEW_CHANNEL, because } => {
                write!(f, "VIEW_CHANNEL is missing, without which nothing works: {because}")
            }
            Self::Without { permission, because } => {
                write!(f, "{permission} is missing, without which it is of no use: {because}")
            }
        }
    }
}

fn role(name: &str) -> String {
    format!("`{}`", Untrusted::new(name).line(100))
}

fn place(channel: &str) -> String {
    format!("#{}", Untrusted::new(channel).line(100))
}

/// Says which permissions are missing where, what decides it, and what to do. `invite` is a link that asks for them,
/// from [`invite_link`].
pub(crate) fn refusal(missing: &[Missing], standing: &Standing, now: Timestamp, invite: &str) -> Refusal {
    let target = match standing.channel() {
        Some(channel) => {
            format!("in {} ({})", place(channel.name.as_deref().unwrap_or_default()), channel.id)
        }
        None => format!("in the server {}", Untrusted::new(&standing.server.name).line(100)),
    };
    let mut reason = String::new();
    let mut hint = None;
    for Missing { wanted } in missing {
        let names: Vec<String> = wanted.iter().map(|bit| bit.to_string()).collect();
        let names = names.join(" or ");
        let separator = if reason.is_empty() { "" } else { "; " };
        let _ = write!(reason, "{separator}the bot lacks {names} {target}");
        // Of several that would do, the first is what an invite asks for.
        if let Some(decision) = wanted.iter().find_map(|bit| standing.explain(bit, now)) {
            let _ = write!(reason, ": {decision}");
            hint.get_or_insert_with(|| decision.hint(&names, invite));
        }
    }
    let otherwise = || format!("the link that asks for it: {invite}");
    Refusal::new(Cause::Permission, reason).hint(hint.unwrap_or_else(otherwise))
}

/// The [link] by which a person who manages a server invites the bot, and gives it these permissions.
///
/// The ID of the application is that of its bot user, for all applications that were made since 2016.
///
/// [link]: https://discord.com/developers/docs/topics/oauth2#bot-authorization-flow
pub(crate) fn invite_link(application: impl fmt::Display, permissions: Permissions) -> String {
    format!(
        "https://discord.com/oauth2/authorize?client_id={application}&scope=bot+applications.commands&permissions={}",
        permissions.bits()
    )
}
