//! What the bot, or another member, may do in a server and in its channels, computed as [Discord documents] it, on raw bits; and why not.
//!
//! [Discord documents]: https://discord.com/developers/docs/topics/permissions#permission-overwrites

mod explain;
mod hierarchy;
mod lacking;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use jiff::Timestamp;

use self::explain::refusal;
pub(crate) use self::{
    explain::{Verdict, Who, invite_link},
    hierarchy::{Aim, stopped, two_factor},
    lacking::Lacking,
};
use super::model::{Channel, Member, OverwriteTarget, Server};
use crate::tool::{Permissions, RoleId, Rule, UserId};

/// All bits, those without a name too: what owners and administrators have.
const EVERYTHING: Permissions = Permissions::from_bits(u64::MAX);

/// What is left to a member who is timed out.
const TIMED_OUT: Permissions = Permissions::VIEW_CHANNEL.union(Permissions::READ_MESSAGE_HISTORY);

/// What is of no use to whom can't send a message.
const NEEDS_SENDING: Permissions = Permissions::SEND_TTS_MESSAGES
    .union(Permissions::EMBED_LINKS)
    .union(Permissions::ATTACH_FILES)
    .union(Permissions::MENTION_EVERYONE)
    .union(Permissions::SEND_VOICE_MESSAGES)
    .union(Permissions::SEND_POLLS);

/// All that decides what a member may do in a server, or in one of its channels.
#[derive(Debug, Clone)]
pub(crate) struct Standing {
    server: Arc<Server>,
    who: Who,
    /// `None` for a role by itself.
    user: Option<UserId>,
    member: Arc<Member>,
    place: Option<Place>,
}

#[derive(Debug, Clone)]
struct Place {
    channel: Arc<Channel>,
    /// The channel whose overwrites count: for a thread its parent, else the channel itself.
    rules: Arc<Channel>,
}

/// What came of one step of the computation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Base {
    Owner,
    Administrator,
    Roles(Permissions),
}

/// The overwrites that are for a member, by the steps in which Discord applies them.
#[derive(Debug, Clone, Copy, Default)]
struct Overwrites {
    everyone: Step,
    roles: Step,
    member: Step,
}

#[derive(Debug, Clone, Copy, Default)]
struct Step {
    allow: Permissions,
    deny: Permissions,
}

impl Step {
    const fn apply(self, bits: Permissions) -> Permissions {
        bits.without(self.deny).union(self.allow)
    }

    const fn denies(self, bit: Permissions) -> bool {
        self.deny.contains(bit) && !self.allow.contains(bit)
    }
}

impl Standing {
    /// The standing of the bot in a server that is known in full.
    pub(crate) const fn new(server: Arc<Server>, user: UserId, member: Arc<Member>) -> Self {
        Self { server, who: Who::Bot, user: Some(user), member, place: None }
    }

    /// The standing of another member.
    pub(crate) const fn of_member(server: Arc<Server>, user: UserId, member: Arc<Member>) -> Self {
        Self { server, who: Who::Member, user: Some(user), member, place: None }
    }

    /// The standing of somebody who has one role and no other; `@everyone` may be that role.
    pub(crate) fn of_role(server: Arc<Server>, role: RoleId) -> Self {
        let roles = if role.get() == server.id.get() { Vec::new() } else { vec![role] };
        let member = Arc::new(Member { roles, ..Member::default() });
        Self { server, who: Who::Role, user: None, member, place: None }
    }

    /// The server.
    pub(crate) fn server(&self) -> &Server {
        &self.server
    }

    /// The member.
    pub(crate) fn member(&self) -> &Member {
        &self.member
    }

    /// The same member's standing in a channel. `rules` is the channel whose overwrites count: for a thread its
    /// parent, else the channel itself.
    pub(crate) fn in_channel(self, channel: Arc<Channel>, rules: Arc<Channel>) -> Self {
        Self { place: Some(Place { channel, rules }), ..self }
    }

    /// The channel, if it is the standing in one.
    pub(crate) fn channel(&self) -> Option<&Channel> {
        self.place.as_ref().map(|place| &*place.channel)
    }

    /// What the member may do at the time `now`; `None` when not all that decides it is known.
    ///
    /// Membership of private threads is not looked at: Discord answers for that.
    pub(crate) fn effective(&self, now: Timestamp) -> Option<Permissions> {
        let Base::Roles(base) = self.base()? else { return Some(EVERYTHING) };
        let bits = self.overwritten(base)?;
        let bits = if self.member.timed_out(now).is_some() { bits.intersection(TIMED_OUT) } else { bits };
        Some(self.place.as_ref().map_or(bits, |place| implied(bits, &place.channel)))
    }

    /// What roles give: all that they allow taken together, and everything to the owner and to administrators.
    fn base(&self) -> Option<Base> {
        if Some(self.server.owner_id?) == self.user {
            return Some(Base::Owner);
        }
        let everyone = self.server.everyone()?.permissions;
        let mut roles = self.member.roles.iter();
        let bits =
            roles.try_fold(everyone, |bits, id| Some(bits.union(self.server.role(*id)?.permissions)))?;
        Some(if bits.contains(Permissions::ADMINISTRATOR) { Base::Administrator } else { Base::Roles(bits) })
    }

    /// What the channel's overwrites make of the base.
    fn overwritten(&self, base: Permissions) -> Option<Permissions> {
        let Some(place) = &self.place else { return Some(base) };
        let Overwrites { everyone, roles, member } = self.overwrites()?;
        let bits = member.apply(roles.apply(everyone.apply(base)));
        // Threads have their parent's permissions, all but this one, in whose place there is another.
        let thread = place.channel.kind.is_thread();
        Some(if thread { bits.without(Permissions::SEND_MESSAGES) } else { bits })
    }

    fn overwrites(&self) -> Option<Overwrites> {
        let mut steps = Overwrites::default();
        for overwrite in self.place.as_ref()?.rules.permission_overwrites.as_ref()? {
            let step = match overwrite.target {
                OverwriteTarget::Role(role) if role.get() == self.server.id.get() => &mut steps.everyone,
                OverwriteTarget::Role(role) if self.member.roles.contains(&role) => &mut steps.roles,
                OverwriteTarget::Member(user) if Some(user) == self.user => &mut steps.member,
                _ => continue,
            };
            step.allow = step.allow.union(overwrite.allow);
            step.deny = step.deny.union(overwrite.deny);
        }
        Some(steps)
    }
}

/// Takes away what is of no use without what is missing.
fn implied(bits: Permissions, channel: &Channel) -> Permissions {
    if !bits.contains(Permissions::VIEW_CHANNEL) {
        return Permissions::NONE;
    }
    if channel.kind.is_voice() && !bits.contains(Permissions::CONNECT) {
        return Permissions::VIEW_CHANNEL;
    }
    if bits.contains(sending(channel)) { bits } else { bits.without(NEEDS_SENDING) }
}

/// The permission that sending takes in a channel.
const fn sending(channel: &Channel) -> Permissions {
    if channel.kind.is_thread() { Permissions::SEND_MESSAGES_IN_THREADS } else { Permissions::SEND_MESSAGES }
}

/// A permission that a call needs and that isn't there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Missing {
    /// One bit; or several, any one of which would do.
    pub(crate) wanted: Permissions,
}

/// Holds the rules of a scope against what may be done: what is missing for a call that gives the arguments `given`
/// and is aimed at `target`.
pub(crate) fn check(
    rules: &[Rule],
    given: &[&str],
    target: Option<&Channel>,
    effective: Permissions,
) -> Vec<Missing> {
    let mut missing = Vec::new();
    let mut need = |wanted: Permissions, enough: bool| {
        let missed = Missing { wanted };
        if !enough && !missing.contains(&missed) {
            missing.push(missed);
        }
    };
    for rule in rules {
        match rule {
            Rule::Always(bits) => bits.iter().for_each(|bit| need(bit, effective.contains(bit))),
            Rule::If(bits, argument) if given.contains(argument) => {
                bits.iter().for_each(|bit| need(bit, effective.contains(bit)));
            }
            // What only Discord can tell is no reason to refuse before it was asked.
            Rule::If(..) | Rule::Maybe(_) => {}
            Rule::Any(choices) => match target.and_then(|target| sending_choice(choices, target)) {
                Some(bit) => need(bit, effective.contains(bit)),
                None => need(rule.bits(), choices.iter().any(|choice| effective.contains(*choice))),
            },
        }
    }
    missing
}

/// Of the two permissions to send, the one that counts at the target; `None` for other choices.
fn sending_choice(choices: &[Permissions], target: &Channel) -> Option<Permissions> {
    let both = [Permissions::SEND_MESSAGES, Permissions::SEND_MESSAGES_IN_THREADS];
    let is_pair = choices.len() == both.len() && both.iter().all(|bit| choices.contains(bit));
    is_pair.then(|| sending(target))
}
