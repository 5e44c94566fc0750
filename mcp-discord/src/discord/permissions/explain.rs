use std::fmt::{self, Write as _};

use jiff::Timestamp;

use super::{Base, Missing, Overwrites, Permissions, Standing, TIMED_OUT, implied, sending};
use crate::{
    discord::model::{Overwrite, OverwriteTarget},
    tool::{Cause, Refusal, Untrusted},
};

/// Whose permissions they are, for the words that tell about them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Who {
    /// The bot itself.
    Bot,
    /// Another member.
    Member,
    /// Somebody who has one role and no other.
    Role,
}

/// Whether something is allowed, and what decides it. Names are as Discord gave them; showing them neutralises them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Verdict {
    Allowed(Source),
    Denied(Denial),
}

/// What decides that a permission is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Source {
    /// Who owns the server may do everything.
    Owner,
    /// This role has `ADMINISTRATOR`, and so everything.
    Administrator(String),
    /// These roles have it, and no overwrite takes it away.
    Roles(Vec<String>),
    /// An overwrite allows it.
    Overwrite(Who, Overwriter),
}

/// A permission that is missing, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Denial {
    who: Who,
    decision: Decision,
}

/// What decides that a permission is missing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    /// No role has it. The names of the roles, without `@everyone`.
    Roles(Vec<String>),
    /// An overwrite denies it.
    Overwrite(Overwriter),
    /// A timeout.
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
    /// In a thread `SEND_MESSAGES_IN_THREADS` counts in its place, which is there.
    OtherInThreads,
}

/// An overwrite of a channel.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Overwriter {
    target: OverwriterTarget,
    /// The channel's name.
    channel: String,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum OverwriterTarget {
    Everyone,
    /// A role, by its name.
    Role(String),
    Member,
}

impl Standing {
    /// Whether the permission `bit` is there at the time `now`, and what decides it; `None` when not all that decides
    /// it is known.
    pub(crate) fn verdict(&self, bit: Permissions, now: Timestamp) -> Option<Verdict> {
        if self.effective(now)?.contains(bit) {
            self.source(bit).map(Verdict::Allowed)
        } else {
            self.explain(bit, now).map(Verdict::Denied)
        }
    }

    /// What decides that the permission `bit` is missing at the time `now`.
    /// `None` when it isn't missing, or when not all that decides it is known.
    pub(crate) fn explain(&self, bit: Permissions, now: Timestamp) -> Option<Denial> {
        self.decision(bit, now).map(|decision| Denial { who: self.who, decision })
    }

    /// What decides that a permission is there which is.
    fn source(&self, bit: Permissions) -> Option<Source> {
        match self.base()? {
            Base::Owner => return Some(Source::Owner),
            Base::Administrator => {
                let roles = self.roles_with(Permissions::ADMINISTRATOR);
                return roles.into_iter().next().map(Source::Administrator);
            }
            Base::Roles(_) => {}
        }
        if self.place.is_some() {
            let Overwrites { everyone, roles, member } = self.overwrites()?;
            // The last step that allowed it decides, since no later one took it away.
            let target = if member.allow.contains(bit) {
                Some(OverwriterTarget::Member)
            } else if roles.allow.contains(bit) {
                Some(OverwriterTarget::Role(
                    self.role_overwriting(|overwrite| overwrite.allow.contains(bit))?,
                ))
            } else if everyone.allow.contains(bit) {
                Some(OverwriterTarget::Everyone)
            } else {
                None
            };
            if let Some(target) = target {
                return Some(Source::Overwrite(self.who, self.overwriter(target)));
            }
        }
        Some(Source::Roles(self.roles_with(bit)))
    }

    fn decision(&self, bit: Permissions, now: Timestamp) -> Option<Decision> {
        if self.effective(now)?.contains(bit) {
            return None;
        }
        let Base::Roles(base) = self.base()? else { return None };
        // In a thread there is another permission in the place of this one.
        if bit == Permissions::SEND_MESSAGES && self.channel().is_some_and(|channel| channel.kind.is_thread())
        {
            let other = self.decision(Permissions::SEND_MESSAGES_IN_THREADS, now);
            return Some(other.unwrap_or(Decision::OtherInThreads));
        }
        if let Some(until) = self.member.timed_out(now)
            && !TIMED_OUT.contains(bit)
        {
            return Some(Decision::TimedOut { until });
        }
        let bits = self.overwritten(base)?;
        if self.place.is_none() {
            return Some(self.no_role());
        }
        if let Some(permission) = self.condition(bit, bits, now) {
            let because = Box::new(self.decision(permission, now)?);
            return Some(Decision::Without { permission, because });
        }
        let Overwrites { everyone, roles, member } = self.overwrites()?;
        // The last step that denied it decides, since no later one gave it back.
        let target = if member.denies(bit) {
            OverwriterTarget::Member
        } else if roles.denies(bit) {
            OverwriterTarget::Role(self.role_overwriting(|overwrite| overwrite.deny.contains(bit))?)
        } else if everyone.denies(bit) {
            OverwriterTarget::Everyone
        } else {
            return Some(self.no_role());
        };
        Some(Decision::Overwrite(self.overwriter(target)))
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

    /// The names of the member's roles that have a permission, `@everyone` last.
    pub(super) fn roles_with(&self, bit: Permissions) -> Vec<String> {
        let own = self.member.roles.iter().filter_map(|id| self.server.role(*id));
        let roles = own.chain(self.server.everyone()).filter(|role| role.permissions.contains(bit));
        roles.map(|role| role.name.clone()).collect()
    }

    fn overwriter(&self, target: OverwriterTarget) -> Overwriter {
        let channel = self.place.as_ref().and_then(|place| place.rules.name.clone());
        Overwriter { target, channel: channel.unwrap_or_default() }
    }

    /// The first of the member's roles with an overwrite that does something.
    fn role_overwriting(&self, does: impl Fn(&Overwrite) -> bool) -> Option<String> {
        let overwrites = self.place.as_ref()?.rules.permission_overwrites.as_ref()?;
        let role = overwrites.iter().find_map(|overwrite| match overwrite.target {
            OverwriteTarget::Role(role) if self.member.roles.contains(&role) && does(overwrite) => Some(role),
            _ => None,
        })?;
        Some(self.server.role(role)?.name.clone())
    }
}

impl Who {
    const fn subject(self) -> &'static str {
        match self {
            Self::Bot => "the bot",
            Self::Member => "the member",
            Self::Role => "the role",
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Owner => f.write_str("who owns the server may do everything"),
            Self::Administrator(name) => {
                write!(f, "role {} has ADMINISTRATOR, and so everything", role(name))
            }
            Self::Roles(roles) => {
                f.write_str(if roles.len() == 1 { "role " } else { "roles " })?;
                for (i, name) in roles.iter().enumerate() {
                    write!(f, "{}{}", if i == 0 { "" } else { ", " }, role(name))?;
                }
                f.write_str(if roles.len() == 1 { " has it" } else { " have it" })
            }
            Self::Overwrite(who, overwriter) => overwriter.told(f, *who, "allows"),
        }
    }
}

impl Overwriter {
    fn told(&self, f: &mut fmt::Formatter<'_>, who: Who, does: &str) -> fmt::Result {
        let place = place(&self.channel);
        match &self.target {
            OverwriterTarget::Everyone => write!(f, "an overwrite for @everyone on {place} {does} it"),
            OverwriterTarget::Role(name) => {
                write!(f, "an overwrite for role {} on {place} {does} it", role(name))
            }
            OverwriterTarget::Member if who == Who::Bot => {
                write!(f, "an overwrite for the bot itself on {place} {does} it")
            }
            OverwriterTarget::Member => write!(f, "an overwrite for this member on {place} {does} it"),
        }
    }
}

impl Denial {
    /// What to do about it. `invite` asks for what is missing.
    fn hint(&self, permission: &str, invite: &str) -> String {
        self.decision.hint(permission, invite)
    }
}

impl Decision {
    fn hint(&self, permission: &str, invite: &str) -> String {
        match self {
            Self::Roles(_) => format!(
                "a person who manages the server can give `{permission}` to one of the bot's roles, or open this \
                 link, which asks for it: {invite}"
            ),
            Self::Overwrite(Overwriter { channel, .. }) => format!(
                "a person who manages {} can allow `{permission}` to the bot in its permissions; inviting the bot \
                 again would not change that. The link that asks for it in the server: {invite}",
                place(channel)
            ),
            Self::TimedOut { .. } => "wait until then, or ask a moderator to end the timeout".to_owned(),
            Self::Without { permission, because } => because.hint(&permission.to_string(), invite),
            Self::OtherInThreads => "aim at a channel that is no thread".to_owned(),
        }
    }

    fn told(&self, f: &mut fmt::Formatter<'_>, who: Who) -> fmt::Result {
        let subject = who.subject();
        match self {
            Self::Roles(roles) if roles.is_empty() && who == Who::Role => {
                f.write_str("@everyone does not have it")
            }
            Self::Roles(roles) if roles.is_empty() => {
                write!(f, "{subject} has no role but @everyone, which does not have it")
            }
            Self::Roles(roles) if roles.len() == 1 => {
                write!(f, "role {} does not have it, and neither has @everyone", role(&roles[0]))
            }
            Self::Roles(roles) => {
                write!(f, "none of {subject}'s roles has it: ")?;
                for (i, name) in roles.iter().enumerate() {
                    write!(f, "{}{}", if i == 0 { "" } else { ", " }, role(name))?;
                }
                f.write_str(", @everyone")
            }
            Self::Overwrite(overwriter) => overwriter.told(f, who, "denies"),
            Self::TimedOut { until } => write!(f, "{subject} is timed out until {until:.0}"),
            Self::Without { permission, because } => {
                let useless = match *permission {
                    Permissions::VIEW_CHANNEL => "nothing works",
                    _ => "it is of no use",
                };
                write!(f, "{permission} is missing, without which {useless}: ")?;
                because.told(f, who)
            }
            Self::OtherInThreads => {
                f.write_str("in a thread SEND_MESSAGES_IN_THREADS counts in its place, which is there")
            }
        }
    }
}

impl fmt::Display for Denial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.decision.told(f, self.who)
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
